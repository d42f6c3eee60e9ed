"""The layout of the report's charts: widths in percent, heights in pixels, as text is never scaled."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from math import ceil
from typing import TYPE_CHECKING

from amts.evaluation.metrics import BLEU
from amts.evaluation.result import document_names, value_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amts.evaluation.result import Arm, Evaluation
    from amts.evaluation.significance import Comparison
    from amts.evaluation.workload import Workload
    from amts.records import Score

SPAN = 88.0
"""Percentage of the width that the axis takes; the rest is for the numbers beside the longest bars."""
_BAR, _GAP, _LABEL, _SPACE, _AXIS = 15, 3, 22, 16, 24


@dataclass(frozen=True, slots=True)
class Bar:
    """An arm's score: `arm` is its position, `top` in pixels, `width` in percent."""

    arm: int
    name: str
    value: float
    top: int
    width: float


@dataclass(frozen=True, slots=True)
class Group:
    """The bars of one document, or of the corpus, under their label."""

    label: str
    top: int
    bars: tuple[Bar, ...]
    whole: bool


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis: its value, and its place in percent."""

    value: float
    place: float


@dataclass(frozen=True, slots=True)
class BarChart:
    """Horizontal bars, grouped."""

    height: int
    plot: int
    ticks: tuple[Tick, ...]
    groups: tuple[Group, ...]
    description: str


@dataclass(frozen=True, slots=True)
class Whisker:
    """A difference and its interval on an axis with zero in the middle, all in percent of the width."""

    low: float
    high: float
    point: float
    ticks: tuple[Tick, ...]


def bleu_chart(evaluation: Evaluation) -> BarChart:
    """Lay out BLEU by arm: the corpus first, then each document."""
    labels = ["All documents", *document_names(evaluation)]
    rows = [_values(evaluation.arms, label, whole=not index) for index, label in enumerate(labels)]
    return _grouped([arm.name for arm in evaluation.arms], labels, rows)


def cost_chart(workload: Workload) -> BarChart:
    """Lay out what each arm costs by each model, in percent of the first arm's cost."""
    base = workload.works[0].costs
    labels = [model for model in workload.models if base.get(model)]
    rows = [
        [(index, 100 * work.costs[model] / base[model]) for index, work in enumerate(workload.works)]
        for model in labels
    ]
    return _grouped([work.name for work in workload.works], labels, rows)


def _grouped(names: Sequence[str], labels: Sequence[str], rows: Sequence[list[tuple[int, float]]]) -> BarChart:
    """Lay out rows of bars, each a group under its label, the first of which is the whole."""
    limit, step = _axis(max((value for row in rows for _, value in row), default=0.0))
    heights = [_LABEL + len(row) * (_BAR + _GAP) + _SPACE for row in rows]
    tops = list(accumulate(heights, initial=0))
    groups = tuple(
        Group(label, top, _bars(names, row, top + _LABEL, limit), whole=not index)
        for index, (label, row, top) in enumerate(zip(labels, rows, tops, strict=False))
    )
    ticks = tuple(Tick(value, SPAN * value / limit) for value in range(0, limit + 1, step))
    return BarChart(tops[-1] + _AXIS, tops[-1], ticks, groups, _description(groups))


def whisker(comparison: Comparison, comparisons: Sequence[Comparison]) -> Whisker:
    """Lay out a comparison's interval, on the same scale as the others by this metric."""
    same = [each for each in comparisons if each.metric == comparison.metric]
    furthest = max(abs(bound) for each in same for bound in (*each.interval, each.difference))
    limit = _rounded_up(furthest * 1.05)
    low, high, point = (50 + 46 * value / limit for value in (*comparison.interval, comparison.difference))
    ticks = tuple(Tick(value, 50 + 46 * value / limit) for value in (-limit, 0, limit))
    return Whisker(low, high, point, ticks)


def _values(arms: Sequence[Arm], label: str, *, whole: bool) -> list[tuple[int, float]]:
    """Return the position and BLEU of each arm that has one."""
    scores: list[Sequence[Score]] = [arm.corpus if whole else arm.documents.get(label, ()) for arm in arms]
    found = ((index, value_of(each, BLEU)) for index, each in enumerate(scores))
    return [(index, value) for index, value in found if value is not None]


def _bars(names: Sequence[str], row: list[tuple[int, float]], top: int, limit: int) -> tuple[Bar, ...]:
    return tuple(
        Bar(index, names[index], value, top + place * (_BAR + _GAP), SPAN * value / limit)
        for place, (index, value) in enumerate(row)
    )


def _axis(highest: float) -> tuple[int, int]:
    """Return where an axis ends, and the distance between its marks."""
    step = 5 if highest <= 20 else 10 if highest <= 60 else 20
    return max(step, ceil(highest / step) * step), step


def _rounded_up(value: float) -> int:
    """Return the next round number, as scales are labelled."""
    power = 1
    while True:
        for step in (1, 2, 3, 4, 6, 8):
            if value <= step * power:
                return step * power
        power *= 10


def _description(groups: Sequence[Group]) -> str:
    return " ".join(
        f"{group.label}: " + ", ".join(f"{bar.name} {bar.value:.1f}" for bar in group.bars) + "." for group in groups
    )
