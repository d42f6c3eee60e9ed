"""The rows of a ledger for a translation that was aligned with its source: each unit of both in exactly one row."""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from amts.alignment.book import ACCEPTED
from amts.sync.records import Origin, Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from amts.alignment.book import Link
    from amts.records import Document
    from amts.sync.records import Unit


@dataclass(frozen=True, slots=True)
class Side:
    """A document and its units."""

    document: Document
    units: Sequence[Unit]

    def of_blocks(self, blocks: range) -> range:
        """Return the indexes of the units of these blocks."""
        return range(
            *(bisect_left(self.units, edge, key=lambda unit: unit.block) for edge in (blocks.start, blocks.stop))
        )

    def opaque(self, where: range) -> list[int]:
        """Return those of the units that are opaque blocks."""
        return [index for index in where if self.units[index].mention.opaque]

    def key(self, index: int) -> str:
        """Return what an opaque block has in common with its translation."""
        return self.document.blocks[self.units[index].block].key or self.units[index].mention.key

    def kinds(self, where: Iterable[int]) -> list[str]:
        """Return what the blocks of units are."""
        return [self.document.blocks[self.units[index].block].kind for index in where]


@dataclass(frozen=True, slots=True)
class Joint:
    """Units on both sides that say the same, as ranges of indexes, and whether that is sure."""

    ours: range
    theirs: range
    sure: bool = True


def joints(base: Side, target: Side, runs: Sequence[tuple[range, range]], links: Sequence[Link]) -> list[Joint]:
    """Return what belongs together, in order: sentences by their alignment, opaque blocks by content and place.

    Args:
        base: the source that the translation was made from.
        target: the translation.
        runs: the runs of blocks that translate each other, as aligned.
        links: the sentences that do.
    """
    found: list[Joint] = []
    for ours, theirs, joint in _gaps(base, target, _texts(base, target, runs, links)):
        found += _opaque(base, target, ours, theirs)
        found += [joint] if joint else []
    return found


def rows(base: Side, target: Side, found: Iterable[Joint]) -> Iterator[Row]:
    """Yield a row for each joint, and one for each unit of either side that is in none."""
    for ours, theirs, joint in _gaps(base, target, found):
        for index in ours:
            yield Row((base.units[index].mention,), (), Origin.HUMAN)
        for index in theirs:
            yield Row((), (target.units[index].mention,), Origin.HUMAN)
        if joint:
            sources = tuple(base.units[index].mention for index in joint.ours)
            targets = tuple(target.units[index].mention for index in joint.theirs)
            yield Row(sources, targets, Origin.COPIED if sources == targets else Origin.HUMAN)


def _gaps(base: Side, target: Side, found: Iterable[Joint]) -> Iterator[tuple[range, range, Joint | None]]:
    """Yield each joint with the units on both sides between it and the one before; at last those behind all."""
    ours = theirs = 0
    for joint in found:
        yield range(ours, joint.ours.start), range(theirs, joint.theirs.start), joint
        ours, theirs = joint.ours.stop, joint.theirs.stop
    yield range(ours, len(base.units)), range(theirs, len(target.units)), None


def _texts(base: Side, target: Side, runs: Sequence[tuple[range, range]], links: Sequence[Link]) -> Iterator[Joint]:
    """Yield the joints of sentences; an opaque block amid those of one joint belongs to it."""
    ours, theirs = ([i for i, unit in enumerate(side.units) if not unit.mention.opaque] for side in (base, target))
    waiting = deque(
        Joint(_span(ours, link.sources), _span(theirs, link.targets), link.confidence >= ACCEPTED) for link in links
    )
    for run in runs:
        first, second = base.of_blocks(run[0]), target.of_blocks(run[1])
        inside = []
        while waiting and waiting[0].ours.start < first.stop:
            inside.append(waiting.popleft())
        yield from _of_run(first, second, inside)


def _span(units: Sequence[int], sentences: range) -> range:
    return range(units[sentences[0]], units[sentences[-1]] + 1)


def _of_run(ours: range, theirs: range, links: Iterable[Joint]) -> Iterator[Joint]:
    """Yield the sure links; what lies between two of them is one joint, if any of it was linked at all."""
    first, second, unsure = ours.start, theirs.start, False
    for link in (*links, Joint(range(ours.stop, ours.stop), range(theirs.stop, theirs.stop))):
        if not link.sure:
            unsure = True
            continue
        if unsure:
            yield Joint(range(first, link.ours.start), range(second, link.theirs.start), sure=False)
        if link.ours:
            yield link
        first, second, unsure = link.ours.stop, link.theirs.stop, False


def _opaque(base: Side, target: Side, ours: range, theirs: range) -> Iterator[Joint]:
    """Yield the opaque blocks that belong together: equal ones, and between these others of the same kinds."""
    from rapidfuzz.distance import LCSseq

    first, second = base.opaque(ours), target.opaque(theirs)
    i = j = 0
    for code in LCSseq.opcodes([base.key(each) for each in first], [target.key(each) for each in second]):
        if code.tag == "equal":
            yield from _alike(base, target, first[i : code.src_start], second[j : code.dest_start])
            yield from map(_single, first[code.src_start : code.src_end], second[code.dest_start : code.dest_end])
            i, j = code.src_end, code.dest_end
    yield from _alike(base, target, first[i:], second[j:])


def _alike(base: Side, target: Side, ours: Sequence[int], theirs: Sequence[int]) -> Iterator[Joint]:
    if base.kinds(ours) == target.kinds(theirs):
        yield from map(_single, ours, theirs)


def _single(ours: int, theirs: int) -> Joint:
    return Joint(range(ours, ours + 1), range(theirs, theirs + 1))
