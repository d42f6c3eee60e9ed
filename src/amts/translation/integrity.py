"""Whether a document survives its way through the house: cut up and put together again, not a byte may differ."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from amts.placeholders import unmask
from amts.segments.masks import mask
from amts.segments.sentences import join, split

if TYPE_CHECKING:
    from amts.documents.protocol import Format
    from amts.records import Block, Document


def round_trip_failure(document: Document, format_: Format, tag: str) -> str:
    """Cut a document up and put it together again with nothing changed.

    Args:
        document: the parsed document.
        format_: the format that parsed it.
        tag: its language, by whose rules its texts are cut into sentences.

    Returns:
        Nothing if the document comes out byte for byte as it went in; otherwise which step failed, and where.
    """
    for index, block in enumerate(document.blocks):
        failure = _text_failure(block, tag) if block.text else ""
        if failure:
            return f"{document.name}: block {index} (bytes {block.start} to {block.end}): {failure}"
    return _order_failure(document) or _render_failure(document, format_)


def _text_failure(block: Block, tag: str) -> str:
    position = 0
    for inline in block.inlines:
        if not position <= inline.start < inline.end <= len(block.text):
            return f"parse: markup at {inline.start} to {inline.end} of the text is empty or overlaps what is before it"
        position = inline.end
    segment = mask(block)
    if unmask(segment) != block.text:
        return f"mask: {block.text!r} came back as {unmask(segment)!r}"
    joined = join(split(segment, tag))
    return "" if joined == segment else f"split: {segment.text!r} came back as {joined.text!r}"


def _order_failure(document: Document) -> str:
    """Check that the texts are disjoint, in order, and within the document."""
    bounds = [(0, 0), *((block.start, block.end) for block in document.blocks if block.text)]
    bounds.append((len(document.body),) * 2)
    for (_, end), (start, last) in pairwise(bounds):
        if not end <= start <= last:
            return f"{document.name}: parse: bytes {start} to {last} are out of order after a text that ends at {end}"
    return ""


def _render_failure(document: Document, format_: Format) -> str:
    texts = {index: block.written for index, block in enumerate(document.blocks) if block.text}
    rendered = format_.render(document, texts)
    if rendered == document.content:
        return ""
    both = zip(rendered, document.content, strict=False)
    shorter = min(len(rendered), len(document.content))
    place = next((index for index, (ours, theirs) in enumerate(both) if ours != theirs), shorter)
    around = slice(max(place - 20, 0), place + 20)
    return f"{document.name}: render: byte {place} differs: {document.content[around]!r} became {rendered[around]!r}"
