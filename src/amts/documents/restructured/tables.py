"""Drawn tables in a document: their cells become texts.

A table is a block that encloses the texts of its cells. One that docutils would not read, or that would not be drawn
as it was, stays opaque; so does one with a table, a title or code of several lines in a cell.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import pairwise
from typing import TYPE_CHECKING

from amts.documents.restructured.grids import grid_table
from amts.documents.restructured.lines import BLANK, Draft
from amts.documents.restructured.simple_tables import simple_table
from amts.documents.restructured.writing import SIMPLE
from amts.records import BlockKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from amts.documents.restructured.drawing import Table
    from amts.documents.restructured.lines import Page
    from amts.records import Block

# Over the head, under it, and at the end.
_MOST_BORDERS = 3
_KEY = re.compile(r"(grid|simple) table:")
READERS: Mapping[str, Callable[[list[str]], Table | None]] = {"grid": grid_table, "simple": simple_table}
_NEWLINE = re.compile(r"\r\n|\r|\n")
_LITERAL = re.compile(r" *::")
# Texts that can be written on the lines of a cell.
_WRITABLE = frozenset({"rst", "rst-line", "rst-unparsed"})


def grid(page: Page, index: int, last: int, margin: int, read: Callable[[Page], None] | None) -> int:
    """Find a table with borders around each cell; return the line after it.

    Args:
        page: the lines of the document.
        index: the first line of the table.
        last: the line at which it ends at the latest.
        margin: the column in which it stands.
        read: finds what is in a cell; None if the cells are not to be read.
    """
    end = index
    while end < last and page.columns[end] == margin and page.contents[end][0] in "+|":
        end += 1
    _add(page, index, end, margin, "grid", read)
    return end


def simple(page: Page, index: int, last: int, margin: int, read: Callable[[Page], None] | None) -> int:
    """Find a table that ends with a border before a blank line; return the line after it, 0 if it does not end."""
    borders, end = 1, index + 1
    while end < last and borders < _MOST_BORDERS:
        border = SIMPLE.match(page.contents[end]) is not None
        borders += border
        end += 1
        if border and (end >= last or page.columns[end] == BLANK):
            _add(page, index, end, margin, "simple", read)
            return end
    return 0


def _add(page: Page, first: int, last: int, margin: int, name: str, read: Callable[[Page], None] | None) -> None:
    """Add the table on these lines with the texts in its cells, or as it is."""
    indents = [max(column - margin, 0) for column in page.columns[first:last]]
    starts = [start - indent for start, indent in zip(page.firsts[first:last], indents, strict=True)]
    end = page.end(last - 1)
    sure = read and "\t" not in page.text[starts[0] : end] and margin <= page.margin(first, last, margin)
    lines = [" " * indent + line for line, indent in zip(page.contents[first:last], indents, strict=True)]
    table = READERS[name](lines) if sure else None
    drafts = _texts(page, starts, table, read) if table and read else None
    if table is None or drafts is None:
        page.add_opaque(BlockKind.OPAQUE, first, last)
        return
    breaks = tuple(page.text[page.end(each) : start] for each, start in enumerate(starts[1:], first))
    page.drafts += [Draft(BlockKind.DIRECTIVE, starts[0], end, breaks=breaks, key=table.key), *drafts]


def _texts(page: Page, starts: list[int], table: Table, read: Callable[[Page], None]) -> list[Draft] | None:
    """Return the blocks in the cells of a table; None if one of them cannot be written anew.

    Where texts of several lines stand side by side, the place of each is what stands on its first line.
    """
    drafts: list[Draft] = []
    shortened: list[Draft] = []
    for cell in table.cells:
        lines = starts[cell.first : cell.last]
        places = [(start + begin, line) for start, begin, line in zip(lines, cell.begins, cell.lines, strict=True)]
        part = page.part(places)
        read(part)
        if not all(_is_writable(each, page.text) for each in part.drafts):
            return None
        one_line = table.name == "simple" and not cell.left
        found = [each._replace(encoding="rst-line") if one_line and each.text else each for each in part.drafts]
        drafts += found
        shortened += (_on_first_line(each, places) for each in found)
    drafts.sort(key=_by_place)
    disjoint = all(before.end <= after.start for before, after in pairwise(drafts))
    return drafts if disjoint else sorted(shortened, key=_by_place)


def _by_place(draft: Draft) -> tuple[int, int]:
    return draft.start, -draft.end


def _is_writable(draft: Draft, text: str) -> bool:
    """Whether a block of a cell is a text that can be written on lines, or stands on one line and stays."""
    if not draft.text:
        return not _NEWLINE.search(text, draft.start, draft.end)
    whole = "\n" not in draft.text or not _LITERAL.match(text, draft.end)
    return draft.encoding in _WRITABLE and whole


def _on_first_line(draft: Draft, places: list[tuple[int, str]]) -> Draft:
    """Return a block that ends with its first line in a cell."""
    if "\n" not in draft.text:
        return draft
    begin, line = places[bisect_right(places, draft.start, key=lambda each: each[0]) - 1]
    return draft._replace(end=begin + len(line.rstrip()), breaks=())


def is_table(block: Block) -> bool:
    """Whether a block is a table, and encloses the texts of its cells."""
    return not block.text and _KEY.match(block.key) is not None
