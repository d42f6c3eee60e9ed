"""The cells of an AsciiDoc table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from amts.documents.asciidoc.lines import is_meta

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from amts.documents.asciidoc.lines import Line

_FORMAT = re.compile(r"\bformat=\"?(\w+)")
_SEPARATOR = re.compile(r"\bseparator=\"?([^\s\",\]])")
_COLUMNS = re.compile(r"\bcols=(?:\"([^\"]*)\"|'([^']*)'|([^,\]]*))")
_COLUMN = re.compile(r"\s*(?:(\d{1,3})\*)?[^a-z]*([a-z])?\s*$")
_FORMAT_OF_CELL = (
    r"(?:(?P<count>\d{1,3})(?:\.\d{1,3})?(?P<sign>[*+])|\.\d{1,3}\+)?(?:[<^>](?:\.[<^>])?|\.[<^>])?(?P<style>[a-z])?"
)


class Cell(NamedTuple):
    """Where a cell's text stands, and its style; `meta` for a line of the preprocessor."""

    start: int
    end: int
    style: str


@dataclass(frozen=True, slots=True)
class Table:
    """How a table is written: its separator (none: its cells cannot be located) and the styles of its columns."""

    separator: str
    columns: tuple[str, ...]

    @classmethod
    def of(cls, delimiter: str, attributes: str) -> Table:
        """Read it from the line that opens the table and the attributes before that."""
        format_ = _FORMAT.search(attributes)
        chosen = _SEPARATOR.search(attributes)
        separator = chosen[1] if chosen else delimiter[0]
        if delimiter[0] in ",:" or (format_ and format_[1] != "psv") or separator.isalnum():
            separator = ""
        return cls(separator, tuple(_columns(attributes)))


def _columns(attributes: str) -> Iterator[str]:
    found = _COLUMNS.search(attributes)
    for column in re.split("[,;]", next(filter(None, found.groups()), "")) if found else ():
        match = _COLUMN.match(column)
        if match:
            yield from [match[2] or ""] * int(match[1] or 1)


def cells(text: str, lines: Sequence[Line], table: Table) -> Iterator[Cell]:
    """Yield the cells of a table without the white space around them, and lines for the preprocessor between them."""
    if not lines:
        return
    opening = re.compile(rf"(?:(?:(?<=\s)|^){_FORMAT_OF_CELL})?(?<!\\){re.escape(table.separator)}", re.M)
    column, style = 0, ""
    for start, end, meta in _stretches(lines):
        if meta:
            yield Cell(start, end, "meta")
            continue
        position = start
        for match in opening.finditer(text, start, end):
            yield from _cell(text, position, match.start(), style)
            position = match.end()
            usual = table.columns[column % len(table.columns)] if table.columns else ""
            style = match["style"] or usual
            column += int(match["count"] or 1)
        yield from _cell(text, position, end, style)


def _stretches(lines: Sequence[Line]) -> Iterator[tuple[int, int, bool]]:
    """Yield the lines together, but each comment or line for the preprocessor alone."""
    start = end = lines[0].start
    for line in lines:
        if is_meta(line.text):
            yield start, end, False
            yield line.start, line.end, True
            start = line.end
        end = line.end
    yield start, end, False


def _cell(text: str, start: int, end: int, style: str) -> Iterator[Cell]:
    content = text[start:end]
    start += len(content) - len(content.lstrip())
    end = start + len(content.strip())
    if start < end:
        yield Cell(start, end, style)
