"""The plan of a merge: from which lines the new translation is made, and what becomes of each sentence in them.

Lines of the translation stay where they are as long as the source has only changed sentences within their blocks.
What the source has as new lines comes from the source, with its texts translated; what it has no more goes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise
from typing import TYPE_CHECKING

from amts.sync.chunks import skeleton
from amts.sync.records import Origin

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from amts.sync.chunks import Chunk
    from amts.sync.sides import Sides

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


@dataclass(frozen=True, slots=True)
class Piece:
    """Lines of the new translation.

    Attributes:
        chunk: these lines; None if it is the whole document.
        blocks: the parts of each block, by its index in the document that the lines are from.
        ours: whether they are lines of the translation as it stands, or else of the source.
    """

    chunk: Chunk | None
    blocks: Mapping[int, tuple[Part, ...]]
    ours: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """What the new translation is made of.

    Attributes:
        pieces: its lines, in order.
        deleted: the indexes of the beads whose source is gone.
    """

    pieces: tuple[Piece, ...]
    deleted: tuple[int, ...]


def plan(sides: Sides) -> Plan:
    """Return how the translation follows the source."""
    in_lines = sides.source.chunks and sides.target.chunks
    pieces = _Lines(sides).pieces() if in_lines else _whole(sides)
    used = {part.bead for piece in pieces for parts in piece.blocks.values() for part in parts}
    gone = (number for number, bead in enumerate(sides.beads) if bead.targets and number not in used)
    return Plan(tuple(pieces), tuple(gone))


def _whole(sides: Sides) -> list[Piece]:
    """Return one piece: the translation with some texts replaced, or, if blocks have come or gone, the source's."""
    blocks = _Blocks(sides)
    if blocks.alike(sides.source.block_units, sides.base.block_units):
        return [Piece(None, blocks.of_target(sides.target.block_units, range(len(sides.source.units))), ours=True)]
    return [Piece(None, {block: blocks.of_source(block) for block in sides.source.block_units}, ours=False)]


class _Blocks:
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

    def of_target(self, blocks: Iterable[int], sources: Iterable[int]) -> dict[int, tuple[Part, ...]]:
        """Return the parts of the translation's own blocks, with what units of the source bring besides."""
        sides = self._sides
        found: dict[int, list[Part]] = {block: [] for block in blocks}
        for block, parts in found.items():
            for place in sides.target.block_units[block]:
                parts += self._kept(place, block)
        self._insert(found, [place for place in sources if self._is_new(place)])
        return {block: tuple(parts) for block, parts in found.items()}

    def standing(self, block: int) -> tuple[Part, ...]:
        """Return the parts of a block of the translation that stays although its source is gone."""
        places = self._sides.target.block_units[block]
        return tuple(Part(Deed.KEEP, range(0), range(at, at + 1), self.bead_at[at]) for at in places)

    def _is_new(self, place: int) -> bool:
        """Whether a unit of the source has no translation yet, and nobody has left it out on purpose."""
        return place not in self._sides.bead_of

    def _kept(self, place: int, block: int) -> Iterator[Part]:
        """Yield the part that begins with a unit of the translation in a block, if any does."""
        sides = self._sides
        number = self.bead_at[place]
        bead = sides.beads[number]
        here = range(max(bead.targets.start, sides.target.block_units[block].start),
                     min(bead.targets.stop, sides.target.block_units[block].stop))  # fmt: skip
        if place == here.start:
            yield from self._parts(number, here)

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
        """Put new units of the source behind the parts that say what stands before them, or before what follows."""
        sides = self._sides
        for place in new:
            asked = Part(Deed.ASK, range(place, place + 1))
            siblings = sides.source.block_units[sides.source.units[place].block]
            before = {(block, at): part.sources[-1] for block, parts in found.items() for at, part in enumerate(parts)
                      if part.sources and siblings.start <= part.sources[-1] < place}  # fmt: skip
            if before:
                block, at = max(before, key=lambda key: before[key])
                found[block].insert(at + 1, asked)
                continue
            after = {(block, at): part.sources[0] for block, parts in found.items() for at, part in enumerate(parts)
                     if part.sources and place < part.sources[0] < siblings.stop}  # fmt: skip
            if after:
                block, at = min(after, key=lambda key: after[key])
                found[block].insert(at, asked)

    def of_source(self, block: int) -> tuple[Part, ...]:
        """Return the parts of a block of the source: the words that say it already, and what is new."""
        sides = self._sides
        parts: list[Part] = []
        for place in sides.source.block_units[block]:
            number = sides.bead_of.get(place)
            if number is None or not self._has_kind(number, opaque=sides.source.units[place].mention.opaque):
                parts.append(Part(Deed.ASK, range(place, place + 1)))
            elif number not in self._done and sides.beads[number].targets:
                self._done.add(number)
                parts += self._moved(number)
        if not parts:  # a block must not be empty: what a person has left out is translated after all
            return tuple(Part(Deed.ASK, range(place, place + 1)) for place in sides.source.block_units[block])
        return tuple(parts)

    def _moved(self, number: int) -> Iterator[Part]:
        """Yield what becomes of a bead at its new place, with what a person has added behind it."""
        sides = self._sides
        bead = sides.beads[number]
        yield from self._parts(number, bead.targets)
        last = sides.target.units[bead.targets[-1]].block
        for place in range(bead.targets.stop, sides.target.block_units[last].stop):
            other = self.bead_at[place]
            if sides.beads[other].sources:
                break
            yield Part(Deed.KEEP, range(0), range(place, place + 1), other)


