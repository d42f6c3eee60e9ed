"""The texts in drawings: slides, text boxes, titles of charts, diagrams; and comments, which are plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amts.documents.markup.character_data import decoded, without_breaks
from amts.documents.markup.tree import elements, tree
from amts.documents.office.paragraphs import text_block
from amts.documents.office.syntax import DRAWING
from amts.records import Block, BlockKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amts.documents.markup.tree import Node

# The kinds of parts that hold drawings in any document, by the last word of their content type.
DRAWING_PARTS = ("drawing", "chart", "chartex", "diagramData", "diagramDrawing")
_TITLES = frozenset({"title", "ctrTitle"})
# What a chart shows of the cells behind it, which are in a workbook of their own.
_CELLS_OF_CHARTS = frozenset({"c:strCache", "c:multiLvlStrCache"})


def drawing_blocks(body: bytes, start: int, end: int) -> Iterator[Block]:
    """Yield the paragraphs of a part with drawings, in order; the names in a chart are opaque."""
    waiting = [(tree(body, start, end, DRAWING.named), BlockKind.PARAGRAPH)]
    while waiting:
        node, kind = waiting.pop()
        if node.name == "p":
            yield from text_block(node.children, body, DRAWING, kind, level=int(kind is BlockKind.HEADING))
        elif node.name in _CELLS_OF_CHARTS:
            values = (value for value in node.walk() if value.name == "c:v" and value.inner_start < value.inner_end)
            yield from (Block(BlockKind.OPAQUE, value.inner_start, value.inner_end) for value in values)
        else:
            within = _kind(node) or kind
            waiting += [(child, within) for child in reversed(node.children)]


def comment_blocks(body: bytes, start: int, end: int) -> Iterator[Block]:
    """Yield the comments that are plain text."""
    for node in elements(body, {"text"}, start, end):
        lines, breaks = without_breaks(body[node.inner_start : node.inner_end].decode())
        if not node.children and lines.strip():
            text, inlines = decoded(lines, "xml")
            yield Block(
                BlockKind.PARAGRAPH,
                node.inner_start,
                node.inner_end,
                text,
                tuple(inlines),
                tuple(breaks),
                encoding="xml",
            )


def _kind(node: Node) -> BlockKind | None:
    """Return what the paragraphs in an element are; None: nothing else than those around it."""
    match node.name:
        case "tc":
            return BlockKind.CELL
        case "c:title":
            return BlockKind.CAPTION
        case "p:sp":
            return _kind_of_shape(node)
    return None


def _kind_of_shape(shape: Node) -> BlockKind | None:
    """Return what the paragraphs of a shape on a slide are: those in a place without a type are a list."""
    place: Node | None = shape
    for name in ("p:nvSpPr", "p:nvPr", "p:ph"):
        place = place.child(name) if place else None
    if place is None:
        return None
    kind = place.attribute("type")
    return BlockKind.HEADING if kind in _TITLES else None if kind else BlockKind.ITEM
