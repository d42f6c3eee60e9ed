"""Raw text from exchange files, read as the project's documents are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amts.documents.formats import format_of
from amts.placeholders import concatenated, placeholder
from amts.records import Mark, MarkKind, Segment
from amts.segments.masks import mask

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amts.records import Document


def read_segment(text: str, _tag: str) -> Segment:
    """Return a text with its Markdown masked; block markup, such as a list marker, becomes a mark too."""
    document = format_of("text.md").parse(text.encode(), "text")
    pieces = list(_pieces(document))
    return concatenated(pieces, [""] * len(pieces))


def _pieces(document: Document) -> Iterator[Segment]:
    position = 0
    for block in document.blocks:
        # A block whose lines are prefixed, such as a quote, is taken as it is.
        if block.text and document.content[block.start : block.end].decode() == block.text:
            yield _between(document, position, block.start)
            yield mask(block)
            position = block.end
    yield _between(document, position, len(document.content))


def _between(document: Document, start: int, end: int) -> Segment:
    raw = document.content[start:end].decode()
    return Segment(placeholder(1), (Mark(MarkKind.LITERAL, raw),)) if raw.strip() else Segment(raw)
