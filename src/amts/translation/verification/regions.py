"""Which blocks of a document and of its translation correspond, whoever translated it.

Blocks of equal content (code, equations, labels, markup within the text) are found first, by a longest common
subsequence. Between them, if the kinds of blocks differ, dynamic programming over kinds, lengths and markup finds where
paragraphs were merged, split, added or left out.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import zip_longest
from math import inf, log
from typing import TYPE_CHECKING

from amts.records import BlockKind
from amts.translation.verification.inline import markup_of
from amts.translation.verification.opaque import own_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from amts.records import Block, Document

    Token = tuple[object, ...]

# A paragraph may become the item of a list without a reader's loss; both may be merged and split.
FLOWING = frozenset({BlockKind.PARAGRAPH, BlockKind.ITEM})
_NUMBER = re.compile(r"(?<!\d)\d{2,9}(?!\d)")
# So many blocks of either side may make one region; of equal paths the one that leaves out the last block is taken.
_BEADS = ((1, 0), (0, 1), (1, 1), (1, 2), (2, 1), (1, 3), (3, 1))
# Costs, in the logarithm of a length: to leave running text or another block alone, to merge texts, or items, to
# change the kind, to change the markup.
_LONE, _LONE_OTHER, _MERGED, _MERGED_ITEMS, _OTHER_KIND, _OTHER_MARKUP = 1.0, 1.8, 0.5, 0.9, 0.7, 0.7
# Names and numbers are often the same.
_SAME_TEXT = 0.3
# Blocks are alike whose pairing costs no more than this.
_ALIKE = 1.0
# So much of an opaque block tells how like another one it is.
_TELLING = 2000
# Paths are sought so far from the diagonal, and in no more cells than this.
_BAND, _MAX_CELLS = 8, 200_000


@dataclass(frozen=True, slots=True)
class Region:
    """Blocks of the source and the blocks of the translation that correspond to them, as ranges of indexes."""

    source: range
    target: range


@dataclass(frozen=True, slots=True)
class _Side:
    """The blocks of a document with what a translation shares of each, and their widths in the source's terms."""

    blocks: Sequence[Block]
    contents: Sequence[Token]
    markup: Sequence[Counter[str]]
    widths: Sequence[float]


def differences(source: Sequence[Block], target: Sequence[Block]) -> Iterator[int]:
    """Yield the index of each block that has another kind or level than it had, is new, or is not there any more."""
    for index, (block, other) in enumerate(zip_longest(source, target)):
        if block is None or other is None or _shape(block) != _shape(other):
            yield index


def regions(source: Document, target: Document, ratio: float) -> list[Region]:
    """Return the regions of two documents that correspond, in order; together they cover all blocks of both.

    Args:
        source: the document.
        target: its translation.
        ratio: how many times as long as its source a translated text is.
    """
    if next(differences(source.blocks, target.blocks), None) is None:
        return _one_by_one(range(len(source.blocks)), range(len(target.blocks)))
    ours, theirs = _side(source, 1.0), _side(target, ratio)
    return [
        region
        for section in _by_headings(ours, theirs, Region(_all(ours), _all(theirs)))
        for around in _stretches(ours, theirs, section, opaque=True)
        for between in _by_headings(ours, theirs, around)
        for stretch in _stretches(ours, theirs, between, opaque=False)
        for region in _regions_within(ours, theirs, stretch.source, stretch.target)
    ]


def _all(side: _Side) -> range:
    return range(len(side.blocks))


def _shape(block: Block) -> Token:
    return block.kind, block.level


def _one_by_one(source: range, target: range) -> list[Region]:
    return [Region(range(i, i + 1), range(j, j + 1)) for i, j in zip(source, target, strict=True)]


def _side(document: Document, ratio: float) -> _Side:
    markup = [markup_of(block) + _numbers(block) for block in document.blocks]
    contents = [
        _text_content(block, markup[index]) if block.text else _opaque_content(document, index)
        for index, block in enumerate(document.blocks)
    ]
    return _Side(document.blocks, contents, markup, [len(block.written) / ratio for block in document.blocks])


def _numbers(block: Block) -> Counter[str]:
    """Return the longer numbers in a text, which translations have too."""
    return Counter(f"number {found}" for found in _NUMBER.findall(block.text))


def _text_content(block: Block, markup: Counter[str]) -> Token:
    if block.target is not None:
        return block.kind, block.text
    telling = frozenset(item for item in markup.items() if not item[0].startswith("emphasis"))
    return (*_shape(block), telling) if telling else ()


def _opaque_content(document: Document, index: int) -> Token:
    block = document.blocks[index]
    return block.kind, block.key or own_bytes(document, index)


def _stretches(ours: _Side, theirs: _Side, within: Region, *, opaque: bool) -> Iterator[Region]:
    """Yield the pairs of blocks that have equal content, and the stretches between them.

    Texts count only if no other one within has the same markup: `x` alone may be mentioned anywhere.
    """
    keyed = [
        [
            (token, index)
            for index in where
            if (token := side.contents[index]) and opaque is not bool(side.blocks[index].text)
        ]
        for side, where in ((ours, within.source), (theirs, within.target))
    ]
    if not opaque:
        counts = [Counter(token for token, _ in side) for side in keyed]
        keyed = [[(token, i) for token, i in side if counts[0][token] == counts[1][token] == 1] for side in keyed]
    yield from _between(keyed[0], keyed[1], within)


def _by_headings(ours: _Side, theirs: _Side, within: Region) -> Iterator[Region]:
    """Yield the pairs of headings and the stretches between them, if both sides have the same levels in a row."""
    keyed = [
        [((side.blocks[index].level,), index) for index in where if side.blocks[index].level]
        for side, where in ((ours, within.source), (theirs, within.target))
    ]
    if [level for level, _ in keyed[0]] == [level for level, _ in keyed[1]]:
        yield from _between(keyed[0], keyed[1], within)
    else:
        yield within


