"""Where a byte of a document is: in which line, and in which block."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from amts.records import Document


class Places:
    """The lines and blocks of a document, found by the bytes of its body."""

    def __init__(self, document: Document) -> None:
        self._starts = [block.start for block in document.blocks]
        self._line_feeds = [match.start() for match in re.finditer(b"\n", document.body)]

    def block(self, byte: int) -> int:
        """Return the index of the last block that begins at or before a byte."""
        return max(bisect_right(self._starts, byte) - 1, 0)

    def line(self, byte: int) -> int:
        """Return the number of the line of a byte, from 1."""
        return bisect_left(self._line_feeds, byte) + 1
