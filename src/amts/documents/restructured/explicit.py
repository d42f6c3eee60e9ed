"""Explicit markup, what begins with `.. `: targets, footnotes, substitutions, directives, comments."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from amts.documents.embedded.comment_syntaxes import syntax_of
from amts.documents.embedded.comments import without_comments
from amts.documents.restructured.directives import Argument, Content, Directive, directive
from amts.documents.restructured.inline import NAME, normalised
from amts.records import BlockKind

if TYPE_CHECKING:
    from amts.documents.restructured.body import Body
    from amts.documents.restructured.lines import Page

_OPENING = re.compile(
    rf"\.\.[ \t]+(?:(?P<note>\[(?:\d+|\#(?:{NAME})?|\*|{NAME})\](?:[ \t]+|$))"
    r"|(?P<target>_(?![ \t_]|$)|__(?=:))"
    rf"|(?P<substitution>\|(?![ |])[^|\n]*\|[ \t]+)?(?P<name>{NAME})[ \t]?::(?:[ \t]+|$))"
)
# The key of what an entry of a table of contents leads to.
ENTRY_KEY = "entry"
# Directives whose argument is the language of their code.
_WITH_LANGUAGE = frozenset({"code-block", "code", "sourcecode"})
# A target without an address.
TARGET = re.compile(r"\.\.[ \t]+_(?:`(?P<quoted>[^`\n]+)`|(?P<name>(?:\\.|[^:\\`\n]|:(?=\S))+)):")
_OPTION = re.compile(r":(?!:)((?:[^:\\\s]|\\.)(?:[^:\\]|\\.)*):(?:[ \t]+|$)")
_TEXT_OPTIONS = frozenset({"caption"})
_UNPARSED_OPTIONS = frozenset({"alt"})
_WORDS = re.compile(r"[^\W\d_]{2,}(?:\s+[^\W\d_]+){2}|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{4}")
_CODE = re.compile(r"[{};]\s*$|\s[-=]?=>?\s|^\s*[\w.]+\(.*\)\s*$|^\s*[\w.-]+\s*[=:]\s*\S+$")
_MARKUP = re.compile(r"`+[^`]*`+_{0,2}")
_ENTRY = re.compile(r"(?P<title>[^<]*[^<\s])\s*<(?P<doc>[^<>]+)>$")
_CSV_CELL = re.compile(r'[ ]*(?:"(?P<quoted>(?:[^"\n]|"")*)"[ ]*|(?P<plain>[^,"\n]*))(?P<end>,|$)')


def parse(body: Body, index: int, last: int, margin: int, kind: BlockKind) -> int:
    """Find the explicit markup that begins on a line; return the line after it."""
    page = body.page
    line = page.contents[index]
    match = _OPENING.match(line)
    end = page.extent(index + 1, last, margin + 1)
    if not match:
        return _comment(page, index, end)
    if match["note"]:
        page.add_stretch(BlockKind.DIRECTIVE, page.firsts[index], page.firsts[index] + len(match[0].rstrip()))
        inner = page.margin(index + 1, end, margin + 1)
        page.take(index, match.end(), inner)
        body.parse(index, end, inner, BlockKind.PARAGRAPH)
    elif match["target"]:
        return page.add_until_blank(index, end)
    else:
        found = directive(match["name"])
        _Directive(body, found, match, index, end, margin, kind).parse()
    return end


def _comment(page: Page, index: int, end: int) -> int:
    """Add a comment; one without text ends before a blank line."""
    if page.contents[index] == ".." and index + 1 < end and not page.contents[index + 1]:
        end = index + 1
    page.add_opaque(BlockKind.DIRECTIVE, index, end)
    return end


def with_targets(page: Page, start: int) -> int:
    """Return where a title begins with the targets above it that others refer to; these are its own then."""
    while page.held and page.drafts and page.drafts[-1].kind is BlockKind.DIRECTIVE:
        _, first, end, *_ = page.drafts[-1]
        match = TARGET.fullmatch(page.text, first, end)
        if not match or page.text[end:start].strip() or normalised(match["quoted"] or match["name"]) not in page.held:
            break
        page.drafts.pop()
        start = first
    return start


def add_code(page: Page, first: int, last: int, language: str = "") -> None:
    """Add lines of code, whose key leaves out white space and comments."""
    if language and syntax_of(language):
        source = without_comments("\n".join(page.contents[first:last]), language)
        page.languages[page.firsts[page.next_visible(first, last)]] = language
        page.add_opaque(BlockKind.CODE, first, last, f"code::{''.join(source.split())}")
        return
    lines = (re.sub(r"(?:^|\s)(?:#|//).*", "", line) for line in page.contents[first:last])
    page.add_opaque(BlockKind.CODE, first, last, "code::" + "".join("".join(lines).split()))


class _Directive:
    """A directive on the lines from `index` up to `end`: what opens it, its argument, options and content."""

    def __init__(
        self, body: Body, found: Directive, match: re.Match[str], index: int, end: int, margin: int, kind: BlockKind
    ) -> None:
        self._body = body
        self._page = body.page
        self._found = found
        self._name = match["name"].lower()
        self._index = index
        self._end = max(end, index + 1)
        self._kind = kind
        self._inner = self._page.margin(index + 1, self._end, margin + 1)
        # Where what stays as it is begins, and where it has been found to reach.
        self._opened = self._page.firsts[index]
        self._reached = self._opened + len(match[0].rstrip())
        self._page.take(index, match.end(), self._inner)
        self._key = f"{match['substitution'] or ''}{self._name}"
        self._language = self._page.contents[index].strip() if self._name in _WITH_LANGUAGE else ""

    def parse(self) -> None:
        """Add its blocks."""
        page = self._page
        content = self._index if page.contents[self._index] else self._index + 1
        if self._found.argument is not Argument.NONE:
            content = self._argument()
        content = self._options(content)
        self._close()
        if page.next_visible(content, self._end) < self._end:
            self._content(content)

    def _argument(self) -> int:
        """Take the argument; return the line after it."""
        page = self._page
        index = self._index if page.contents[self._index] else self._index + 1
        after = index
        while (
            after < self._end
            and page.contents[after]
            and not (after > self._index and _OPTION.match(page.contents[after]))
        ):
            after += 1
        if after > index:
            self._take_argument(index, after)
        return after

    def _take_argument(self, first: int, last: int) -> None:
        page = self._page
        if self._found.argument is Argument.CODE:
            source = "".join("".join(page.contents[first:last]).split())
            self._key += ":" + (source.rpartition("/")[2] if self._found.kind is BlockKind.IMAGE else source)
            self._reached = page.end(last - 1)
            return
        if self._found.argument is Argument.UNKNOWN:
            words = _WORDS.search(_MARKUP.sub("", " ".join(page.contents[first:last])))
            self._reached = self._reached if words else page.end(last - 1)
            if words:
                self._close()
                page.add_opaque(BlockKind.OPAQUE, first, last)
            return
        if self._found.argument is Argument.VERSION:
            version = re.match(r"\S+\s*", page.contents[first])
            width = version.end() if version else 0
            self._reached = page.firsts[first] + len(page.contents[first][:width].rstrip())
            page.take(first, width, self._inner)
            first += not page.contents[first]
        if first < last:
            self._close()
            page.add_text(self._title_kind(), first, last, "rst-line")

    def _title_kind(self) -> BlockKind:
        return BlockKind.CAPTION if self._found.argument is Argument.TITLE else BlockKind.PARAGRAPH

    def _close(self) -> None:
        """Add what stays as it is up to here."""
        if self._opened < self._reached:
            self._page.add_stretch(self._found.kind, self._opened, self._reached, self._key)
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
        if self._opened == self._reached and not self._holds_text(name, match, index):
            self._opened = page.firsts[index]
        if not self._holds_text(name, match, index):
            self._reached = page.end(after - 1)
            return
        opened = page.firsts[index]
        self._opened = opened if self._opened == self._reached else self._opened
        self._reached = opened + len(match[0].rstrip())
        self._close()
        page.take(index, match.end(), page.columns[index])
        if name in _UNPARSED_OPTIONS:
            page.add_unparsed(index, after)
        elif name == "header":
            self._cells(index, after)
        else:
            page.add_text(BlockKind.CAPTION, index, after, "rst-line")
        self._opened = self._reached = page.end(after - 1)

    def _holds_text(self, name: str, match: re.Match[str], index: int) -> bool:
        if match.end() == len(self._page.contents[index]):
            return False
        header = name == "header" and self._found.content is Content.CSV
        return header or name in _TEXT_OPTIONS or name in _UNPARSED_OPTIONS

    def _content(self, first: int) -> None:
        page, content = self._page, self._found.content
        if content is Content.UNKNOWN:
            prose = _is_prose(page.contents[first : self._end])
            content = Content.BODY if prose else Content.OPAQUE
        if content is Content.CODE:
            add_code(page, first, self._end, self._language)
        elif content is Content.MATH:
            source = "".join("".join(page.contents[first : self._end]).split())
            page.add_opaque(BlockKind.MATH, first, self._end, f"math:{source}")
        elif content is Content.CSV:
            self._cells(first, self._end)
        elif content is Content.ENTRIES:
            self._entries(first)
        elif content is Content.GLOSSARY:
            self._glossary(first)
        elif content in _OPAQUE_CONTENTS:
            page.add_opaque(_OPAQUE_CONTENTS[content], first, self._end)
        else:
            kind = {Content.CELLS: BlockKind.CELL, Content.LEGEND: BlockKind.CAPTION}.get(content, self._kind)
            self._body.parse(first, self._end, page.margin(first, self._end, self._inner), kind)

    def _entries(self, first: int) -> None:
        """Add the titles in a table of contents; what they lead to stays."""
        page = self._page
        for index in range(first, self._end):
            match = _ENTRY.match(page.contents[index])
            start = page.firsts[index]
            if match:
                page.add_source(BlockKind.ITEM, start, start + match.end("title"), match["title"], "rst-unparsed")
                page.add_stretch(BlockKind.DIRECTIVE, start + match.end("title"), page.end(index), ENTRY_KEY)
            else:
                page.add_opaque(BlockKind.DIRECTIVE, index, index + 1, ENTRY_KEY)

    def _glossary(self, first: int) -> None:
        """Add the definitions; a term is what other pages refer to, so that it stays."""
        page = self._page
        margin = page.margin(first, self._end, self._inner)
        index = first
        while index < self._end:
            after = index + 1
            if page.columns[index] == margin:
                is_term = not page.contents[index].startswith("..")
                page.add_opaque(BlockKind.OPAQUE if is_term else BlockKind.DIRECTIVE, index, after)
            elif page.columns[index] > margin:
                after = page.extent(index, self._end, margin + 1)
                self._body.parse(index, after, page.margin(index, after, margin + 1), BlockKind.PARAGRAPH)
            index = after

    def _cells(self, first: int, last: int) -> None:
        """Add the cells of comma-separated values, or all of them as they are if a record is more than a line."""
        page = self._page
        records = [_record(page.contents[index]) for index in range(first, last)]
        if not all(records[index] or not page.contents[first + index] for index in range(last - first)):
            page.add_opaque(BlockKind.OPAQUE, first, last)
            return
        for index, record in enumerate(records, start=first):
            for start, end in record:
                begin = page.firsts[index]
                source = page.contents[index][start:end].replace('""', '"')
                page.add_source(BlockKind.CELL, begin + start, begin + end, source, "rst-csv")


def _record(line: str) -> list[tuple[int, int]]:
    """Return where the cells of a record stand that hold something; nothing if it does not end on its line."""
    cells: list[tuple[int, int]] = []
    position = 0
    while match := _CSV_CELL.match(line, position):
        group = "plain" if match["quoted"] is None else "quoted"
        text = match[group]
        start = match.start(group) + len(text) - len(text.lstrip())
        if text.strip():
            cells.append((start, start + len(text.strip())))
        if match["end"] == "":
            return cells
        position = match.end()
    return []


_OPAQUE_CONTENTS = {
    Content.OPAQUE: BlockKind.OPAQUE, Content.NONE: BlockKind.DIRECTIVE, Content.HTML: BlockKind.HTML,
}  # fmt: skip


def _is_prose(lines: list[str]) -> bool:
    """Whether the content of an unknown directive looks like text: words in a row, and no line that looks like code."""
    plain = [_MARKUP.sub("`", line) for line in lines if line]
    return any(map(_WORDS.search, plain)) and not any(map(_CODE.search, plain))
