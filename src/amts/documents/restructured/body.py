"""The body elements of reStructuredText: sections, paragraphs, lists, quotes, literal blocks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from amts.documents.restructured import explicit, tables
from amts.documents.restructured.inline import normalised
from amts.documents.restructured.lines import BLANK, Page, column
from amts.documents.restructured.writing import (
    ADORNMENT,
    ANONYMOUS,
    ATTRIBUTION,
    BULLET,
    DOCTEST,
    ENUMERATOR,
    EXPLICIT,
    FIELD,
    GRID,
    LINE,
    LINE_BREAK,
    OPTION,
    SIMPLE,
    columns,
)
from amts.records import BlockKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

# Deeper nesting than people write; it bounds how often a line is looked at.
MAX_DEPTH = 60
# Narrower adornments than the title are no adornments.
_SURE_WIDTH = 4
# What these fields hold is a type, not text.
_TYPE_FIELDS = re.compile(r"(?:type|rtype|vartype|kwtype|paramtype)\b")
_OPTION_GAP = re.compile(r"  +|$")


class Body:
    """Walks over the lines of a page, and finds what stands on them."""

    def __init__(self, page: Page, metadata: tuple[str, ...] = (), *, cell: bool = False) -> None:
        self.page = page
        self._metadata = metadata
        self._styles: dict[tuple[str, bool], int] = {}
        self._depth = 0
        self._begun = cell
        self._read_cell = None if cell else _read_cell

    def parse(self, first: int, last: int, margin: int, kind: BlockKind, *, quoted: bool = False) -> None:
        """Find the elements on the lines from `first` up to `last`, which stand at column `margin`."""
        if self._depth == MAX_DEPTH:
            self.page.add_opaque(BlockKind.OPAQUE, first, last)
            return
        self._depth += 1
        columns = self.page.columns
        index = first
        while index < last:
            if columns[index] == BLANK:
                index += 1
            elif columns[index] > margin:
                index = self._quote(index, last, margin, kind)
            else:
                index = self._element(index, last, columns[index], kind, quoted=quoted)
        self._depth -= 1

    def _element(self, index: int, last: int, margin: int, kind: BlockKind, *, quoted: bool) -> int:
        """Find what begins on this line; return the line after it."""
        line = self.page.contents[index]
        begun, self._begun = self._begun, True
        for pattern, method in _BY_SIGN.get(line[0], ()):
            match = pattern.match(line)
            if match:
                if pattern is FIELD and not begun:
                    return self._front_matter(index, last, margin)
                end = method(self, match, index, last, margin, kind)
                if end:
                    return end
        if line[0].isalnum():
            match = ENUMERATOR.match(line)
            if match and self._is_enumerated(index, last, margin):
                return self._item(match, index, last, margin, kind)
        elif quoted and (match := ATTRIBUTION.match(line)):
            self.page.take(index, match.end(), margin)
            line = self.page.contents[index]
        elif ADORNMENT.match(line):
            end = self._adorned(index, last, margin)
            if end:
                return end
        return self._text(index, last, margin, kind)

    # -- titles --

    def _adorned(self, index: int, last: int, margin: int) -> int:
        """Find a title between two lines, or a transition; 0 if there is none."""
        page = self.page
        over = page.contents[index]
        following = page.contents[index + 1 : index + 3]
        if index + 2 < last and following[0] and following[1] == over and page.columns[index + 2] == margin:
            indent = page.columns[index + 1] - margin
            if len(over) >= min(columns(following[0]) + indent, _SURE_WIDTH) and not ADORNMENT.match(following[0]):
                self._title(index, index + 1, index + 2)
                return index + 3
        blank_after = index + 1 >= last or page.columns[index + 1] == BLANK
        if len(over) >= _SURE_WIDTH and blank_after:
            page.add_opaque(BlockKind.DIRECTIVE, index, index + 1, "transition")
            return index + 1
        return 0

    def _title(self, over: int, title: int, under: int) -> None:
        page = self.page
        style = (page.contents[under][0], over < title)
        level = min(self._styles.setdefault(style, len(self._styles) + 1), 6)
        source = page.contents[title].lstrip()
        start = explicit.with_targets(page, page.firsts[over])
        # What refers to the title by its words must find it by them when they are translated.
        encoding = "rst-held-title" if normalised(source) in page.held - page.targeted else "rst-title"
        end = page.end(under)
        breaks = tuple(LINE_BREAK.findall(page.text, start, end))
        page.add_source(BlockKind.HEADING, start, end, source, encoding, breaks, level)

    # -- paragraphs --

    def _text(self, index: int, last: int, margin: int, kind: BlockKind) -> int:
        """Find a title, a term with its definition, or a paragraph."""
        page = self.page
        after = index + 1
        if after < last and page.columns[after] > margin:
            return self._definition(index, last, margin)
        if after < last and page.columns[after] == margin and self._is_underline(index, after):
            self._title(index, index, after)
            return after + 1
        while after < last and page.columns[after] == margin:
            after += 1
        literal = self._literal_follows(after - 1)
        self._paragraph(index, after, kind)
        return self._literal(after, last, margin) if literal else after

    def _is_underline(self, title: int, under: int) -> bool:
        adornment = self.page.contents[under]
        if not ADORNMENT.match(adornment):
            return False
        return len(adornment) >= _SURE_WIDTH or len(adornment) >= columns(self.page.contents[title])

    def _literal_follows(self, index: int) -> bool:
        line = self.page.contents[index]
        return line.endswith("::") and not line.endswith("\\::")

    def _paragraph(self, index: int, after: int, kind: BlockKind) -> None:
        """Add the text of a paragraph, without the `::` at its end."""
        contents = self.page.contents
        if self._literal_follows(after - 1):
            contents[after - 1] = contents[after - 1][:-2].rstrip()
            after -= not contents[after - 1]
        if index < after:
            self.page.add_text(kind, index, after)

    def _literal(self, index: int, last: int, margin: int) -> int:
        """Find a literal block: indented, or with the same sign before each line."""
        page = self.page
        first = page.next_visible(index, last)
        if first == last:
            return last
        if page.columns[first] > margin:
            end = page.extent(first, last, margin + 1)
        else:
            sign, end = page.contents[first][0], first
            if sign.isalnum():
                return first
            while end < last and page.columns[end] == margin and page.contents[end][0] == sign:
                end += 1
        explicit.add_code(page, first, end)
        return end

    def _definition(self, index: int, last: int, margin: int) -> int:
        self.page.add_text(BlockKind.ITEM, index, index + 1, "rst-line")
        end = self.page.extent(index + 1, last, margin + 1)
        self.parse(index + 1, end, self.page.margin(index + 1, end, margin + 1), BlockKind.PARAGRAPH)
        return end

    def _quote(self, index: int, last: int, margin: int, kind: BlockKind) -> int:
        end = self.page.extent(index, last, margin + 1)
        self.parse(index, end, self.page.margin(index, end, margin + 1), kind, quoted=True)
        return end

    # -- lists --

    def _is_enumerated(self, index: int, last: int, margin: int) -> bool:
        """Whether what looks like `1. ` opens an item: a paragraph may begin with a number too."""
        page = self.page
        after = index + 1
        if after >= last or page.columns[after] != margin:
            return True
        return ENUMERATOR.match(page.contents[after]) is not None

    def _enumerated(self, match: re.Match[str], index: int, last: int, margin: int, kind: BlockKind) -> int:
        return self._item(match, index, last, margin, kind) if self._is_enumerated(index, last, margin) else 0

    def _item(self, match: re.Match[str], index: int, last: int, margin: int, kind: BlockKind) -> int:
        """Find an item of a list, whose lines stand where its text begins."""
        page = self.page
        inner = column(match[0], margin)
        if match.end() == len(page.contents[index]):
            return self._loose_item(match, index, last, margin, kind)
        end = page.extent(index + 1, last, inner)
        page.take(index, match.end(), inner)
        self.parse(index, end, inner, BlockKind.CELL if kind is BlockKind.CELL else BlockKind.ITEM)
        return end

    def _loose_item(self, match: re.Match[str], index: int, last: int, margin: int, kind: BlockKind) -> int:
        """Find what stands behind a marker, and deeper than it below."""
        page = self.page
        end = page.extent(index + 1, last, margin + 1)
        inner = page.margin(index + 1, end, margin + 1)
        page.take(index, match.end(), inner)
        self.parse(index, end, inner, BlockKind.CELL if kind is BlockKind.CELL else BlockKind.ITEM)
        return end

    def _field(self, match: re.Match[str], index: int, last: int, margin: int, kind: BlockKind) -> int:
        if not _TYPE_FIELDS.match(match[1]):
            return self._loose_item(match, index, last, margin, kind)
        end = self.page.extent(index + 1, last, margin + 1)
        self.page.add_opaque(BlockKind.DIRECTIVE, index, end)
        return end

    def _front_matter(self, index: int, last: int, margin: int) -> int:
        """Find the fields that open a document: they are for tools, unless the reader asks for some."""
        page = self.page
        while index < last and (match := FIELD.match(page.contents[index])) and page.columns[index] == margin:
            end = max(page.extent(index + 1, last, margin + 1), index + 1)
            wanted = match[1] in self._metadata
            if wanted:
                self._loose_item(match, index, last, margin, BlockKind.PARAGRAPH)
            else:
                page.add_opaque(BlockKind.FRONT_MATTER, index, end, f"field:{match[1]}")
            index = end
        return index

    def _option(self, match: re.Match[str], index: int, last: int, margin: int, kind: BlockKind) -> int:
        """Find an option of a command with its description."""
        following = index + 1 < last and self.page.columns[index + 1] > margin
        if match.end() == len(self.page.contents[index]) and not following:
            return 0
        return self._loose_item(match, index, last, margin, kind)

    def _line_block(self, match: re.Match[str], index: int, last: int, margin: int, kind: BlockKind) -> int:
        """Find a line of verse or of an address, and what of it is continued below."""
        page = self.page
        page.take(index, match.end(), margin)
        end = index + 1
        while end < last and page.columns[end] > margin:
            end += 1
        if page.contents[index]:
            page.add_text(kind, index, end, "rst-line")
        return end

    def _doctest(self, match: re.Match[str], index: int, last: int, margin: int, kind: BlockKind) -> int:
        end = index
        while end < last and self.page.columns[end] != BLANK:
            end += 1
        explicit.add_code(self.page, index, end)
        return end

    def _grid(self, match: re.Match[str], index: int, last: int, margin: int, kind: BlockKind) -> int:
        return tables.grid(self.page, index, last, margin, self._read_cell)

    def _simple(self, match: re.Match[str], index: int, last: int, margin: int, kind: BlockKind) -> int:
        return tables.simple(self.page, index, last, margin, self._read_cell)

    def _explicit(self, match: re.Match[str], index: int, last: int, margin: int, kind: BlockKind) -> int:
        return explicit.parse(self, index, last, margin, kind)

    def _anonymous(self, match: re.Match[str], index: int, last: int, margin: int, kind: BlockKind) -> int:
        return self.page.add_until_blank(index, self.page.extent(index + 1, last, margin + 1))


def _read_cell(page: Page) -> None:
    """Find what stands in a cell of a table."""
    Body(page, cell=True).parse(0, len(page), page.margin(0, len(page), 0), BlockKind.CELL)


# What a line that begins with a sign may be; a method returns the line after what it found, or 0.
_BY_SIGN: Mapping[
    str, tuple[tuple[re.Pattern[str], Callable[[Body, re.Match[str], int, int, int, BlockKind], int]], ...]
] = {
    "-": ((BULLET, Body._item), (OPTION, Body._option)),
    "+": ((BULLET, Body._item), (GRID, Body._grid)),
    "/": ((OPTION, Body._option),),
    "(": ((ENUMERATOR, Body._enumerated),),
    "#": ((ENUMERATOR, Body._enumerated),),
    ":": ((FIELD, Body._field),),
    ">": ((DOCTEST, Body._doctest),),
    "|": ((LINE, Body._line_block),),
    "=": ((SIMPLE, Body._simple),),
    ".": ((EXPLICIT, Body._explicit),),
    "_": ((ANONYMOUS, Body._anonymous),),
} | dict.fromkeys("*•‣⁃", ((BULLET, Body._item),))
