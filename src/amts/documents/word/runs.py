"""The text of a Word paragraph with its formatting as pairs of marks, and back to runs.

What all runs of a text have in common is no markup. A run that has more, such as bold type or a link, stands between
two marks named after what it has more: `<b>`, `</b>`. Both directions must agree on every detail, since a text that is
written must be read as the same: where a run ends too early to be seen, an empty text element marks the place.
"""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, field
from functools import reduce
from itertools import groupby
from typing import TYPE_CHECKING

from amts.documents.markup.tree import tree
from amts.documents.markup.tree_text import TextBuilder, safe, split_at_marks
from amts.documents.word.items import Format, Item, items_of, property_name, tag_name, word_name
from amts.records import MarkKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from amts.documents.markup.tree import Node
    from amts.records import Block, Inline

_AS_WRITTEN = (MarkKind.ESCAPE, MarkKind.LITERAL)
_NO_TEXT = b"<w:t></w:t>"


def visible(items: Sequence[Item]) -> list[Item]:
    """Return the items from the first to the last child of the paragraph that has text to see or marks a place."""
    tops = [item.top.start for item in items if item.text is not None and (item.text.strip() or not item.text)]
    if not any(item.text and item.text.strip() for item in items):
        return []
    first, last = tops[0], tops[-1]
    for opening, closing in _fields(items):
        # A link that begins within the text ends within it, and the other way round.
        if first <= opening <= last or first <= closing <= last:
            first, last = min(first, opening), max(last, closing)
    return [item for item in items if first <= item.top.start <= last]


def _fields(items: Sequence[Item]) -> list[tuple[int, int]]:
    """Return where the links that are fields open and close, inner ones first."""
    found: list[tuple[int, int]] = []
    opened: list[int] = []
    for item in items:
        if item.kind is MarkKind.OPEN:
            opened.append(item.top.start)
        elif item.kind is MarkKind.CLOSE:
            found.append((opened.pop(), item.top.start))
    return found


def text_of(items: Sequence[Item]) -> tuple[str, tuple[Inline, ...]]:
    """Return the text of some items, and the marks in it."""
    formats = _formats(items)
    common = _common_of(items, formats)
    builder = TextBuilder()
    current = common
    for item, format_ in zip(items, formats, strict=True):
        if not format_ and item.wrappers[: len(current.wrappers)] != current.wrappers:
            format_ = common  # it stands outside of the link before it
        if format_ and format_ != current:
            _close(builder, current, common)
            if format_ != common:
                builder.take_mark(MarkKind.OPEN, _name(format_, common))
            current = format_
        if item.text is None:
            builder.take_mark(item.kind, item.name)
        else:
            builder.take_text(item.text)
    _close(builder, current, common)
    return builder.finish()[:2]


def written_runs(text: str, block: Block, body: bytes) -> str:
    """Return a text as runs, with the formatting that its marks name; the encoder of this format."""
    stretch = body[block.start : block.end]
    writer = _Writer(_layout(items_of(tree(stretch, named=word_name).children, stretch), stretch))
    for piece, kind in split_at_marks(text, block):
        if kind is None or kind in _AS_WRITTEN:
            writer.text(safe(piece) if kind is None else piece)
        elif piece in writer.layout.formats and kind is MarkKind.OPEN:
            writer.open(piece)
        elif kind is MarkKind.CLOSE and piece not in writer.layout.others:
            writer.close()
        else:
            writer.other(piece)
    return writer.finish().decode()


def _formats(items: Sequence[Item]) -> list[Format | None]:
    """Return the format of each item; blanks take that of the characters before them, as it does not show."""
    formats: list[Format | None] = []
    current: Format | None = None
    for item in items:
        format_ = item.format
        blank = item.text and not item.text.strip()
        if blank and current and format_ and format_.wrappers == current.wrappers:
            format_ = current
        current = format_ or current
        formats.append(format_)
    return formats


def _common(formats: Iterable[Format]) -> Format:
    return reduce(_both, formats)


def _common_of(items: Sequence[Item], formats: Sequence[Format | None]) -> Format:
    """Return what all formats have in common, within the wrappers that all items share."""
    common = _common(filter(None, formats))
    return _common([common, *(Format(item.wrappers, common.properties) for item in items if not item.format)])


def _both(one: Format, other: Format) -> Format:
    pairs = zip(one.wrappers, other.wrappers, strict=False)
    same = next((index for index, (ours, theirs) in enumerate(pairs) if ours != theirs), None)
    shared = one.wrappers[: min(len(one.wrappers), len(other.wrappers)) if same is None else same]
    return Format(shared, one.properties & other.properties)


