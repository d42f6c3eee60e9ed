"""Inline markup found by a pattern: single marks and pairs, one within another, in one pass from left to right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amts.records import Inline, MarkKind

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping


def marked(pattern: re.Pattern[str], kinds: Mapping[str, MarkKind], text: str) -> list[Inline]:
    """Find the markup in a text.

    Args:
        pattern: alternatives that are named groups; one for a pair has a group within it, for what the marks enclose.
        kinds: what the alternative of each name is; `MarkKind.OPEN` for a pair.
        text: the text to search; within a pair, it is searched as far as the closing mark.

    Returns:
        The marks, disjoint, in order; those of pairs nest.
    """
    found: list[Inline] = []
    closings: list[tuple[int, int]] = []
    position, limit = 0, len(text)
    while True:
        match = pattern.search(text, position, limit)
        if match is None:
            if not closings:
                return found
            start, position = closings.pop()
            found.append(Inline(MarkKind.CLOSE, start, position))
            limit = closings[-1][0] if closings else len(text)
            continue
        kind = kinds[match.lastgroup or ""]
        if kind is MarkKind.OPEN and match.lastindex:
            position, limit = match.span(match.lastindex + 1)
            closings.append((limit, match.end()))
            found.append(Inline(kind, match.start(), position))
        else:
            position = match.end()
            found.append(Inline(kind, match.start(), position))
