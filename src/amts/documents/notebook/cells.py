"""The sources of a notebook's cells: the string literals that hold them, and those rewritten where they change."""

from __future__ import annotations

import json
import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import accumulate, chain, pairwise
from typing import TYPE_CHECKING, Any

from amts.documents.json_strings import encoded, leaves, literal, literals
from amts.documents.splice import replaced
from amts.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from amts.documents.json_strings import JsonLeaf, JsonStyle

BETWEEN_CELLS = b"\n\n"
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_FORMAT = 4
_KEYS = frozenset({"cells", "source"})

Edit = tuple[int, int, bytes]


@dataclass(frozen=True, slots=True)
class CellSource:
    """The source of a cell.

    Attributes:
        cell: which cell of the notebook it is, from 0.
        kind: the type of the cell, such as `markdown`.
        start: where it begins in the notebook's body.
        content: what stands there.
        is_text: whether that is what the source says; a source with half a character in it is shown as JSON.
        lines: the strings that the source is made of.
    """

    cell: int
    kind: str
    start: int
    content: bytes
    is_text: bool
    lines: Sequence[str]

    @property
    def end(self) -> int:
        """The byte after it in the body."""
        return self.start + len(self.content)


def cell_sources(cells: Iterable[Mapping[str, Any]]) -> Iterator[CellSource]:
    """Yield the sources of a notebook's cells, in order."""
    start = 0
    for number, cell in enumerate(cells):
        source = cell.get("source", "")
        lines = [source] if isinstance(source, str) else source
        said = encoded("".join(lines))
        content = json.dumps(source).encode() if said is None else said
        yield CellSource(number, str(cell.get("cell_type")), start, content, said is not None, lines)
        start += len(content) + len(BETWEEN_CELLS)


def source_leaves(text: str) -> dict[int, JsonLeaf]:
    """Return where the source of each cell stands in a notebook's file: a string, or a list of strings."""
    return {
        int(leaf.path[1]): leaf
        for leaf in leaves(text, _KEYS)
        if len(leaf.path) == 3 and leaf.path[0] == "cells" and leaf.path[2] == "source"
    }


def checked_cells(notebook: Any, name: str) -> list[dict[str, Any]]:
    """Return the cells of a notebook.

    Raises:
        DocumentError: it is no notebook of format 4, or the source of a cell is neither a string nor a list of such.
    """
    major = notebook.get("nbformat", _FORMAT) if isinstance(notebook, dict) else None
    if major is not None and major != _FORMAT:
        msg = (
            f"{name}: a notebook of format {major!r}, not {_FORMAT}: convert it with `jupyter nbconvert --to notebook`"
        )
        raise DocumentError(msg)
    cells = notebook.get("cells") if major else None
    if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
        msg = f"{name}: not a Jupyter notebook: expected an object with a list `cells` of objects"
        raise DocumentError(msg)
    for number, cell in enumerate(cells, start=1):
        source = cell.get("source", "")
        if not isinstance(source, str) and not _is_list_of_strings(source):
            msg = f"{name}: the source of cell {number} is neither a string nor a list of strings: mend the notebook"
            raise DocumentError(msg)
    return cells


def _is_list_of_strings(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(line, str) for line in value)


def rewritten(
    text: str, source: CellSource, leaf: JsonLeaf, edits: Sequence[Edit], style: JsonStyle
) -> Iterator[tuple[int, int, str]]:
    """Yield what to replace in a notebook's file so that the source of a cell changes.

    Args:
        text: the file.
        source: the source of a cell.
        leaf: where it stands in the file.
        edits: disjoint stretches of the source, as bytes of the body, and what to write there, in order.
        style: how the file writes its strings.
    """
    spans = literals(text, leaf)
    starts = [*accumulate(map(len, map(str.encode, source.lines)), initial=source.start)]
    for first, last, within in _touched(starts, edits):
        new = _edited(source, starts[first], starts[last + 1], within)
        start, end = spans[first][0], spans[last][1]
        if first == last and "\n" not in new[:-1] and new != source.lines[first]:
            yield start, end, literal(new, style)
        else:
            lines = _Lines(source.lines[first : last + 1], spans[first : last + 1], _between(text, spans))
            yield start, end, lines.rewritten(text, new, style)


def _edited(source: CellSource, start: int, end: int, edits: Sequence[Edit]) -> str:
    """Return what stands in a source from `start` to `end` of the body after some edits."""
    old = source.content[start - source.start : end - source.start]
    return replaced(old, [(first - start, last - start, new) for first, last, new in edits]).decode()


def _touched(starts: Sequence[int], edits: Sequence[Edit]) -> Iterator[tuple[int, int, list[Edit]]]:
    """Yield the stretches of lines (first, last) that edits lie in, disjoint, and those edits."""
    run: tuple[int, int, list[Edit]] | None = None
    for edit in edits:
        first = bisect_right(starts, edit[0], hi=len(starts) - 1) - 1
        last = max(first, bisect_left(starts, edit[1]) - 1)
        if run and first <= run[1]:
            run[2].append(edit)
            run = run[0], max(run[1], last), run[2]
        else:
            yield from [run] if run else []
            run = first, last, [edit]
    yield from [run] if run else []


def _between(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """Return what stands between two lines of a source: of a single one, a comma and the white space before it."""
    first, *rest = spans[:2]
    return text[first[1] : rest[0][0]] if rest else "," + text[text.rfind("[", 0, first[0]) + 1 : first[0]]


@dataclass(frozen=True, slots=True)
class _Lines:
    """Some lines of a source: what they say, where their literals stand, and what to put between further ones."""

    values: Sequence[str]
    spans: Sequence[tuple[int, int]]
    added: str

    def rewritten(self, text: str, new: str, style: JsonStyle) -> str:
        """Return the literals of a new stretch of source with what stands between them; lines that stay keep theirs."""
        kept = {value: text[start:end] for value, (start, end) in zip(self.values, self.spans, strict=True)}
        first, *rest = [kept.get(line) or literal(line, style) for line in self._cut(new)]
        between = [text[end:start] for (_, end), (start, _) in pairwise(self.spans)]
        between += [self.added] * (len(rest) - len(between))
        return first + "".join(chain.from_iterable(zip(between, rest, strict=False)))

    def _cut(self, new: str) -> list[str]:
        """Cut a source into what gets a literal each: lines, unless it was not lines that had one."""
        if any("\n" in value[:-1] for value in self.values):
            return [new]
        return _LINE.findall(new) or [""]
