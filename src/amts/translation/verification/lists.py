"""Whether the items of lists are nested as they were, seen by how far their bullets or numbers are indented."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from amts.records import BlockKind, Finding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amts.records import Document
    from amts.translation.verification.regions import Region

_BULLET = re.compile(rb"((?:[ \t]*>)*[ \t]*)(?:[-*+\xe2]|\d{1,9}[.)]|[a-z#][.)])\S*[ \t]")

# No bullet is indented further; there may be many items in a long line of HTML.
_WIDEST = 1000


def nesting_findings(source: Document, target: Document, found: Sequence[Region]) -> list[Finding]:
    """Compare, for items that follow each other on both sides, whether the second is further in than the first."""
    pairs = [(each.source[0], each.target[0]) for each in found if len(each.source) == len(each.target) == 1]
    return [
        Finding("list", second, f"nested {_WORDS[ours]} than the item before, found {_WORDS[theirs]}")
        for (first, other_first), (second, other_second) in pairwise(pairs)
        if second == first + 1 and other_second == other_first + 1
        for ours, theirs in [(_step(source, first, second), _step(target, other_first, other_second))]
        if None not in (ours, theirs) and ours != theirs
    ]


_WORDS: dict[int | None, str] = {-1: "less", 0: "no deeper", 1: "deeper"}


def _step(document: Document, first: int, second: int) -> int | None:
    """Return whether the second item is further out (-1), level with the first (0), or further in (1)."""
    indents = _indent(document, first), _indent(document, second)
    if indents[0] is None or indents[1] is None:
        return None
    return (indents[1] > indents[0]) - (indents[1] < indents[0])


def _indent(document: Document, index: int) -> int | None:
    """Return how far the bullet of an item is indented; None if the block is no item with a bullet before it."""
    block = document.blocks[index]
    if block.kind is not BlockKind.ITEM:
        return None
    before = document.body[max(block.start - _WIDEST, 0) : block.start].rpartition(b"\n")[2]
    bullet = _BULLET.match(before) if len(before) < _WIDEST else None
    return len(bullet[1].expandtabs(4)) if bullet else None
