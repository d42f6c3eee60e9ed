"""Titles with a line under them or two around them, and transitions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from amts.documents.restructured.inline_finder import normalised
from amts.documents.restructured.lines import BLANK
from amts.documents.restructured.writing import ADORNMENT, LINE_BREAK, columns
from amts.records import BlockKind

if TYPE_CHECKING:
    from amts.documents.restructured.lines import Page

# Narrower adornments than the title are no adornments.
_SURE_WIDTH = 4
# A target without an address.
TARGET = re.compile(r"\.\.[ \t]+_(?:`(?P<quoted>[^`\n]+)`|(?P<name>(?:\\.|[^:\\`\n]|:(?=\S))+)):")


class Titles:
    """Finds the titles of a document, whose levels are those of their styles in order of appearance."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._styles: dict[tuple[str, bool], int] = {}

    def begin(self, index: int, last: int, margin: int) -> int:
        """Find a title between two lines, or a transition; return the line after it, 0 if there is none."""
        page = self._page
        over = page.contents[index]
        following = page.contents[index + 1 : index + 3]
        if index + 2 < last and following[0] and following[1] == over and page.columns[index + 2] == margin:
            indent = page.columns[index + 1] - margin
            if len(over) >= min(columns(following[0]) + indent, _SURE_WIDTH) and not ADORNMENT.match(following[0]):
                self._add(index, index + 1, index + 2)
                return index + 3
        blank_after = index + 1 >= last or page.columns[index + 1] == BLANK
        if len(over) >= _SURE_WIDTH and blank_after:
            page.add_opaque(BlockKind.DIRECTIVE, index, index + 1, "transition")
            return index + 1
        return 0

    def underlined(self, index: int) -> int:
        """Find a title with the next line under it; return the line after that, 0 if it is none."""
        adornment = self._page.contents[index + 1]
        if not ADORNMENT.match(adornment):
            return 0
        if len(adornment) < min(columns(self._page.contents[index]), _SURE_WIDTH):
            return 0
        self._add(index, index, index + 1)
        return index + 2

    def _add(self, over: int, title: int, under: int) -> None:
        page = self._page
        style = (page.contents[under][0], over < title)
        level = min(self._styles.setdefault(style, len(self._styles) + 1), 6)
        source = page.contents[title].lstrip()
        start = _with_targets(page, page.firsts[over])
        # What refers to the title by its words must find it by them when they are translated.
        encoding = "rst-held-title" if normalised(source) in page.held - page.targeted else "rst-title"
        end = page.end(under)
        breaks = tuple(LINE_BREAK.findall(page.text, start, end))
        page.add_source(BlockKind.HEADING, start, end, source, encoding, breaks, level)


def _with_targets(page: Page, start: int) -> int:
    """Return where a title begins with the targets above it that others refer to; these are its own then."""
    while page.held and page.drafts and page.drafts[-1].kind is BlockKind.DIRECTIVE:
        _, first, end, *_ = page.drafts[-1]
        match = TARGET.fullmatch(page.text, first, end)
        if not match or page.text[end:start].strip() or normalised(match["quoted"] or match["name"]) not in page.held:
            break
        page.drafts.pop()
        start = first
    return start
