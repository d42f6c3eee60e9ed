"""Drawn tables with new texts in their cells: each is drawn anew as a whole."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from amts.documents.restructured.tables import READERS, is_table
from amts.documents.restructured.writing import RESTRUCTURED_ENCODERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from amts.documents.restructured.drawing import Cell, Table
    from amts.records import Address, Block, Document

_NEWLINE = re.compile(r"\r\n|\r|\n")
_LINE = re.compile(rb"[^\r\n]*(?:\r\n?|\n|\Z)")


class _Edit(NamedTuple):
    """New lines in place of a text or an address: the bytes of its first line, and how many lines it fills."""

    start: int
    end: int
    new: list[str]
    replaced: int


def with_tables(
    document: Document, texts: Mapping[int, str], addresses: Mapping[Address, str]
) -> tuple[Mapping[int, str], Mapping[Address, str]]:
    """Return what is to be replaced, with whole tables in place of the texts and addresses in them."""
    blocks, body = document.blocks, document.body
    tables = [index for index, block in enumerate(blocks) if is_table(block)]
    if not tables:
        return texts, addresses
    starts = [blocks[index].start for index in tables]
    edits: dict[int, list[_Edit]] = defaultdict(list)
    outside: dict[int, str] = {}
    beside: dict[Address, str] = {}

    def table_around(start: int) -> int | None:
        number = bisect_right(starts, start) - 1
        return tables[number] if number >= 0 and start < blocks[tables[number]].end else None

    for index, text in texts.items():
        block = blocks[index]
        table = table_around(block.start)
        if table is None:
            outside[index] = text
        elif text != block.text:
            new = RESTRUCTURED_ENCODERS[block.encoding](text, block, body).split("\n")
            edits[table].append(_Edit(block.start, block.end, new, block.text.count("\n") + 1))
    for address, new_address in addresses.items():
        table = table_around(address.start)
        if table is None:
            beside[address] = new_address
        else:
            edits[table].append(_Edit(address.start, address.end, [new_address], 1))
    return outside | {table: _drawn(blocks[table], body, found) for table, found in edits.items()}, beside


def _drawn(block: Block, body: bytes, edits: Iterable[_Edit]) -> str:
    """Return a table with new texts in its cells."""
    starts, lines = _lines(block, body)
    table = READERS[block.key.partition(" ")[0]](lines)
    if table is None:
        msg = f"the table at byte {block.start} is none"
        raise AssertionError(msg)
    beginning = _beginning(table)
    # From the end, so that what is before stays at its place.
    for number, start, end, edit in reversed(list(_places(sorted(edits), starts, body))):
        cells = beginning[number]
        begin, cell = cells[bisect_right(cells, start, key=itemgetter(0)) - 1]
        cell.write(number - cell.first, start - begin, end - begin, edit.new, edit.replaced)
    return "\n".join(table.drawn())


def _beginning(table: Table) -> Mapping[int, Sequence[tuple[int, Cell]]]:
    """Return for each line of a table at which of its characters which cell begins, in order."""
    found: dict[int, list[tuple[int, Cell]]] = defaultdict(list)
    for cell in sorted(table.cells, key=lambda cell: cell.left):
        for number, begin in enumerate(cell.begins, cell.first):
            found[number].append((begin, cell))
    return found


def _places(edits: Iterable[_Edit], starts: Sequence[int], body: bytes) -> Iterator[tuple[int, int, int, _Edit]]:
    """Yield the line of each edit, and the characters of it at which its first line begins and ends."""
    before, byte, character = -1, 0, 0
    for edit in edits:
        number = bisect_right(starts, edit.start) - 1
        if number > before:
            before, byte, character = number, starts[number], 0
        character += len(body[byte : edit.start].decode())
        byte = edit.start
        yield number, character, character + len(body[edit.start : edit.end].decode()), edit


def _lines(block: Block, body: bytes) -> tuple[list[int], list[str]]:
    """Return at which byte each line of a table begins behind the margin in which it stands, and the lines."""
    starts, lines = [], []
    margins = ["", *(_NEWLINE.split(each)[-1] for each in block.breaks)]
    for margin, line in zip(margins, _LINE.finditer(body, block.start, block.end), strict=False):
        starts.append(line.start() + len(margin))
        lines.append(line[0][len(margin) :].decode().rstrip())
    return starts, lines
