"""Runs of text and inline tags, as a reader finds them between block-level tags, made into text blocks.

Tags are paired here. A block begins and ends at something to see: what stands around all of it, such as the link in
`<li><a href="x">Text</a></li>`, is no part of it. Attributes with words for people lie within the run as Markdown's
picture texts do, between the marks that are the rest of the tag, or else are blocks of their own.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from amts.documents.markup.character_data import decoded, without_breaks
from amts.records import Block, BlockKind, Inline, MarkKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from amts.documents.markup.tags import Attribute

_PAIRED = (MarkKind.OPEN, MarkKind.CLOSE)
_BLANK = re.compile(r"(?:\s|&(?:nbsp|e[nm]sp|thinsp|#160|#[xX][aA]0|#8203|ZeroWidthSpace);|(?!))*+")
_BLANK_BACKWARDS = re.compile(r"(?:\s|;(?:psbn|ps[nm]e|psniht|061#|0[aA][xX]#|3028#|ecapShtdiWoreZ)&|(?!))*+")
_ONLY_REFERENCES = re.compile(rb"(?:\s|&[^;\s<&]++;|(?!))*+\Z")
_VALUE_ENCODINGS = {'"': "in-double-quotes", "'": "in-single-quotes", "": "without-quotes"}


class Tag(NamedTuple):
    """A tag, or anything else that is no text, within a run.

    Attributes:
        kind: OPEN and CLOSE are paired later; those without a partner become HTML.
        start: its first byte.
        end: the byte after it.
        name: of the element.
        visible: whether readers see it, as a picture.
        values: its attributes with words for people, in order.
        picture: the file name of the picture that it shows.
        outside: the kind of the block that it is on its own, if it is more than a tag.
    """

    kind: MarkKind
    start: int
    end: int
    name: str = ""
    visible: bool = False
    values: tuple[Attribute, ...] = ()
    picture: str = ""
    outside: BlockKind | None = None


@dataclass(slots=True)
class TagRun:
    """A text block in the making: bytes `start` to `end`, and the tags in it, in order."""

    kind: BlockKind
    level: int
    start: int
    end: int
    tags: list[Tag] = field(default_factory=list)


class Builder:
    """Makes blocks of runs and of attributes; `encoding` is of text between tags."""

    def __init__(self, body: bytes, encoding: str) -> None:
        self._body = body
        self._encoding = encoding

    def blocks_of(self, run: TagRun) -> Iterator[Block]:
        """Yield the text block of a run, the attributes and pictures outside of it; nothing if there are no words."""
        partners = _partners(run.tags)
        bounds = self._bounds(run, partners)
        for tag in run.tags:
            if bounds and bounds[0] <= tag.start < bounds[1]:
                continue
            if tag.picture:
                yield Block(BlockKind.IMAGE, tag.start, tag.start, key=f"image:{tag.picture}")
            if tag.outside:
                yield Block(tag.outside, tag.start, tag.end)
            yield from map(self.value, tag.values)
        if bounds:
            yield self._text_block(run, partners, *bounds)

    def value(self, attribute: Attribute) -> Block:
        """Return the block of an attribute's value."""
        start, end = self._trimmed(attribute.start, attribute.end)
        draft = _Draft()
        draft.add_text(self._body[start:end].decode(), self._encoding)
        return draft.block(BlockKind.CAPTION, 0, start, end, _VALUE_ENCODINGS[attribute.quote])

    def _bounds(self, run: TagRun, partners: Sequence[Tag | None]) -> tuple[int, int] | None:
        """Return where the block begins and ends; nothing if there is no text to see."""
        texts = [seen for gap in _gaps(run) if (seen := self._trimmed(*gap))[0] < seen[1]]
        if all(_ONLY_REFERENCES.match(self._body, *text) for text in texts):
            return None
        pictures = [(tag.start, tag.end) for tag in run.tags if tag.visible]
        start = min(texts[0][0], *(first for first, _ in pictures[:1]), texts[0][0])
        end = max(texts[-1][1], *(last for _, last in pictures[-1:]), texts[-1][1])
        # A pair that begins before what is seen and ends within it belongs to the block.
        opening = (tag.start for tag, other in zip(run.tags, partners, strict=True)
                   if other and tag.end <= start < other.start < end)  # fmt: skip
        closing = (tag.end for tag, other in zip(reversed(run.tags), reversed(partners), strict=True)
                   if other and start < other.end <= end <= tag.start)  # fmt: skip
        return next(opening, start), next(closing, end)

    def _trimmed(self, start: int, end: int) -> tuple[int, int]:
        """Leave out the white space at both ends, be it written as references."""
        text = self._body[start:end].decode()
        before, after = _blanks(text)
        return start + len(before.encode()), end - len(text[max(len(before), len(text) - after) :].encode())

    def _text_block(self, run: TagRun, partners: Sequence[Tag | None], start: int, end: int) -> Block:
        draft = _Draft()
        position = start
        for tag, partner in zip(run.tags, partners, strict=True):
            if start <= tag.start < end:
                draft.add_text(self._body[position : tag.start].decode(), self._encoding)
                kind = MarkKind.HTML if tag.kind in _PAIRED and partner is None else tag.kind
                self._add_tag(draft, tag, kind)
                position = tag.end
        draft.add_text(self._body[position:end].decode(), self._encoding)
        return draft.block(run.kind, run.level, start, end, self._encoding)

    def _add_tag(self, draft: _Draft, tag: Tag, kind: MarkKind) -> None:
        """Add a tag; one with words in its attributes as its other parts, the first and the last of them paired."""
        position = tag.start
        values = [value for value in tag.values if value.quote]
        single = kind is not MarkKind.OPEN
        for value in values:
            opening = position == tag.start
            draft.add_mark(MarkKind.OPEN if opening else MarkKind.HTML, self._body[position : value.start].decode())
            draft.add_text(self._body[value.start : value.end].decode(), self._encoding)
            position = value.end
        last = kind if not values else MarkKind.CLOSE if single else MarkKind.HTML
        draft.add_mark(last, self._body[position : tag.end].decode())


