"""The blocks that single constructs of AsciiDoc make: texts, titles, pictures, attributes, code."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from amts.documents.asciidoc import lines as lines_
from amts.documents.asciidoc.inline import read_inline
from amts.documents.embedded.code import code_key
from amts.records import Block, BlockKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from amts.documents.asciidoc.lines import Line

# What people read of the attributes of a document; in the names of captions and labels the rest is free.
_TEXT_ATTRIBUTES = re.compile(r"(?:description|doctitle|title|toc-title|[\w-]+-(?:caption|label|signifier))$")
_ALTERNATIVE = re.compile(r'\s*(?:"((?:[^"\\]|\\.)*)"|([^\s\]\[,="][^\]\[,="]*))(?=\s*(?:,|$))')


class Pieces:
    """Makes blocks of the lines of a document; in the cell of a table, a `|` is written with a backslash."""

    def __init__(self, text: str, *, cell: bool) -> None:
        self._text = text
        self._cell = cell

    def paragraph(
        self, kind: BlockKind, spans: Sequence[tuple[int, int]], encoding: str = "asciidoc", level: int = 0
    ) -> Block:
        """Return the text on some stretches of lines."""
        source = "\n".join(self._text[start:end] for start, end in spans)
        if self._cell:
            source, encoding = source.replace("\\|", "|"), "asciidoc cell"
        text, inlines = read_inline(source)
        breaks = tuple(self._text[end:start] for (_, end), (start, _) in pairwise(spans))
        if text.count("\n") != len(breaks):
            breaks = ()
        return Block(kind, spans[0][0], spans[-1][1], text, inlines, breaks, level, encoding=encoding)

    def heading(self, line: Line, opening: re.Match[str]) -> Block:
        """Return a title with its level before it, and perhaps behind it."""
        title = line.text[opening.end() :]
        if title.endswith(f" {opening[1]}"):
            title = title[: -len(opening[1])].rstrip()
        start = line.start + opening.end()
        return self.paragraph(BlockKind.HEADING, [(start, start + len(title))], level=len(opening[1]))

    def underlined_heading(self, line: Line, below: Line) -> Block:
        """Return a title with a line below it."""
        level = lines_.UNDERLINES[below.text[0]]
        text, inlines = read_inline(line.text)
        newline = (self._text[line.end : below.start],)
        return Block(
            BlockKind.HEADING, line.start, below.end, text, inlines, newline, level, encoding="asciidoc heading"
        )

    def macro(self, line: Line, macro: re.Match[str]) -> Iterator[Block]:
        """Yield a block macro; the text of a picture is a caption of its own."""
        if macro[1] != "image":
            yield Block(BlockKind.DIRECTIVE, line.start, line.end)
            return
        inner = line.start + macro.start(3)
        alternative = _ALTERNATIVE.match(macro[3])
        yield Block(BlockKind.IMAGE, line.start, inner, key=f"image:{macro[2].rsplit('/', 1)[-1]}")
        if alternative and (alternative[1] or alternative[2] or "").strip():
            yield _alternative(alternative, inner)

    def attribute_entry(self, used: Sequence[Line]) -> Block:
        """Return the value of an attribute of the document if people read it; otherwise the attribute."""
        line = used[0]
        entry = lines_.ATTRIBUTE_ENTRY.match(line.text)
        directive = Block(BlockKind.DIRECTIVE, line.start, used[-1].end)
        if entry is None or not _TEXT_ATTRIBUTES.match(entry[1]) or entry.end() == len(line.text):
            return directive
        spans = [(each.start + lines_.indentation(each.text), each.end) for each in used]
        spans[0] = (line.start + entry.end(), line.end)
        spans = [(start, end - 2 if number < len(used) - 1 else end) for number, (start, end) in enumerate(spans)]
        whole = all(start < end for start, end in spans)
        return self.paragraph(BlockKind.PARAGRAPH, spans) if whole else directive

    def opaque(self, kind: BlockKind, start: int, end: int, language: str = "") -> Block:
        """Return what is not read."""
        if kind is not BlockKind.CODE:
            return Block(kind, start, end, key="comment" if kind is BlockKind.DIRECTIVE else "")
        return Block(kind, start, end, key=code_key(self._text[start:end], language))


def _alternative(found: re.Match[str], offset: int) -> Block:
    group = 1 if found[1] is not None else 2
    text = found[group].strip().replace('\\"', '"').replace("\\]", "]")
    start, end = found.span(group)
    start, end = (start - 1, end + 1) if group == 1 else (start, start + len(found[2].rstrip()))
    text, inlines = read_inline(text)
    return Block(BlockKind.CAPTION, start + offset, end + offset, text, inlines, encoding="asciidoc alternative")
