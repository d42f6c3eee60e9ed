"""The lines of a reStructuredText document, and the blocks found in them."""

from __future__ import annotations

import re
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from amts.documents.restructured.inline import read
from amts.records import Block, BlockKind, Inline, MarkKind

if TYPE_CHECKING:
    from collections.abc import Iterable

BLANK = -1
_TAB = 8
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+\Z")
_INDENTATION = " \t\x0b\x0c"
_BRACKET = re.compile("[⟦⟧]")


class Draft(NamedTuple):
    """A block in the making; its offsets are characters."""

    kind: BlockKind
    start: int
    end: int
    text: str = ""
    inlines: tuple[Inline, ...] = ()
    breaks: tuple[str, ...] = ()
    level: int = 0
    key: str = ""
    encoding: str = ""


class Page:
    """The lines of a document: of each what is visible, where that begins, and in which column (BLANK: nothing is).

    What opens a list item is taken off its line, which then is like any other of the item.
    """

    def __init__(self, text: str, held: frozenset[str], targeted: frozenset[str] = frozenset()) -> None:
        self.text = text
        self.held = held
        self.targeted = targeted
        self.contents: list[str] = []
        self.firsts: list[int] = []
        self.columns: list[int] = []
        self.drafts: list[Draft] = []
        # By where code begins: what it is written in.
        self.languages: dict[int, str] = {}
        position = 0
        if text.startswith("\ufeff"):
            position, text = 1, text[1:]
        for line in _LINE.findall(text):
            margin = 0
            visible = line.rstrip()
            if line[0] in _INDENTATION:
                visible = visible.lstrip(_INDENTATION)
                margin = len(line) - len(line.lstrip(_INDENTATION))
            self.firsts.append(position + margin)
            self.contents.append(visible)
            self.columns.append(column(line[:margin]) if visible else BLANK)
            position += len(line)

    def __len__(self) -> int:
        return len(self.contents)

    def part(self, places: Iterable[tuple[int, str]]) -> Page:
        """Return a page of other lines of the same text, such as those of a cell: where each begins, and what it is."""
        page = Page("", self.held, self.targeted)
        page.text = self.text
        for start, line in places:
            visible = line.lstrip(_INDENTATION)
            page.firsts.append(start + len(line) - len(visible))
            page.contents.append(visible.rstrip())
            page.columns.append(len(line) - len(visible) if page.contents[-1] else BLANK)
        return page

    def end(self, index: int) -> int:
        """Return the end of what is visible of a line."""
        return self.firsts[index] + len(self.contents[index])

    def take(self, index: int, width: int, column: int) -> None:
        """Take so many characters off a line; what is left counts as standing in `column`."""
        rest = self.contents[index][width:]
        visible = rest.lstrip(_INDENTATION)
        self.firsts[index] += width + len(rest) - len(visible)
        self.contents[index] = visible
        self.columns[index] = column if visible else BLANK

    def extent(self, first: int, last: int, column: int) -> int:
        """Return the line after those from `first` on, up to `last`, that are blank or stand at `column` or deeper."""
        columns = self.columns
        for index in range(first, last):
            if BLANK < columns[index] < column:
                return self.without_blank_end(first, index)
        return self.without_blank_end(first, last)

    def without_blank_end(self, first: int, last: int) -> int:
        """Return the line after the last one of these that is not blank."""
        while last > first and self.columns[last - 1] == BLANK:
            last -= 1
        return last

    def margin(self, first: int, last: int, default: int) -> int:
        """Return the column of the leftmost of these lines."""
        return min((each for each in self.columns[first:last] if each != BLANK), default=default)

    def next_visible(self, index: int, last: int) -> int:
        """Return the first of these lines that is not blank, or `last`."""
        while index < last and self.columns[index] == BLANK:
            index += 1
        return index

    def add_text(self, kind: BlockKind, first: int, last: int, encoding: str = "rst") -> None:
        """Add the text of these lines."""
        start = self.firsts[first]
        source = "\n".join(self.contents[first:last])
        breaks = tuple(self.text[self.end(each) : self.firsts[each + 1]] for each in range(first, last - 1))
        visible = source.lstrip()
        self.add_source(kind, start + len(source) - len(visible), self.end(last - 1), visible, encoding, breaks)

    def add_source(
        self,
        kind: BlockKind,
        start: int,
        end: int,
        source: str,
        encoding: str,
        breaks: tuple[str, ...] = (),
        level: int = 0,
    ) -> None:
        """Add a text by how it is written."""
        text, inlines = read(source, self.held)
        self.drafts.append(Draft(kind, start, end, text, inlines, breaks, level, encoding=encoding))

    def add_unparsed(self, first: int, last: int) -> None:
        """Add the text of these lines, in which nothing is markup."""
        source = "\n".join(self.contents[first:last])
        breaks = tuple(self.text[self.end(each) : self.firsts[each + 1]] for each in range(first, last - 1))
        inlines = tuple(Inline(MarkKind.LITERAL, *match.span()) for match in _BRACKET.finditer(source))
        self.drafts.append(
            Draft(
                BlockKind.CAPTION,
                self.firsts[first],
                self.end(last - 1),
                source,
                inlines,
                breaks,
                encoding="rst-unparsed",
            )
        )

    def add_opaque(self, kind: BlockKind, first: int, last: int, key: str = "") -> None:
        """Add these lines, blank ones at both ends left out, as they are."""
        first, last = self.next_visible(first, last), self.without_blank_end(first, last)
        if first < last:
            self.add_stretch(kind, self.firsts[first], self.end(last - 1), key)

    def add_until_blank(self, first: int, last: int) -> int:
        """Add these lines up to a blank one as they are, such as a target; return the line after them."""
        end = first + 1
        while end < last and self.columns[end] != BLANK:
            end += 1
        self.add_opaque(BlockKind.DIRECTIVE, first, end)
        return end

    def add_stretch(self, kind: BlockKind, start: int, end: int, key: str = "") -> None:
        """Add a stretch of characters as it is."""
        self.drafts.append(Draft(kind, start, end, key=key))


def column(margin: str, start: int = 0) -> int:
    """Return the column after white space that begins in column `start`."""
    if "\t" not in margin:
        return start + len(margin)
    return len((" " * start + margin).expandtabs(_TAB))


def blocks_of(page: Page) -> list[Block]:
    """Return the blocks of a page in order, with byte offsets; its drafts are put in order too."""
    # By start, what encloses others first; sorting twice needs no pair for each.
    page.drafts.sort(key=attrgetter("end"), reverse=True)
    page.drafts.sort(key=attrgetter("start"))
    if page.text.isascii():
        return [Block(*each) for each in page.drafts]
    places = _bytes(page.drafts, page.text)
    return [Block(each.kind, places[each.start], places[each.end], *each[3:]) for each in page.drafts]


def _bytes(drafts: Iterable[Draft], text: str) -> dict[int, int]:
    """Return the byte offsets of the character offsets of drafts."""
    found: dict[int, int] = {}
    position = byte = 0
    for place in sorted({place for each in drafts for place in each[1:3]}):
        byte += len(text[position:place].encode())
        found[place], position = byte, place
    return found
