"""Markdown (CommonMark, GFM tables, math, footnotes, front matter, many flavours) with exact byte positions.

What CommonMark does not know is found first (see `flavours`) and kept out of the parser's view. Then
pyromark, a binding of pulldown-cmark, gives a byte range for every block and every inline event. Runs of inline
events become text blocks; what is not text between them becomes their markup. Nothing is ever re-serialised.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from amts.documents.markdown import flavours
from amts.documents.markdown.d2l import blank, opaque_lines
from amts.documents.markdown.events import Events
from amts.documents.markdown.found_markup import FoundMarkup
from amts.documents.markdown.text_marks import USUAL_TEXT_MARKS
from amts.documents.protocol import AS_USUAL, UNCHANGED
from amts.documents.splice import decode, splice
from amts.errors import DocumentError
from amts.records import Document

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amts.records import Address, Block, Links, ReadingOptions

_BOM = b"\xef\xbb\xbf"
# The parser looks at each line once for each quote and list that it stands in.
_DEEPEST = 500
_NESTED = re.compile(rb"(?:[ \t]*(?:>|(?:[-*+]|\d{1,9}[.)])[ \t])){%d}" % _DEEPEST)


class Markdown:
    """The Markdown format, in any of its flavours."""

    suffixes: ClassVar[tuple[str, ...]] = (".md", ".markdown", ".mdx")

    def parse(self, content: bytes, name: str, options: ReadingOptions = AS_USUAL) -> Document:
        """Find the text blocks and the anchors of a Markdown document.

        Raises:
            DocumentError: it is not UTF-8, too large, or nested too deep.
        """
        decode(content, name)
        _check_nesting(content, name)
        offset = len(_BOM) if content.startswith(_BOM) else 0
        body = content[offset:]
        flavour = flavours.flavour_of(body, options, name)
        added = flavours.additions(flavour)
        found = FoundMarkup(body)
        if added:
            added.find(found, options)
        view = found.view
        opaque = opaque_lines(view.text)
        read = blank(view.text, opaque) if opaque else view.text
        if view.moved:
            opaque = [replace(block, start=view.start(block.start), end=view.end(block.end)) for block in opaque]
        events = Events(
            found, view, read, options, added.text_marks if added else USUAL_TEXT_MARKS, slides=flavour == "d2l"
        )
        blocks = [*opaque, *found.blocks, *events.walk()]
        blocks.sort(key=_place)
        if offset:
            blocks = [replace(block, start=block.start + offset, end=block.end + offset) for block in blocks]
        return Document(name, "markdown", content, tuple(blocks), content, flavour, options)

    def render(
        self, document: Document, texts: Mapping[int, str], addresses: Mapping[Address, str] = UNCHANGED
    ) -> bytes:
        """Replace the texts of some blocks, or some addresses."""
        return splice(document, texts, addresses)

    def links(self, document: Document) -> Links:
        """Find the addresses and the anchors."""
        from amts.documents.markdown.links import markdown_links

        return markdown_links(document)


def _check_nesting(content: bytes, name: str) -> None:
    for number, line in enumerate(content.splitlines(), start=1):
        if len(line) > _DEEPEST and _NESTED.match(line):
            msg = f"{name}: line {number}: quotes and lists are nested more than {_DEEPEST} deep: break the line"
            raise DocumentError(msg)


def _place(block: Block) -> tuple[int, int]:
    return block.start, -block.end