def _between(
    ours: Sequence[tuple[Token, int]], theirs: Sequence[tuple[Token, int]], within: Region
) -> Iterator[Region]:
    """Yield the longest common subsequence of tokens, each with its index, and the stretches between them."""
    from rapidfuzz.distance import LCSseq

    i, j = within.source.start, within.target.start
    for code in LCSseq.opcodes([token for token, _ in ours], [token for token, _ in theirs]):
        for step in range(code.src_end - code.src_start if code.tag == "equal" else 0):
            first, second = ours[code.src_start + step][1], theirs[code.dest_start + step][1]
            yield Region(range(i, first), range(j, second))
            i, j = first + 1, second + 1
            yield Region(range(first, i), range(second, j))
    yield Region(range(i, within.source.stop), range(j, within.target.stop))


def _regions_within(ours: _Side, theirs: _Side, first: range, second: range) -> list[Region]:
    """Return the regions of a stretch without equal content."""
    if not first and not second:
        return []
    if [_shape(ours.blocks[i]) for i in first] == [_shape(theirs.blocks[j]) for j in second]:
        return _one_by_one(first, second)
    if not first or not second:
        return [Region(first, second)]
    if len(first) * _width(first, second) > _MAX_CELLS:
        return _from_the_start(ours, theirs, first, second)
    return _cheapest(ours, theirs, first, second)


def _from_the_start(ours: _Side, theirs: _Side, first: range, second: range) -> list[Region]:
    """Return pairs of blocks as long as they are alike, and all the rest as one region: for what is too different."""
    count = 0
    for i, j in zip(first, second, strict=False):
        if _cost(ours, theirs, range(i, i + 1), range(j, j + 1)) > _ALIKE:
            break
        count += 1
    return [*_one_by_one(first[:count], second[:count]), Region(first[count:], second[count:])]


def _width(first: range, second: range) -> int:
    return 2 * _BAND + abs(len(first) - len(second))


def _cheapest(ours: _Side, theirs: _Side, first: range, second: range) -> list[Region]:
    """Return the regions of the cheapest path through the stretch, near its diagonal."""
    low, high = sorted((0, len(second) - len(first)))
    costs: dict[tuple[int, int], float] = {(0, 0): 0.0}
    steps: dict[tuple[int, int], tuple[int, int]] = {}
    for i in range(len(first) + 1):
        for j in range(max(0, i + low - _BAND), min(len(second), i + high + _BAND) + 1):
            best = costs.get((i, j), inf)
            for k, n in _BEADS:
                before = costs.get((i - k, j - n), inf)
                if before < best:
                    cost = before + _cost(ours, theirs, first[i - k : i], second[j - n : j])
                    if cost < best:
                        best = costs[i, j] = cost
                        steps[i, j] = k, n
    return _path(steps, first, second)


def _path(steps: dict[tuple[int, int], tuple[int, int]], first: range, second: range) -> list[Region]:
    found = []
    i, j = len(first), len(second)
    while i or j:
        k, n = steps[i, j]
        found.append(Region(first[i - k : i], second[j - n : j]))
        i, j = i - k, j - n
    return found[::-1]


def _cost(ours: _Side, theirs: _Side, source: range, target: range) -> float:
    """Return how unlikely it is that these blocks were made of those."""
    if not source or not target:
        lone = ours.blocks[source[0]] if source else theirs.blocks[target[0]]
        return _LONE if lone.kind in FLOWING else _LONE_OTHER
    block, other = ours.blocks[source[0]], theirs.blocks[target[0]]
    if not block.text or not other.text:
        alike = len(source) == len(target) == 1 and block.kind is other.kind
        return _content_cost(ours.contents[source[0]], theirs.contents[target[0]]) if alike else inf
    if len(source) == len(target) == 1:
        change = _OTHER_KIND * (_shape(block) != _shape(other)) - _SAME_TEXT * (block.text == other.text)
    else:
        change = _merging_cost([ours.blocks[i] for i in source] + [theirs.blocks[j] for j in target])
    return change + _text_cost(ours, theirs, source, target) if change < inf else inf


def _merging_cost(blocks: Sequence[Block]) -> float:
    if any(block.kind not in FLOWING or not block.text or block.target is not None for block in blocks):
        return inf
    kinds = {block.kind for block in blocks}
    merged = _MERGED_ITEMS if BlockKind.ITEM in kinds else _MERGED
    return merged * (len(blocks) - 2) + _OTHER_KIND * (len(kinds) > 1)


def _text_cost(ours: _Side, theirs: _Side, source: range, target: range) -> float:
    """Return how different texts are in length and in the share of markup that stands on one side only."""
    width, other_width = sum(ours.widths[i] for i in source), sum(theirs.widths[j] for j in target)
    cost = abs(log((other_width + 4) / (width + 4)))
    here = {found for i in source for found in ours.markup[i]}
    there = {found for j in target for found in theirs.markup[j]}
    return cost + _OTHER_MARKUP * len(here ^ there) / len(here | there) if here or there else cost


def _content_cost(content: Token, other: Token) -> float:
    """Return how different two opaque blocks of one kind are: more than leaving both alone if nothing is the same."""
    from rapidfuzz.fuzz import ratio

    return 0.0 if content == other else 1.0 + 6 * (1 - ratio(_telling(content), _telling(other)) / 100) ** 2


def _telling(content: Token) -> str:
    part = content[-1]
    return part[:_TELLING].decode(errors="replace") if isinstance(part, bytes) else str(part)[:_TELLING]
