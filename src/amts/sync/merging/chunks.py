"""A document cut into chunks of whole lines, which can be kept, moved, left out or put beside others.

Only formats whose bytes are their text have such chunks; of others only texts can be replaced.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amts.records import Document


@dataclass(frozen=True, slots=True)
class Chunk:
    """Lines of a document: those on which its blocks begin, to the line of the next chunk's first block.

    Attributes:
        blocks: the indexes of its blocks.
        start: its first byte in the body.
        end: the byte behind its last line that is not blank.
        stop: the byte behind the blank lines that follow, where the next chunk starts.
    """

    blocks: range
    start: int
    end: int
    stop: int


def is_lines(document: Document) -> bool:
    """Whether the document's bytes are lines that can be put elsewhere."""
    return document.body == document.content and not document.bilingual


def cut(document: Document) -> tuple[Chunk, ...]:
    """Cut a document into chunks; together they are its body. A document without blocks has none."""
    starts = list(_starts(document))
    if not starts:
        return ()
    ends = [start for start, _ in starts[1:]] + [len(document.body)]
    blocks = [first for _, first in starts[1:]] + [len(document.blocks)]
    return tuple(
        Chunk(range(first, last), start, start + len(document.body[start:stop].rstrip()), stop)
        for (start, first), stop, last in zip(starts, ends, blocks, strict=True)
    )


def _starts(document: Document) -> Iterator[tuple[int, int]]:
    """Yield where each chunk starts, and the index of its first block."""
    start = reached = -1
    for index, block in enumerate(document.blocks):
        line = document.body.rfind(b"\n", 0, block.start) + 1 if index else 0
        if line >= reached and line > start:
            start = line
            yield start, index
        reached = max(reached, block.end)


def skeleton(document: Document, chunk: Chunk) -> bytes:
    """Return what stands around the blocks of a chunk: markup such as the signs of lists and headings."""
    pieces, position = [], chunk.start
    for index in chunk.blocks:
        block = document.blocks[index]
        if block.start >= position:
            pieces.append(document.body[position : block.start])
            position = block.end
    pieces.append(document.body[position : chunk.end] if position < chunk.end else b"")
    lines = document.body[chunk.start : chunk.end]
    indentation = lines[: len(lines) - len(lines.lstrip(b" \t"))]
    return indentation + b"\0".join(b" ".join(piece.split()) for piece in pieces)
