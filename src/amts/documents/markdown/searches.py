"""Searches in a document that take linear time altogether, however often markup in it is opened and never closed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    import re
    from collections.abc import Callable

_Found = TypeVar("_Found")

# How far away markup may end; after a search in vain not as far.
_FAR = 200_000
_NEAR = 2_000
# How often all of a document may be searched in vain.
_PATIENCE = 4


class Searches:
    """What was searched in a document, found or in vain."""

    def __init__(self, source: bytes) -> None:
        self._source = source
        # As far as this the end of some markup was searched in vain, and so many bytes may still be.
        self._searched = 0
        self._patience = _PATIENCE * max(len(source), _FAR)
        # Of each pattern that was searched: from where, and what was found.
        self._following: dict[re.Pattern[bytes], tuple[int, re.Match[bytes] | None]] = {}
        self._known: dict[Callable[[bytes], Any], Any] = {}

    def following(self, pattern: re.Pattern[bytes], position: int) -> re.Match[bytes] | None:
        """Return the next match of a pattern at or after a position; what is asked for again is not searched again."""
        begun, match = self._following.get(pattern, (position + 1, None))
        if not begun <= position or (match and match.start() < position):
            match = pattern.search(self._source, position)
            self._following[pattern] = position, match
        return match

    def once(self, find: Callable[[bytes], _Found]) -> _Found:
        """Return what is found in the whole document, which is searched once."""
        if find not in self._known:
            self._known[find] = find(self._source)
        found: _Found = self._known[find]
        return found

    def limit(self, start: int) -> int:
        """Return how far the end of markup that begins at `start` is to be searched."""
        far = _NEAR if start < self._searched else _FAR
        return min(len(self._source), start + min(far, self._patience))

    def give_up(self, start: int, end: int) -> int:
        """Note that a search from `start` to `end` was in vain; returns 0, as a rule that takes nothing does."""
        self._patience = max(self._patience - (end - start), 0)
        self._searched = max(self._searched, end)
        return 0
