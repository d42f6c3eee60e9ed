"""Markup out, numbered placeholders in; `amts.placeholders.unmask` is the inverse.

The n-th stretch of markup in a text becomes ⟦n⟧. Those brackets, should a text have them, are markup themselves
to every document format, so a placeholder is never mistaken for text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from amts.placeholders import placeholder
from amts.records import Mark, Segment

if TYPE_CHECKING:
    from amts.records import Block


def mask(block: Block) -> Segment:
    """Replace the markup in a block's text by placeholders."""
    pieces: list[str] = []
    marks: list[Mark] = []
    position = 0
    for inline in block.inlines:
        marks.append(Mark(inline.kind, block.text[inline.start : inline.end]))
        pieces += (block.text[position : inline.start], placeholder(len(marks)))
        position = inline.end
    return Segment("".join(pieces) + block.text[position:], tuple(marks))
