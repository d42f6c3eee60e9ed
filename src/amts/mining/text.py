"""Raw text from exchange files, read as the project's documents are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from amts.documents.formats import format_of
from amts.placeholders import concatenated, placeholder
from amts.records import Mark, MarkKind, Segment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amts.records import Block


_HTML_MARKUP = re.compile(r"([⟦⟧]|&#?\w+;|<[^<>]*>)")


def read_segment(text: str, _tag: str) -> Segment:
    """Return a text with its Markdown masked; block markup, such as a list marker, becomes a mark too."""
    document = format_of("text.md").parse(text.encode(), "text")
    pieces: list[Segment] = []
    position = 0
    for block in document.blocks:
        if block.text:
            masked = _encoded(document.content[block.start : block.end]) if block.encoding else _masked(block)
            pieces += (_literal(document.content[position : block.start].decode()), *masked)
            position = block.end
    pieces.append(_literal(document.content[position:].decode()))
    return concatenated(pieces, [""] * len(pieces))


def _masked(block: Block) -> Iterator[Segment]:
    """Yield a block's markup and the text between, with what stands in the source at its line breaks."""
    breaks = iter(block.breaks)
    position = 0
    for inline in block.inlines:
        yield from _with_breaks(block.text[position : inline.start], breaks)
        markup = re.sub("\n", lambda _: next(breaks), block.text[inline.start : inline.end])
        yield Segment(placeholder(1), (Mark(inline.kind, markup),))
        position = inline.end
    yield from _with_breaks(block.text[position:], breaks)


def _encoded(raw: bytes) -> Iterator[Segment]:
    """Yield the pieces of an HTML block's text as it is written down: what an entity stands for may not be lost."""
    for place, piece in enumerate(_HTML_MARKUP.split(raw.decode())):
        yield Segment(placeholder(1), (Mark(MarkKind.HTML, piece),)) if place % 2 else Segment(piece)


def _with_breaks(text: str, breaks: Iterator[str]) -> Iterator[Segment]:
    for line in re.split("(\n)", text):
        yield _literal(next(breaks)) if line == "\n" else Segment(line)


def _literal(raw: str) -> Segment:
    """Return what is no text as a mark, unless it is white space."""
    return Segment(placeholder(1), (Mark(MarkKind.LITERAL, raw),)) if raw.strip() else Segment(raw)
