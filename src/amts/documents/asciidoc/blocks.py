"""The blocks of an AsciiDoc document, line by line; offsets are characters until `asciidoc` makes them bytes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from amts.documents.asciidoc import lines as lines_
from amts.documents.asciidoc.lines import Line, Lines
from amts.documents.asciidoc.pieces import Pieces
from amts.documents.asciidoc.styles import DELIMITED, STYLES, language_of, style_of
from amts.documents.asciidoc.tables import Table, cells
from amts.records import Block, BlockKind

if TYPE_CHECKING:
    from collections.abc import Iterator

_QUOTE = re.compile(r"[ \t]*>[ \t]*")


class Blocks:
    """Walks the lines once; `cell` says whether they stand in a table, where a `|` is written with a backslash."""

    def __init__(self, text: str, lines: Lines, *, cell: bool = False) -> None:
        self._text = text
        self._pieces = Pieces(text, cell=cell)
        self._lines = lines
        self._cell = cell
        self._at = 0
        self._attributes = ""
        self._in_list = False
        self._after_term = False
        # The delimiters of the blocks that are open, with whether a list goes on after them.
        self._open: list[tuple[str, bool]] = []
        # By where a block of code begins: what it is written in.
        self.languages: dict[int, str] = {}

    def all(self) -> Iterator[Block]:
        """Yield the blocks in order."""
        header = not self._cell
        while self._at < len(self._lines):
            line = self._lines[self._at]
            if not line.text:
                self._at += 1
                continue
            title = header and self._title_level(line) == 1
            begins = lines_.ATTRIBUTE_ENTRY.match(line.text) or line.text.startswith(("//", "if", "endif", "["))
            header = header and begins is not None and begins is not False
            yield from self._block(line)
            if title:
                yield from self._authors()

    def _authors(self) -> Iterator[Block]:
        """Yield the lines of authors and of the revision, which follow the title of the document."""
        while self._at < len(self._lines) and self._lines[self._at].text:
            line = self._lines[self._at]
            if lines_.ATTRIBUTE_ENTRY.match(line.text) or _is_meta(line.text):
                yield from self._block(line)
            else:
                self._at += 1
                yield Block(BlockKind.DIRECTIVE, line.start, line.end)

    def _block(self, line: Line) -> Iterator[Block]:
        """Yield what begins with a line that is not blank."""
        text = line.text
        if _is_meta(text):
            yield self._meta(line)
        elif text == "+":
            self._at += 1
        elif lines_.TABLE.match(text):
            yield from self._table(line)
        elif lines_.DELIMITER.match(text):
            yield from self._delimited(line)
        elif lines_.ATTRIBUTE_ENTRY.match(text):
            yield self._attribute_entry()
        elif lines_.ATTRIBUTE_LIST.match(text):
            self._attributes = text
            yield self._directive(line)
        elif lines_.BLOCK_TITLE.match(text) and not lines_.ITEM.match(text):
            self._at += 1
            yield self._pieces.paragraph(BlockKind.CAPTION, [(line.start + 1, line.end)])
        else:
            yield from self._untitled(line)

    def _untitled(self, line: Line) -> Iterator[Block]:
        """Yield what begins with a line that says nothing of what follows."""
        if self._title_level(line):
            yield self._heading(line)
        elif lines_.RULE.match(line.text):
            yield self._directive(line)
        elif macro := lines_.BLOCK_MACRO.match(line.text):
            self._attributes = ""
            self._at += 1
            yield from self._pieces.macro(line, macro)
        else:
            yield from self._content(line)

    def _content(self, line: Line) -> Iterator[Block]:
        """Yield an item of a list, or a paragraph of some style."""
        style, language = style_of(self._attributes), language_of(self._attributes)
        kind = STYLES.get(style)
        self._attributes = ""
        if kind:
            yield self._until_blank(kind, line, language)
        elif item := lines_.ITEM.match(line.text):
            self._in_list, self._after_term = True, False
            yield from self._running(BlockKind.ITEM, item.end())
        elif term := lines_.TERM.match(line.text):
            yield from self._term(line, term)
        elif line.text[0] in " \t" and not self._after_term:
            yield self._until_blank(BlockKind.CODE, line)
        elif style == "verse":
            yield from self._verse("")
        else:
            yield from self._free(line)

    def _free(self, line: Line) -> Iterator[Block]:
        """Yield a paragraph; the label of an admonition stays."""
        kind = BlockKind.ITEM if self._after_term else BlockKind.PARAGRAPH
        before = self._lines[self._at - 1].text if self._at else ""
        self._in_list = self._in_list and (self._after_term or before == "+")
        self._after_term = False
        label = lines_.ADMONITION.match(line.text)
        yield from self._running(kind, label.end() if label else len(line.text) - len(line.text.lstrip()))

    def _term(self, line: Line, term: re.Match[str]) -> Iterator[Block]:
        self._in_list = True
        yield self._pieces.paragraph(BlockKind.ITEM, [(line.start + term.start(1), line.start + term.end(1))])
        self._after_term = term.end() == len(line.text)
        if self._after_term:
            self._at += 1
        else:
            yield from self._running(BlockKind.ITEM, term.end())

    def _running(self, kind: BlockKind, skip: int) -> Iterator[Block]:
        """Yield the text of the lines from here, in pieces where comments or conditions come between."""
        first = self._lines[self._at]
        quoted = kind is BlockKind.PARAGRAPH and first.text.startswith("> ")
        spans = [(first.start + (2 if quoted else skip), first.end)]
        self._at += 1
        while self._at < len(self._lines) and self._goes_on(line := self._lines[self._at]):
            if _is_meta(line.text):
                if spans:
                    yield self._pieces.paragraph(kind, spans)
                spans = []
                yield self._meta(line)
                continue
            opening = _QUOTE.match(line.text) if quoted else None
            lead = opening.end() if opening else len(line.text) - len(line.text.lstrip())
            if lead < len(line.text):
                spans.append((line.start + lead, line.end))
            self._at += 1
        if spans:
            yield self._pieces.paragraph(kind, spans)

    def _goes_on(self, line: Line) -> bool:
        """Whether a line belongs to the paragraph or item before it."""
        text = line.text
        if not text or text == "+" or lines_.DELIMITER.match(text) or lines_.TABLE.match(text):
            return False
        if lines_.ATTRIBUTE_LIST.match(text):
            return False
        return not (self._in_list and (lines_.ITEM.match(text) or lines_.TERM.match(text)))

    def _title_level(self, line: Line) -> int:
        if self._cell:
            return 0
        level = lines_.heading_level(line.text)
        if level or self._at + 1 >= len(self._lines):
            return level
        return lines_.underlined_level(line.text, self._lines[self._at + 1].text)

    def _heading(self, line: Line) -> Block:
        self._attributes, self._in_list, self._after_term = "", False, False
        self._at += 1
        if opening := lines_.HEADING.match(line.text):
            return self._pieces.heading(line, opening)
        self._at += 1
        return self._pieces.underlined_heading(line, self._lines[self._at - 1])

    def _meta(self, line: Line) -> Block:
        """Return a comment, or a line for the preprocessor; one with text in it is out of reach."""
        condition = lines_.PREPROCESSOR.match(line.text)
        self._at += 1
        if condition and line.text.startswith(("ifdef", "ifndef")) and condition[1]:
            return Block(BlockKind.OPAQUE, line.start, line.end)
        return Block(BlockKind.DIRECTIVE, line.start, line.end, key="" if condition else "comment")

    def _directive(self, line: Line) -> Block:
        self._at += 1
        return Block(BlockKind.DIRECTIVE, line.start, line.end)

    def _attribute_entry(self) -> Block:
        """Return an attribute of the document, which goes on behind a backslash."""
        first = last = self._at
        while self._lines[last].text.endswith(" \\") and last + 1 < len(self._lines):
            last += 1
        self._at = last + 1
        return self._pieces.attribute_entry(self._lines.between(first, last + 1))

    def _until_blank(self, kind: BlockKind, line: Line, language: str = "") -> Block:
        """Return a paragraph that is not read, such as an indented one."""
        end = line.end
        while self._at < len(self._lines):
            text = self._lines[self._at].text
            if not text or text == "+" or (end > line.end and lines_.DELIMITER.match(text)):
                break
            end = self._lines[self._at].end
            self._at += 1
        return self._opaque(kind, line.start, end, language)

    def _opaque(self, kind: BlockKind, start: int, end: int, language: str) -> Block:
        if language and kind is BlockKind.CODE:
            self.languages[start] = language
        return self._pieces.opaque(kind, start, end, language)

    def _verse(self, closing: str) -> Iterator[Block]:
        """Yield the lines of a verse, each of which stays a line."""
        while self._at < len(self._lines) and self._lines[self._at].text != closing:
            line = self._lines[self._at]
            self._at += 1
            lead = len(line.text) - len(line.text.lstrip())
            if line.text:
                yield self._pieces.paragraph(BlockKind.PARAGRAPH, [(line.start + lead, line.end)])

    def _delimited(self, line: Line) -> Iterator[Block]:
        """Yield a block of code or the like, or the line that opens or closes a block of others."""
        sign, style = line.text[0], style_of(self._attributes)
        language = language_of(line.text) or language_of(self._attributes)
        kind = STYLES.get(style) if line.text == "--" or sign == "+" else None
        kind = kind or (None if line.text == "--" else DELIMITED.get(sign))
        closing = line.text if sign != "`" else re.match("`+", line.text)[0]  # type: ignore[index]
        if self._open and self._open[-1][0] == line.text and kind in (None, DELIMITED.get(sign)):
            self._in_list = self._open.pop()[1]
            yield self._directive(line)
            return
        self._attributes, self._after_term = "", False
        if kind:
            yield self._verbatim(kind, line, closing, language)
        else:
            yield self._directive(line)
            if sign == "_" and style == "verse":
                yield from self._verse(closing)
            self._open.append((line.text, self._in_list))
            self._in_list = False

    def _verbatim(self, kind: BlockKind, line: Line, closing: str, language: str) -> Block:
        last = self._lines.find(closing, self._at + 1)
        last = len(self._lines) - 1 if last is None else last
        self._at = last + 1
        return self._opaque(kind, line.start, max(line.end, self._lines[last].end), language)

    def _table(self, line: Line) -> Iterator[Block]:
        """Yield a table's delimiters and its cells."""
        first = self._at + 1
        last = self._lines.find(line.text, first)
        within = self._lines.between(first, last)
        table = Table.of(line.text, self._attributes)
        self._attributes, self._after_term = "", False
        self._at = len(self._lines) if last is None else last + 1
        if not table.separator:
            end = self._lines[self._at - 1].end
            yield Block(BlockKind.OPAQUE, line.start, max(end, line.end))
            return
        yield Block(BlockKind.DIRECTIVE, line.start, line.end)
        for cell in cells(self._text, within, table):
            yield from self._cell_blocks(cell.start, cell.end, cell.style)
        if last is not None:
            yield Block(BlockKind.DIRECTIVE, self._lines[last].start, self._lines[last].end)

    def _cell_blocks(self, start: int, end: int, style: str) -> Iterator[Block]:
        lines = Lines(self._text, start, end)
        if style == "l":
            yield self._pieces.opaque(BlockKind.CODE, start, end)
        elif style == "meta":
            yield Block(BlockKind.DIRECTIVE, start, end)
        elif style == "a" and len(lines) > 1:
            yield from Blocks(self._text, lines, cell=True).all()
        else:
            yield from self._cell_paragraphs(lines)

    def _cell_paragraphs(self, lines: Lines) -> Iterator[Block]:
        spans: list[tuple[int, int]] = []
        inner = Pieces(self._text, cell=True)
        for line in [*lines.between(0, None), Line(0, 0, "")]:
            if line.text:
                spans.append((line.start + len(line.text) - len(line.text.lstrip()), line.end))
            elif spans:
                yield inner.paragraph(BlockKind.CELL, spans)
                spans = []


def _is_meta(text: str) -> bool:
    """Whether a line is for the preprocessor: a comment, a condition or an inclusion."""
    return lines_.COMMENT.match(text) is not None or lines_.PREPROCESSOR.match(text) is not None
