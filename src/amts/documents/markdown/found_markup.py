"""What a flavour of Markdown adds to CommonMark, as it is found in a document before that is parsed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amts.documents.splice import replaced
from amts.documents.views import View, blanked
from amts.records import Block, BlockKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amts.documents.markdown.runs import Mark
    from amts.documents.views import Edit
    from amts.records import MarkKind


class FoundMarkup:
    """A collection of markup, and what the parser is to read in its place.

    Attributes:
        source: the document.
        blocks: opaque lines, and texts that no parser of Markdown needs to see.
        marks: markup within texts.
        captions: stretches (first byte, byte after the last) whose texts are captions.
    """

    def __init__(self, source: bytes) -> None:
        self.source = source
        self.blocks: list[Block] = []
        self.marks: list[Mark] = []
        self.captions: list[tuple[int, int]] = []
        self._edits: list[Edit] = []

    def opaque(self, start: int, end: int, kind: BlockKind = BlockKind.DIRECTIVE, texts: Sequence[Block] = ()) -> None:
        """Take a stretch that begins and ends with lines out of the view; it anchors alignment.

        Args:
            start: its first byte.
            end: the byte after it.
            kind: what it is.
            texts: those that it encloses; its key is what is around them.
        """
        without = replaced(self.source[start:end], [(text.start - start, text.end - start, b"") for text in texts])
        key = "" if kind is BlockKind.HTML else f"{kind}:{' '.join(without.decode().split())}"
        self.blocks += [Block(kind, start, end, key=key), *texts]
        self._edits.append((start, end, blanked(self.source[start:end])))

    def inline(self, start: int, end: int, kind: MarkKind) -> None:
        """Keep a stretch within a text from being read: punctuation stands there instead."""
        self.marks.append((start, end, kind))
        self._edits.append((start, end, b";" * (end - start)))

    def title(self, start: int, first: int, last: int, end: int, opening: bytes = b"") -> None:
        """Make a caption of a part of a line.

        Args:
            start: the first byte of the markup.
            first: the first byte of the caption.
            last: the byte after it.
            end: the byte after the markup.
            opening: what the line begins with before all that, indentation and quote marks.
        """
        self.blocks.append(Block(BlockKind.DIRECTIVE, start, end))
        self.captions.append((first, last))
        self._edits += [(start, first, b"\n" + opening), (last, end, b"\n")]

    def cut(self, start: int, end: int, new: bytes = b"") -> None:
        """Let the parser read something else in place of a stretch that has no meaning of its own: indentation."""
        self._edits.append((start, end, new))

    @property
    def view(self) -> View:
        """What the parser is to read."""
        return View(self.source, self._edits)