class _Lines:
    """Plans the merge of documents that are made of lines."""

    def __init__(self, sides: Sides) -> None:
        self._sides = sides
        self._blocks = _Blocks(sides)
        self._group = self._groups()
        self._sources = self._members("s")
        self._targets = self._members("t")
        self._bases = self._members("b")

    def _groups(self) -> dict[tuple[str, int], tuple[str, int]]:
        """Join lines of the source, blocks of the base and lines of the translation that belong together."""
        sides, joined = self._sides, _Joined()
        for bead in sides.beads:
            nodes = [("b", sides.base.units[place].block) for place in bead.sources]
            nodes += [("t", sides.target.chunk_of[sides.target.units[place].block]) for place in bead.targets]
            for one, other in pairwise(nodes):
                joined.join(one, other)
        heirs: dict[int, Counter[int]] = defaultdict(Counter)
        for place, fate in enumerate(sides.fates):
            if fate.base is not None:
                heirs[sides.base.units[fate.base].block][sides.source.units[place].block] += 1
        for base, found in heirs.items():
            joined.join(("b", base), ("s", sides.source.chunk_of[found.most_common(1)[0][0]]))
        for block in sides.source.block_units:
            base_block = self._blocks.main_base(block)
            if base_block is not None:
                joined.join(("b", base_block), ("s", sides.source.chunk_of[block]))
        every = [("s", at) for at in range(len(sides.source.chunks))]
        every += [("t", at) for at in range(len(sides.target.chunks))]
        every += [("b", block) for block in sides.base.block_units]
        return {node: joined.find(node) for node in every}

    def _members(self, kind: str) -> dict[tuple[str, int], list[int]]:
        found: dict[tuple[str, int], list[int]] = defaultdict(list)
        for (side, at), group in self._group.items():
            if side == kind:
                found[group].append(at)
        return found

    def pieces(self) -> list[Piece]:
        """Return the new translation's lines in the order of the source, a person's additions behind theirs."""
        placed: list[tuple[Piece, list[int]]] = []
        done: set[tuple[str, int]] = set()
        for at in range(len(self._sides.source.chunks)):
            group = self._group["s", at]
            if group in done:
                continue
            if self._stays(group):
                done.add(group)
                placed += ((piece, [target]) for piece, target in self._kept(group))
            elif not self._is_left_out(at):
                placed.append((self._fresh(at), self._targets[group] if self._sources[group][0] == at else []))
        return self._with_additions(placed)

    def _stays(self, group: tuple[str, int]) -> bool:
        """Whether the source has only changed what its blocks say, so that the translation's lines stay."""
        sources, targets = self._sources[group], self._targets[group]
        if not targets or not _consecutive(targets):
            return False
        blocks = [block for at in sources for block in self._sides.source.chunks[at].blocks if self._has_units(block)]
        units = [place for at in targets for place in self._target_units(at)]
        if self._is_coarse(units):
            return self._blocks.in_order(units)
        if not _consecutive(sources):
            return False
        bases = [block for block in self._bases[group] if self._lives_on(block)]
        alike = self._blocks.alike(blocks, bases) and self._blocks.in_order(units)
        return alike and self._same_skeletons(sources, targets, bases)

    def _is_coarse(self, targets: Iterable[int]) -> bool:
        """Whether it is unknown which block of these says which: then they stay as a person has arranged them."""
        sides = self._sides
        for number in {self._blocks.bead_at[place] for place in targets}:
            said, saying = sides.said[number], sides.beads[number].targets
            if said and sides.source.units[said[0]].block != sides.source.units[said[-1]].block:
                return True
            if sides.target.units[saying[0]].block != sides.target.units[saying[-1]].block:
                return True
        return False

    def _lives_on(self, base: int) -> bool:
        """Whether anything of a block of the base is in the source still."""
        return any(place in self._sides.successor for place in self._sides.base.block_units[base])

    def _has_units(self, block: int) -> bool:
        return block in self._sides.source.block_units

    def _same_skeletons(self, sources: Sequence[int], targets: Sequence[int], bases: Sequence[int]) -> bool:
        """Whether the markup around the blocks is what it was; if the translation has its own, it is left alone."""
        sides = self._sides
        if sides.base.document is None or not sides.base.chunks:
            return True
        chunks = dict.fromkeys(sides.base.chunk_of[block] for block in bases)
        was = [skeleton(sides.base.document, sides.base.chunks[at]) for at in chunks]
        now = [skeleton(sides.source.text, sides.source.chunks[at]) for at in sources]
        own = [skeleton(sides.target.text, sides.target.chunks[at]) for at in targets]
        return was in (now, []) or was != own

    def _target_units(self, at: int) -> Iterator[int]:
        for block in self._sides.target.chunks[at].blocks:
            yield from self._sides.target.block_units.get(block, ())

    def _kept(self, group: tuple[str, int]) -> Iterator[tuple[Piece, int]]:
        """Yield the translation's lines of a group, with what the source has changed in them, and their number."""
        target = self._sides.target
        units = [place for at in self._sources[group] for place in self._source_units(at)]
        blocks = [block for at in self._targets[group] for block in target.chunks[at].blocks]
        parts = self._blocks.of_target([block for block in blocks if block in target.block_units], units)
        for at in self._targets[group]:
            chunk = target.chunks[at]
            yield self._ours(chunk, {block: parts[block] for block in chunk.blocks if block in parts}), at

    def _ours(self, chunk: Chunk, blocks: dict[int, tuple[Part, ...]]) -> Piece:
        """Return lines of the translation, which go only as a whole: else blocks of which nothing is left stay."""
        if any(blocks.values()):
            blocks = {block: parts or self._blocks.standing(block) for block, parts in blocks.items()}
        return Piece(chunk, blocks, ours=True)

    def _source_units(self, at: int) -> Iterator[int]:
        for block in self._sides.source.chunks[at].blocks:
            yield from self._sides.source.block_units.get(block, ())

    def _is_left_out(self, at: int) -> bool:
        """Whether a person has left out all of these lines of the source."""
        sides = self._sides
        numbers = [sides.bead_of.get(place) for place in self._source_units(at)]
        return bool(numbers) and all(number is not None and not sides.beads[number].targets for number in numbers)

    def _fresh(self, at: int) -> Piece:
        chunk = self._sides.source.chunks[at]
        blocks = [block for block in chunk.blocks if self._has_units(block)]
        return Piece(chunk, {block: self._blocks.of_source(block) for block in blocks}, ours=False)

    def _with_additions(self, placed: Sequence[tuple[Piece, list[int]]]) -> list[Piece]:
        """Put lines of the translation that nothing in the source stands for behind those that they stood behind."""
        used = {
            part.bead
            for piece, _ in placed
            for parts in piece.blocks.values()
            for part in parts
            if part.bead is not None
        }
        additions: dict[int, list[Piece]] = defaultdict(list)
        anchor = -1
        homes = {at: number for number, (_, targets) in enumerate(placed) for at in targets}
        for at, chunk in enumerate(self._sides.target.chunks):
            anchor = homes.get(at, anchor)
            stays = at in homes and placed[anchor][0].ours
            if not stays and (piece := self._addition(chunk, used)):
                additions[anchor].append(piece)
        pieces = [*additions[-1]]
        for number, (piece, _) in enumerate(placed):
            pieces += [piece, *additions[number]]
        return pieces

    def _addition(self, chunk: Chunk, used: set[int]) -> Piece | None:
        """Return what a person has added in lines whose own place is gone, or None if that is nothing."""
        sides = self._sides
        blocks = self._blocks.of_target([block for block in chunk.blocks if block in sides.target.block_units], ())
        own = {
            block: tuple(part for part in parts if part.bead is not None and part.bead not in used
                         and not sides.beads[part.bead].sources)
            for block, parts in blocks.items()
        }  # fmt: skip
        return self._ours(chunk, own) if any(own.values()) else None


def _consecutive(places: Sequence[int]) -> bool:
    return all(other == one + 1 for one, other in pairwise(places))


class _Joined:
    """Finds what hangs together (union-find)."""

    def __init__(self) -> None:
        self._parent: dict[tuple[str, int], tuple[str, int]] = {}

    def find(self, node: tuple[str, int]) -> tuple[str, int]:
        """Return what stands for all that the node hangs together with."""
        root = node
        while (parent := self._parent.get(root, root)) != root:
            root = parent
        while (parent := self._parent.get(node, node)) != root:
            self._parent[node], node = root, parent
        return root

    def join(self, one: tuple[str, int], other: tuple[str, int]) -> None:
        """Let two hang together."""
        self._parent[self.find(one)] = self.find(other)
