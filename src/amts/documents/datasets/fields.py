"""Fields of comma- or tab-separated tables: where each stands, and how a new one is written."""

from __future__ import annotations

import re
from functools import cache, partial
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from amts.records import Block

DELIMITERS = (",", ";", "\t", "|")
_LINE = re.compile(r"[^\r\n]+")


class Field(NamedTuple):
    """A field of a row, at characters `start` to `end` of the file, without its quotes."""

    start: int
    end: int
    quoted: bool


class Line(NamedTuple):
    """A line of a field: where it stands, what it says, and how it is written down."""

    start: int
    end: int
    text: str
    encoding: str


@cache
def _pattern(delimiter: str, *, quotes: bool) -> re.Pattern[str]:
    sign = re.escape(delimiter)
    quoted = rf'"(?P<quoted>(?:[^"]++|""|(?!))*+)"(?=[{sign}\r\n]|\Z)|' if quotes else ""
    return re.compile(rf"(?:{quoted}(?P<bare>[^{sign}\r\n]*+))(?P<end>{sign}|\r\n|\r|\n|\Z)")


def rows(text: str, start: int, delimiter: str, *, quotes: bool) -> Iterator[list[Field]]:
    """Yield the rows of a table, empty lines left out.

    Args:
        text: the file.
        start: its first character that counts.
        delimiter: what stands between two fields.
        quotes: whether a field may stand in quotes; where it may not, a quote is a sign like any other.
    """
    pattern = _pattern(delimiter, quotes=quotes)
    row: list[Field] = []
    for found in pattern.finditer(text, start):
        quoted = found["bare"] is None
        row.append(Field(*found.span("quoted" if quoted else "bare"), quoted))
        if found["end"] != delimiter:
            if len(row) > 1 or quoted or row[0].start < row[0].end:
                yield row
            row = []


def said(text: str, field: Field) -> str:
    """Return what a field says."""
    raw = text[field.start : field.end]
    return raw.replace('""', '"') if field.quoted else raw


def lines(text: str, field: Field, encoding: str) -> Iterator[Line]:
    """Yield the lines of a field in which there is something to see.

    Args:
        text: the file.
        field: the field.
        encoding: the name of the encoder for a field without quotes.
    """
    raw = text[field.start : field.end]
    if not field.quoted:
        if raw.strip():
            yield Line(field.start, field.end, raw.strip(), encoding)
        return
    for line in _LINE.finditer(raw):
        if visible := line[0].strip():
            start = field.start + line.end() - len(line[0].lstrip())
            yield Line(start, start + len(visible), visible.replace('""', '"'), "quoted")


def encoding_of(delimiter: str, *, quotes: bool) -> str:
    """Return the name of the encoder for a field without quotes in such a table."""
    return f"field {delimiter}" if quotes else f"bare field {delimiter}"


def _quoted(text: str, *_: object) -> str:
    return text.replace('"', '""')


def _field(delimiter: str, text: str, block: Block, body: bytes) -> str:
    """Put a field in quotes if it must be: it would end early, or a quote in it would be taken for an opening one."""
    old = body[block.start : block.end].decode()
    new = _between_blanks(text, old)
    must = delimiter in text or "\n" in text or "\r" in text or new.startswith('"') or ('"' in text and '"' not in old)
    return f'"{_quoted(new)}"' if must else new


def _bare_field(delimiter: str, text: str, block: Block, body: bytes) -> str:
    """Write spaces for what would end the field: there are no quotes to protect it."""
    return _between_blanks(re.sub(rf"[{re.escape(delimiter)}\r\n]", " ", text), body[block.start : block.end].decode())


def _between_blanks(text: str, old: str) -> str:
    """Put the white space around the old text of a field around the new one."""
    inner = old.strip()
    before, _, after = old.partition(inner)
    return before + text + after


FIELD_ENCODERS: dict[str, Callable[[str, Block, bytes], str]] = {
    "quoted": _quoted,
    **{encoding_of(sign, quotes=True): partial(_field, sign) for sign in DELIMITERS},
    **{encoding_of(sign, quotes=False): partial(_bare_field, sign) for sign in DELIMITERS},
}
