"""Simple tables of reStructuredText, whose columns are drawn over and under them, read as docutils reads them."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from amts.documents.restructured.drawing import Cell, Row, Table, is_sure

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from amts.documents.restructured.drawing import Canvas

    Spans = Sequence[tuple[int, int]]

_BORDER = re.compile(r"=[= ]*$")
_UNDERLINE = re.compile(r"-[- ]*$")
_COLUMN = re.compile(r"=+|-+")
# How many cells there may be, in the mean, for each character of a table.
_MOST_CELLS = 4


class Simple(Table):
    """A simple table; its last column is unbounded, and the cells over an underline of their own may span columns."""

    name = "simple"
    margin = 0

    def draw_borders(self, canvas: Canvas, rows: dict[int, int], across: dict[int, int]) -> None:
        """Draw the borders, and the underlines."""
        borders = {0, self.head, self.lines[-1]}
        underlines = set(self.lines) - borders
        for cell in self.cells:
            if cell.last in underlines:
                canvas.put(rows[cell.last], across[cell.left], "-" * (across[cell.right] - across[cell.left]))
        for line in borders:
            for left, right in self.columns:
                canvas.put(rows[line], across[left], "=" * (across[right] - across[left]))


def simple_table(lines: Sequence[str]) -> Simple | None:
    """Return the table that these lines draw; None if they draw none that would be drawn in the same way again."""
    borders = [number for number, line in enumerate(lines) if _BORDER.match(line)]
    underlined = {number: _spans(line) for number, line in enumerate(lines) if _UNDERLINE.match(line)}
    columns = _spans(lines[0])
    alike = all(lines[number] == lines[0] for number in borders)
    if not alike or not all(_group(spans, columns) for spans in underlined.values()) or not all(map(is_sure, lines)):
        return None
    rows = list(map(Row.of, lines))
    ends = sorted([*borders, *underlined])
    places = list(_rows([row.drawn[: columns[0][1]] for row in rows], ends))
    if not 0 < len(places) * len(columns) <= _MOST_CELLS * sum(map(len, lines)):
        return None
    cells = list(_cells(places, underlined, columns))
    table = Simple(rows, cells, borders[1] if len(borders) > 2 else 0, ends, columns)
    return table if table.drawn() == list(lines) else None


def _spans(line: str) -> Spans:
    return [match.span() for match in _COLUMN.finditer(line)]


def _group(spans: Spans, columns: Spans) -> bool:
    """Whether each of the spans takes one or several columns, and all take all."""
    following = {before[1]: after[0] for before, after in pairwise(columns)}
    whole = (spans[0][0], spans[-1][1]) == (columns[0][0], columns[-1][1])
    return whole and all(following.get(before[1]) == after[0] for before, after in pairwise(spans))


def _rows(firsts: Sequence[str], ends: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the lines of each row, which begins where something stands in the first column."""
    for above, below in pairwise(ends):
        starts = [number for number in range(above + 1, below) if firsts[number].strip()]
        yield from pairwise([*starts, below])


def _cells(rows: Sequence[tuple[int, int]], underlined: Mapping[int, Spans], columns: Spans) -> Iterator[Cell]:
    for first, last in rows:
        for left, right in underlined.get(last, columns):
            yield Cell(first, left, last, right, bounded=right != columns[-1][1])
