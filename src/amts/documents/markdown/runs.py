"""Runs of inline markup, as a parser finds them in a document's bytes, made into text blocks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from operator import itemgetter
from typing import TYPE_CHECKING

from amts.documents.markdown.d2l import equation_key
from amts.documents.markdown.tag_pairs import paired
from amts.documents.markdown.text_marks import USUAL_TEXT_MARKS
from amts.records import Block, BlockKind, Inline, MarkKind

if TYPE_CHECKING:
    from amts.documents.markdown.text_marks import TextMarks

    # Markup: first byte, byte after the last, and what it is.
    Mark = tuple[int, int, MarkKind]

# d2l writes the caption of a table as a paragraph that begins with a colon; `:smile:` and `:ref:` are none.
_TABLE_CAPTION = re.compile(r":(?!:|[a-z0-9_+-]+:)[ \t]*(?=\S)")


@dataclass(slots=True)
class Run:
    """A run of inline events: a text block in the making; offsets are bytes of the document.

    Attributes:
        kind: what the block will be.
        level: of a heading.
        quotes: how many block quotes it stands in, each of which begins every line with `>`.
        start: its first byte.
        end: the byte after it.
        marks: its markup; what lies within another mark does not count.
        image: if it begins with a picture, the address of that, and its first byte and the byte after it.
    """

    kind: BlockKind
    level: int
    quotes: int
    start: int
    end: int
    marks: list[Mark] = field(default_factory=list)
    image: tuple[str, int, int] = ("", 0, 0)


@cache
def line_start(quotes: int) -> str:
    """Return the pattern of what opens a line within so many block quotes and any number of list items."""
    return rf"(?:[ \t]*>){{0,{quotes}}}[ \t]*"


@cache
def line_opening(quotes: int) -> re.Pattern[bytes]:
    """Return the pattern of `line_start` in bytes."""
    return re.compile(line_start(quotes).encode())


@cache
def _line_break(quotes: int) -> re.Pattern[str]:
    return re.compile(r"(?:\r\n|\r|\n)" + line_start(quotes))


def blocks_of(run: Run, source: bytes, text_marks: TextMarks = USUAL_TEXT_MARKS) -> list[Block]:
    """Return the text block of a run, or picture and caption; nothing if there is nothing to see.

    Args:
        run: the run.
        source: the bytes that its offsets point into.
        text_marks: the markup that the parser takes for text.
    """
    blocks: list[Block] = []
    if run.image[2] and run.image[1:] == (run.start, run.end):
        blocks.append(Block(BlockKind.IMAGE, run.start, run.start, key="image:" + run.image[0].rsplit("/", 1)[-1]))
        run = _caption(run)
    raw = source[run.start : run.end]
    text = raw.decode()
    stripped = text.strip()
    if not stripped:
        return blocks
    start = run.start
    if len(stripped) < len(text):
        start += len(text[: len(text) - len(text.lstrip())].encode())
        raw = stripped.encode()
    blocks.append(_text_block(run, start, stripped, len(raw), text_marks))
    return blocks


def _caption(run: Run) -> Run:
    """Return what stands between the first and the last mark of a picture."""
    (_, start, _), *inner, (end, _, _) = run.marks
    return Run(BlockKind.CAPTION, 0, run.quotes, start, end, inner)


def _text_block(run: Run, start: int, text: str, size: int, text_marks: TextMarks) -> Block:
    """Return the block of a run whose text, as it stands in the source, begins at `start` and has `size` bytes."""
    end = start + size
    marks = _disjoint(run.marks, start, end) if run.marks else []
    if marks and len(text) < size:
        marks = _in_characters(marks, text)
    caption = _TABLE_CAPTION.match(text) if text[0] == ":" else None
    if caption and not (marks and marks[0][0] < caption.end()):
        width = caption.end()
        start, text = start + width, text[width:]
        marks = [(first - width, last - width, kind) for first, last, kind in marks]
    if len(marks) == 1 and marks[0] == (0, len(text), MarkKind.MATH) and text.startswith("$$"):
        return Block(BlockKind.MATH, start, end, key=equation_key(_unbroken(text, [], run.quotes)[0]))
    marks = text_marks.added(marks, text)
    breaks: tuple[str, ...] = ()
    if "\n" in text or "\r" in text:
        if run.quotes or "\r" in text or "\n " in text or "\n\t" in text:
            text, marks, breaks = _unbroken(text, marks, run.quotes)
        else:
            breaks = ("\n",) * text.count("\n")
    inlines = tuple([Inline(kind, first, last) for first, last, kind in paired(marks, text)]) if marks else ()
    return Block(run.kind, start, end, text, inlines, breaks, run.level)


def _disjoint(marks: list[Mark], start: int, end: int) -> list[Mark]:
    """Sort the marks, clip them, drop those that lie within another; the results count from `start`."""
    kept: list[Mark] = []
    position = 0
    for first, last, kind in sorted(marks, key=itemgetter(0)):
        if position <= first < last:
            position = last
            if first < end and last > start:
                kept.append((max(first, start) - start, min(last, end) - start, kind))
    return kept


def _in_characters(marks: list[Mark], text: str) -> list[Mark]:
    """Return marks whose positions are bytes of the text with positions in characters."""
    raw = text.encode()
    result: list[Mark] = []
    byte = characters = 0
    for first, last, kind in marks:
        opening = characters + len(raw[byte:first].decode())
        byte, characters = last, opening + len(raw[first:last].decode())
        result.append((opening, characters, kind))
    return result


def _unbroken(text: str, marks: list[Mark], quotes: int) -> tuple[str, list[Mark], tuple[str, ...]]:
    """Return the text with a line feed for each line break, its marks, and what stood at the breaks."""
    pieces: list[str] = []
    breaks: list[str] = []
    limits = [limit for mark in marks for limit in mark[:2]]
    moved: list[int] = []
    position = removed = 0
    for match in _line_break(quotes).finditer(text):
        while len(moved) < len(limits) and limits[len(moved)] < match.end():
            # Within what opens a line there is no markup: a limit there is the beginning of the break.
            moved.append(min(limits[len(moved)], match.start() + 1) - removed)
        pieces += (text[position : match.start()], "\n")
        breaks.append(match[0])
        position = match.end()
        removed += len(match[0]) - 1
    pieces.append(text[position:])
    moved += [limit - removed for limit in limits[len(moved) :]]
    kinds = (mark[2] for mark in marks)
    return "".join(pieces), list(zip(moved[::2], moved[1::2], kinds, strict=True)), tuple(breaks)
