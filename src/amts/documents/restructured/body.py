"""The body elements of reStructuredText: sections, paragraphs, lists, quotes, literal blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amts.documents.restructured import tables
from amts.documents.restructured.contents import add_code
from amts.documents.restructured.explicit import anonymous, explicit
from amts.documents.restructured.lines import BLANK, Page
from amts.documents.restructured.lists import field, front_matter, item, numbered_item, option, verse
from amts.documents.restructured.titles import Titles
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
    OPTION,
    SIMPLE,
)
from amts.records import BlockKind

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Mapping

    # Returns the line after what it found, or 0.
    Finder = Callable[["Body", re.Match[str], int, int, int, BlockKind], int]

# Deeper nesting than people write; it bounds how often a line is looked at.
MAX_DEPTH = 60


class Body:
    """Walks over the lines of a page, and finds what stands on them.

    `metadata` has the names of fields at its beginning that hold text; a cell has none, and no table in it is read.
    """

    def __init__(self, page: Page, metadata: tuple[str, ...] = (), *, cell: bool = False) -> None:
        self.page = page
        self.metadata = metadata
        self.read_cell = None if cell else _read_cell
        self._titles = Titles(page)
        self._depth = 0
        self._begun = cell

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
                index = self._indented(index, last, margin, kind, quoted=True)
            else:
                index = self._element(index, last, columns[index], kind, quoted=quoted)
        self._depth -= 1

    def _indented(self, index: int, last: int, margin: int, kind: BlockKind, *, quoted: bool = False) -> int:
        """Find what stands deeper than `margin`: a quote, or a definition."""
        end = self.page.extent(index, last, margin + 1)
        self.parse(index, end, self.page.margin(index, end, margin + 1), kind, quoted=quoted)
        return end

    def _element(self, index: int, last: int, margin: int, kind: BlockKind, *, quoted: bool) -> int:
        """Find what begins on this line; return the line after it."""
        line = self.page.contents[index]
        begun, self._begun = self._begun, True
        sign = "1" if line[0].isalnum() else line[0]
        for pattern, find in _BY_SIGN.get(sign, ()):
            match = pattern.match(line)
            if match:
                if pattern is FIELD and not begun:
                    return front_matter(self, index, last, margin)
                end = find(self, match, index, last, margin, kind)
                if end:
                    return end
        if quoted and (match := ATTRIBUTION.match(line)):
            self.page.take(index, match.end(), margin)
        elif sign != "1" and ADORNMENT.match(line) and (end := self._titles.begin(index, last, margin)):
            return end
        return self._text(index, last, margin, kind)

    def _text(self, index: int, last: int, margin: int, kind: BlockKind) -> int:
        """Find a term with its definition, a title, or a paragraph."""
        page = self.page
        after = index + 1
        if after < last and page.columns[after] > margin:
            page.add_text(BlockKind.ITEM, index, after, "rst-line")
            return self._indented(after, last, margin, BlockKind.PARAGRAPH)
        if after < last and page.columns[after] == margin and (end := self._titles.underlined(index)):
            return end
        while after < last and page.columns[after] == margin:
            after += 1
        if not page.contents[after - 1].endswith("::") or page.contents[after - 1].endswith("\\::"):
            page.add_text(kind, index, after)
            return after
        self._announcement(index, after, kind)
        return self._literal(after, last, margin)

    def _announcement(self, index: int, after: int, kind: BlockKind) -> None:
        """Add the text of a paragraph without the `::` at its end, which may be all of it."""
        contents = self.page.contents
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
        add_code(page, first, end)
        return end


def _read_cell(page: Page) -> None:
    """Find what stands in a cell of a table."""
    Body(page, cell=True).parse(0, len(page), page.margin(0, len(page), 0), BlockKind.CELL)


def _grid(body: Body, _match: re.Match[str], index: int, last: int, margin: int, _kind: BlockKind) -> int:
    return tables.grid(body.page, index, last, margin, body.read_cell)


def _simple(body: Body, _match: re.Match[str], index: int, last: int, margin: int, _kind: BlockKind) -> int:
    return tables.simple(body.page, index, last, margin, body.read_cell)


def _doctest(body: Body, _match: re.Match[str], index: int, last: int, _margin: int, _kind: BlockKind) -> int:
    end = index
    while end < last and body.page.columns[end] != BLANK:
        end += 1
    add_code(body.page, index, end)
    return end


# What a line may be by the sign that it begins with (1: a letter or digit).
_BY_SIGN: Mapping[str, tuple[tuple[re.Pattern[str], Finder], ...]] = {
    "-": ((BULLET, item), (OPTION, option)),
    "+": ((BULLET, item), (GRID, _grid)),
    "/": ((OPTION, option),),
    "(": ((ENUMERATOR, numbered_item),),
    "#": ((ENUMERATOR, numbered_item),),
    "1": ((ENUMERATOR, numbered_item),),
    ":": ((FIELD, field),),
    ">": ((DOCTEST, _doctest),),
    "|": ((LINE, verse),),
    "=": ((SIMPLE, _simple),),
    ".": ((EXPLICIT, explicit),),
    "_": ((ANONYMOUS, anonymous),),
} | dict.fromkeys("*•‣⁃", ((BULLET, item),))
