"""Word documents (.docx): the paragraphs of the text, of headers, footers, notes, comments, charts and diagrams.

The body is these parts of the zip file, one after another. Changed parts are packed anew, everything else in the file
keeps its bytes. Paragraphs in tables and text boxes are blocks of their own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from amts.documents.markup.tree import tree
from amts.documents.office.drawings import DRAWING_PARTS, drawing_blocks
from amts.documents.office.paragraphs import text_block
from amts.documents.office.parts import Parts
from amts.documents.office.syntax import TEXT
from amts.documents.protocol import AS_USUAL, UNCHANGED
from amts.records import Block, BlockKind, Document, Links

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from amts.documents.markup.tree import Node
    from amts.records import Address, ReadingOptions

# The parts with text in the order in which they are read, by the end of their content type.
_PARTS = ("main", "header", "footer", "footnotes", "endnotes", "comments", *DRAWING_PARTS)
_HEADING = re.compile(r"(?:heading|title|subtitle)\s*([1-9]?)", re.I)
_DEEPEST_LEVEL = 6


@dataclass(frozen=True, slots=True)
class _Style:
    """What a paragraph style says: its name, its outline level (from 1; 0: none), and the style it is based on."""

    name: str
    level: int
    parent: str


class Docx:
    """The Word format (Office Open XML)."""

    suffixes: ClassVar[tuple[str, ...]] = (".docx",)

    def parse(self, content: bytes, name: str, options: ReadingOptions = AS_USUAL) -> Document:
        """Find the paragraphs."""
        parts = _parts(content, name)
        styles = _styles(parts)
        drawings = frozenset(parts.of(*DRAWING_PARTS))
        body, places = parts.body(parts.of(*_PARTS))
        blocks: list[Block] = []
        for part, start, end in places:
            if part in drawings:
                blocks += drawing_blocks(body, start, end)
            else:
                TEXT.check(body[start:end], parts.where(part))
                blocks += _blocks(tree(body, start, end, TEXT.named), body, styles)
        return Document(name, "docx", content, tuple(blocks), body, options=options)

    def render(
        self, document: Document, texts: Mapping[int, str], addresses: Mapping[Address, str] = UNCHANGED
    ) -> bytes:
        """Replace the texts of some paragraphs."""
        parts = _parts(document.content, document.name)
        return parts.rendered(document, parts.of(*_PARTS), texts)

    def links(self, document: Document) -> Links:
        """Return nothing: the addresses of a Word document stand in parts of their own."""
        return Links()


def _parts(content: bytes, name: str) -> Parts:
    return Parts(content, name, "Word document", "word/")


def _styles(parts: Parts) -> dict[str, _Style]:
    found: dict[str, _Style] = {}
    for part in parts.of("styles")[:1]:
        raw = parts.read(part)
        TEXT.check(raw, parts.where(part))
        for node in tree(raw, named=TEXT.named).walk():
            if node.name == "style":
                found[node.attribute("styleId")] = _style(node)
    return found


def _style(node: Node) -> _Style:
    name, parent, layout = node.child("name"), node.child("basedOn"), node.child("pPr")
    return _Style(
        name.attribute("val").lower() if name else "",
        _outline_level(layout),
        parent.attribute("val") if parent else "",
    )


def _outline_level(layout: Node | None) -> int:
    level = layout.child("outlineLvl") if layout else None
    digits = level.attribute("val") if level else ""
    return int(digits) + 1 if len(digits) == 1 and digits in "012345678" else 0


def _blocks(part: Node, body: bytes, styles: Mapping[str, _Style]) -> Iterator[Block]:
    """Yield the texts below a node, in order; of a paragraph around others what stands between these."""
    waiting: list[tuple[Node, bool]] = [(part, False)]
    while waiting:
        node, in_cell = waiting.pop()
        if node.name != "p":
            within = node.name == "tc" or (in_cell and node.name != "txbxContent")
            waiting += [(child, within) for child in reversed(node.children)]
            continue
        kind, level = _kind(node.child("pPr"), styles, in_cell=in_cell)
        for stretch in _stretches(node):
            if isinstance(stretch, list):
                yield from text_block(stretch, body, TEXT, kind, level)
            else:
                yield from _blocks(stretch, body, styles)


def _stretches(paragraph: Node) -> Iterator[list[Node] | Node]:
    """Yield the children of a paragraph; alone its properties, and those around other paragraphs."""
    together: list[Node] = []
    for child in paragraph.children:
        if child.name == "pPr" or any(node.name == "p" for node in child.walk()):
            yield together
            together = []
            yield child
        else:
            together.append(child)
    yield together


def _kind(layout: Node | None, styles: Mapping[str, _Style], *, in_cell: bool) -> tuple[BlockKind, int]:
    level, names = _style_of(layout, styles)
    if level:
        return BlockKind.HEADING, min(level, _DEEPEST_LEVEL)
    if in_cell:
        return BlockKind.CELL, 0
    if "caption" in names:
        return BlockKind.CAPTION, 0
    listed = (layout and layout.child("numPr")) or any(name.startswith("list") for name in names)
    return (BlockKind.ITEM if listed else BlockKind.PARAGRAPH), 0


def _style_of(layout: Node | None, styles: Mapping[str, _Style]) -> tuple[int, list[str]]:
    """Return the outline level of a paragraph, its own or that of its style, and the names of its style."""
    level = _outline_level(layout)
    chosen = layout.child("pStyle") if layout else None
    style_id = chosen.attribute("val") if chosen else ""
    names: list[str] = []
    while style_id in styles and len(names) < len(styles):
        style = styles[style_id]
        names.append(style.name)
        heading = _HEADING.fullmatch(style.name)
        level = level or style.level or (int(heading[1] or 1) if heading else 0)
        style_id = style.parent
    return level, names
