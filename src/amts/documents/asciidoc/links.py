"""Where an AsciiDoc document points, and what in it can be pointed to.

A reference within the document (`<<id>>`, `xref:id[]`) is no address: only what leads to a file or a site is.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from amts.documents.splice import replaced
from amts.records import Address, Anchor, BlockKind, Links, MarkKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amts.records import Block, Document

_ADDRESS = re.compile(
    rb"(?<![\w\\])(?:(?:link:|image::?|include::|video::|audio::)(?P<file>[^\s\[\]:][^\s\[\]]{0,500}+)\["
    rb"|xref:(?=[^\s\[\]]{1,1009}+\[)(?P<page>[^\s\[\]]{0,500}(?:\#|\.adoc)[^\s\[\]]{0,500}+)\[|<<(?=[^\s<>,]{1,1009}+(?:,|>>))(?P<other>[^\s<>,]{0,500}(?:\#|\.adoc)[^\s<>,]{0,500}+)(?=,|>>)"
    rb"|(?P<site>(?:https?|ftp)://[^\s<>\[\]\"'`*|]*[^\s<>\[\]\"'`*|.,;:!?)]))"
)
_ANCHOR = re.compile(
    rb"\[\[([A-Za-z_:][\w:.-]{0,99})(?:,[^\]\n]{0,200})?\]\]|^\[[\w-]*#([A-Za-z_:][\w:-]*)"
    rb"|\[(?:[^\]\n]{0,200},)?[ \t]{0,9}id=\"?([\w:.-]+)"
    rb"|\banchor:([\w:.-]{1,200}+)\[|(?<!\w)\[#([\w:-]++)[^\]\n]{0,99}\]#",
    re.M,
)
_SETTING = re.compile(rb"^:(idprefix|idseparator):[ \t]*([^\s]*)", re.M)
# Not read by the processor, or not as AsciiDoc.
_UNREAD = (BlockKind.CODE, BlockKind.HTML, BlockKind.MATH)
_NOT_IN_NAMES = re.compile(r"<[^>]+>|&(?:[a-z]+\d{0,2}|#\d+|#x[\da-f]+);|[^ \w\-.]")


def links_of(document: Document) -> Links:
    """Find the addresses and the anchors of a document."""
    hidden = [
        (block.start, block.end, b"\n" * (block.end - block.start))
        for block in document.blocks
        if not block.text and (block.kind in _UNREAD or block.key == "comment")
    ]
    body = replaced(document.body, hidden)
    addresses = [
        Address(*match.span(match.lastgroup or 0), match[match.lastgroup or 0].decode())
        for match in _ADDRESS.finditer(body)
    ]
    named = [next(filter(None, match.groups())).decode() for match in _ANCHOR.finditer(body)]
    return Links(tuple(addresses), (*map(Anchor, dict.fromkeys(named)), *_headings(document, body)))


def _headings(document: Document, body: bytes) -> Iterator[Anchor]:
    """Yield the names that Asciidoctor makes of titles, a number added to what is there already."""
    settings = {match[1]: match[2].decode() for match in _SETTING.finditer(body)}
    prefix, separator = settings.get(b"idprefix", "_"), settings.get(b"idseparator", "_")
    taken: Counter[str] = Counter()
    for index, block in enumerate(document.blocks):
        if block.kind is BlockKind.HEADING and block.level > 1:
            name = _name(block, prefix, separator)
            taken[name] += 1
            yield Anchor(name if taken[name] == 1 else f"{name}{separator}{taken[name]}", index)


def _name(block: Block, prefix: str, separator: str) -> str:
    title: list[str] = []
    position = 0
    for mark in block.inlines:
        title.append(block.text[position : mark.start])
        if mark.kind is MarkKind.CODE:
            title.append(block.text[mark.start : mark.end].strip("`"))
        position = mark.end
    title.append(block.text[position:])
    name = _NOT_IN_NAMES.sub("", "".join(title).lower())
    name = (
        re.sub(r"[ .\-_]+" if separator == "_" else r"[ .\-]+", separator, name) if separator else name.replace(" ", "")
    )
    name = prefix + name
    return name.removesuffix(separator) if separator else name
