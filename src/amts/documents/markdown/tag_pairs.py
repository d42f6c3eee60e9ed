"""Tags within a text that open and close an element: `<b>` and `</b>` belong together, and move with their words."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from amts.records import MarkKind

if TYPE_CHECKING:
    from amts.documents.markdown.runs import Mark

# HTML and JSX, also `<>` and `</>`; shortcodes of Hugo; tags of Liquid have no pairs that could be told by their names.
_TAG = re.compile(r"<(?P<closes>/?)\s*(?P<name>[A-Za-z][\w.:-]*|(?=>))|\{\{[<%]\s*(?P<ends>/?)\s*(?P<code>[\w./-]+)")
_ALONE = re.compile(r"/\s*(?:>|[>%]\}\})\Z")
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)


def paired(marks: list[Mark], text: str) -> list[Mark]:
    """Return the marks of a text with `HTML` replaced by `OPEN` and `CLOSE` where two tags are a well nested pair.

    A pair with nothing in it is one mark, and so is `<code>` with nothing but text in it.
    """
    if "<" not in text or sum(mark[2] is MarkKind.HTML for mark in marks) < 2:
        return marks
    result: list[Mark | None] = list(marks)
    # One within each pair of Markdown's own marks, which no pair of tags may cross.
    levels = [_OpenTags()]
    for index, (start, end, kind) in enumerate(marks):
        if kind is MarkKind.OPEN:
            levels.append(_OpenTags())
        elif kind is MarkKind.CLOSE:
            levels.pop()
            levels = levels or [_OpenTags()]
        elif kind is MarkKind.HTML:
            _take(text[start:end], index, levels[-1], result)
    return [mark for mark in result if mark]


@dataclass(slots=True)
class _OpenTags:
    """Tags that are not closed yet: name and index of each, and how many there are of each name."""

    tags: list[tuple[str, int]] = field(default_factory=list)
    names: Counter[str] = field(default_factory=Counter)

    def open(self, name: str, index: int) -> None:
        self.tags.append((name, index))
        self.names[name] += 1

    def close(self, name: str) -> int | None:
        """Close the last tag of a name, and those within it; returns its index, if there is one."""
        while self.names[name]:
            last, index = self.tags.pop()
            self.names[last] -= 1
            if last == name:
                return index
        return None


def _take(tag: str, index: int, opened: _OpenTags, marks: list[Mark | None]) -> None:
    match = _TAG.match(tag)
    if not match:
        return
    name = match["name"] if match["name"] is not None else "{{" + match["code"]
    if match["closes"] or match["ends"]:
        opening = opened.close(name)
        if opening is not None:
            _join(marks, opening, index, name)
    elif not _ALONE.search(tag) and name.lower() not in _VOID:
        opened.open(name, index)


def _join(marks: list[Mark | None], first: int, last: int, name: str) -> None:
    opening, closing = marks[first], marks[last]
    assert opening
    assert closing
    empty = opening[1] == closing[0]
    if last == first + 1 and (empty or name == "code"):
        marks[first] = (opening[0], closing[1], MarkKind.HTML if empty else MarkKind.CODE)
        marks[last] = None
    else:
        marks[first] = (opening[0], opening[1], MarkKind.OPEN)
        marks[last] = (closing[0], closing[1], MarkKind.CLOSE)
