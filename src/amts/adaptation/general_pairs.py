"""Choosing from general pairs those that an engine needs for the documents at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amts.parallel.selection import lot, select_relevant
from amts.placeholders import PLACEHOLDER
from amts.progress import Step
from amts.words import split_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from amts.adaptation.protocol import Task
    from amts.records import Pair, Segment

# Words of the source language: about as much as is learnt in three minutes.
BUDGET = 600_000


def select_general(base: Callable[[], Iterable[Pair]], task: Task, budget: int = BUDGET) -> list[Pair]:
    """Return the pairs that cover the texts at hand best, in their order in the base; without any texts, random ones.

    Args:
        base: returns all general pairs; called twice, so that no more than the chosen ones are held in memory.
        task: the texts at hand, and the language they are in.
        budget: the largest number of source words; of random ones about as many.
    """
    if not task.segments:
        return _draw(base, task.source_tag, budget)
    texts = (_words(segment, task.source_tag) for segment in task.segments)
    candidates = (_words(pair.source, task.source_tag) for pair in base())
    task.progress(Step("choose general pairs", 0, 1))
    chosen = frozenset(select_relevant(texts, candidates, budget))
    task.progress(Step("choose general pairs", 1, 1))
    return [pair for index, pair in enumerate(base()) if index in chosen]


def _draw(base: Callable[[], Iterable[Pair]], tag: str, budget: int) -> list[Pair]:
    """Return pairs that are drawn by their source texts, the same ones each time."""
    share = budget / max(budget, sum(len(_words(pair.source, tag)) for pair in base()))
    return [pair for pair in base() if lot(pair.source.text) < share]


def _words(segment: Segment, tag: str) -> list[str]:
    return [word.text.lower() for word in split_words(PLACEHOLDER.sub(" ", segment.text), tag)]
