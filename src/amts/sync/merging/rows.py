"""The rows that the ledger gets of a new translation, as it is read again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from amts.placeholders import unmask
from amts.sync.records import Origin, Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from amts.sync.merging.parts import Part
    from amts.sync.merging.sides import Sides
    from amts.sync.merging.wording import Said
    from amts.sync.records import Unit

# Of words of several origins that cannot be told apart, the one that is treated with most care counts.
_ORDER = (Origin.HUMAN, Origin.PROPOSAL, Origin.MEMORY, Origin.COPIED, Origin.MACHINE)


@dataclass(frozen=True, slots=True)
class Expected:
    """A block as it is to be read again: its kind, its text, and the parts it is made of."""

    kind: str
    text: str
    parts: tuple[Part, ...]


def ledger_rows(
    expected: Iterable[Expected], found: Iterable[Unit], said: Mapping[Part, Said], sides: Sides
) -> Iterator[Row]:
    """Yield the rows of the ledger: for each block its parts, with the sentences as they are read."""
    by_block: dict[int, list[Unit]] = {}
    for unit in found:
        by_block.setdefault(unit.block, []).append(unit)
    rows: list[_Placed] = []
    for index, block in enumerate(expected):
        for placed in _block_rows(block, by_block.get(index, []), said, sides):
            if rows and placed.bead is not None and placed.bead == rows[-1].bead and not placed.sources:
                both = replace(rows[-1].row, targets=rows[-1].row.targets + placed.row.targets)
                rows[-1] = replace(rows[-1], row=both)
            else:
                rows.append(placed)
    yield from _with_left_out(rows, sides)


@dataclass(frozen=True, slots=True)
class _Placed:
    """A row, the source's units in it, and the bead that it was, if it is one."""

    row: Row
    sources: tuple[int, ...]
    bead: int | None


def _block_rows(block: Expected, found: Sequence[Unit], said: Mapping[Part, Said], sides: Sides) -> Iterator[_Placed]:
    """Yield the rows of a block; parts that are read as one sentence are one row."""
    parts, left = list(block.parts), list(found)
    while parts or left:
        some, these = _matching(parts, left, said)
        del parts[: len(some)], left[: len(these)]
        sources = tuple(place for part in some for place in part.sources)
        mentions = tuple(sides.source.units[place].mention for place in sources)
        least = min((said[part] for part in some), key=lambda each: _ORDER.index(each.origin), default=None)
        if least is None:
            yield _Placed(Row(mentions, tuple(unit.mention for unit in these), Origin.HUMAN), sources, None)
            continue
        follows = next((said[part].follows for part in some if said[part].follows), "")
        reviewed = all(said[part].reviewed for part in some)
        row = Row(mentions, tuple(unit.mention for unit in these), least.origin, reviewed, follows)
        yield _Placed(row, sources, some[-1].bead)


def _matching(parts: Sequence[Part], found: Sequence[Unit], said: Mapping[Part, Said]) -> tuple[list[Part], list[Unit]]:
    """Return the first parts and units that end at the same letter."""
    some, these = [*parts[:1]], [*found[:1]]
    ours = sum(_letters(said[part].text) for part in some)
    theirs = sum(_unit_letters(unit) for unit in these)
    while ours != theirs and (len(some) < len(parts) or len(these) < len(found)):
        if (ours < theirs or len(these) == len(found)) and len(some) < len(parts):
            some.append(parts[len(some)])
            ours += _letters(said[some[-1]].text)
        else:
            these.append(found[len(these)])
            theirs += _unit_letters(these[-1])
    return some, these


def _letters(text: str) -> int:
    return len("".join(text.split()))


def _unit_letters(unit: Unit) -> int:
    return _letters(unmask(unit.segment)) if unit.segment is not None else 0


def _with_left_out(rows: Sequence[_Placed], sides: Sides) -> Iterator[Row]:
    """Yield the rows, and those of what nothing says, behind the row that stands before it in the source."""
    said = {place for placed in rows for place in placed.sources}
    waiting: dict[int, list[int]] = {}
    last = -1
    for place in range(len(sides.source.units)):
        if place in said:
            last = place
        else:
            waiting.setdefault(last, []).append(place)
    yield from (_left_out(sides, place) for place in waiting.get(-1, ()))
    for placed in rows:
        yield placed.row
        for source in placed.sources:
            yield from (_left_out(sides, place) for place in waiting.get(source, ()))


def _left_out(sides: Sides, place: int) -> Row:
    return Row((sides.source.units[place].mention,), (), Origin.HUMAN)
