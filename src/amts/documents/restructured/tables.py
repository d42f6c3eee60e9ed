"""Tables in a document: their cells become texts; a table with new texts is drawn anew as a whole.

A table is a block that encloses the texts of its cells. One that docutils would not read, or that would not be drawn
as it was, stays opaque; so does one with a table, a title or code of several lines in a cell.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from amts.documents.restructured.grids import grid_table, simple_table
from amts.documents.restructured.lines import BLANK, Draft
from amts.documents.restructured.writing import RESTRUCTURED_ENCODERS, SIMPLE
from amts.records import Block, BlockKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from amts.documents.restructured.drawing import Cell, Table
    from amts.documents.restructured.lines import Page
    from amts.records import Address, Document

# Over the head, under it, and at the end.
_MOST_BORDERS = 3
_KEY = re.compile(r"(grid|simple) table:")
_READERS: Mapping[str, Callable[[list[str]], Table | None]] = {"grid": grid_table, "simple": simple_table}
_NEWLINE = re.compile(r"\r\n|\r|\n")
_LINE = re.compile(rb"[^\r\n]*(?:\r\n?|\n|\Z)")
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
    start, end = page.firsts[first], page.end(last - 1)
    sure = read and "\t" not in page.text[start:end] and margin <= page.margin(first, last, margin)
    lines = [" " * max(page.columns[each] - margin, 0) + page.contents[each] for each in range(first, last)]
    table = _READERS[name](lines) if sure else None
    drafts = _texts(page, first, margin, table, read) if table and read else None
    if table is None or drafts is None:
        page.add_opaque(BlockKind.OPAQUE, first, last)
        return
    starts = [page.firsts[each] - max(page.columns[each] - margin, 0) for each in range(first, last)]
    ends = [page.end(each) for each in range(first, last)]
    breaks = tuple(page.text[before:after] for before, after in zip(ends, starts[1:], strict=False))
    page.drafts += [Draft(BlockKind.DIRECTIVE, start, end, breaks=breaks, key=table.key), *drafts]


def _texts(page: Page, first: int, margin: int, table: Table, read: Callable[[Page], None]) -> list[Draft] | None:
    """Return the blocks in the cells of a table; None if one of them cannot be written anew.

    Where texts of several lines stand side by side, the place of each is what stands on its first line.
    """
    drafts: list[Draft] = []
    shortened: list[Draft] = []
    for cell in table.cells:
        places = list(_places(page, first, margin, cell))
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


def _places(page: Page, first: int, margin: int, cell: Cell) -> Iterator[tuple[int, str]]:
    """Yield for each line of a cell the character of the document with which it begins, and the line."""
    for number, (begin, line) in enumerate(zip(cell.begins, cell.lines, strict=True), first + cell.first):
        yield page.firsts[number] - max(page.columns[number] - margin, 0) + begin, line


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


def with_tables(
    document: Document, texts: Mapping[int, str], addresses: Mapping[Address, str]
) -> tuple[Mapping[int, str], Mapping[Address, str]]:
    """Return what is to be replaced, with whole tables in place of the texts and addresses in them."""
    tables = [index for index, block in enumerate(document.blocks) if is_table(block)]
    if not tables:
        return texts, addresses
    starts = [document.blocks[index].start for index in tables]
    edits: dict[int | None, list[_Edit]] = defaultdict(list)

    def table_around(start: int) -> int | None:
        number = bisect_right(starts, start) - 1
        return tables[number] if number >= 0 and start < document.blocks[tables[number]].end else None

    for index, text in texts.items():
        block = document.blocks[index]
        if text != block.text and (table := table_around(block.start)) is not None:
            new = RESTRUCTURED_ENCODERS[block.encoding](text, block, document.body).split("\n")
            edits[table].append(_Edit(block.start, block.end, new, block.text.count("\n") + 1))
    for address, new_address in addresses.items():
        edits[table_around(address.start)].append(_Edit(address.start, address.end, [new_address], 1))
    drawn = {
        table: _drawn(document.blocks[table], document.body, found)
        for table, found in edits.items()
        if table is not None
    }
    outside = {index: text for index, text in texts.items() if table_around(document.blocks[index].start) is None}
    beside = {address: new for address, new in addresses.items() if table_around(address.start) is None}
    return outside | drawn, beside


class _Edit(NamedTuple):
    """New lines in place of a text or an address: the bytes of its first line, and how many lines it fills."""

    start: int
    end: int
    new: list[str]
    replaced: int


def _drawn(block: Block, body: bytes, edits: list[_Edit]) -> str:
    """Return a table with new texts in its cells."""
    starts, lines = _lines(block, body)
    table = _READERS[block.key.partition(" ")[0]](lines)
    if table is None:
        msg = f"the table at byte {block.start} is none"
        raise AssertionError(msg)
    on_line: dict[int, list[tuple[int, Cell]]] = defaultdict(list)
    for cell in table.cells:
        for number, begin in enumerate(cell.begins, cell.first):
            on_line[number].append((begin, cell))
    for edit in sorted(edits, reverse=True):
        number = bisect_right(starts, edit.start) - 1
        start = len(body[starts[number] : edit.start].decode())
        begin, cell = max((each for each in on_line[number] if each[0] <= start), key=lambda each: each[0])
        end = start + len(body[edit.start : edit.end].decode())
        cell.write(number - cell.first, start - begin, end - begin, edit.new, edit.replaced)
    return "\n".join(table.drawn())


def _lines(block: Block, body: bytes) -> tuple[list[int], list[str]]:
    """Return the lines of a table without the margin in which it stands, and at which byte each begins."""
    starts, lines = [], []
    margins = ["", *(_NEWLINE.split(each)[-1] for each in block.breaks)]
    for margin, line in zip(margins, _LINE.finditer(body, block.start, block.end), strict=False):
        starts.append(line.start() + len(margin))
        lines.append(line[0][len(margin) :].decode().rstrip())
    return starts, lines
