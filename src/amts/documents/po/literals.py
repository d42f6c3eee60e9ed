"""Texts as the quoted literals of a PO catalogue, and how a catalogue lays them out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

CONTENT = rb'[^"\\\n]*+(?:\\[^\n][^"\\\n]*+|(?!))*+'
LITERALS = rb'"%s"(?:\s*+"%s"|(?!))*+' % (CONTENT, CONTENT)
_LITERAL = re.compile(rb'"(%s)"' % CONTENT)
_ESCAPE = re.compile(rb"\\(?:([abfnrtv\\\"])|([0-7]{1,3})|x([0-9a-fA-F]+)|)")
_CONTROLS = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": "\\", '"': '"'}
_BYTES = {ord(letter): control.encode() for letter, control in _CONTROLS.items()}
_ESCAPES = {code: f"\\{code:03o}" for code in (*range(32), 127)} | {
    ord(control): f"\\{letter}" for letter, control in _CONTROLS.items()
}
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
# Signs as wide as two letters; lines may end between them, but not before one that closes or after one that opens.
_WIDE = (
    r"\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\U0001f300-\U0003fffd"
)
_WIDE_SIGN = re.compile(f"[{_WIDE}]")
_OPENING = "「『（［｛〈《【〔"
_CLOSING = "、。，．：；？！）］｝」』〉》】〕ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ"
_PIECE = re.compile(
    rf"[{_OPENING}]*+(?:[{_WIDE}][{_CLOSING}]*+|(?:(?![{_WIDE}])\S|(?!))++[{_CLOSING}]*+|(?=\s|\Z))\s*+"
)
# The same where no sign is wide.
_WORD = re.compile(r"\S++\s*+|\s++")
_USUAL_WIDTH = 79
# A literal that another one follows, with the keyword before the first.
_FOLLOWED = re.compile(rb'^[ \t]*(msg\w+(?:\[\d+\])?[ \t]*)?"(%s)"[ \t\r]*\n(?=[ \t]*")' % CONTENT, re.M)
_LINE_WITHIN = re.compile(rb'^[^#\n"]*"(?:[^"\\\n]|\\[^n\n]|(?!))*+\\n[^"\n]', re.M)


def decoded(literals: bytes) -> str:
    """Return the text of one or more literals.

    Raises:
        ValueError: an escape is none of C's, or makes what is not UTF-8.
    """
    raw = b"".join(_LITERAL.findall(literals))
    return (_ESCAPE.sub(_unescaped, raw) if b"\\" in raw else raw).decode()


def _unescaped(match: re.Match[bytes]) -> bytes:
    letter, octal, hexadecimal = match.groups()
    if letter:
        return _BYTES[letter[0]]
    if octal is None and hexadecimal is None:
        msg = 'a backslash is followed by none of a b f n r t v \\ " or a number'
        raise ValueError(msg)
    return bytes([(int(octal, 8) if octal else int(hexadecimal, 16)) & 0xFF])


def escaped(text: str) -> str:
    """Return a text with what cannot stand in a literal as an escape."""
    return text.translate(_ESCAPES)


@dataclass(frozen=True, slots=True)
class Layout:
    """How a catalogue writes its texts.

    Attributes:
        width: columns of a line at most, the quotes among them; 0: lines are as long as their text.
        empty_first: whether a text of several literals begins with an empty one beside its keyword.
        by_line: whether a literal ends at each line break of the text.
    """

    width: int
    empty_first: bool
    by_line: bool

    def literals(self, text: str, before: int) -> list[str]:
        """Return a text as literals, one a line; `before` columns of the first line hold the keyword."""
        lines = _LINE.findall(text) if self.by_line else [text]
        pieces = [escaped(line) for line in lines]
        if not text or (len(pieces) == 1 and (not self.width or before + columns(pieces[0]) + 2 <= self.width)):
            return [f'"{"".join(pieces)}"']
        if self.width:
            room = self.width - 2
            first = room if self.empty_first else max(room - before, 1)
            pieces = [
                each for number, piece in enumerate(pieces) for each in wrapped(piece, room, 0 if number else first)
            ]
        return ['""'] * self.empty_first + [f'"{piece}"' for piece in pieces]


def columns(text: str) -> int:
    """Return how many columns a text takes on a screen, roughly."""
    return len(text) if text.isascii() else len(text) + len(_WIDE_SIGN.findall(text))


_columns = lru_cache(maxsize=4096)(columns)  # signs that are wide are few, and mostly pieces of their own


def wrapped(text: str, room: int, first: int = 0) -> Iterator[str]:
    """Yield a text in lines of at most `room` columns (the first one: `first`, if given), white space at their ends."""
    limit = first or room
    whole = columns(text)
    if whole <= limit:
        yield text
        return
    pieces, width_of = (_WORD, len) if whole == len(text) else (_PIECE, _columns)
    line: list[str] = []
    taken = 0
    for piece in filter(None, pieces.findall(text)):
        width = width_of(piece)
        if taken + width > limit and line:
            yield "".join(line)
            line, taken, limit = [], 0, room
        line.append(piece)
        taken += width
    yield "".join(line)


def layout_of(catalogue: bytes) -> Layout:
    """Recognise how a catalogue is laid out by its texts of several literals."""
    widths: list[int] = []
    keywords = filled = lines = 0
    for keyword, content in _FOLLOWED.findall(catalogue):
        if keyword:
            keywords += 1
            filled += content != b""
        if content.endswith(rb"\n"):
            lines += 1
        elif content:
            widths.append(len(keyword + content) + 2 if content.isascii() and b" " in content[:-1] else 0)
    return Layout(_width(widths), filled * 2 <= keywords, lines > 0 or not _LINE_WITHIN.search(catalogue))


def _width(widths: list[int]) -> int:
    """Return the width that all wrapped lines keep to but a few, which no place to break at made longer."""
    known = sorted(filter(None, widths))
    if not known:
        return _USUAL_WIDTH if widths else 0
    return known[min(len(known) * 98 // 100, len(known) - 1)]
