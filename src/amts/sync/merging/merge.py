"""The plan of a merge: from which lines the new translation is made, and what becomes of each sentence in them.

Lines of the translation stay where they are as long as the source has only changed sentences within their blocks.
What the source has as new lines comes from the source, with its texts translated; what it has no more goes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from amts.sync.merging.chunks import skeleton
from amts.sync.merging.parts import Blocks, Part

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from amts.sync.merging.chunks import Chunk
    from amts.sync.merging.sides import Sides


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

    @property
    def parts(self) -> list[Part]:
        """The parts of all pieces, each once, in order."""
        return list(dict.fromkeys(_parts(self.pieces)))


def _parts(pieces: Iterable[Piece]) -> Iterator[Part]:
    return (part for piece in pieces for parts in piece.blocks.values() for part in parts)


def plan(sides: Sides) -> Plan:
    """Return how the translation follows the source."""
    in_lines = sides.source.chunks and (sides.target.chunks or sides.target.document is None)
    pieces = _Lines(sides).pieces() if in_lines else _whole(sides)
    used = {part.bead for part in _parts(pieces)}
    gone = (number for number, bead in enumerate(sides.beads) if bead.targets and number not in used)
    return Plan(tuple(pieces), tuple(gone))


def _whole(sides: Sides) -> list[Piece]:
    """Return one piece: the translation with some texts replaced, or, if blocks have come or gone, the source's."""
    blocks = Blocks(sides)
    changed = any(
        unit.mention.opaque and not fate.same for unit, fate in zip(sides.source.units, sides.fates, strict=True)
    )
    alike = blocks.alike(sides.source.block_units, sides.base.block_units)
    if sides.target.document and not changed and alike and blocks.in_order(range(len(sides.target.units))):
        return [Piece(None, blocks.of_target(sides.target.block_units, range(len(sides.source.units))), ours=True)]
    return [Piece(None, {block: blocks.of_source(block) for block in sides.source.block_units}, ours=False)]


class _Lines:
    """Plans the merge of documents that are made of lines."""

    def __init__(self, sides: Sides) -> None:
        self._sides = sides
        self._blocks = Blocks(sides)
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
        blocks = [block for at in sources for block in self._sides.source.chunks[at].blocks]
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

    def _same_skeletons(self, sources: Sequence[int], targets: Sequence[int], bases: Sequence[int]) -> bool:
        """Whether the markup around the blocks is what it was; if the translation has its own, it is left alone."""
        sides = self._sides
        now = [skeleton(sides.source.text, sides.source.chunks[at]) for at in sources]
        own = [skeleton(sides.target.text, sides.target.chunks[at]) for at in targets]
        if sides.base.document is None or not sides.base.chunks:
            return now == own
        chunks = dict.fromkeys(sides.base.chunk_of[block] for block in bases)
        was = [skeleton(sides.base.document, sides.base.chunks[at]) for at in chunks]
        return was in (now, []) or was != own

    def _target_units(self, at: int) -> Iterator[int]:
        for block in self._sides.target.chunks[at].blocks:
            yield from self._sides.target.block_units[block]

    def _kept(self, group: tuple[str, int]) -> Iterator[tuple[Piece, int]]:
        """Yield the translation's lines of a group, with what the source has changed in them, and their number."""
        target = self._sides.target
        units = [place for at in self._sources[group] for place in self._source_units(at)]
        blocks = [block for at in self._targets[group] for block in target.chunks[at].blocks]
        parts = self._blocks.of_target(blocks, units)
        for at in self._targets[group]:
            chunk = target.chunks[at]
            yield self._ours(chunk, {block: parts[block] for block in chunk.blocks}), at

    def _ours(self, chunk: Chunk, blocks: dict[int, tuple[Part, ...]]) -> Piece:
        """Return lines of the translation, which go only as a whole: else blocks of which nothing is left stay."""
        if any(blocks.values()):
            blocks = {block: parts or self._blocks.standing(block) for block, parts in blocks.items()}
        return Piece(chunk, blocks, ours=True)

    def _source_units(self, at: int) -> Iterator[int]:
        for block in self._sides.source.chunks[at].blocks:
            yield from self._sides.source.block_units[block]

    def _is_left_out(self, at: int) -> bool:
        """Whether a person has left out all of these lines of the source."""
        sides = self._sides
        numbers = [sides.bead_of.get(place) for place in self._source_units(at)]
        return bool(numbers) and all(number is not None and not sides.beads[number].targets for number in numbers)

    def _fresh(self, at: int) -> Piece:
        chunk = self._sides.source.chunks[at]
        return Piece(chunk, {block: self._blocks.of_source(block) for block in chunk.blocks}, ours=False)

    def _with_additions(self, placed: Sequence[tuple[Piece, list[int]]]) -> list[Piece]:
        """Put lines of the translation that nothing in the source stands for behind those that they stood behind."""
        used = {part.bead for part in _parts(piece for piece, _ in placed)}
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

    def _addition(self, chunk: Chunk, used: set[int | None]) -> Piece | None:
        """Return what a person has added in lines whose own place is gone, or None if that is nothing."""
        sides = self._sides
        blocks = self._blocks.of_target(chunk.blocks, ())
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
