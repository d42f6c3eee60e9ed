"""Byte-exact replacement of block texts, and the checks every text format makes before parsing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amts.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amts.records import Block, Document

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


def splice(document: Document, texts: Mapping[int, str]) -> bytes:
    """Return the document's bytes with some blocks' texts replaced; all other bytes stay as they are."""
    pieces: list[bytes] = []
    position = 0
    for index in sorted(texts):
        block = document.blocks[index]
        pieces += (document.content[position : block.start], _with_breaks(block, texts[index], document))
        position = block.end
    pieces.append(document.content[position:])
    return b"".join(pieces)


def _with_breaks(block: Block, text: str, document: Document) -> bytes:
    """Put back what stood at the line breaks of the source; if their number changed, the longest one at each.

    The longest one opens every quote and list that the text stands in; a shorter one may be a lazy continuation.
    """
    first, *rest = text.split("\n")
    breaks = block.breaks
    if len(breaks) != len(rest):
        breaks = (max(breaks, key=len, default=_newline(document)),) * len(rest)
    return (first + "".join(map(str.__add__, breaks, rest))).encode()


def _newline(document: Document) -> str:
    return "\r\n" if b"\r\n" in document.content else "\n"
