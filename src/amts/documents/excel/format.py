"""Excel workbooks (.xlsx): the texts of cells, comments, text boxes and titles of charts.

The body is the parts of the zip file that have such texts, one after another. Changed parts are packed anew, everything
else in the file keeps its bytes: formulas, the names of sheets, and the cells that these go by.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from amts.documents.excel.names import name_of, names_in
from amts.documents.markup.tree import elements
from amts.documents.office.drawings import DRAWING_PARTS, comment_blocks, drawing_blocks
from amts.documents.office.items import characters
from amts.documents.office.paragraphs import text_block
from amts.documents.office.parts import Parts
from amts.documents.office.syntax import DRAWING, SHEET
from amts.documents.protocol import AS_USUAL, UNCHANGED
from amts.records import Block, BlockKind, Document, Links

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Set

    from amts.documents.markup.tree import Node
    from amts.records import Address, ReadingOptions

# The parts that are written as sheets are, by the last word of their content type.
_SHEET_PARTS = ("sharedStrings", "worksheet", "comments")
# The elements that hold the text of a cell, or of a comment; their children are runs.
_CELLS = frozenset({"si", "is"})
_COMMENTS = frozenset({"text"})
_PHONETIC = frozenset({"rPh", "phoneticPr"})
_CALCULATION = re.compile(rb"(<(?:x:)?calcPr)(?=[\s/>])(?![^<>]*\sfullCalcOnLoad)")


class Xlsx:
    """The Excel format (Office Open XML)."""

    suffixes: ClassVar[tuple[str, ...]] = (".xlsx",)

    def parse(self, content: bytes, name: str, options: ReadingOptions = AS_USUAL) -> Document:
        """Find the texts; those by which formulas and tables go are opaque."""
        parts = _parts(content, name)
        kept = names_in(parts)
        body, places = parts.body(_text_parts(parts))
        blocks: list[Block] = []
        sheets = frozenset(parts.of(*_SHEET_PARTS))
        for part, start, end in places:
            if part in sheets:
                SHEET.check(body[start:end], parts.where(part))
                blocks += _sheet_blocks(body, start, end, kept)
            else:
                drawn = DRAWING.is_in(body[start:end], parts.where(part))
                blocks += (drawing_blocks if drawn else comment_blocks)(body, start, end)
        return Document(name, "xlsx", content, tuple(blocks), body, options=options)

    def render(
        self, document: Document, texts: Mapping[int, str], addresses: Mapping[Address, str] = UNCHANGED
    ) -> bytes:
        """Replace the texts of some cells; results of formulas that show them are calculated anew on opening."""
        parts = _parts(document.content, document.name)
        (workbook,) = parts.of("main")
        calculated = _CALCULATION.sub(rb'\1 fullCalcOnLoad="1"', parts.content(workbook), count=1)
        return parts.rendered(document, _text_parts(parts), texts, {workbook: calculated})

    def links(self, document: Document) -> Links:
        """Return nothing: the addresses of a workbook stand in parts of their own."""
        return Links()


def _parts(content: bytes, name: str) -> Parts:
    return Parts(content, name, "Excel workbook", "xl/")


def _text_parts(parts: Parts) -> list[str]:
    """Return the parts with text in the order in which they are read; few programs write texts into the sheets."""
    sheets = [part for part in parts.of("worksheet") if b"inlineStr" in parts.content(part)]
    return [*parts.of("sharedStrings"), *sheets, *parts.of("comments", "threadedcomments", *DRAWING_PARTS)]


def _sheet_blocks(body: bytes, start: int, end: int, kept: Set[str]) -> Iterator[Block]:
    """Yield the texts of cells and comments in a part."""
    for holder in elements(body, _CELLS | _COMMENTS, start, end, SHEET.named):
        text = "".join(characters(node, body) for node in _texts(holder))
        kind = BlockKind.PARAGRAPH if holder.name in _COMMENTS else BlockKind.CELL
        if kind is BlockKind.CELL and name_of(text) in kept:
            yield Block(BlockKind.CODE, holder.inner_start, holder.inner_end, key=text)
            continue
        for block in text_block(holder.children, body, SHEET, kind):
            # How a text is spoken says nothing about another one: it goes with it.
            spoken = any(child.name in _PHONETIC for child in holder.children)
            yield replace(block, end=holder.children[-1].end) if spoken else block


def _texts(holder: Node) -> Iterator[Node]:
    for child in holder.children:
        if child.name not in _PHONETIC:
            yield from (node for node in child.walk() if node.name == "t")
