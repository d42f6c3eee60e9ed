"""Grid tables of reStructuredText, with borders around each cell, read as docutils reads them."""

from __future__ import annotations

import re
from heapq import heappop, heappush
from typing import TYPE_CHECKING

from amts.documents.restructured.drawing import Cell, Row, Table, is_sure

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from amts.documents.restructured.drawing import Canvas

_TOP = re.compile(r"\+-[-+]+-\+$")
_HEAD = re.compile(r"\+=[=+]+=\+$")
# How often the signs of a table may be looked at, in the mean.
_MOST_LOOKS = 20


class Grid(Table):
    """A grid table; its cells may span rows and columns."""

    name = "grid"
    margin = 1

    def draw_borders(self, canvas: Canvas, rows: dict[int, int], across: dict[int, int]) -> None:
        """Draw a box around each cell."""
        boxes = [
            (rows[each.first] - 1, across[each.left] - 1, rows[each.last], across[each.right]) for each in self.cells
        ]
        head = rows[self.head]
        for top, left, bottom, right in boxes:
            for line in (top, bottom):
                canvas.put(line, left, ("=" if line == head and head else "-") * (right - left))
            for line in range(top + 1, bottom):
                canvas.put(line, left, "|")
                canvas.put(line, right, "|")
        for top, left, bottom, right in boxes:
            for line, column in ((top, left), (top, right), (bottom, left), (bottom, right)):
                canvas.put(line, column, "+")


def grid_table(lines: Sequence[str]) -> Grid | None:
    """Return the table that these lines draw; None if they draw none that would be drawn in the same way again."""
    rows = list(map(Row.of, lines))
    drawn = [row.drawn for row in rows]
    heads = [number for number, line in enumerate(drawn) if _HEAD.match(line)]
    aligned = all(map(is_sure, lines)) and len(set(map(len, drawn))) == 1
    if len(lines) < 3 or not aligned or not _TOP.match(drawn[-1]) or len(heads) > 1 or heads[:1] == [0]:
        return None
    for head in heads:
        drawn[head] = drawn[head].replace("=", "-")
    cells = list(_Scan(drawn).cells())
    if not cells:
        return None
    table = Grid(rows, cells, heads[0] if heads else 0)
    return table if table.drawn() == list(lines) else None


class _Scan:
    """Finds the cells of a grid table from corner to corner."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._columns = ["".join(column) for column in zip(*lines, strict=True)]
        self._bottom, self._right = len(lines) - 1, len(lines[0]) - 1
        self._looks = _MOST_LOOKS * len(lines) * len(lines[0])

    def cells(self) -> Iterator[Cell]:
        """Yield the cells; none, or not all, if they do not fill the table."""
        done = [0] * self._right
        corners = [(0, 0)]
        while corners:
            top, left = heappop(corners)
            if top == self._bottom or left == self._right or top < done[left]:
                continue
            bottom, right = self._opposite(top, left)
            if not bottom or any(each != top for each in done[left:right]):
                return
            done[left:right] = [bottom] * (right - left)
            yield Cell(top + 1, left + 1, bottom, right)
            heappush(corners, (top, right))
            heappush(corners, (bottom, left))

    def _opposite(self, top: int, left: int) -> tuple[int, int]:
        """Return the corner opposite of the top left one of a cell; (0, 0) if there is no cell."""
        for right in _corners(self._lines[top], left, "-"):
            for bottom in _corners(self._columns[right], top, "|"):
                self._looks -= right - left + bottom - top
                if self._looks < 0:
                    return 0, 0
                below, before = self._lines[bottom][left : right + 1], self._columns[left][top : bottom + 1]
                if below[0] == "+" and not below.strip("-+") and not before.strip("|+"):
                    return bottom, right
        return 0, 0


def _corners(line: str, start: int, sign: str) -> Iterator[int]:
    """Yield where a border has corners from a place on, as long as it goes on."""
    for place in range(start + 1, len(line)):
        if line[place] == "+":
            yield place
        elif line[place] != sign:
            return
