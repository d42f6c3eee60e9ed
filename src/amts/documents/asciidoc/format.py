"""AsciiDoc with exact positions: read line by line as Asciidoctor does, written by replacing texts."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from amts.documents.asciidoc.blocks import blocks
from amts.documents.asciidoc.lines import DELIMITER, Lines
from amts.documents.asciidoc.links import links_of
from amts.documents.asciidoc.walk import Walk
from amts.documents.embedded.comments import comment_blocks
from amts.documents.protocol import AS_USUAL, UNCHANGED
from amts.documents.splice import decode, splice
from amts.records import Block, BlockKind, Document

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from amts.records import Address, Links, ReadingOptions


# The numbers of the remarks on lines of code, which must stay at the ends of these.
_CALLOUTS = re.compile(r"(?<![ \t])(?:[ \t]+<(?:\d+|\.)>){1,9}(?=\n|\Z)")


class AsciiDoc:
    """The AsciiDoc format: articles, books and manual pages."""

    suffixes: ClassVar[tuple[str, ...]] = (".adoc", ".asciidoc", ".asc")

    def parse(self, content: bytes, name: str, options: ReadingOptions = AS_USUAL) -> Document:
        """Find the text blocks and the anchors of an AsciiDoc document."""
        text = decode(content, name)
        walk = Walk(text, Lines(text, int(text.startswith("\ufeff")), len(text)))
        found: Iterator[Block] | list[Block] = blocks(walk)
        if options.comments:
            found = list(found)
            languages = [walk.languages.get(block.start, "") for block in found]
            found = _with_comments(_in_bytes(found, text), languages, content)
        elif len(text) != len(content):
            found = _in_bytes(found, text)
        return Document(name, "asciidoc", content, tuple(found), content, options=options)

    def render(
        self, document: Document, texts: Mapping[int, str], addresses: Mapping[Address, str] = UNCHANGED
    ) -> bytes:
        """Replace the texts of some blocks, or some addresses."""
        return splice(document, texts, addresses)

    def links(self, document: Document) -> Links:
        """Find where links, pictures and inclusions lead, and the places that have names."""
        return links_of(document)


def _in_bytes(blocks: Iterable[Block], text: str) -> Iterator[Block]:
    """Yield the blocks, which are disjoint and in order, with their offsets in bytes instead of characters."""
    position = byte = 0
    for block in blocks:
        start = byte + len(text[position : block.start].encode())
        byte = start + len(text[block.start : block.end].encode())
        position = block.end
        yield Block(block.kind, start, byte, block.text, block.inlines, block.breaks, block.level, block.key,
                    block.encoding)  # fmt: skip


def _with_comments(blocks: Iterable[Block], languages: Sequence[str], content: bytes) -> Iterator[Block]:
    """Yield the blocks, and behind each of code, in a language or none, the comments in it."""
    for block, language in zip(blocks, languages, strict=True):
        yield block
        if language and block.kind is BlockKind.CODE:
            comments = comment_blocks(content, *_within(content, block.start, block.end), language)
            yield from filter(None, map(_before_callouts, comments))


def _within(content: bytes, start: int, end: int) -> tuple[int, int]:
    """Return where code begins and ends without the lines that delimit it, if it has such."""
    line = content.find(b"\n", start, end)
    if line < 0 or not DELIMITER.match(content[start:line].decode().rstrip()):
        return start, end
    return line + 1, max(content.rfind(b"\n", start, end), line) + 1


def _before_callouts(comment: Block) -> Block | None:
    """Return a comment up to the callouts at its end; None if there are some at the end of another line."""
    callouts = _CALLOUTS.search(comment.text)
    if callouts is None:
        return comment
    text = comment.text[: callouts.start()]
    inlines = tuple(each for each in comment.inlines if each.end <= len(text))
    end = comment.end - len(callouts[0].encode())
    return replace(comment, end=end, text=text, inlines=inlines) if callouts.end() == len(comment.text) else None