@dataclass(slots=True)
class _Draft:
    """The text of a block as far as it has come."""

    pieces: list[str] = field(default_factory=list)
    length: int = 0
    inlines: list[Inline] = field(default_factory=list)
    breaks: list[str] = field(default_factory=list)

    def add_text(self, source: str, encoding: str) -> None:
        """Add character data."""
        source, breaks = without_breaks(source)
        text, inlines = decoded(source, encoding)
        self.inlines += [Inline(each.kind, each.start + self.length, each.end + self.length) for each in inlines]
        self._add(text, breaks)

    def add_mark(self, kind: MarkKind, source: str) -> None:
        """Add markup."""
        text, breaks = without_breaks(source)
        self.inlines.append(Inline(kind, self.length, self.length + len(text)))
        self._add(text, breaks)

    def _add(self, text: str, breaks: Sequence[str]) -> None:
        self.pieces.append(text)
        self.length += len(text)
        self.breaks += breaks

    def block(self, kind: BlockKind, level: int, start: int, end: int, encoding: str) -> Block:
        """Return the block."""
        return Block(kind, start, end, "".join(self.pieces), tuple(self.inlines), tuple(self.breaks), level,
                     encoding=encoding)  # fmt: skip


def _blanks(text: str) -> tuple[str, int]:
    """Return the white space that a text begins with, and how many characters of it are at the end."""
    if "&" not in text:
        return text[: len(text) - len(text.lstrip())], len(text) - len(text.rstrip())
    before, after = _BLANK.match(text), _BLANK_BACKWARDS.match(text[::-1])
    return before[0] if before else "", len(after[0]) if after else 0


def _gaps(run: TagRun) -> Iterator[tuple[int, int]]:
    """Yield where text stands between the tags of a run."""
    position = run.start
    for tag in run.tags:
        if position < tag.start:
            yield position, tag.start
        position = tag.end
    if position < run.end:
        yield position, run.end


def _partners(tags: Sequence[Tag]) -> list[Tag | None]:
    """Return the partner of each tag; none of a tag whose element does not begin and end in order in the run."""
    partners: list[Tag | None] = [None] * len(tags)
    opened: list[int] = []
    names: Counter[str] = Counter()
    for index, tag in enumerate(tags):
        if tag.kind is MarkKind.OPEN:
            opened.append(index)
            names[tag.name] += 1
        elif tag.kind is MarkKind.CLOSE and names[tag.name]:
            while tags[(last := opened.pop())].name != tag.name:
                names[tags[last].name] -= 1
            names[tag.name] -= 1
            partners[last], partners[index] = tag, tags[last]
    return partners
