"""Pairs as tables in text files: comma-separated as Amazon Translate takes them, and tab-separated.

The first row names the columns: two language tags, and in files that AMTS writes also level, confidence and
document.
"""

from __future__ import annotations

import codecs
import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from amts.errors import DataError, InputError, PathError
from amts.languages import language
from amts.parallel.intake import gathered, outcome
from amts.parallel.tags import find_languages
from amts.placeholders import matched, unmask
from amts.storage.files import replacing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from amts.parallel.protocol import Imported
    from amts.records import Pair, Rejection, Segment

_LONGEST_CELL = 20_000_000
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
            # Both characters of the line end, so that the csv module quotes a cell that has either of them.
            rows = csv.writer(codecs.getwriter("utf-8")(file), delimiter=self.delimiter, lineterminator="\r\n")
            rows.writerow((language(source_language).tag, language(target_language).tag, *_DETAILS))
            for pair in pairs:
                if unwritable(pair) is None:
                    rows.writerow(_cells(pair))
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
        rows = _rows(path, self.delimiter)
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


def _rows(path: Path, delimiter: str) -> Iterator[list[str]]:
    """Yield the rows that are not blank.

    Raises:
        DataError: quotation marks do not match; guessing would run rows together.
    """
    csv.field_size_limit(max(csv.field_size_limit(), _LONGEST_CELL))  # by default 128 KiB, less than a long page
    reader = csv.reader(io.StringIO(_text(path), newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for row in reader:
            if row:
                yield row
            line = reader.line_num + 1
    except csv.Error as error:
        msg = (
            f"{path}, row at line {line}: {error}: a cell that begins with a quotation mark must end "
            "with one, and each one within it must be doubled"
        )
        raise DataError(msg) from error


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        msg = f"cannot read {path} ({error.strerror}): name an existing file"
        raise PathError(msg) from error
    try:
        return content.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        msg = (
            f"{path}: not UTF-8 at byte offset {error.start} (byte 0x{content[error.start]:02x}): "
            "save the file as UTF-8"
        )
        raise InputError(msg) from error


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
