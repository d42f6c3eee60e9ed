from __future__ import annotations

import pytest

from amts.errors import DataError
from amts.evaluation.metrics import score
from amts.evaluation.significance import compare

NOUNS = ("model", "tensor", "layer", "gradient", "loss", "kernel", "batch", "weight", "bias", "sample")
REFERENCES = [
    f"The {noun} number {place} is computed in this section of the book." for place in range(4) for noun in NOUNS
]
GOOD = [text.replace("computed", "calculated") for text in REFERENCES]
BAD = [" ".join(reversed(text.split())) for text in REFERENCES]
MIXED = [good if place % 2 else bad for place, (good, bad) in enumerate(zip(GOOD, BAD, strict=True))]


def test_a_system_does_not_differ_from_itself():
    comparison = compare(GOOD, GOOD, REFERENCES, "en", resamples=200)
    assert comparison.difference == 0
    assert comparison.interval == (0, 0)
    assert comparison.p_value == 1
    assert not comparison.significant


def test_a_clearly_better_system_is_significantly_better():
    comparison = compare(BAD, GOOD, REFERENCES, "en", names=("base", "adapted"))
    assert comparison.p_value < 0.05
    assert comparison.interval[0] > 0
    assert (comparison.baseline_name, comparison.system_name) == ("base", "adapted")
    assert comparison.segments == 40


def test_turning_the_systems_round_turns_the_difference_and_its_interval_round():
    forth = compare(BAD, MIXED, REFERENCES, "en", resamples=200)
    back = compare(MIXED, BAD, REFERENCES, "en", resamples=200)
    assert back.difference == -forth.difference
    assert back.interval == pytest.approx((-forth.interval[1], -forth.interval[0]))
    assert back.p_value == forth.p_value


def test_two_systems_that_win_in_turn_cannot_be_told_apart():
    other = [bad if place % 2 else good for place, (good, bad) in enumerate(zip(GOOD, BAD, strict=True))]
    comparison = compare(MIXED, other, REFERENCES, "en", resamples=300)
    assert comparison.p_value > 0.5
    assert comparison.interval[0] < 0 < comparison.interval[1]


@pytest.mark.parametrize("metric", ["bleu", "chrf2++"])
def test_the_scores_compared_are_those_of_the_corpus(metric):
    comparison = compare(BAD, GOOD, REFERENCES, "en", resamples=20, metric=metric)
    expected = {each.metric: each.value for each in score(GOOD, REFERENCES, "en")}[metric]
    assert comparison.system == pytest.approx(expected)
    assert comparison.difference == comparison.system - comparison.baseline
    assert comparison.metric == metric


def test_the_same_seed_gives_the_same_numbers_and_another_one_others():
    first = compare(BAD, MIXED, REFERENCES, "en", resamples=100, seed=1)
    assert first == compare(BAD, MIXED, REFERENCES, "en", resamples=100, seed=1)
    assert first.interval != compare(BAD, MIXED, REFERENCES, "en", resamples=100, seed=2).interval


def test_the_signature_holds_the_metric_the_resamples_and_the_seed():
    signature = compare(["一"], ["二"], ["一"], "zh", resamples=10, seed=3).signature
    assert "tok:zh" in signature
    assert signature.endswith("|bs:10|seed:3")


def test_few_segments_are_compared_but_said_to_be_few():
    assert compare(BAD[:3], GOOD[:3], REFERENCES[:3], "en", resamples=50).few
    assert not compare(BAD, GOOD, REFERENCES, "en", resamples=10).few


def test_systems_of_different_lengths_are_refused():
    with pytest.raises(DataError, match="39 translations and 40 references"):
        compare(GOOD, BAD[1:], REFERENCES, "en")
