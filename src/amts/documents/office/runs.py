"""The text of a paragraph written as runs, with the formatting that its marks name.

What is written must be read as the same text: `amts.documents.office.paragraphs` and this module agree on every detail.
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

from amts.documents.markup.tree import tree
from amts.documents.markup.tree_text import decoded, safe, split_at_marks
from amts.documents.office.items import Format, Item, items_of, properties_of
from amts.documents.office.paragraphs import (
    SEEN,
    common_of,
    common_to,
    formats_of,
    name_of,
)
from amts.documents.office.syntax import DRAWING, SHEET, TEXT
from amts.records import MarkKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from amts.documents.markup.tree import Node
    from amts.documents.office.items import Wrappers
    from amts.documents.office.syntax import Syntax
    from amts.records import Block

_AS_WRITTEN = (MarkKind.ESCAPE, MarkKind.LITERAL)
# White space that a text element must say it keeps.
_COUNTS = re.compile(r"  |[\x00-\x02]")
_WHITE = re.compile(r"[\r\n\t]+")


def written_runs(syntax: Syntax, text: str, block: Block, body: bytes) -> str:
    """Return a text as runs; with a syntax, the encoder of the texts that are written so."""
    stretch = body[block.start : block.end]
    items = items_of(tree(stretch, named=syntax.named).children, stretch, syntax)
    writer = _Writer(_layout(items, stretch, syntax))
    for piece, kind in split_at_marks(text, block):
        if kind is None:
            writer.text(safe(_WHITE.sub(" ", piece) if syntax.single else piece))
        elif kind in _AS_WRITTEN or (kind is MarkKind.BREAK and not piece.startswith("<")):
            writer.text(piece)
        elif piece in writer.layout.formats and kind is MarkKind.OPEN:
            writer.open(piece)
        elif kind is MarkKind.CLOSE and piece not in writer.layout.others:
            writer.close()
        else:
            writer.other(piece)
    return writer.finish().decode()


@dataclass(slots=True)
class _Layout:
    """What the marks of a text stand for.

    Attributes:
        syntax: how they are written.
        prefix: that of its elements.
        common: what all of its runs have.
        bare: whether its characters stand in no run.
        formats: by the name of an opening mark, what its run has.
        properties: the bytes of the run properties of each format.
        others: by name, the bytes of what is no text, in order; and whether that belongs into a run.
    """

    syntax: Syntax
    prefix: str
    common: Format
    bare: bool
    formats: dict[str, Format] = field(default_factory=dict)
    properties: dict[Format, bytes] = field(default_factory=dict)
    others: dict[str, deque[tuple[bytes, bool]]] = field(default_factory=lambda: defaultdict(deque))


def _layout(items: Sequence[Item], content: bytes, syntax: Syntax) -> _Layout:
    formats = formats_of(items)
    common = common_of(items, formats)
    bare = all(item.start == item.top.start for item in items if item.text is not None)
    layout = _Layout(syntax, syntax.prefix_in(content), common, bare)
    for item, format_ in zip(items, formats, strict=True):
        if item.text is None:
            layout.others[item.name].append((content[item.start : item.end], item.format is not None))
        if format_:
            layout.formats[name_of(format_, common)] = format_
            if format_ == item.format:
                layout.properties.setdefault(format_, _properties(item.properties, content))
    if common not in layout.properties:
        some = next(item.properties for item in items if item.format)
        layout.properties[common] = _shared_properties(some, content, layout)
    return layout


def _properties(own: Node | None, content: bytes) -> bytes:
    return content[own.start : own.end] if own and (own.children or own.attributes.strip()) else b""


def _shared_properties(own: Node | None, content: bytes, layout: _Layout) -> bytes:
    """Return the run properties that all runs of a text have, of those of one of them."""
    found = properties_of(own, content, layout.syntax) if own else {}
    shared = [each for name, each in found.items() if name in layout.common.properties]
    said = "".join(
        ' {}="{}"'.format(each[0], each[1].replace('"', "&quot;")) for each in shared if isinstance(each, tuple)
    )
    inner = b"".join(content[each.start : each.end] for each in shared if not isinstance(each, tuple))
    name = layout.prefix.encode() + b"rPr"
    return b"<%b%b>%b</%b>" % (name, said.encode(), inner, name) if shared else b""


class _Writer:
    """Writes runs one after another; of each format at least one with a text element, so that it is read again."""

    def __init__(self, layout: _Layout) -> None:
        self.layout = layout
        self._no_text = f"<{layout.prefix}t></{layout.prefix}t>".encode()
        self._text_tags = (
            self._no_text[: len(layout.prefix) + 3],
            self._no_text[: len(layout.prefix) + 2] + b" ",
        )
        # Elements of the paragraph, each with the wrappers that it stands in.
        self._written: list[tuple[Wrappers, bytes]] = []
        self._opened: list[Format] = []
        self._run: list[bytes] = []
        self._letters: list[str] = []
        # Whether the text that was ended last is blank.
        self._blank = False
        self._met: set[Format] = set()
        # The format whose run ended last, and whether the present one has been written since.
        self._before: Format | None = None
        self._shown = False
        # Whether what is no text was written last: at either end of a text it would not be read as part of it.
        self._open_end = False

    @property
    def _format(self) -> Format:
        return self._opened[-1] if self._opened else self.layout.common

    def text(self, characters: str) -> None:
        """Write characters as XML."""
        self._letters.append(characters.replace("\n", " "))

    def open(self, name: str) -> None:
        """Begin what is formatted so."""
        format_ = self.layout.formats[name]
        self._leave(before=format_)
        self._opened.append(format_)

    def close(self) -> None:
        """End what was begun last."""
        self._leave()
        if self._opened:
            self._opened.pop()

    def other(self, name: str) -> None:
        """Write what is no text."""
        waiting = self.layout.others.get(name)
        if not waiting:
            return  # of a mark that the text has more often than it should; it is found when the result is read
        raw, within_run = waiting.popleft()
        if within_run:
            self._end_text()
            self._run.append(raw)
            return
        self._flush()
        if not self._shown:
            self._empty_run()
        self._written.append((self._format.wrappers, raw))
        self._open_end = True

    def finish(self) -> bytes:
        """Return all that was written, each stretch within its wrappers."""
        self._leave()
        if self._open_end or not self._met or common_to(self._met) != self.layout.common:
            self._opened.clear()
            self._empty_run()
        return _wrapped(self._written, 0)

    def _leave(self, before: Format | None = None) -> None:
        """End the run; write an empty one where otherwise two would be read as one, or a format not at all."""
        self._flush()
        if not self._shown and (self._format != self.layout.common or before == self._before):
            self._empty_run()
        self._before = self._format
        self._shown = False

    def _end_text(self) -> None:
        written = "".join(self._letters)
        self._letters.clear()
        if not written:
            return
        characters = decoded(written)
        keep = self.layout.syntax.says_space and (characters != characters.strip() or _COUNTS.search(characters))
        name, space = f"{self.layout.prefix}t", ' xml:space="preserve"' if keep else ""
        self._run.append(f"<{name}{space}>{written}</{name}>".encode())
        self._blank = not SEEN.search(characters)
        if self._blank and not self.layout.syntax.single:
            self._run.insert(0, self._no_text)

    def _flush(self) -> None:
        self._blank = False
        self._end_text()
        if not self._run:
            return
        alone = self._blank and self.layout.syntax.single and not self.layout.bare
        if alone:
            self._empty_run()  # which marks the place of the blanks, as a run has but one text element
        if not any(piece.startswith(self._text_tags) for piece in self._run):
            self._run.insert(0, self._no_text)
        self._write_run(b"".join(self._run))
        self._run.clear()
        self._open_end = alone

    def _empty_run(self) -> None:
        self._write_run(self._no_text)

    def _write_run(self, inner: bytes) -> None:
        if not self.layout.bare:
            name = self.layout.prefix.encode() + b"r"
            inner = b"<%b>%b%b</%b>" % (name, self.layout.properties[self._format], inner, name)
        self._written.append((self._format.wrappers, inner))
        self._met.add(self._format)
        self._shown, self._open_end = True, False


def _wrapped(written: Sequence[tuple[Wrappers, bytes]], depth: int) -> bytes:
    """Join elements, those in the same wrapper within one."""
    return b"".join(_groups(written, depth))


def _groups(written: Sequence[tuple[Wrappers, bytes]], depth: int) -> Iterator[bytes]:
    for wrapper, group in groupby(written, lambda each: each[0][depth] if len(each[0]) > depth else None):
        if wrapper is None:
            yield b"".join(raw for _, raw in group)
        else:
            yield wrapper[0] + _wrapped(list(group), depth + 1) + wrapper[1]


OFFICE_ENCODERS = {each.encoding: partial(written_runs, each) for each in (TEXT, DRAWING, SHEET)}
