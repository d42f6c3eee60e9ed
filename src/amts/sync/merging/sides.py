"""The three sides of a merge, and how they hang together: the base, the source as it stands, the translation."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from amts.sync.merging.chunks import cut, is_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from amts.records import Document, Segment
    from amts.sync.following.revision import Fate
    from amts.sync.merging.chunks import Chunk
    from amts.sync.records import Bead, Unit


@dataclass(frozen=True, slots=True)
class Side:
    """A document cut in two ways: into units, and into chunks that can be put elsewhere.

    Attributes:
        document: the document; None for a base of which only the ledger is left.
        units: its sentences and opaque blocks.
        chunks: its lines; empty if its format has none.
        block_units: the units of each block, by its index.
        chunk_of: the chunk of each block.
    """

    document: Document | None
    units: Sequence[Unit]
    chunks: tuple[Chunk, ...] = field(init=False)
    block_units: Mapping[int, range] = field(init=False)
    chunk_of: Mapping[int, int] = field(init=False)

    def __post_init__(self) -> None:
        """Cut the document."""
        chunks = cut(self.document) if self.document and is_lines(self.document) else ()
        places = groupby(range(len(self.units)), key=lambda place: self.units[place].block)
        block_units = {block: _span(found) for block, found in places}
        object.__setattr__(self, "chunks", chunks)
        object.__setattr__(self, "block_units", block_units)
        object.__setattr__(self, "chunk_of", {b: at for at, chunk in enumerate(chunks) for b in chunk.blocks})

    @property
    def text(self) -> Document:
        """The document; it must be there."""
        assert self.document is not None
        return self.document

    def segments(self, places: Iterable[int]) -> list[Segment]:
        """Return the texts of some units, of those that have one."""
        return [segment for place in places if (segment := self.units[place].segment) is not None]

    def is_opaque(self, places: Iterable[int]) -> bool:
        """Whether units are an opaque block."""
        return any(self.units[place].mention.opaque for place in places)


def _span(places: Iterable[int]) -> range:
    found = list(places)
    return range(found[0], found[-1] + 1)


@dataclass(frozen=True, slots=True)
class Sides:
    """Base, source and translation of a document, and what is known of their units.

    Attributes:
        base: the source that the translation follows.
        source: the source as it stands.
        target: the translation as it stands.
        beads: which units of the base are said by which of the translation.
        fates: for each unit of the source, the one of the base that it was.
        successor: for each unit of the base, the one of the source that it has become, if any.
        bead_of: for each unit of the source, the bead whose text says it, or said what it was.
        said: for each bead, the units of the source that it says; the longest run of those that it said.
        whole: whether each bead says just what it said.
    """

    base: Side
    source: Side
    target: Side
    beads: Sequence[Bead]
    fates: Sequence[Fate]
    successor: Mapping[int, int] = field(init=False)
    said: tuple[range, ...] = field(init=False)
    whole: tuple[bool, ...] = field(init=False)
    bead_of: Mapping[int, int] = field(init=False)

    def __post_init__(self) -> None:
        """Follow each bead to the source as it stands."""
        successor = {fate.base: place for place, fate in enumerate(self.fates) if fate.base is not None}
        heirs: dict[int, set[int]] = defaultdict(set)
        for place, fate in enumerate(self.fates):
            # The second half of a sentence that was split is said by the translation of the whole.
            for old in (fate.base,) if fate.base is not None else fate.also:
                heirs[old].add(place)
        said = tuple(
            _longest_run(sorted({place for old in bead.sources for place in heirs.get(old, ())})) for bead in self.beads
        )
        same = [fate.same for fate in self.fates]
        whole = tuple(
            len(now) == len(bead.sources) and all(same[place] for place in now)
            for bead, now in zip(self.beads, said, strict=True)
        )
        object.__setattr__(self, "successor", successor)
        object.__setattr__(self, "said", said)
        object.__setattr__(self, "whole", whole)
        object.__setattr__(self, "bead_of", {place: number for number, now in enumerate(said) for place in now})


def _longest_run(places: Sequence[int]) -> range:
    """Return the longest stretch of places that still follow each other; the first of several."""
    best = range(0)
    if places:
        cuts = [0, *(at for at, (one, other) in enumerate(pairwise(places), 1) if other != one + 1), len(places)]
        runs = (range(places[start], places[stop - 1] + 1) for start, stop in pairwise(cuts))
        best = max(runs, key=len)
    return best
