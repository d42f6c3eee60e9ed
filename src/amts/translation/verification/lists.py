"""Whether items of lists are nested as they were, and content stands in its directive, seen by the indentation."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from amts.records import BlockKind, Finding

if TYPE_CHECKING:
    from collections.abc import Callable

    from amts.records import Document
    from amts.translation.verification.correspondence import Correspondence
    from amts.translation.verification.places import Places

_BULLET = re.compile(rb"((?:[ \t]*>)*[ \t]*)(?:[-*+\xe2]|\d{1,9}[.)]|[a-z#][.)])\S*[ \t]")

# The formats in which what is indented belongs to the line above.
_INDENTED = frozenset({"restructured", "markdown", "notebook"})
# No bullet is indented further; there may be many items in a long line of HTML.
_WIDEST = 1000


def nesting_findings(found: Correspondence, places: Places) -> list[Finding]:
    """Compare, for blocks that follow each other on both sides, whether the second is further in than the first."""
    return [
        places.placed(finding, found.target.blocks[other_second].start)
        for (first, other_first), (second, other_second) in pairwise(found.pairs)
        if second == first + 1 and other_second == other_first + 1
        for check in (_item_finding, _content_finding)
        if (finding := check(found, (first, second), (other_first, other_second)))
    ]


def _item_finding(found: Correspondence, ours: tuple[int, int], theirs: tuple[int, int]) -> Finding | None:
    step, other = _step(found.source, *ours, _indent), _step(found.target, *theirs, _indent)
    if step is None or other is None or step == other:
        return None
    return Finding("list", ours[1], f"nested {_WORDS[step]} than the item before, found {_WORDS[other]}")


def _content_finding(found: Correspondence, ours: tuple[int, int], theirs: tuple[int, int]) -> Finding | None:
    """Return a finding if a text is indented below a directive, and so its content, and its translation is not."""
    if found.source.format not in _INDENTED or found.source.blocks[ours[0]].kind is not BlockKind.DIRECTIVE:
        return None
    if _step(found.source, *ours, _margin) != 1 or _step(found.target, *theirs, _margin) not in (-1, 0):
        return None
    return Finding("directive", ours[0], "its content is not indented any more")


_WORDS: dict[int | None, str] = {-1: "less", 0: "no deeper", 1: "deeper"}


def _step(document: Document, first: int, second: int, indent: Callable[[Document, int], int | None]) -> int | None:
    """Return whether the second block is further out (-1), level with the first (0), or further in (1)."""
    indents = indent(document, first), indent(document, second)
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


def _margin(document: Document, index: int) -> int | None:
    """Return how far the line of a block is indented; None if something else stands before it in its line."""
    start = document.blocks[index].start
    before = document.body[max(start - _WIDEST, 0) : start].rpartition(b"\n")[2]
    return None if before.strip() or len(before) == _WIDEST else len(before.expandtabs(4))
