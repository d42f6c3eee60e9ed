"""What stands below directives and is no body of text: code, entries of a table of contents, terms, values."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from amts.documents.embedded.code import code_key
from amts.documents.embedded.comment_syntaxes import syntax_of
from amts.records import BlockKind

if TYPE_CHECKING:
    from amts.documents.restructured.body import Body
    from amts.documents.restructured.lines import Page

# The key of what an entry of a table of contents leads to.
ENTRY_KEY = "entry"
_ENTRY = re.compile(r"(?P<title>[^<]*[^<\s])\s*<(?P<doc>[^<>]+)>$")
_CSV_CELL = re.compile(r'[ ]*(?:"(?P<quoted>(?:[^"\n]|"")*)"[ ]*|(?P<plain>[^,"\n]*))(?P<end>,|$)')
_WORDS = re.compile(r"[^\W\d_]{2,}(?:\s+[^\W\d_]+){2}|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{4}")
_CODE = re.compile(r"[{};]\s*$|\s[-=]?=>?\s|^\s*[\w.]+\(.*\)\s*$|^\s*[\w.-]+\s*[=:]\s*\S+$")
_MARKUP = re.compile(r"`+[^`]*`+_{0,2}")


def add_code(page: Page, first: int, last: int, language: str = "") -> None:
    """Add lines of code."""
    if syntax_of(language):
        page.languages[page.firsts[page.next_visible(first, last)]] = language
    page.add_opaque(BlockKind.CODE, first, last, code_key("\n".join(page.contents[first:last]), language))


def add_entries(page: Page, first: int, last: int) -> None:
    """Add the titles in a table of contents; what they lead to stays."""
    for index in range(first, last):
        match = _ENTRY.match(page.contents[index])
        if match:
            start = page.firsts[index]
            title_end = start + match.end("title")
            page.add_source(BlockKind.ITEM, start, title_end, match["title"], "rst-unparsed")
            page.add_stretch(BlockKind.DIRECTIVE, title_end, page.end(index), ENTRY_KEY)
        else:
            page.add_opaque(BlockKind.DIRECTIVE, index, index + 1, ENTRY_KEY)


def add_glossary(body: Body, first: int, last: int, inner: int) -> None:
    """Add the definitions; a term is what other pages refer to, so that it stays."""
    page = body.page
    margin = page.margin(first, last, inner)
    index = first
    while index < last:
        after = index + 1
        if page.columns[index] == margin:
            is_term = not page.contents[index].startswith("..")
            page.add_opaque(BlockKind.OPAQUE if is_term else BlockKind.DIRECTIVE, index, after)
        elif page.columns[index] > margin:
            after = page.extent(index, last, margin + 1)
            body.parse(index, after, page.margin(index, after, margin + 1), BlockKind.PARAGRAPH)
        index = after


def add_values(page: Page, first: int, last: int) -> None:
    """Add the cells of comma-separated values, or all of them as they are if a record is more than a line."""
    records = [(page.firsts[index], _record(page.contents[index])) for index in range(first, last)]
    if any(cells is None for _, cells in records):
        page.add_opaque(BlockKind.OPAQUE, first, last)
        return
    for begin, cells in records:
        for start, end in cells or ():
            source = page.text[begin + start : begin + end].replace('""', '"')
            page.add_source(BlockKind.CELL, begin + start, begin + end, source, "rst-csv")


def _record(line: str) -> list[tuple[int, int]] | None:
    """Return where the cells of a record stand that hold something; None if it does not end on its line."""
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
    return None


def is_prose(lines: list[str]) -> bool:
    """Whether the content of an unknown directive looks like text: words in a row, and no line that looks like code."""
    plain = [_MARKUP.sub("`", line) for line in lines if line]
    return any(map(_WORDS.search, plain)) and not any(map(_CODE.search, plain))


def words_in(argument: str) -> bool:
    """Whether there are words in a row beside the markup in the argument of an unknown directive."""
    return _WORDS.search(_MARKUP.sub("", argument)) is not None
