"""The blocks of an AsciiDoc document, line by line; offsets are characters until `format` makes them bytes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from amts.documents.asciidoc import lines as lines_
from amts.documents.asciidoc.lines import Line, Lines, indentation, is_meta
from amts.documents.asciidoc.paragraphs import content, verse
from amts.documents.asciidoc.pieces import Pieces
from amts.documents.asciidoc.styles import DELIMITED, STYLES, language_of, style_of
from amts.documents.asciidoc.tables import Table, cells
from amts.documents.asciidoc.walk import Walk
from amts.records import Block, BlockKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amts.documents.asciidoc.tables import Cell

# What may stand before the title of a document.
_BEFORE_TITLE = ("//", "if", "endif", "[")


def blocks(walk: Walk) -> Iterator[Block]:
    """Yield the blocks in order."""
    header = not walk.cell
    while line := walk.line:
        if not line.text:
            walk.at += 1
            continue
        titled = header and walk.title_level(line) == 1
        header = header and bool(lines_.ATTRIBUTE_ENTRY.match(line.text) or line.text.startswith(_BEFORE_TITLE))
        yield from _block(walk, line)
        if titled:
            yield from _authors(walk)


def _authors(walk: Walk) -> Iterator[Block]:
    """Yield the lines of authors and of the revision, which follow the title of the document."""
    while (line := walk.line) and line.text:
        if lines_.ATTRIBUTE_ENTRY.match(line.text) or is_meta(line.text):
            yield from _block(walk, line)
        else:
            yield walk.directive(line)


def _block(walk: Walk, line: Line) -> Iterator[Block]:
    """Yield what begins with a line that is not blank."""
    text = line.text
    if is_meta(text):
        yield walk.meta(line)
    elif text == "+":
        walk.at += 1
    elif lines_.TABLE.match(text):
        yield from _table(walk, line)
    elif lines_.DELIMITER.match(text):
        yield from _delimited(walk, line)
    elif lines_.ATTRIBUTE_ENTRY.match(text):
        yield _attribute_entry(walk)
    elif lines_.ATTRIBUTE_LIST.match(text):
        walk.attributes = text
        yield walk.directive(line)
    elif lines_.BLOCK_TITLE.match(text) and not lines_.ITEM.match(text):
        walk.at += 1
        yield walk.pieces.paragraph(BlockKind.CAPTION, [(line.start + 1, line.end)])
    else:
        yield from _untitled(walk, line)


def _untitled(walk: Walk, line: Line) -> Iterator[Block]:
    """Yield what begins with a line that says nothing of what follows."""
    if walk.title_level(line):
        yield _heading(walk, line)
    elif lines_.RULE.match(line.text):
        yield walk.directive(line)
    elif macro := lines_.BLOCK_MACRO.match(line.text):
        walk.attributes = ""
        walk.at += 1
        yield from walk.pieces.macro(line, macro)
    else:
        yield from content(walk, line)


def _heading(walk: Walk, line: Line) -> Block:
    walk.attributes, walk.in_list, walk.after_term = "", False, False
    walk.at += 1
    if opening := lines_.HEADING.match(line.text):
        return walk.pieces.heading(line, opening)
    walk.at += 1
    return walk.pieces.underlined_heading(line, walk.lines[walk.at - 1])


def _attribute_entry(walk: Walk) -> Block:
    """Return an attribute of the document, which goes on behind a backslash."""
    first = walk.at
    while (line := walk.line) and line.text.endswith(" \\"):
        walk.at += 1
    walk.at = min(walk.at + 1, len(walk.lines))
    return walk.pieces.attribute_entry(walk.lines.between(first, walk.at))


def _delimited(walk: Walk, line: Line) -> Iterator[Block]:
    """Yield a block of code or the like, or the line that opens or closes a block of others."""
    sign, style = line.text[0], style_of(walk.attributes)
    usual = None if line.text == "--" else DELIMITED.get(sign)
    if walk.opened and walk.opened[-1][0] == line.text and usual is None:
        walk.in_list = walk.opened.pop()[1]
        yield walk.directive(line)
        return
    kind = STYLES.get(style, usual) if line.text == "--" or sign == "+" else usual
    language = language_of(line.text) or language_of(walk.attributes)
    walk.attributes, walk.after_term = "", False
    if kind:
        yield _verbatim(walk, kind, line, language)
        return
    yield walk.directive(line)
    if sign == "_" and style == "verse":
        yield from verse(walk, line.text)
    walk.opened.append((line.text, walk.in_list))
    walk.in_list = False


def _verbatim(walk: Walk, kind: BlockKind, line: Line, language: str) -> Block:
    """Return a block that is not read, up to the delimiter that closes it or to the end."""
    # The language behind a fence is not repeated.
    fence = re.match("`+", line.text)
    last = walk.lines.find(fence[0] if fence else line.text, walk.at + 1)
    walk.at = len(walk.lines) if last is None else last + 1
    return walk.opaque(kind, line.start, max(line.end, walk.lines[walk.at - 1].end), language)


def _table(walk: Walk, line: Line) -> Iterator[Block]:
    """Yield a table's delimiters and its cells."""
    first = walk.at + 1
    last = walk.lines.find(line.text, first)
    table = Table.of(line.text, walk.attributes)
    walk.attributes, walk.after_term = "", False
    walk.at = len(walk.lines) if last is None else last + 1
    if not table.separator:
        yield Block(BlockKind.OPAQUE, line.start, max(walk.lines[walk.at - 1].end, line.end))
        return
    yield Block(BlockKind.DIRECTIVE, line.start, line.end)
    for cell in cells(walk.text, walk.lines.between(first, last), table):
        yield from _cell(walk, cell)
    if last is not None:
        yield Block(BlockKind.DIRECTIVE, walk.lines[last].start, walk.lines[last].end)


def _cell(walk: Walk, cell: Cell) -> Iterator[Block]:
    """Yield what is in a cell; the cells of a table in it are not read as documents once more."""
    if cell.style == "l":
        yield walk.pieces.opaque(BlockKind.CODE, cell.start, cell.end)
    elif cell.style == "meta":
        yield Block(BlockKind.DIRECTIVE, cell.start, cell.end)
    elif cell.style == "a" and not walk.cell and "\n" in walk.text[cell.start : cell.end]:
        yield from blocks(Walk(walk.text, Lines(walk.text, cell.start, cell.end), cell=True))
    else:
        yield from _cell_paragraphs(walk.text, cell)


def _cell_paragraphs(text: str, cell: Cell) -> Iterator[Block]:
    spans: list[tuple[int, int]] = []
    pieces = Pieces(text, cell=True)
    for line in [*Lines(text, cell.start, cell.end).between(0, None), Line(0, 0, "")]:
        if line.text:
            spans.append((line.start + indentation(line.text), line.end))
        elif spans:
            yield pieces.paragraph(BlockKind.CELL, spans)
            spans = []
