"""Tags within a text that open and close an element: `<b>` and `</b>` belong together, and move with their words."""

from __future__ import annotations

import re
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
    opened: list[tuple[str, int]] = []
    for index, (start, end, kind) in enumerate(marks):
        if kind is MarkKind.OPEN:
            opened.append(("", index))
        elif kind is MarkKind.CLOSE:
            while opened and opened.pop()[0]:
                pass
        elif kind is MarkKind.HTML:
            _take(text[start:end], index, opened, result)
    return [mark for mark in result if mark]


def _take(tag: str, index: int, opened: list[tuple[str, int]], marks: list[Mark | None]) -> None:
    match = _TAG.match(tag)
    if not match:
        return
    name = match["name"] if match["name"] is not None else "{{" + match["code"]
    if not (match["closes"] or match["ends"]):
        if not _ALONE.search(tag) and name.lower() not in _VOID:
            opened.append((name or "<>", index))
        return
    for depth in range(len(opened) - 1, -1, -1):
        if not opened[depth][0]:
            return
        if opened[depth][0] == (name or "<>"):
            _join(marks, opened[depth][1], index, name)
            del opened[depth:]
            return


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
