"""Which blocks of two documents must be the same ones: content-keyed anchors on a longest common subsequence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amts.records import BlockKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from amts.records import Passage


def gaps(source: Sequence[Passage], target: Sequence[Passage]) -> Iterator[tuple[range, range]]:
    """Yield the stretches of text blocks between anchors, as ranges of passage indexes on both sides.

    Anchors are blocks with equal keys (labels, equations, code, picture names), found by a longest common
    subsequence; a heading whose label is an anchor is one too. Within a stretch, headings anchor by level if both
    sides have the same levels in the same order.
    """
    for first, second in _between(_keys(source), _keys(target), range(len(source)), range(len(target))):
        levels = _levels(source, first), _levels(target, second)
        if [level for level in levels[0] if level] == [level for level in levels[1] if level]:
            yield from _between(levels[0], levels[1], first, second, keep=True)
        else:
            yield first, second


def _between(
    source_keys: Sequence[str], target_keys: Sequence[str], source: range, target: range, *, keep: bool = False
) -> Iterator[tuple[range, range]]:
    """Yield the stretches between equal keys; with `keep`, also the equal ones themselves, as stretches of one."""
    from rapidfuzz.distance import LCSseq

    keyed = [i for i, key in enumerate(source_keys) if key], [j for j, key in enumerate(target_keys) if key]
    common = LCSseq.opcodes([source_keys[i] for i in keyed[0]], [target_keys[j] for j in keyed[1]])
    i = j = 0
    for code in common:
        if code.tag != "equal":
            continue
        for step in range(code.src_end - code.src_start):
            at = keyed[0][code.src_start + step], keyed[1][code.dest_start + step]
            yield source[i : at[0]], target[j : at[1]]
            if keep:
                yield source[at[0] : at[0] + 1], target[at[1] : at[1] + 1]
            i, j = at[0] + 1, at[1] + 1
    yield source[i:], target[j:]


def _keys(passages: Sequence[Passage]) -> list[str]:
    """Return the passages' keys; text has none, and an empty key never matches."""
    return ["" if passage.sentences else passage.block.key for passage in passages]


def _levels(passages: Sequence[Passage], where: range) -> list[str]:
    blocks = [passages[index].block for index in where]
    return [f"h{block.level}" if block.kind is BlockKind.HEADING else "" for block in blocks]
