"""Texts of parallel data as segments: masked like the texts of the documents that they help to translate."""

from __future__ import annotations

from amts.documents.markup.html import html_blocks
from amts.placeholders import collapsed, concatenated
from amts.records import Mark, MarkKind, Segment
from amts.segments.masks import mask

# What may begin a tag, an entity, what template languages read, or a placeholder.
_MAY_BE_MARKUP = frozenset("<&{⟦⟧")


def read_text(text: str) -> Segment:
    """Return a text, plain or with inline HTML, as jobs translate it.

    Inline tags, elements that say `translate="no"` and entities that are more than a character become marks. What
    stands around all of the text, such as `<b>` and `</b>`, is left out, as it is when a document is read.
    """
    if not _MAY_BE_MARKUP & set(text):
        return collapsed(Segment(text.strip()))
    body = text.encode()
    found = [mask(block) for block in html_blocks(body, 0, len(body))]
    if not found:
        return Segment("⟦1⟧", (Mark(MarkKind.LITERAL, text),)) if text.strip() else Segment("")
    return collapsed(concatenated(found, [*[" "] * (len(found) - 1), ""]))
