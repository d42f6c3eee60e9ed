"""The layout of a learning curve: BLEU by the number of pairs learnt from, places in percent of the plot."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor
from typing import TYPE_CHECKING

from amts.evaluation.metrics import BLEU
from amts.evaluation.result import PLAIN, value_of

if TYPE_CHECKING:
    from amts.evaluation.result import Arm, Evaluation

# Fewer points than this are no curve.
_FEWEST = 3
# From the left: room for the numbers of the axis, and on the right for the last label.
_LEFT, _WIDTH = 6.0, 88.0


@dataclass(frozen=True, slots=True)
class Point:
    """An arm on the curve: how many pairs, its BLEU, and its place in percent, from the left and from the top."""

    pairs: int
    value: float
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Curve:
    """The points by number of pairs, and the marks of the upright axis: value and place from the top."""

    points: tuple[Point, ...]
    ticks: tuple[tuple[int, float], ...]

    @property
    def description(self) -> str:
        """The points in words."""
        return "; ".join(f"{point.pairs:,} pairs: {point.value:.1f} BLEU" for point in self.points)


def learning_curve(evaluation: Evaluation) -> Curve | None:
    """Lay out the arms `plain` and `sentence`, and those with a share of the sentence pairs; None if there are few."""
    found = sorted(
        (int(arm.facts.get("pairs", 0)), value)
        for arm in evaluation.arms
        if _on_curve(arm) and (value := value_of(arm.corpus, BLEU)) is not None
    )
    if len(found) < _FEWEST:
        return None
    bottom, top = floor(min(value for _, value in found) - 1), ceil(max(value for _, value in found) + 1)
    most = found[-1][0] or 1
    points = (
        Point(pairs, value, _LEFT + _WIDTH * pairs / most, 100 * (top - value) / (top - bottom))
        for pairs, value in found
    )
    step = max(1, (top - bottom) // 5)
    ticks = tuple((value, 100 * (top - value) / (top - bottom)) for value in range(bottom, top + 1, step))
    return Curve(tuple(points), ticks)


def _on_curve(arm: Arm) -> bool:
    return arm.name == PLAIN or arm.name.partition(":")[0] == "sentence"
