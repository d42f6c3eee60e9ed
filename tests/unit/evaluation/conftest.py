"""A small evaluation with literal scores, for the tests of what is made of it."""

from __future__ import annotations

import pytest

from amts.evaluation.result import Arm, Evaluation, Example, Leakage
from amts.evaluation.significance import Comparison
from amts.records import Score

SIGNATURES = {"bleu": "tok:zh|v:1", "chrf2++": "nw:2|v:1", "ter": "asian:yes|v:1"}


def scores(bleu: float, chrf: float, ter: float) -> tuple[Score, ...]:
    values = {"bleu": bleu, "chrf2++": chrf, "ter": ter}
    return tuple(Score(metric, value, SIGNATURES[metric]) for metric, value in values.items())


@pytest.fixture
def evaluation() -> Evaluation:
    documents = {
        "base": {"intro/a.md": scores(10.004, 20, 80), "b.md": scores(30, 40, 60)},
        "adapted": {"intro/a.md": scores(25.678, 41, 55), "b.md": scores(29, 45, 60)},
    }
    return Evaluation(
        title="A book",
        source_language="en",
        target_language="zh",
        arms=(
            Arm(
                "base",
                "no own data",
                scores(20.111, 30.222, 70.333),
                documents["base"],
                {"training pairs": 0},
            ),
            Arm(
                "adapted",
                "with own data",
                scores(28.9, 43.0, 57.5),
                documents["adapted"],
                {"training pairs": 14210, "train seconds": 1.23456, "tuned on": "c.md"},
            ),
        ),
        comparisons=(
            Comparison(
                "bleu",
                20.111,
                28.9,
                8.789,
                0.000999,
                (5.1234, 12.5),
                "base",
                "adapted",
                412,
                "tok:zh|bs:1000",
            ),
        ),
        leakage=Leakage(412, 3, ("A leaked sentence.",)),
        unscored={"no counterpart": 5, "only markup": 2},
        examples=(
            Example(
                "intro/a.md",
                "The learning rate.",
                "学习率。",
                {"base": "学习速度。", "adapted": "学习率。"},
                {"base": "engine", "adapted": "memory"},
            ),
            Example("b.md", "A tensor.", "一个张量。", {"base": "张量。"}, {}),
        ),
        signature="split:by-document|seed:7",
    )
