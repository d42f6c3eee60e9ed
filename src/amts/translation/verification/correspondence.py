"""What corresponds in a document and its translation: which region a block belongs to, and where it is in both."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from amts.records import Document, Finding
    from amts.translation.verification.regions import Region


@dataclass(frozen=True)
class Correspondence:
    """The regions of a document and of its translation.

    Attributes:
        source: the document.
        target: its translation.
        regions: which of their blocks correspond, in order.
    """

    source: Document
    target: Document
    regions: Sequence[Region]

    @cached_property
    def of_source(self) -> dict[int, int]:
        """The number of the region of each block of the source."""
        return {index: number for number, region in enumerate(self.regions) for index in region.source}

    @cached_property
    def of_target(self) -> dict[int, int]:
        """The number of the region of each block of the translation."""
        return {index: number for number, region in enumerate(self.regions) for index in region.target}

    @property
    def pairs(self) -> list[tuple[int, int]]:
        """The blocks that correspond one to one."""
        return [(each.source[0], each.target[0]) for each in self.regions if len(each.source) == len(each.target) == 1]

    def broken(self, reported: Iterable[Finding]) -> set[int]:
        """Return the blocks of the source that are known to be broken; if the end is missing, all from there on."""
        count = len(self.source.blocks)
        ranges = (
            range(each.block, count if each.reason == "truncated" else each.block + 1)
            for each in reported
            if each.breaking
        )
        return {index for blocks in ranges for index in blocks}

    def block_near(self, position: int) -> int:
        """Return the block around a byte of the source; between two blocks, the nearer one."""
        blocks = self.source.blocks
        following = bisect_right(blocks, position, key=lambda block: block.start)
        if not following:
            return 0
        before = position - blocks[following - 1].end
        is_nearer = following < len(blocks) and 0 <= blocks[following].start - position < before
        return following if is_nearer else following - 1

    def place(self, region: Region) -> int:
        """Return the byte of the translation at which a region begins, or would begin."""
        first = region.target.start
        if region.target:
            return self.target.blocks[first].start
        return self.target.blocks[first - 1].end if first else 0

    def place_of(self, index: int) -> int:
        """Return the byte of the translation at which the region of a block of the source begins."""
        return self.place(self.regions[self.of_source[index]]) if index in self.of_source else 0
