"""What a translator's work costs, in words of the translation, by three models; see docs/replay.md."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from amts.evaluation.metrics import TER, metric_for
from amts.placeholders import PLACEHOLDER

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sacrebleu.metrics.base import Metric


class Deed(StrEnum):
    """What happens to a sentence of the new source; what it costs depends on no more than this and the edits."""

    UNTOUCHED = "untouched"
    BESIDE = "beside a change"
    ROLLED = "rolled forward"
    MEMORY = "exact memory"
    FUZZY = "fuzzy memory"
    PROPOSAL = "proposal"
    BEHIND = "left for a person"
    MACHINE = "machine"
    DRAFT = "draft"
    SCRATCH = "from scratch"


@dataclass(frozen=True, slots=True)
class Model:
    """How work is counted.

    Attributes:
        name: what it is called.
        read: what reading a word costs, as a share of translating it.
        pace: what a word of a suggestion costs whatever is edited, as a share of translating it; 0: reading and edits.
        audit: how many of the sentences that nobody has to look at are looked at all the same.
        overhead: what each document costs for itself: opening, reviewing, merging.
    """

    name: str
    read: float
    pace: float = 0.0
    audit: float = 0.0
    overhead: float = 0.0

    def cost(self, deed: Deed, length: float, edits: float) -> float:
        """Return what a sentence costs.

        Args:
            deed: what happens to it.
            length: its length in words.
            edits: how many of them have to be edited in what is suggested, 0 to 1.
        """
        if deed is Deed.SCRATCH:
            return length
        if deed is Deed.UNTOUCHED:
            return 0.0
        if deed is Deed.BESIDE:
            return self.read * length
        worked = (self.pace or self.read + edits) * length
        return self.audit * worked if deed is Deed.ROLLED else worked


AUDIT = 0.05
# Five minutes at 2,500 words a day of eight hours.
OVERHEAD = 26.0
KEYSTROKES = Model("keystrokes", 0.0)
READING = Model("read and edited", 0.3, audit=AUDIT, overhead=OVERHEAD)
TIMED = Model("timed", 0.3, pace=1 / 1.66, audit=AUDIT, overhead=OVERHEAD)
MODELS = (KEYSTROKES, READING, TIMED)
# What the models would be with the other ends of what studies found.
VARIANTS = (
    Model("read and edited, reading 0.25", 0.25, audit=AUDIT, overhead=OVERHEAD),
    Model("read and edited, reading 0.35", 0.35, audit=AUDIT, overhead=OVERHEAD),
    Model("read and edited, what rolls forward too", 0.3, audit=1.0, overhead=OVERHEAD),
    Model("timed, fastest", 0.3, pace=1 / 2.3, audit=AUDIT, overhead=OVERHEAD),
    Model("timed, slowest", 0.3, pace=1 / 0.93, audit=AUDIT, overhead=OVERHEAD),
)


def words(text: str, tag: str) -> list[str]:
    """Return the words of a masked text as TER counts them (Chinese and Japanese characters), each mark as one."""
    return list(_words(PLACEHOLDER.sub(r" \g<0> ", text), tag))


@lru_cache(maxsize=100_000)
def _words(text: str, tag: str) -> tuple[str, ...]:
    return tuple(_ter(tag)._preprocess_segment(text).split())


@lru_cache(maxsize=8)
def _ter(tag: str) -> Metric:
    return metric_for(TER, tag)


def edits(hypothesis: str, references: Iterable[str], tag: str) -> float:
    """Return how much of the nearest of some references has to be edited in, 0 to 1: TER, at most 1."""
    return min(_edits(hypothesis, reference, tag) for reference in references)


@lru_cache(maxsize=100_000)
def _edits(hypothesis: str, reference: str, tag: str) -> float:
    if hypothesis == reference:
        return 0.0
    from amts.evaluation.edit_rate import edit_rate  # here: heavy parts load on use

    count, length = edit_rate(words(hypothesis, tag), words(reference, tag))
    return min(count / max(length, 1), 1.0)
