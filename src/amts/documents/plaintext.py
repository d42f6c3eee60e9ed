"""Plain text: paragraphs separated by blank lines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from amts.documents.protocol import AS_USUAL, UNCHANGED
from amts.documents.splice import decode, splice
from amts.records import Block, BlockKind, Document, Inline, Links, MarkKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amts.records import Address, ReadingOptions

# A paragraph: lines that are not blank, from the first visible character to the last.
_LINE = r"\S(?:[^\r\n]*\S)?"
# The look-behind spares trying every blank of a long row of them.
_LINE_BREAK = r"(?<![^\S\r\n])[^\S\r\n]*(?:\r\n|\r|\n)[^\S\r\n]*"
_PARAGRAPH = re.compile(rf"{_LINE}(?:{_LINE_BREAK}{_LINE})*")
_BREAK = re.compile(_LINE_BREAK)
_PLACEHOLDER_BRACKET = re.compile("[⟦⟧]")


class PlainText:
    """Text without markup."""

    suffixes: ClassVar[tuple[str, ...]] = (".txt",)

    def parse(self, content: bytes, name: str, options: ReadingOptions = AS_USUAL) -> Document:
        """Find the paragraphs."""
        text = decode(content, name)
        blocks: list[Block] = []
        position, byte = 0, 0
        for match in _PARAGRAPH.finditer(text, text.startswith("\ufeff")):
            byte += len(text[position : match.start()].encode())
            end = byte + len(match[0].encode())
            blocks.append(_paragraph(match[0], byte, end))
            position, byte = match.end(), end
        return Document(name, "plaintext", content, tuple(blocks), content, options=options)

    def render(
        self, document: Document, texts: Mapping[int, str], addresses: Mapping[Address, str] = UNCHANGED
    ) -> bytes:
        """Replace the texts of some paragraphs."""
        return splice(document, texts, addresses)

    def links(self, document: Document) -> Links:
        """Return nothing: plain text has no links that a tool may follow."""
        return Links()


def _paragraph(source: str, start: int, end: int) -> Block:
    text = _BREAK.sub("\n", source)
    brackets = tuple(Inline(MarkKind.LITERAL, *match.span()) for match in _PLACEHOLDER_BRACKET.finditer(text))
    return Block(BlockKind.PARAGRAPH, start, end, text, brackets, tuple(_BREAK.findall(source)))