def _name(format_: Format, common: Format) -> str:
    wrappers = [tag_name(opening) for opening, _ in format_.wrappers[len(common.wrappers) :]]
    return f"<{' '.join([*wrappers, *sorted(format_.properties - common.properties)])}>"


def _closing_name(name: str) -> str:
    """Return `</color>` for `<color=FF0000 i>`."""
    return f"</{name[1:-1].partition(' ')[0].partition('=')[0].partition(':')[0]}>"


def _close(builder: TextBuilder, current: Format, common: Format) -> None:
    if current != common:
        builder.take_mark(MarkKind.CLOSE, _closing_name(_name(current, common)))


@dataclass(slots=True)
class _Layout:
    """What the marks of a text stand for.

    Attributes:
        common: what all of its runs have.
        formats: by the name of an opening mark, what its run has.
        properties: the bytes of the run properties of each format.
        others: by name, the bytes of what is no text, in order; and whether that belongs into a run.
    """

    common: Format
    formats: dict[str, Format] = field(default_factory=dict)
    properties: dict[Format, bytes] = field(default_factory=dict)
    others: dict[str, deque[tuple[bytes, bool]]] = field(default_factory=lambda: defaultdict(deque))


def _layout(items: Sequence[Item], content: bytes) -> _Layout:
    formats = _formats(items)
    common = _common_of(items, formats)
    layout = _Layout(common)
    for item, format_ in zip(items, formats, strict=True):
        if item.text is None:
            layout.others[item.name].append((content[item.start : item.end], item.format is not None))
        if format_:
            layout.formats[_name(format_, common)] = format_
            if format_ == item.format:
                layout.properties.setdefault(format_, _properties(item.properties, content))
    if common not in layout.properties:
        some = next(item for item in items if item.format)
        shared = [each for each in some.properties if property_name(each) in common.properties]
        layout.properties[common] = _properties(shared, content)
    return layout


def _properties(nodes: Sequence[Node], content: bytes) -> bytes:
    raw = b"".join(content[node.start : node.end] for node in nodes)
    return b"<w:rPr>" + raw + b"</w:rPr>" if raw else b""


class _Writer:
    """Writes runs one after another; of each format at least one with a text element, so that it is read again."""

    def __init__(self, layout: _Layout) -> None:
        self.layout = layout
        # Elements of the paragraph, each with the wrappers that it stands in.
        self._written: list[tuple[tuple[tuple[bytes, bytes], ...], bytes]] = []
        self._opened: list[Format] = []
        self._run: list[bytes] = []
        self._letters: list[str] = []
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
        if self._open_end or not self._met or _common(self._met) != self.layout.common:
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
        characters = "".join(self._letters)
        self._letters.clear()
        if characters:
            keep = characters != characters.strip() or "  " in characters
            space = ' xml:space="preserve"' if keep else ""
            self._run.append(f"<w:t{space}>{characters}</w:t>".encode())
            if not characters.strip():
                self._run.insert(0, _NO_TEXT)

    def _flush(self) -> None:
        self._end_text()
        if not self._run:
            return
        if not any(piece.startswith((b"<w:t>", b"<w:t ")) for piece in self._run):
            self._run.insert(0, _NO_TEXT)
        self._write_run(b"".join(self._run))
        self._run.clear()

    def _empty_run(self) -> None:
        self._write_run(_NO_TEXT)

    def _write_run(self, inner: bytes) -> None:
        properties = self.layout.properties[self._format]
        self._written.append((self._format.wrappers, b"<w:r>" + properties + inner + b"</w:r>"))
        self._met.add(self._format)
        self._shown, self._open_end = True, False


def _wrapped(written: Sequence[tuple[tuple[tuple[bytes, bytes], ...], bytes]], depth: int) -> bytes:
    """Join elements, those in the same wrapper within one."""
    return b"".join(_groups(written, depth))


def _groups(written: Sequence[tuple[tuple[tuple[bytes, bytes], ...], bytes]], depth: int) -> Iterator[bytes]:
    for wrapper, group in groupby(written, lambda each: each[0][depth] if len(each[0]) > depth else None):
        if wrapper is None:
            yield b"".join(raw for _, raw in group)
        else:
            yield wrapper[0] + _wrapped(list(group), depth + 1) + wrapper[1]


WORD_ENCODERS = {"docx": written_runs}
