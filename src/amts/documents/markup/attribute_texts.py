"""The value of an attribute of a tag as a text of its own."""

from __future__ import annotations

from amts.documents.markup.character_data import decoded
from amts.placeholders import has_words
from amts.records import Block, BlockKind


def attribute_text(source: bytes, start: int, end: int) -> Block | None:
    """Return the caption that stands between two quotes at `start` to `end`, if it has words."""
    raw = source[start:end]
    value = raw.decode()
    if b"\n" in raw or b"\r" in raw or value != value.strip() or not has_words(value):
        return None
    text, inlines = decoded(value, "html")
    quotes = "single" if source[start - 1 : start] == b"'" else "double"
    return Block(BlockKind.CAPTION, start, end, text, tuple(inlines), encoding=f"in-{quotes}-quotes")
