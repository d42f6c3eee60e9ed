"""A pair as a row of a table: text with its placeholders, marks as JSON. `from_row` undoes `to_row`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from amts.records import Level, Mark, MarkKind, Pair, Segment

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    Row = tuple[str, str, str, str, str, float, str]

COLUMNS = ("level", "source", "source_marks", "target", "target_marks", "confidence", "document")


def to_row(pair: Pair) -> Row:
    """Return a pair's values in the order of COLUMNS."""
    return (
        pair.level.value,
        pair.source.text,
        _written(pair.source.marks),
        pair.target.text,
        _written(pair.target.marks),
        float(pair.confidence),
        pair.document,
    )


def from_row(row: Sequence[Any]) -> Pair:
    """Return the pair whose values, in the order of COLUMNS, are given."""
    level, source, source_marks, target, target_marks, confidence, document = row
    return Pair(
        Segment(source, _read(source_marks)),
        Segment(target, _read(target_marks)),
        Level(level),
        confidence,
        document,
    )


def _written(marks: tuple[Mark, ...]) -> str:
    return json.dumps([[mark.kind.value, mark.text] for mark in marks], ensure_ascii=False, separators=(",", ":"))


def _read(marks: str) -> tuple[Mark, ...]:
    return tuple(Mark(MarkKind(kind), text) for kind, text in json.loads(marks))
