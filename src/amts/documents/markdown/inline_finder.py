"""Inline markup that CommonMark does not know: where it is in a text, passing over code and mathematics."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from typing import TYPE_CHECKING

from amts.documents.markdown.text_marks import first_then
from amts.records import MarkKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from amts.documents.markdown.found_markup import FoundMarkup

    # Gets the source, where a match begins and where the text ends; returns where the markup ends, or 0.
    Reader = Callable[[bytes, int, int], int]

# Escapes, what opens code, and mathematics: nothing in these is markup.
_PASSED_OVER = (
    ("\\", "."),
    ("`", r"(?<!``)(?P<ticks>`*+)"),
    ("$", r"\$[^$]{0,2000}\$\$"),
    ("$", r"(?<![\w$]\$)(?![\s$])[^$\n]{0,200}(?<![\s\\])\$(?!\w)"),
)


class InlineFinder:
    """Finds markup by the patterns of a flavour, or where a reader says that it ends."""

    def __init__(
        self, patterns: Sequence[tuple[str, str, MarkKind]], reader: Callable[[], Reader] | None = None
    ) -> None:
        """Compile the patterns.

        Args:
            patterns: the character that markup begins with, the pattern of what follows, and what it is.
            reader: makes the reader of a document, which gets what begins with `<` or `{` and fits no pattern.
        """
        alternatives = [*_PASSED_OVER]
        alternatives += [(first, f"(?P<kind{index}>{rest})") for index, (first, rest, _) in enumerate(patterns)]
        if reader:
            alternatives += [("<", "(?P<tag>)"), ("{", "(?P<braces>)")]
        self._kinds = [kind for _, _, kind in patterns]
        self._new_reader = reader
        self._pattern = re.compile(first_then(alternatives).encode(), re.S)

    def find(self, found: FoundMarkup, stretches: Iterable[tuple[int, int]]) -> None:
        """Note the markup within some stretches of the source."""
        search = _Search(found, self._kinds, self._new_reader() if self._new_reader else None)
        for start, end in stretches:
            position = start
            while match := self._pattern.search(found.source, position, end):
                position = search.take(match, end)


class _Search:
    """The search of one document."""

    def __init__(self, found: FoundMarkup, kinds: Sequence[MarkKind], reader: Reader | None) -> None:
        self._found, self._kinds, self._reader = found, kinds, reader
        # Where each row of so many backticks ends.
        self._ticks: dict[int, list[int]] = defaultdict(list)
        for ticks in re.finditer(rb"`+", found.source):
            self._ticks[len(ticks[0])].append(ticks.end())

    def take(self, match: re.Match[bytes], end: int) -> int:
        """Note what was found in a text that ends at `end`; returns where the search goes on."""
        start, last = match.span()
        group = match.lastgroup or ""
        if group == "ticks":
            return self._after_code(last, last - start, end)
        if self._reader and group in ("tag", "braces"):
            stop = self._reader(self._found.source, start, end)
            if stop:
                self._found.inline(start, stop, MarkKind.HTML if group == "tag" else MarkKind.LITERAL)
            return stop or last
        if group.startswith("kind"):
            _take(self._found, match, self._kinds[int(group[4:])])
        return last

    def _after_code(self, position: int, ticks: int, end: int) -> int:
        """Return where code ends that so many backticks open; if nothing closes it, the place after these."""
        ends = self._ticks[ticks]
        index = bisect_right(ends, position)
        return ends[index] if index < len(ends) and ends[index] <= end else position


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
