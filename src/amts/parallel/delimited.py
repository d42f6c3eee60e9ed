"""Pairs as tables in text files: comma-separated as Amazon Translate takes them, and tab-separated.

The first row names the columns: two language tags, and in files that AMTS writes also level, confidence and
document.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from amts.errors import DataError
from amts.languages import language
from amts.parallel.intake import gathered, outcome
from amts.parallel.tags import find_languages
from amts.parallel.text_tables import row_writer, table_rows
from amts.placeholders import matched, unmask
from amts.storage.files import replacing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from amts.parallel.protocol import Imported
    from amts.records import Pair, Rejection, Segment

_DETAILS = ("level", "confidence", "document")


def unwritable(pair: Pair) -> str | None:
    """Return `not-unicode` if a pair has half a character (a lone surrogate), which UTF-8 cannot hold."""
    try:
        "".join(_cells(pair)).encode()
    except UnicodeEncodeError:
        return "not-unicode"
    return None


class _Delimited:
    """A table with one pair a row."""

    suffix: ClassVar[str]
    delimiter: ClassVar[str]

    @staticmethod
    def unwritable(pair: Pair) -> str | None:
        """Return why the format cannot hold a pair; see `Exchange.unwritable`."""
        return unwritable(pair)

    def write(self, path: Path, pairs: Iterable[Pair], source_language: str, target_language: str) -> int:
        """Write one row a pair, with raw text; see `Exchange.write`."""
        count = 0
        with replacing(path) as file:
            write = row_writer(file, self.delimiter)
            write((language(source_language).tag, language(target_language).tag, *_DETAILS))
            for pair in pairs:
                if unwritable(pair) is None:
                    write(_cells(pair))
                    count += 1
        return count

    def read(
        self,
        path: Path,
        source_language: str,
        target_language: str,
        read_segment: Callable[[str, str], Segment],
    ) -> Imported:
        """Read the two languages' columns, in any order; other columns are ignored; see `Exchange.read`."""
        rows = (row for _, row in table_rows(path, self.delimiter))
        columns = _columns(path, next(rows, []), source_language, target_language)
        return gathered(_outcome(row, columns, read_segment) for row in rows)


class Csv(_Delimited):
    """Comma-separated values (RFC 4180)."""

    suffix: ClassVar[str] = ".csv"
    delimiter: ClassVar[str] = ","


class Tsv(_Delimited):
    """Tab-separated values, quoted like CSV where a cell has a tab, a line break or a quotation mark."""

    suffix: ClassVar[str] = ".tsv"
    delimiter: ClassVar[str] = "\t"


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where the columns stand, and the languages of the first two."""

    source: int
    target: int
    details: tuple[int | None, ...]
    source_language: str
    target_language: str


def _cells(pair: Pair) -> tuple[str, ...]:
    details = (pair.level.value, repr(float(pair.confidence)), pair.document)
    return unmask(pair.source), unmask(pair.target), *details


def _columns(path: Path, header: list[str], source: str, target: str) -> _Columns:
    places = find_languages(tuple(header), source, target)
    if places[0] is None or places[1] is None:
        missing = " and ".join(tag for tag, place in zip((source, target), places, strict=True) if place is None)
        found = ", ".join(name.strip() or "(blank)" for name in header) or "none"
        msg = (
            f"{path}: no column for {missing}; columns found: {found}: the first row must have the "
            f"language tags, here {source} and {target}"
        )
        raise DataError(msg)
    names = [name.strip().lower() for name in header]
    details = tuple(names.index(name) if name in names else None for name in _DETAILS)
    return _Columns(places[0], places[1], details, source, target)


def _outcome(row: list[str], columns: _Columns, read_segment: Callable[[str, str], Segment]) -> Pair | Rejection:
    level, confidence, document = (_cell(row, place) for place in columns.details)
    source = read_segment(_cell(row, columns.source), columns.source_language)
    target = read_segment(_cell(row, columns.target), columns.target_language)
    return outcome(source, matched(source, target), level, confidence, document)


def _cell(row: list[str], place: int | None) -> str:
    return row[place] if place is not None and place < len(row) else ""
