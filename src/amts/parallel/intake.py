"""What exchange formats do with the pairs they read: keep the usable ones, give reasons for the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amts.parallel.protocol import Imported
from amts.placeholders import has_words
from amts.records import Level, Pair, Rejection

if TYPE_CHECKING:
    from collections.abc import Iterable

    from amts.records import Segment


def outcome(source: Segment, target: Segment, level: str, confidence: str, document: str) -> Pair | Rejection:
    """Return the pair, or reject it as empty-source, empty-target, identical, unknown-level, bad-confidence.

    Args:
        source: the source segment.
        target: its translation.
        level: as the file has it; empty for a sentence.
        confidence: as the file has it; empty for 1.
        document: the document they come from.
    """
    known_level, probability = _level(level), _probability(confidence)
    pair = Pair(source, target, known_level or Level.SENTENCE, 1.0 if probability is None else probability, document)
    reasons = {
        "empty-source": not source.text.strip(),
        "empty-target": not target.text.strip(),
        "identical": _is_copy(source, target),
        "unknown-level": known_level is None,
        "bad-confidence": probability is None,
    }
    reason = next((reason for reason, holds in reasons.items() if holds), None)
    return Rejection(pair, reason) if reason else pair


def _is_copy(source: Segment, target: Segment) -> bool:
    """Whether a text with letters was left untranslated; a number is its own translation."""
    same = (source.text.strip(), source.marks) == (target.text.strip(), target.marks)
    return same and has_words(source.text)


def gathered(outcomes: Iterable[Pair | Rejection]) -> Imported:
    """Sort what was read into kept and rejected."""
    kept: list[Pair] = []
    rejected: list[Rejection] = []
    for one in outcomes:
        if isinstance(one, Pair):
            kept.append(one)
        else:
            rejected.append(one)
    return Imported(tuple(kept), tuple(rejected))


def _level(text: str) -> Level | None:
    name = text.strip().lower() or Level.SENTENCE
    return Level(name) if name in set(Level) else None


def _probability(text: str) -> float | None:
    try:
        value = float(text or 1)
    except ValueError:
        return None
    return value if 0 <= value <= 1 else None
