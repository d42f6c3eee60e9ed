"""Runs of inline markup, as a parser finds them in a document's bytes, made into text blocks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from amts.documents.d2l import equation_key
from amts.records import Block, BlockKind, Inline, MarkKind

if TYPE_CHECKING:
    from collections.abc import Iterator

_TEXT_MARKS = re.compile(
    r"(?P<url>\bhttps?://[^\s<>()\[\]{}\"'`*，。；：、（）]*[^\s<>()\[\]{}\"'`*.,;:!?，。；：、（）])"
    r"|(?P<escape>\\[!-/:-@\[-`{-~]|&(?:#\d+|#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]*);)"
    r"|(?P<literal>[⟦⟧]|\{#[\w.:-]+\}|:label:`[^`]*`)"
)
# d2l writes the caption of a table as a paragraph that begins with a colon.
_TABLE_CAPTION = re.compile(r":(?=[^\W\d_]|\s)")


@dataclass(slots=True)
class Run:
    """A run of inline events: a text block in the making; offsets are bytes of the document.

    Attributes:
        kind: what the block will be.
        level: of a heading.
        quotes: how many block quotes it stands in, each of which begins every line with `>`.
        start: its first byte.
        end: the byte after it.
        marks: its markup, in any order; what lies within another mark does not count.
        image: if it begins with a picture, the address of that, and its first byte and the byte after it.
    """

    kind: BlockKind
    level: int
    quotes: int
    start: int
    end: int
    marks: list[tuple[MarkKind, int, int]] = field(default_factory=list)
    image: tuple[str, int, int] = ("", 0, 0)


@cache
def line_start(quotes: int) -> str:
    """Return the pattern of what opens a line within so many block quotes and any number of list items."""
    return rf"(?:[ \t]*>){{0,{quotes}}}[ \t]*"


@cache
def _line_break(quotes: int) -> re.Pattern[str]:
    return re.compile(r"(?:\r\n|\r|\n)" + line_start(quotes))


def blocks_of(run: Run, source: bytes) -> Iterator[Block]:
    """Yield the text block of a run, or picture and caption; nothing if there is nothing to see."""
    if run.image[1:] == (run.start, run.end):
        yield Block(BlockKind.IMAGE, run.start, run.start, key="image:" + run.image[0].rsplit("/", 1)[-1])
        run = _caption(run)
    start, end = _trimmed(source, run.start, run.end)
    if start < end:
        yield _text_block(run, source, start, end)


def _caption(run: Run) -> Run:
    """Return what stands between the first and the last mark of a picture."""
    (_, _, start), *inner, (_, end, _) = run.marks
    return Run(BlockKind.CAPTION, 0, run.quotes, start, end, inner)


def _trimmed(source: bytes, start: int, end: int) -> tuple[int, int]:
    """Leave out the white space at both ends, such as the wide spaces that open a Chinese paragraph."""
    text = source[start:end].decode()
    before = text[: len(text) - len(text.lstrip())]
    return start + len(before.encode()), start + len(text.rstrip().encode())


def _text_block(run: Run, source: bytes, start: int, end: int) -> Block:
    texts: list[str] = []
    inlines: list[Inline] = []
    breaks: list[str] = []
    length = 0
    for kind, first, last in _tiled(_disjoint(run.marks), start, end):
        piece = source[first:last].decode()
        breaks += _line_break(run.quotes).findall(piece)
        piece = _line_break(run.quotes).sub("\n", piece)
        if kind is None:
            inlines += _text_marks(piece, length)
        else:
            inlines.append(Inline(kind, length, length + len(piece)))
        texts.append(piece)
        length += len(piece)
    text = "".join(texts)
    key = _lone_equation(text, inlines)
    if key:
        return Block(BlockKind.MATH, start, end, key=key)
    return Block(run.kind, start, end, text, tuple(inlines), tuple(breaks), run.level)


def _lone_equation(text: str, inlines: list[Inline]) -> str:
    """Return the key of a paragraph that is one equation, otherwise nothing."""
    if len(inlines) == 1 and inlines[0].kind is MarkKind.MATH and (inlines[0].start, inlines[0].end) == (0, len(text)):
        return equation_key(text) if text.startswith("$$") else ""
    return ""


def _disjoint(marks: list[tuple[MarkKind, int, int]]) -> list[tuple[MarkKind, int, int]]:
    """Sort the marks and drop those that lie within another, such as the text of an autolink."""
    kept: list[tuple[MarkKind, int, int]] = []
    for mark in sorted(marks, key=lambda mark: (mark[1], -mark[2])):
        if mark[1] < mark[2] and (not kept or mark[1] >= kept[-1][2]):
            kept.append(mark)
    return kept


def _tiled(marks: list[tuple[MarkKind, int, int]], start: int, end: int) -> Iterator[tuple[MarkKind | None, int, int]]:
    """Yield the marks and the text between them (kind None), clipped to `start` and `end`."""
    position = start
    for kind, first, last in marks:
        if first >= end or last <= start:
            continue
        if first > position:
            yield None, position, first
        yield kind, max(first, position), min(last, end)
        position = min(last, end)
    if position < end:
        yield None, position, end


def _text_marks(text: str, offset: int) -> list[Inline]:
    """Find the markup that Markdown takes for text: bare addresses, escapes, our own placeholder brackets."""
    caption = _TABLE_CAPTION.match(text) if offset == 0 else None
    return [Inline(MarkKind.LITERAL, 0, 1)] * bool(caption) + [
        Inline(MarkKind(match.lastgroup or "literal"), offset + match.start(), offset + match.end())
        for match in _TEXT_MARKS.finditer(text, 1 if caption else 0)
    ]
