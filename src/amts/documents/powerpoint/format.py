"""PowerPoint presentations (.pptx): the texts of slides, notes, comments, tables, charts and diagrams.

The body is these parts of the zip file, one after another. Changed parts are packed anew, everything else in the file
keeps its bytes. What slides take from their layouts and masters is not theirs, and stays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from amts.documents.office.drawings import DRAWING_PARTS, comment_blocks, drawing_blocks
from amts.documents.office.parts import Parts
from amts.documents.office.syntax import DRAWING
from amts.documents.protocol import AS_USUAL, UNCHANGED
from amts.records import Document, Links

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amts.records import Address, Block, ReadingOptions

# The parts with text in the order in which they are read, by the last word of their content type.
_PARTS = ("slide", "notesSlide", *DRAWING_PARTS, "comments")


class Pptx:
    """The PowerPoint format (Office Open XML)."""

    suffixes: ClassVar[tuple[str, ...]] = (".pptx",)

    def parse(self, content: bytes, name: str, options: ReadingOptions = AS_USUAL) -> Document:
        """Find the paragraphs."""
        parts = _parts(content, name)
        body, places = parts.body(parts.of(*_PARTS))
        blocks: list[Block] = []
        for part, start, end in places:
            drawn = DRAWING.is_in(body[start:end], parts.where(part))
            blocks += (drawing_blocks if drawn else comment_blocks)(body, start, end)
        return Document(name, "pptx", content, tuple(blocks), body, options=options)

    def render(
        self, document: Document, texts: Mapping[int, str], addresses: Mapping[Address, str] = UNCHANGED
    ) -> bytes:
        """Replace the texts of some paragraphs."""
        parts = _parts(document.content, document.name)
        return parts.rendered(document, parts.of(*_PARTS), texts)

    def links(self, document: Document) -> Links:
        """Return nothing: the addresses of a presentation stand in parts of their own."""
        return Links()


def _parts(content: bytes, name: str) -> Parts:
    return Parts(content, name, "PowerPoint presentation", "ppt/")
