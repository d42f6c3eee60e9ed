"""Which unit of a source each unit of its later version comes from, and which document was renamed to which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from amts.sync.following.correspondence import Correspondence
from amts.sync.following.equal_units import find_in_order, find_moved
from amts.sync.following.like_units import find_changed, said
from amts.sync.following.likeness import Index, overlap

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from amts.sync.records import Unit

# A document is taken for another one that has vanished if so many of their units are the same, or else of their words.
_SAME_UNITS, _SAME_WORDS = 0.3, 0.6


@dataclass(frozen=True, slots=True)
class Fate:
    """Where a unit of the source as it stands comes from.

    Attributes:
        base: the index of the unit of the base that it was; None if it is new. No two units come from the same one.
        same: whether it is the same, white space aside.
        also: further units of the base of which there is something in it: those that were merged into it, or the one
            of which it is split off, which another unit comes from.
    """

    base: int | None = None
    same: bool = False
    also: tuple[int, ...] = ()


def follow(base: Sequence[Unit], source: Sequence[Unit]) -> tuple[Fate, ...]:
    """Return where each unit of a source comes from.

    Units that are equal are found first, then those that are so elsewhere, then those that have changed.

    Args:
        base: the units of the source as it was, with or without their texts.
        source: those of the source as it stands.
    """
    found = Correspondence(base, source)
    find_in_order(found)
    find_moved(found)
    find_changed(found)
    return tuple(_fate(found, place) for place in range(len(source)))


def _fate(found: Correspondence, place: int) -> Fate:
    origin = found.origins[place]
    also = tuple(sorted(found.also.get(place, ())))
    if origin is None:
        return Fate(also=also)
    return Fate(origin, found.same(origin, place), also)


def renamed(gone: Mapping[str, Sequence[Unit]], new: Mapping[str, Sequence[Unit]]) -> dict[str, str]:
    """Return the new names of documents that have vanished, by the old ones.

    Most have units in common with what they were; the others must have most of their words in common with it.

    Args:
        gone: the units of documents that are there no more.
        new: those of documents that were not there.
    """
    found: dict[str, str] = {}
    for contents, least in ((_keys, _SAME_UNITS), (_words, _SAME_WORDS)):
        ours = {name: contents(units) for name, units in gone.items() if name not in found}
        theirs = {name: contents(units) for name, units in new.items() if name not in found.values()}
        index = Index(ours)
        pairs = [(-overlap(ours[old], words), old, name) for name, words in theirs.items() for old in index.near(words)]
        taken: set[str] = set()
        for score, old, name in sorted(pairs):
            if -score >= least and old not in found and name not in taken:
                found[old] = name
                taken.add(name)
    return found


def _keys(units: Sequence[Unit]) -> frozenset[str]:
    return frozenset(unit.mention.key for unit in units)


def _words(units: Sequence[Unit]) -> frozenset[str]:
    return frozenset(word for unit in units for word in said(unit).words)
