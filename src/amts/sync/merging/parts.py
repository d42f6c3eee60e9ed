"""What becomes of each sentence of a block: it stays, it is edited, or it is asked for.

Of a block that stays in the translation's lines, and of one that comes with the source's lines.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from enum import Enum, auto
from itertools import pairwise
from typing import TYPE_CHECKING

from amts.sync.records import Origin

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterable, Iterator, Sequence

    from amts.sync.merging.sides import Sides

# What a person has said is never replaced; what a machine has, is translated anew when its source changes.
_REPLACEABLE = frozenset({Origin.MACHINE, Origin.MEMORY, Origin.COPIED})


class Deed(Enum):
    """What is done for units of the source: the translation's words stay, are edited, or new ones are asked for.

    HOLD is for words whose source has changed, but which cannot be edited, as they are in several blocks.
    """

    KEEP = auto()
    HOLD = auto()
    EDIT = auto()
    ASK = auto()


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a block of the new translation.

    Attributes:
        deed: where its words come from.
        sources: the units of the source that it says, which follow each other; none if a person has added it.
        targets: the units of the translation whose words it keeps or edits.
        bead: the index of the bead that knows them; None for what is new.
    """

    deed: Deed
    sources: range
    targets: range = range(0)
    bead: int | None = None


class Blocks:
    """Makes the parts of blocks."""

    def __init__(self, sides: Sides) -> None:
        self._sides = sides
        self.bead_at = {place: number for number, bead in enumerate(sides.beads) for place in bead.targets}
        self._done: set[int] = set()

    def alike(self, blocks: Iterable[int], base_blocks: Iterable[int]) -> bool:
        """Whether blocks of the source are those of the base, in order; their sentences may have changed."""
        ours, theirs = list(blocks), sorted(base_blocks)
        if len(ours) != len(theirs):
            return False
        return all(
            self.main_base(block) == base and self._same_kind(block, base)
            for block, base in zip(ours, theirs, strict=True)
        )

    def main_base(self, block: int) -> int | None:
        """Return the block of the base that most of a source's block comes from."""
        sides = self._sides
        found = Counter(
            sides.base.units[old].block
            for place in sides.source.block_units[block]
            if (old := sides.fates[place].base) is not None
        )
        return found.most_common(1)[0][0] if found else None

    def _same_kind(self, block: int, base: int) -> bool:
        source, document = self._sides.source.document, self._sides.base.document
        if source is None or document is None:
            return True
        ours, theirs = source.blocks[block], document.blocks[base]
        return (ours.kind, ours.level) == (theirs.kind, theirs.level)

    def in_order(self, targets: Iterable[int]) -> bool:
        """Whether what these units of the translation say stands in this order in the source too."""
        numbers = dict.fromkeys(self.bead_at[place] for place in targets if place in self.bead_at)
        starts = [self._sides.said[number].start for number in numbers if self._sides.said[number]]
        return all(one < other for one, other in pairwise(starts))

    def of_target(self, blocks: Iterable[int], sources: Collection[int]) -> dict[int, tuple[Part, ...]]:
        """Return the parts of the translation's own blocks, with what units of the source bring besides."""
        sides = self._sides
        found: dict[int, list[Part]] = {block: [] for block in blocks}
        here = set(sources)
        for block, parts in found.items():
            for place in sides.target.block_units[block]:
                parts += self._kept(place, block, here)
        held = {part.bead for parts in found.values() for part in parts}
        self._insert(found, [place for place in sources if sides.bead_of.get(place) not in held])
        return {block: tuple(parts) for block, parts in found.items()}

    def standing(self, block: int) -> tuple[Part, ...]:
        """Return the parts of a block of the translation that stays although its source is gone."""
        places = self._sides.target.block_units[block]
        return tuple(Part(Deed.KEEP, range(0), range(at, at + 1), self.bead_at[at]) for at in places)

    def _kept(self, place: int, block: int, sources: Container[int]) -> Iterator[Part]:
        """Yield the part that begins with a unit of the translation in a block, if it does not belong elsewhere now."""
        sides = self._sides
        number = self.bead_at[place]
        bead = sides.beads[number]
        here = range(max(bead.targets.start, sides.target.block_units[block].start),
                     min(bead.targets.stop, sides.target.block_units[block].stop))  # fmt: skip
        now = sides.said[number]
        if place == here.start and (not now or (now[0] in sources and self._at_home(number))):
            yield from self._parts(number, here)

    def _at_home(self, number: int) -> bool:
        """Whether what a bead says stands in the block of the source that its own block has become."""
        sides = self._sides
        now = sides.source.units[sides.said[number][0]].block
        return self.main_base(now) == sides.base.units[sides.beads[number].sources[0]].block

    def _parts(self, number: int, here: range) -> Iterator[Part]:
        """Yield what becomes of a bead, of which these units of the translation stand in one block."""
        sides = self._sides
        bead, now = sides.beads[number], sides.said[number]
        first = here.start == bead.targets.start
        sources = now if first else range(0)
        if sides.whole[number] or not bead.sources:
            yield Part(Deed.KEEP, sources, here, number)
        elif not now:
            return
        elif bead.origin in _REPLACEABLE:
            if first:
                yield from (Part(Deed.ASK, range(place, place + 1), bead=number) for place in now)
        else:
            deed = Deed.EDIT if here == bead.targets and self._has_kind(number) else Deed.HOLD
            yield Part(deed, sources, here, number)

    def _has_kind(self, number: int, *, opaque: bool | None = None) -> bool:
        """Whether all that a bead says, and all that it is said for, is of one kind: sentences, or opaque blocks."""
        sides, bead = self._sides, self._sides.beads[number]
        kinds = {sides.target.units[place].mention.opaque for place in bead.targets}
        kinds |= {sides.base.units[place].mention.opaque for place in bead.sources}
        return len(kinds) < 2 and (opaque is None or kinds <= {opaque})

    def _insert(self, found: dict[int, list[Part]], new: Sequence[int]) -> None:
        """Put what is new here behind the part that says what the source has before it, or before what follows."""
        sides = self._sides
        for place in new:
            siblings = sides.source.block_units[sides.source.units[place].block]
            before = {(block, at): part.sources[-1] for block, parts in found.items() for at, part in enumerate(parts)
                      if part.sources and siblings.start <= part.sources[-1] < place}  # fmt: skip
            after = {(block, at): part.sources[0] for block, parts in found.items() for at, part in enumerate(parts)
                     if part.sources and place < part.sources[0] < siblings.stop}  # fmt: skip
            if before:
                block, at = max(before, key=lambda key: before[key])
                found[block][at + 1 : at + 1] = self._arriving(place)
            elif after:
                block, at = min(after, key=lambda key: after[key])
                found[block][at:at] = self._arriving(place)
            else:  # a person has arranged the blocks otherwise: nothing may be dropped
                texts = [block for block in found if sides.target.text.blocks[block].text]
                found[texts[-1] if texts else max(found)] += self._arriving(place)

    def _arriving(self, place: int) -> list[Part]:
        """Return the parts that begin with a unit of the source which was not here before: moved, or asked for."""
        number = self._sides.bead_of.get(place)
        if number is None or not self._has_kind(number, opaque=self._sides.source.units[place].mention.opaque):
            return [Part(Deed.ASK, range(place, place + 1))]
        if number in self._done or not self._sides.beads[number].targets:
            return []
        self._done.add(number)
        return list(self._moved(number))

    def of_source(self, block: int) -> tuple[Part, ...]:
        """Return the parts of a block of the source: the words that say it already, and what is new."""
        sides = self._sides
        parts: list[Part] = []
        for place in sides.source.block_units[block]:
            parts += self._arriving(place)
        if not parts:  # a block must not be empty: what a person has left out is translated after all
            return tuple(Part(Deed.ASK, range(place, place + 1)) for place in sides.source.block_units[block])
        return tuple(parts)

    def _moved(self, number: int) -> Iterator[Part]:
        """Yield what becomes of a bead at its new place, with what a person has added behind it."""
        sides = self._sides
        bead = sides.beads[number]
        here = sides.source.block_units[sides.source.units[sides.said[number][0]].block]
        for part in self._parts(number, bead.targets):
            # What other blocks say of it is asked for there: they must not be empty.
            yield replace(part, sources=range(part.sources.start, min(part.sources.stop, here.stop)))
        last = sides.target.units[bead.targets[-1]].block
        for place in range(bead.targets.stop, sides.target.block_units[last].stop):
            other = self.bead_at[place]
            if sides.beads[other].sources:
                break
            yield Part(Deed.KEEP, range(0), range(place, place + 1), other)
