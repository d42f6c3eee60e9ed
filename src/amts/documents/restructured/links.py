"""Where a reStructuredText document points, and what in it can be pointed to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from amts.documents.restructured.contents import ENTRY_KEY
from amts.documents.restructured.inline_finder import NAME, normalised
from amts.documents.restructured.tables import is_table
from amts.documents.restructured.titles import TARGET
from amts.documents.slugs import HeadingNames
from amts.records import Address, Anchor, Block, BlockKind, Document, Links, MarkKind

if TYPE_CHECKING:
    from collections.abc import Iterator

# In texts: code is passed over; `_`-names within `<...>` are references, no addresses.
_INLINE = re.compile(
    r"``(?:[^`]|`(?!`))+``"
    r"|:(?:doc|download):`(?:[^`<>]*<)?(?P<file>[^`<>\s]+)>?`"
    r"|`[^`<>]*<(?P<link>[^`<>\s]*[^`<>\s_])>`__?"
    r"|\b(?P<url>(?:https?|ftp)://[!-;=?-Z\]_a-z~]*[A-Za-z0-9/#=&_-])"
)
_TARGET = re.compile(
    r"\.\.[ \t]+_(?:`(?P<quoted>[^`]+)`|(?P<name>(?:\\.|[^:\\`]|:(?=\S))*)):(?:[ \t]+(?P<address>\S+))?\Z"
)
_ANONYMOUS = re.compile(r"(?:__|\.\.[ \t]+__:)[ \t]+(?P<address>\S+)\Z")
_FILE = re.compile(
    r"\.\.[ \t]+(?:\|[^|\n]*\|[ \t]+)?(?:image|figure|include|literalinclude|thumbnail|video)[ \t]?::"
    r"[ \t]+(?P<address>\S+)"
)
_OPTION = re.compile(r"^[ \t]*:(?:target:[ \t]+(?P<address>\S+)|name:[ \t]+(?P<name>\S[^\r\n]*))", re.M)
_REFERENCE = re.compile(rf"(?:{NAME}|`)_\Z")
_ENTRY = re.compile(r"(?:[^<>]*<)?(?P<address>[^<>\s]+)>?\Z")
_EXPLICIT = (BlockKind.DIRECTIVE, BlockKind.IMAGE)
_INLINE_TARGET = re.compile(r"(?<![\w`])_`([^`]+)`")


def links_of(document: Document) -> Links:
    """Find the addresses and anchors in the blocks of a document."""
    addresses: list[Address] = []
    anchors: list[Anchor] = []
    names = HeadingNames("docutils")
    for index, block in enumerate(document.blocks):
        source = document.body[block.start : block.end].decode()
        addresses += _addresses(block, source)
        anchors += (Anchor(normalised(name)) for name in _anchors(block, source))
        if block.kind is BlockKind.HEADING:
            anchors.append(Anchor(names.name(_shown(block)), index))
    return Links(tuple(addresses), tuple(anchors))


def _addresses(block: Block, source: str) -> Iterator[Address]:
    """Yield the addresses in a block."""
    position, byte = 0, block.start
    for start, end in sorted(_spans(block, source)):
        if start >= position:
            first = byte + len(source[position:start].encode())
            position, byte = end, first + len(source[start:end].encode())
            yield Address(first, byte, source[start:end])


def _spans(block: Block, source: str) -> Iterator[tuple[int, int]]:
    """Yield which characters of the source of a block are addresses."""
    if block.text:
        yield from (match.span(match.lastgroup) for match in _INLINE.finditer(source) if match.lastgroup)
    elif block.key == ENTRY_KEY:
        yield from (match.span("address") for match in [_ENTRY.search(source)] if match)
    elif block.kind in _EXPLICIT and not is_table(block):
        found = (pattern.match(source) for pattern in (_TARGET, _ANONYMOUS, _FILE))
        for match in (*found, *_OPTION.finditer(source)):
            if match and match["address"] and not _REFERENCE.search(match["address"]):
                yield match.span("address")


def _anchors(block: Block, source: str) -> Iterator[str]:
    if block.text:
        yield from (match["quoted"] or match["name"] for match in TARGET.finditer(source) if not match.start())
        yield from _INLINE_TARGET.findall(source)
    elif block.kind in _EXPLICIT and not is_table(block):
        target = _TARGET.match(source)
        if target:
            yield target["quoted"] or target["name"].replace("\\", "")
        yield from (match["name"] for match in _OPTION.finditer(source) if match["name"])


def _shown(block: Block) -> str:
    """Return the text of a title without its markup."""
    pieces: list[str] = []
    position = 0
    for inline in block.inlines:
        pieces.append(block.text[position : inline.start])
        if inline.kind is MarkKind.CODE:
            pieces.append(block.text[inline.start + 2 : inline.end - 2])
        position = inline.end
    return "".join([*pieces, block.text[position:]])
