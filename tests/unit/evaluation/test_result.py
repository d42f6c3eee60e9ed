from __future__ import annotations

import json
from dataclasses import replace

import pytest

from amts.errors import DataError
from amts.evaluation.result import to_json
from amts.records import Score


def test_the_json_has_exactly_the_promised_shape_and_rounded_numbers(evaluation):
    assert json.loads(to_json(evaluation)) == {
        "title": "A book",
        "source_language": "en",
        "target_language": "zh",
        "signature": "split:by-document|seed:7",
        "signatures": {"bleu": "tok:zh|v:1", "chrf2++": "nw:2|v:1", "ter": "asian:yes|v:1"},
        "arms": {
            "base": {
                "description": "no own data",
                "corpus": {"bleu": 20.11, "chrf2++": 30.22, "ter": 70.33},
                "documents": {
                    "intro/a.md": {"bleu": 10.0, "chrf2++": 20, "ter": 80},
                    "b.md": {"bleu": 30, "chrf2++": 40, "ter": 60},
                },
                "facts": {"training pairs": 0},
            },
            "adapted": {
                "description": "with own data",
                "corpus": {"bleu": 28.9, "chrf2++": 43.0, "ter": 57.5},
                "documents": {
                    "intro/a.md": {"bleu": 25.68, "chrf2++": 41, "ter": 55},
                    "b.md": {"bleu": 29, "chrf2++": 45, "ter": 60},
                },
                "facts": {"training pairs": 14210, "train seconds": 1.23, "tuned on": "c.md"},
            },
        },
        "comparisons": [
            {
                "metric": "bleu",
                "baseline_name": "base",
                "system_name": "adapted",
                "baseline": 20.11,
                "system": 28.9,
                "difference": 8.79,
                "relative": 0.437,
                "interval": [5.12, 12.5],
                "p_value": 0.001,
                "segments": 412,
                "signature": "tok:zh|bs:1000",
            }
        ],
        "leakage": {
            "held_out": 412,
            "shared_boilerplate": 3,
            "shared_other": ["A leaked sentence."],
            "shared_names": [],
            "shared_base": 0,
        },
        "unscored": {"no counterpart": 5, "only markup": 2},
    }


def test_the_json_is_readable_text_that_ends_with_a_newline(evaluation):
    text = to_json(replace(evaluation, title="动手学深度学习"))
    assert "动手学深度学习" in text
    assert text.endswith("}\n")
    assert text == to_json(replace(evaluation, title="动手学深度学习"))


def test_a_p_value_keeps_four_decimals(evaluation):
    comparison = replace(evaluation.comparisons[0], p_value=0.12346)
    text = to_json(replace(evaluation, comparisons=(comparison,)))
    assert json.loads(text)["comparisons"][0]["p_value"] == 0.1235


def test_a_number_that_json_does_not_know_becomes_null(evaluation):
    arm = replace(evaluation.arms[0], facts={"words per second": float("inf")})
    assert json.loads(to_json(replace(evaluation, arms=(arm,))))["arms"]["base"]["facts"] == {"words per second": None}


def test_arms_scored_with_different_settings_are_refused(evaluation):
    other = replace(evaluation.arms[1], corpus=(Score("bleu", 50.0, "tok:13a|v:1"),))
    with pytest.raises(DataError, match=r"arm 'adapted' has bleu with signature 'tok:13a\|v:1'"):
        to_json(replace(evaluation, arms=(evaluation.arms[0], other)))
