"""Tables that are drawn with signs: what their cells hold, and how they are drawn anew around other texts.

Columns and rows only grow, so that a table whose texts stay is drawn as it was.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from amts.documents.restructured.writing import columns

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# Stands behind a wide character, so that an index is a column.
_PAD = "\0"
# What docutils takes for a line break, or gives another width.
_UNSURE = re.compile(r"[\0\t\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


class Row(NamedTuple):
    """A line of a table: what stands in each column, and which character of the line that is.

    A wide character fills two columns; a combining one stands in the column of the one before it.
    """

    signs: Sequence[str]
    places: Sequence[int]

    @classmethod
    def of(cls, line: str) -> Row:
        """Take a line apart."""
        if line.isascii():
            return cls(line, range(len(line) + 1))
        signs: list[str] = []
        places: list[int] = []
        for place, each in enumerate(line):
            if signs and unicodedata.combining(each):
                signs[-1] += each
            else:
                signs.append(each)
                places.append(place)
            if unicodedata.east_asian_width(each) in "WF":
                signs.append(_PAD)
                places.append(place + 1)
        return cls(signs, [*places, len(line)])

    @property
    def drawn(self) -> str:
        """One character for each column."""
        return self.signs if isinstance(self.signs, str) else "".join(sign[0] for sign in self.signs)

    def part(self, left: int, right: int | None) -> tuple[int, str]:
        """Return at which character the columns from `left` to before `right` begin, and what stands in them."""
        signs = self.signs[left:right]
        text = signs if isinstance(signs, str) else _joined(signs)
        return self.places[min(left, len(self.places) - 1)], text.rstrip(" ")


@dataclass(slots=True)
class Cell:
    """Where the content of a cell stands in its table, and what it is.

    Attributes:
        first: its first line.
        left: its first column.
        last: the line after its last one.
        right: the column after its last one.
        bounded: whether its lines end with its column.
        lines: its lines without the blanks at their end.
        begins: at which character of the table's line each of them begins.
        margin: how many columns are to stay free at its right; less than 0 if it reaches out of its column.
    """

    first: int
    left: int
    last: int
    right: int
    bounded: bool = True
    lines: list[str] = field(default_factory=list)
    begins: list[int] = field(default_factory=list)
    margin: int = 0

    @property
    def width(self) -> int:
        """How many columns its lines fill."""
        return max(map(columns, self.lines), default=0)

    def read(self, rows: Sequence[Row], margin: int) -> None:
        """Take the lines from those of the table."""
        for row in rows[self.first : self.last]:
            begin, line = row.part(self.left, self.right if self.bounded else None)
            self.lines.append(line)
            self.begins.append(begin)
        self.margin = min(margin, self.right - self.left - self.width)

    def write(self, number: int, start: int, end: int, new: Sequence[str], replaced: int) -> None:
        """Replace a text that begins on the line `number`, at its character `start`.

        Args:
            number: of the cell's lines, from 0.
            start: the first character of the text in it.
            end: the character after the text, if it is on one line.
            new: the lines of the new text.
            replaced: how many lines the text fills.
        """
        line = self.lines[number]
        if replaced == 1:
            self.lines[number] = line[:start] + " ".join(new) + line[end:]
            return
        following = self.lines[number + 1]
        indentation = following[: len(following) - len(following.lstrip())]
        self.lines[number : number + replaced] = [line[:start] + new[0], *(indentation + each for each in new[1:])]


class Table:
    """The cells of a table, and the line of the border under its head (0: it has none).

    `lines` and `columns` are those (of columns: the first, and the one after the last) with borders of their own.
    """

    name: ClassVar[str]
    margin: ClassVar[int]

    def __init__(
        self,
        rows: Sequence[Row],
        cells: Sequence[Cell],
        head: int,
        lines: Sequence[int] = (),
        columns: Sequence[tuple[int, int]] = (),
    ) -> None:
        self.cells = cells
        self.head = head
        self.lines = lines
        self.columns = columns
        for cell in cells:
            cell.read(rows, self.margin)

    @property
    def key(self) -> str:
        """What a translation of the table has too: the number of rows and columns, and of rows in the head."""
        rows, lefts = {cell.first for cell in self.cells}, {cell.left for cell in self.cells}
        return f"{self.name} table:{len(rows)}:{len(lefts)}:{sum(row < self.head for row in rows)}"

    def drawn(self) -> list[str]:
        """Draw the table with the lines that its cells have now."""
        heights = [(cell.first, cell.last, len(cell.lines)) for cell in self.cells]
        widths = [(cell.left, cell.right, cell.width + cell.margin) for cell in self.cells]
        rows = _grown([*heights, *((line, line, 0) for line in self.lines)])
        across = _grown([*widths, *((left, right, 0) for left, right in self.columns)])
        canvas = Canvas(max(rows.values()) + 1)
        self.draw_borders(canvas, rows, across)
        for cell in self.cells:
            for number, line in enumerate(cell.lines):
                canvas.put(rows[cell.first] + number, across[cell.left], line)
        return canvas.lines()

    def draw_borders(self, canvas: Canvas, rows: dict[int, int], across: dict[int, int]) -> None:
        """Draw what stands between cells; `rows` and `across` say where lines and columns stand now."""
        raise NotImplementedError


class Canvas:
    """Lines to write on at any column."""

    def __init__(self, height: int) -> None:
        self._rows: list[list[str]] = [[] for _ in range(height)]

    def put(self, line: int, column: int, text: str) -> None:
        """Write a text from a column on."""
        row, signs = self._rows[line], Row.of(text).signs
        row += " " * (column + len(signs) - len(row))
        row[column : column + len(signs)] = signs

    def lines(self) -> list[str]:
        """Return what was written."""
        return [_joined(row).rstrip(" ") for row in self._rows]


def _joined(signs: Iterable[str]) -> str:
    return "".join(signs).replace(_PAD, "")


def is_sure(line: str) -> bool:
    """Whether the columns of a line are what docutils takes them for."""
    return not _UNSURE.search(line) and not unicodedata.combining(line[:1] or " ")


def _grown(spans: Iterable[tuple[int, int, int]]) -> dict[int, int]:
    """Return where lines or columns stand when what is between some of them needs room: (first, last, size)."""
    needs: dict[int, list[tuple[int, int]]] = defaultdict(list)
    places = {0}
    for first, last, size in spans:
        needs[last].append((first, size))
        places.update((first, last))
    grown: dict[int, int] = {}
    before = moved = 0
    for place in sorted(places):
        moved += place - before
        moved = max([moved, *(grown[first] + size for first, size in needs[place] if first in grown)])
        grown[place], before = moved, place
    return grown
