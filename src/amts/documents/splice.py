"""Byte-exact replacement of texts and addresses, and the checks every text format makes before parsing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amts.documents.encodings import encoder
from amts.documents.protocol import UNCHANGED
from amts.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from amts.records import Address, Block, Document

MAX_BYTES = 20_000_000


def decode(content: bytes, name: str) -> str:
    """Return the content as text.

    Raises:
        DocumentError: it is larger than MAX_BYTES, or not UTF-8 (the message has the byte offset).
    """
    if len(content) > MAX_BYTES:
        msg = (
            f"{name}: {len(content):,} bytes is more than the {MAX_BYTES:,} that a document may have: "
            "split it, or leave it out"
        )
        raise DocumentError(msg)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        msg = (
            f"{name}: not UTF-8 at byte offset {error.start} (byte 0x{content[error.start]:02x}): "
            "convert the file to UTF-8"
        )
        raise DocumentError(msg) from error


def splice(document: Document, texts: Mapping[int, str], addresses: Mapping[Address, str] = UNCHANGED) -> bytes:
    """Return the document's body with some texts and addresses replaced; all other bytes stay as they are."""
    edits = [(block.start, block.end, encoded(block, text, document.body)) for block, text in _changed(document, texts)]
    edits += [(address.start, address.end, new.encode()) for address, new in addresses.items()]
    return replaced(document.body, edits)


def replaced(body: bytes, edits: Iterable[tuple[int, int, bytes]]) -> bytes:
    """Return the bytes with disjoint stretches (first byte, byte after the last) replaced."""
    pieces: list[bytes] = []
    position = 0
    for start, end, new in sorted(edits):
        pieces += (body[position:start], new)
        position = end
    pieces.append(body[position:])
    return b"".join(pieces)


def _changed(document: Document, texts: Mapping[int, str]) -> Iterable[tuple[Block, str]]:
    """Yield the blocks to write anew; the encoding of a text may be one of many, so one that stays is left alone."""
    for index, text in texts.items():
        block = document.blocks[index]
        if not block.encoding or text != block.written:
            yield block, text


def encoded(block: Block, text: str, body: bytes) -> bytes:
    """Return a new text of a block as it is written down in the body."""
    if block.encoding:
        text = encoder(block.encoding)(text, block, body)
    return _with_breaks(block, text, body).encode()


def _with_breaks(block: Block, text: str, body: bytes) -> str:
    """Put back what stood at the line breaks of the source; if their number changed, the longest one at each.

    The longest one opens every quote and list that the text stands in; a shorter one may be a lazy continuation.
    """
    first, *rest = text.split("\n")
    breaks = block.breaks
    if len(breaks) != len(rest):
        breaks = (max(breaks, key=len, default="") or _newline(body),) * len(rest)
    return first + "".join(map(str.__add__, breaks, rest))


def _newline(body: bytes) -> str:
    return "\r\n" if b"\r\n" in body else "\n"
