"""Which units of two versions of a document are known to be one another, and what stands between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from amts.sync.records import Unit

    Key = tuple[str, bool]


class Correspondence:
    """What is known of two versions so far; no unit has two origins, or two heirs.

    Attributes:
        base: the units of the version as it was.
        source: those of the version as it is.
        base_keys: by which units of the base are found again.
        source_keys: those of the source.
        heirs: the unit of the source that each unit of the base has become; None if not known.
        origins: the unit of the base that each unit of the source was; None if not known.
        also: further units of the base of which there is something in a unit of the source.
    """

    def __init__(self, base: Sequence[Unit], source: Sequence[Unit]) -> None:
        self.base, self.source = base, source
        self.base_keys = [_key(unit) for unit in base]
        self.source_keys = [_key(unit) for unit in source]
        self.heirs: list[int | None] = [None] * len(base)
        self.origins: list[int | None] = [None] * len(source)
        self.also: dict[int, list[int]] = {}

    def same(self, origin: int, place: int) -> bool:
        """Whether a unit of the base and one of the source are equal, white space aside."""
        return self.base_keys[origin] == self.source_keys[place]

    def free(self, origin: int, place: int) -> bool:
        """Whether there are such units, and nothing is known of either."""
        return (
            0 <= origin < len(self.heirs)
            and 0 <= place < len(self.origins)
            and self.heirs[origin] is None
            and self.origins[place] is None
        )

    def take(self, origin: int, place: int) -> None:
        """Keep that a unit of the source was this one of the base, unless something else is known of one of them."""
        if self.free(origin, place):
            self.heirs[origin], self.origins[place] = place, origin

    def gaps(self) -> Iterator[tuple[range, range]]:
        """Yield the stretches of unknown units of base and source that stand between the same known ones."""
        for stretch in self._unknown():
            behind, ahead = self._beside(stretch)
            if behind == ahead and behind:
                yield behind, stretch

    def edges(self) -> Iterator[tuple[range, range]]:
        """Yield those that stand behind the same unit, or ahead of it, where something else follows or precedes."""
        for stretch in self._unknown():
            behind, ahead = self._beside(stretch)
            if behind != ahead:
                yield from ((unknown, stretch) for unknown in (behind, ahead) if unknown)

    def _unknown(self) -> Iterator[range]:
        """Yield the stretches of unknown units of the source, of what is known at that moment."""
        stop = 0
        while stop < len(self.origins):
            start = next((at for at in range(stop, len(self.origins)) if self.origins[at] is None), len(self.origins))
            stop = _run(self.origins, start, 1)
            if start < stop:
                yield range(start, stop)

    def _beside(self, stretch: range) -> tuple[range, range]:
        """Return the unknown units of the base behind the origin of what precedes, and ahead of what follows."""
        before = self.origins[stretch.start - 1] if stretch.start else -1
        after = self.origins[stretch.stop] if stretch.stop < len(self.origins) else len(self.heirs)
        if before is None or after is None:  # became known while the stretches were gone through
            return range(0), range(0)
        return range(before + 1, _run(self.heirs, before + 1, 1)), range(_run(self.heirs, after - 1, -1) + 1, after)


def _key(unit: Unit) -> Key:
    return unit.mention.key, unit.mention.opaque


def _run(known: Sequence[int | None], start: int, step: int) -> int:
    """Return the first place from a start on, in steps, of which something is known or where there is nothing."""
    while 0 <= start < len(known) and known[start] is None:
        start += step
    return start
