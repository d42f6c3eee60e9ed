"""Inline markup that CommonMark does not know: where it is in a text, passing over code and mathematics."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from amts.records import MarkKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from amts.documents.markdown.found_markup import FoundMarkup

    # Gets the source, where a match begins and where the text ends; returns where the markup ends, or 0.
    Reader = Callable[[bytes, int, int], int]

# Code (backticks of the same number on both sides), mathematics, and escapes.
_PASSED_OVER = (
    rb"\\.|(?<!`)(?P<ticks>`+)(?!`)(?:[^`]|(?!(?P=ticks)(?!`))`+)*?(?P=ticks)(?!`)"
    rb"|\$\$[^$]{0,2000}\$\$|(?<![\w$])\$(?![\s$])[^$\n]{0,200}(?<![\s\\])\$(?!\w)"
)


class InlineFinder:
    """Finds markup by the patterns of a flavour, or where a reader says that it ends."""

    def __init__(self, patterns: Iterable[tuple[bytes, MarkKind]], reader: Callable[[], Reader] | None = None) -> None:
        """Compile the patterns; what begins with `<` or `{` and fits none is given to a reader, one a document."""
        self._kinds: list[MarkKind] = []
        alternatives = [b"(?P<passed>" + _PASSED_OVER + b")"]
        for index, (pattern, kind) in enumerate(patterns):
            alternatives.append(b"(?P<kind%d>%s)" % (index, pattern))
            self._kinds.append(kind)
        if reader:
            alternatives.append(rb"(?P<read>[<{])")
        self._new_reader = reader
        self._pattern = re.compile(b"|".join(alternatives), re.S)

    def find(self, found: FoundMarkup, stretches: Iterable[tuple[int, int]]) -> None:
        """Note the markup within some stretches of the source."""
        reader = self._new_reader() if self._new_reader else None
        for start, end in stretches:
            position = start
            while match := self._pattern.search(found.source, position, end):
                position = self._taken(found, match, end, reader)

    def _taken(self, found: FoundMarkup, match: re.Match[bytes], end: int, reader: Reader | None) -> int:
        start, last = match.span()
        group = match.lastgroup or ""
        if group == "read" and reader:
            last = reader(found.source, start, end)
            if not last:
                return start + 1
            found.inline(start, last, MarkKind.HTML if match[0] == b"<" else MarkKind.LITERAL)
        elif group.startswith("kind"):
            _take(found, match, self._kinds[int(group[4:])])
        return last


def _take(found: FoundMarkup, match: re.Match[bytes], kind: MarkKind) -> None:
    """Note a match; a title within it (a group `title`) stays text between two marks."""
    start, end = match.span()
    words = [span for name, span in _titles(match) if found.source[slice(*span)].strip()]
    if len(words) != 1:
        found.inline(start, end, kind)
        return
    found.inline(start, words[0][0], MarkKind.OPEN)
    found.inline(words[0][1], end, MarkKind.CLOSE)


def _titles(match: re.Match[bytes]) -> list[tuple[str, tuple[int, int]]]:
    """Return the name and the place of each group for people that took part in a match."""
    groups = match.groupdict()
    return [(name, match.span(name)) for name in groups if name.startswith("title") and groups[name] is not None]
