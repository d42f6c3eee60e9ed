"""The report's tables, row by row, with every number as it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from amts.evaluation.metrics import LOWER_IS_BETTER, METRICS
from amts.evaluation.result import document_names, value_of
from amts.evaluation.wording import fact_name, number, terms_in_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amts.evaluation.result import Arm, Evaluation, Example
    from amts.records import Score

# These facts have a row together.
_COUNTED_TOGETHER = frozenset({"terms_applied", "terms_missed"})


@dataclass(frozen=True, slots=True)
class ScoreCell:
    """An arm's score, and whether it is the best of the arms; empty where there is none."""

    text: str
    best: bool


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """The scores of a document, or of all: for each metric a cell for each arm."""

    label: str
    cells: tuple[tuple[ScoreCell, ...], ...]


@dataclass(frozen=True, slots=True)
class FactRow:
    """A fact by arm; empty where an arm lacks it."""

    label: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A document's examples, with their numbers."""

    name: str
    scores: tuple[tuple[str, str], ...]
    examples: tuple[tuple[int, Example], ...]


def score_rows(evaluation: Evaluation) -> list[ScoreRow]:
    """Return a row for each document, then one for all together."""
    names = document_names(evaluation)
    by_document = [_score_row(name, [arm.documents.get(name, ()) for arm in evaluation.arms]) for name in names]
    return [*by_document, _score_row("All documents", [arm.corpus for arm in evaluation.arms])]


def fact_rows(arms: Sequence[Arm]) -> list[FactRow]:
    """Return a row for each fact that any arm has."""
    names = dict.fromkeys(name for arm in arms for name in arm.facts)
    rows = [
        FactRow(fact_name(name), tuple(number(arm.facts[name]) if name in arm.facts else "" for arm in arms))
        for name in names
        if name not in _COUNTED_TOGETHER
    ]
    terms = FactRow("Terms as demanded", tuple(terms_in_words(arm.facts) for arm in arms))
    return [*rows, terms] if any(terms.cells) else rows


def chapters(evaluation: Evaluation) -> list[Chapter]:
    """Return the examples by document, in order of first appearance, numbered through."""
    grouped: dict[str, list[tuple[int, Example]]] = {}
    for place, example in enumerate(evaluation.examples, start=1):
        grouped.setdefault(example.document, []).append((place, example))
    return [Chapter(name, _bleu(evaluation, name), tuple(found)) for name, found in grouped.items()]


def _bleu(evaluation: Evaluation, document: str) -> tuple[tuple[str, str], ...]:
    found = ((arm.name, value_of(arm.documents.get(document, ()), METRICS[0])) for arm in evaluation.arms)
    return tuple((name, f"{value:.1f}") for name, value in found if value is not None)


def _score_row(label: str, scores: list[Sequence[Score]]) -> ScoreRow:
    return ScoreRow(label, tuple(_score_cells(metric, scores) for metric in METRICS))


def _score_cells(metric: str, scores: list[Sequence[Score]]) -> tuple[ScoreCell, ...]:
    """Return a metric's cells; arms whose shown scores are all the same have no best one."""
    values = [value_of(each, metric) for each in scores]
    shown = [None if value is None else round(value, 2) for value in values]
    known = {value for value in shown if value is not None}
    best = (min if metric in LOWER_IS_BETTER else max)(known) if len(known) > 1 else None
    return tuple(
        ScoreCell("", best=False) if value is None else ScoreCell(f"{value:.2f}", best=value == best) for value in shown
    )
