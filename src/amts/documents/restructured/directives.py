"""Directives: what opens one stays, but for texts in its argument and options; its content is read by its name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from amts.documents.restructured.contents import add_code, add_entries, add_glossary, add_values, is_prose, words_in
from amts.documents.restructured.known_directives import Argument, Content, reading_of
from amts.records import BlockKind

if TYPE_CHECKING:
    from amts.documents.restructured.body import Body

# Directives whose argument is the language of their code.
_WITH_LANGUAGE = frozenset({"code-block", "code", "sourcecode"})
_OPTION = re.compile(r":(?!:)((?:[^:\\\s]|\\.)(?:[^:\\]|\\.)*):(?:[ \t]+|$)")
_TEXT_OPTIONS = frozenset({"caption"})
_UNPARSED_OPTIONS = frozenset({"alt"})
_VERSION = re.compile(r"\S+\s*")
_OPAQUE_CONTENTS = {
    Content.OPAQUE: BlockKind.OPAQUE, Content.NONE: BlockKind.DIRECTIVE, Content.HTML: BlockKind.HTML,
}  # fmt: skip


class Directive:
    """A directive on the lines from `index` up to `end`, opened by what `match` found.

    Its texts are of the kind `kind`, if it does not say otherwise.
    """

    def __init__(self, body: Body, match: re.Match[str], index: int, end: int, margin: int, kind: BlockKind) -> None:
        self._body = body
        self._page = body.page
        self._name = match["name"].lower()
        self._reading = reading_of(self._name)
        self._index = index
        self._end = max(end, index + 1)
        self._kind = kind
        self._inner = self._page.margin(index + 1, self._end, margin + 1)
        # Where what stays as it is begins, and where it has been found to reach.
        self._opened = self._page.firsts[index]
        self._reached = self._opened + len(match[0].rstrip())
        self._page.take(index, match.end(), self._inner)
        self._key = f"{match['substitution'] or ''}{self._name}"
        self._language = self._page.contents[index] if self._name in _WITH_LANGUAGE else ""

    def parse(self) -> None:
        """Add its blocks."""
        page = self._page
        first = self._index if page.contents[self._index] else self._index + 1
        if self._reading.argument is not Argument.NONE:
            first = self._argument(first)
        first = self._options(first)
        self._close()
        if page.next_visible(first, self._end) < self._end:
            self._content(first)

    def _argument(self, first: int) -> int:
        """Take the argument; return the line after it."""
        contents = self._page.contents
        after = first
        while after < self._end and contents[after] and (after == self._index or not _OPTION.match(contents[after])):
            after += 1
        if after > first:
            self._take_argument(first, after)
        return after

    def _take_argument(self, first: int, last: int) -> None:
        page, argument = self._page, self._reading.argument
        if argument is Argument.CODE:
            source = "".join("".join(page.contents[first:last]).split())
            self._key += ":" + (source.rpartition("/")[2] if self._reading.kind is BlockKind.IMAGE else source)
            self._reached = page.end(last - 1)
        elif argument is Argument.UNKNOWN and words_in(" ".join(page.contents[first:last])):
            self._close()
            page.add_opaque(BlockKind.OPAQUE, first, last)
        elif argument is Argument.UNKNOWN:
            self._reached = page.end(last - 1)
        else:
            if argument is Argument.VERSION:
                first = self._version(first)
            if first < last:
                self._close()
                kind = BlockKind.CAPTION if argument is Argument.TITLE else BlockKind.PARAGRAPH
                page.add_text(kind, first, last, "rst-line")

    def _version(self, index: int) -> int:
        """Take the version a change was made in off its line; return the line of what was changed."""
        page = self._page
        version = _VERSION.match(page.contents[index])
        width = version.end() if version else 0
        self._reached = page.firsts[index] + len(page.contents[index][:width].rstrip())
        page.take(index, width, self._inner)
        return index if page.contents[index] else index + 1

    def _close(self) -> None:
        """Add what stays as it is up to here."""
        if self._opened < self._reached:
            self._page.add_stretch(self._reading.kind, self._opened, self._reached, self._key)
            self._key = ""
        self._opened = self._reached

    def _options(self, index: int) -> int:
        """Take the options; return the line after them."""
        page = self._page
        while index < self._end and index > self._index and (match := _OPTION.match(page.contents[index])):
            after = index + 1
            while after < self._end and page.columns[after] > page.columns[index]:
                after += 1
            self._option(match, index, after)
            index = after
        return index

    def _option(self, match: re.Match[str], index: int, after: int) -> None:
        page = self._page
        name = match[1].lower()
        opened = page.firsts[index]
        if self._opened == self._reached:
            self._opened = opened
        if not self._holds_text(name) or match.end() == len(page.contents[index]):
            self._reached = page.end(after - 1)
            return
        self._reached = opened + len(match[0].rstrip())
        self._close()
        page.take(index, match.end(), page.columns[index])
        if name in _UNPARSED_OPTIONS:
            page.add_unparsed(index, after)
        elif name in _TEXT_OPTIONS:
            page.add_text(BlockKind.CAPTION, index, after, "rst-line")
        else:
            add_values(page, index, after)
        self._opened = self._reached = page.end(after - 1)

    def _holds_text(self, name: str) -> bool:
        header = name == "header" and self._reading.content is Content.CSV
        return header or name in _TEXT_OPTIONS or name in _UNPARSED_OPTIONS

    def _content(self, first: int) -> None:
        page, end, content = self._page, self._end, self._reading.content
        if content is Content.UNKNOWN:
            content = Content.BODY if is_prose(page.contents[first:end]) else Content.OPAQUE
        if content is Content.CODE:
            add_code(page, first, end, self._language)
        elif content is Content.MATH:
            source = "".join("".join(page.contents[first:end]).split())
            page.add_opaque(BlockKind.MATH, first, end, f"math:{source}")
        elif content is Content.CSV:
            add_values(page, first, end)
        elif content is Content.ENTRIES:
            add_entries(page, first, end)
        elif content is Content.GLOSSARY:
            add_glossary(self._body, first, end, self._inner)
        elif content in _OPAQUE_CONTENTS:
            page.add_opaque(_OPAQUE_CONTENTS[content], first, end)
        else:
            kind = {Content.CELLS: BlockKind.CELL, Content.LEGEND: BlockKind.CAPTION}.get(content, self._kind)
            self._body.parse(first, end, page.margin(first, end, self._inner), kind)
