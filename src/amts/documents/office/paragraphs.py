"""The text of a paragraph with its formatting as pairs of marks.

What all runs of a text have in common is no markup. A run that has more, such as bold type or a link, stands between
two marks named after what it has more: `<b>`, `</b>`. Where a run ends too early to be seen, an empty text element
marks the place.
"""

from __future__ import annotations

import re
from functools import reduce
from typing import TYPE_CHECKING

from amts.documents.markup.tree_text import NUMBERS, TextBuilder
from amts.documents.office.items import Format, Item, items_of, tag_name
from amts.records import Block, MarkKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from amts.documents.markup.tree import Node
    from amts.documents.office.syntax import Syntax
    from amts.records import BlockKind, Inline

# What is not blank; white space that is meant is U+0000 to U+0002 (see `amts.documents.markup.tree_text`).
SEEN = re.compile(r"[^\s\x00-\x02]")
# Line breaks that are meant, and how office programs write characters that XML cannot hold.
_WITHIN = re.compile(r"(?P<break>[\x00\x01]|_x000[ABDabd]_)|_x[0-9A-Fa-f]{4}_")


def text_block(
    stretch: Sequence[Node],
    body: bytes,
    syntax: Syntax,
    kind: BlockKind,
    level: int = 0,
) -> Iterator[Block]:
    """Yield the block of some children of a paragraph, if they have text."""
    items = visible(items_of(stretch, body, syntax))
    if items:
        text, inlines = text_of(items, syntax)
        yield Block(
            kind,
            items[0].top.start,
            items[-1].top.end,
            text,
            inlines,
            level=level,
            encoding=syntax.encoding,
        )


def visible(items: Sequence[Item]) -> list[Item]:
    """Return the items from the first to the last child of the paragraph that has text to see or marks a place."""
    tops = [item.top.start for item in items if item.text is not None and (SEEN.search(item.text) or not item.text)]
    if not any(item.text and SEEN.search(item.text) for item in items):
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


def text_of(items: Sequence[Item], syntax: Syntax) -> tuple[str, tuple[Inline, ...]]:
    """Return the text of some items, and the marks in it."""
    formats = formats_of(items)
    common = common_of(items, formats)
    builder = TextBuilder()
    current = common
    for item, format_ in zip(items, formats, strict=True):
        if not format_ and item.wrappers[: len(current.wrappers)] != current.wrappers:
            format_ = common  # it stands outside of the link before it
        if format_ and format_ != current:
            _close(builder, current, common)
            if format_ != common:
                builder.take_mark(MarkKind.OPEN, name_of(format_, common))
            current = format_
        if item.text is None:
            builder.take_mark(item.kind, item.name)
        elif syntax.single:
            _take_meant(builder, item.text)
        else:
            builder.take_text(item.text)
    _close(builder, current, common)
    return builder.finish()[:2]


def _take_meant(builder: TextBuilder, text: str) -> None:
    """Add characters of which white space is what it is: line breaks are marks, so that a translation has them."""
    position = 0
    for match in _WITHIN.finditer(text):
        builder.take_text(text[position : match.start()])
        kind = MarkKind.BREAK if match["break"] else MarkKind.ESCAPE
        builder.take_mark(kind, NUMBERS.get(match[0], match[0]))
        position = match.end()
    builder.take_text(text[position:])


def formats_of(items: Sequence[Item]) -> list[Format | None]:
    """Return the format of each item; blanks take that of the characters before them, as it does not show."""
    formats: list[Format | None] = []
    current: Format | None = None
    for item in items:
        format_ = item.format
        blank = item.text and not SEEN.search(item.text)
        if blank and current and format_ and format_.wrappers == current.wrappers:
            format_ = current
        current = format_ or current
        formats.append(format_)
    return formats


def common_to(formats: Iterable[Format]) -> Format:
    """Return what all formats have in common."""
    return reduce(_both, formats)


def common_of(items: Sequence[Item], formats: Sequence[Format | None]) -> Format:
    """Return what all formats have in common, within the wrappers that all items share."""
    common = common_to(filter(None, formats))
    return common_to(
        [
            common,
            *(Format(item.wrappers, common.properties) for item in items if not item.format),
        ]
    )


def _both(one: Format, other: Format) -> Format:
    pairs = zip(one.wrappers, other.wrappers, strict=False)
    same = next((index for index, (ours, theirs) in enumerate(pairs) if ours != theirs), None)
    shared = one.wrappers[: min(len(one.wrappers), len(other.wrappers)) if same is None else same]
    return Format(shared, one.properties & other.properties)


def name_of(format_: Format, common: Format) -> str:
    """Return the opening mark of a format: what it has more than all."""
    wrappers = [tag_name(opening) for opening, _ in format_.wrappers[len(common.wrappers) :]]
    return f"<{' '.join([*wrappers, *sorted(format_.properties - common.properties)])}>"


def _closing_name(name: str) -> str:
    """Return `</color>` for `<color=FF0000 i>`."""
    return f"</{name[1:-1].partition(' ')[0].partition('=')[0].partition(':')[0]}>"


def _close(builder: TextBuilder, current: Format, common: Format) -> None:
    if current != common:
        builder.take_mark(MarkKind.CLOSE, _closing_name(name_of(current, common)))
