"""What a parser is given to read in place of a document, and how positions in it lead back into the document.

A parser that does not know some markup reads the document without it: blanked out, filled with something harmless,
or cut out. As long as that is as long as before, positions stay what they are.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    # First byte, byte after the last, and what the parser reads instead.
    Edit = tuple[int, int, bytes]

_VISIBLE = re.compile(rb"[^\r\n]")


class View:
    """The bytes that a parser reads (`text`) in place of a document's."""

    def __init__(self, source: bytes, edits: Iterable[Edit] = ()) -> None:
        """Apply the edits; of two that overlap, the one that begins first counts."""
        pieces: list[bytes] = []
        # From each of these positions of the view on, the document's position is the one beside it.
        self._here: list[int] = [0]
        self._there: list[int] = [0]
        position = length = 0
        for start, end, new in sorted(edits):
            if start < position:
                continue
            pieces += (source[position:start], new)
            length += start - position + len(new)
            position = end
            if len(new) != end - start:
                self._here.append(length)
                self._there.append(end)
        pieces.append(source[position:])
        self.text = b"".join(pieces) if len(pieces) > 1 else source
        self.moved = len(self._here) > 1

    def start(self, position: int) -> int:
        """Return where in the document that stands which begins at a position of the view."""
        index = bisect_right(self._here, position) - 1
        return self._clipped(index, position)

    def end(self, position: int) -> int:
        """Return where in the document that ends which ends at a position of the view."""
        index = max(bisect_left(self._here, position) - 1, 0)
        return self._clipped(index, position)

    def _clipped(self, index: int, position: int) -> int:
        there = self._there[index] + position - self._here[index]
        following = self._there[index + 1 : index + 2]
        return min(there, *following) if following else there


def blanked(stretch: bytes) -> bytes:
    """Return spaces in place of all that can be seen; line breaks stay."""
    return _VISIBLE.sub(b" ", stretch)
