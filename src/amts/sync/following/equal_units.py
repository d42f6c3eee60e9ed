"""Equal units of two versions of a document: those in order first, then those that have moved.

In order they are found as patience diff finds lines: units that occur once on either side, what stands beside them,
and within what is left the same again; at last a longest common subsequence of what occurs repeatedly.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from itertools import pairwise
from math import isqrt
from typing import TYPE_CHECKING

from amts.placeholders import unmask

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from amts.sync.following.correspondence import Correspondence, Key
    from amts.sync.records import Unit

    Stretch = tuple[range, range]

# Stretches are cut at units that occur once in them so many times; in 210 real revisions three times were enough.
_LEVELS = 32
# A longest common subsequence is sought in pieces of so many pairs of units, so that its time is linear.
_PIECE = 4_000_000
# A text of fewer characters that stands in many places is the same thing only beside the same neighbour.
_TELLING = 30


def find_in_order(found: Correspondence) -> None:
    """Find the units that are equal and in the same order."""
    stretches = [(range(len(found.base)), range(len(found.source)))]
    for _ in range(_LEVELS):
        stretches = [inner for stretch in stretches for inner in _cut(found, *stretch)]
    for stretch in stretches:
        _find_subsequence(found, *stretch)


def find_moved(found: Correspondence) -> None:
    """Find units that are equal wherever they stand, and equal ones beside them."""
    counts, others = Counter(found.base_keys), Counter(found.source_keys)
    for times in (1, len(found.source)):
        for key, (origins, places) in _unknown(found).items():
            telling = counts[key] == 1 == others[key] or _is_telling(found.source[places[0]])
            if telling and max(len(origins), len(places)) <= times:
                for origin, place in zip(origins, places, strict=False):
                    found.take(origin, place)
        _find_beside(found)


def _trimmed(found: Correspondence, ours: range, theirs: range) -> Iterator[Stretch]:
    """Take what is equal at the ends of two stretches, and yield the rest if there is any on both sides."""
    while ours and theirs and found.same(ours[0], theirs[0]):
        found.take(ours[0], theirs[0])
        ours, theirs = ours[1:], theirs[1:]
    while ours and theirs and found.same(ours[-1], theirs[-1]):
        found.take(ours[-1], theirs[-1])
        ours, theirs = ours[:-1], theirs[:-1]
    if ours and theirs:
        yield ours, theirs


def _cut(found: Correspondence, ours: range, theirs: range) -> Iterator[Stretch]:
    """Take what occurs once in either stretch, and yield what is left between."""
    chain = _longest_chain(_unique(found, ours, theirs))
    if not chain:
        for rest in _trimmed(found, ours, theirs):
            _find_subsequence(found, *rest)
        return
    for origin, place in chain:
        found.take(origin, place)
    ends = [(ours.start - 1, theirs.start - 1), *chain, (ours.stop, theirs.stop)]
    for (origin, place), (next_origin, next_place) in pairwise(ends):
        yield from _trimmed(found, range(origin + 1, next_origin), range(place + 1, next_place))


def _unique(found: Correspondence, ours: range, theirs: range) -> list[tuple[int, int]]:
    """Return where the units stand that occur once in either stretch, in our order."""
    keys, other_keys = found.base_keys, found.source_keys
    counts, others = Counter(keys[at] for at in ours), Counter(other_keys[at] for at in theirs)
    places = {other_keys[at]: at for at in theirs}
    return [(at, places[keys[at]]) for at in ours if counts[keys[at]] == 1 == others[keys[at]]]


def _longest_chain(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the most of these pairs, in order of their firsts, whose seconds are in order too."""
    # Of the chains of each length, the one that ends first: the place of its end, and which pair that is.
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for index, (_, place) in enumerate(pairs):
        length = bisect_left(ends, place)
        before.append(last[length - 1] if length else -1)
        ends[length : length + 1], last[length : length + 1] = [place], [index]
    chain = []
    index = last[-1] if last else -1
    while index >= 0:
        chain.append(pairs[index])
        index = before[index]
    return chain[::-1]


def _find_subsequence(found: Correspondence, ours: range, theirs: range) -> None:
    """Take a longest common subsequence of two stretches; of long ones piece by piece."""
    from rapidfuzz.distance import LCSseq

    pieces = 1 + isqrt(len(ours) * len(theirs) // _PIECE)
    width, other_width = -(-len(ours) // pieces), -(-len(theirs) // pieces)
    for piece in range(pieces):
        mine = ours[piece * width : (piece + 1) * width]
        yours = theirs[piece * other_width : (piece + 1) * other_width]
        codes = LCSseq.opcodes([found.base_keys[at] for at in mine], [found.source_keys[at] for at in yours])
        for code in codes:
            if code.tag == "equal":
                equal = mine[code.src_start : code.src_end], yours[code.dest_start : code.dest_end]
                for origin, place in zip(*equal, strict=True):
                    found.take(origin, place)


def _unknown(found: Correspondence) -> dict[Key, tuple[list[int], list[int]]]:
    """Return where each key stands that is left over on both sides."""
    left: dict[Key, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for side, (keys, known) in enumerate(((found.base_keys, found.heirs), (found.source_keys, found.origins))):
        for at, (key, other) in enumerate(zip(keys, known, strict=True)):
            if other is None:
                left[key][side].append(at)
    return {key: places for key, places in left.items() if all(places)}


def _find_beside(found: Correspondence) -> None:
    """Take equal units behind known ones, then ahead of known ones."""
    places = range(len(found.source))
    for step, order in ((1, places), (-1, reversed(places))):
        for at in order:
            origin, place = found.origins[at], at + step
            if origin is not None and found.free(origin + step, place) and found.same(origin + step, place):
                found.take(origin + step, place)


def _is_telling(unit: Unit) -> bool:
    """Whether a unit says so much that it is the same thing wherever it stands."""
    return len(unmask(unit.segment) if unit.segment else unit.text) >= _TELLING
