"""Markup that a parser of Markdown takes for text, found by the character that it begins with."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from amts.records import MarkKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from amts.documents.markdown.runs import Mark

# By the character that it begins with: what else it is.
_USUAL_MARKS = (
    ("h", r"(?<=\bh)(?P<url>ttps?://[^\s<>()\[\]{}\"'`*，。；：、（）]*[^\s<>()\[\]{}\"'`*.,;:!?，。；：、（）])"),
    ("\\", r"(?P<escape>[!-/:-@\[-`{-~])"),
    ("&", r"(?P<reference>(?:#\d+|#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]*);)"),
    ("⟦", ""),
    ("⟧", ""),
    ("{", r"#[\w.:-]+\}"),
    (":", r"label:`[^`]*`"),
    ("[", r"(?<=\A\[)![A-Za-z]+\][+-]?"),  # what makes a quote an alert of GitHub
)
_KINDS = {"url": MarkKind.URL, "escape": MarkKind.ESCAPE, "reference": MarkKind.ESCAPE}


def first_then(alternatives: Iterable[tuple[str, str]]) -> str:
    """Return the pattern of alternatives: of each the character that it begins with, and the pattern of the rest.

    A pattern that begins with a set of characters is searched for many times faster than alternatives.
    """
    escaped = [(re.escape(first), rest) for first, rest in alternatives]
    firsts = "".join({first: None for first, _ in escaped})
    return f"[{firsts}](?:{'|'.join(f'(?<={first}){rest}' for first, rest in escaped)})"


class TextMarks:
    """Markup that a parser of Markdown takes for text: bare addresses, escapes, our own placeholder brackets."""

    def __init__(self, *further: tuple[str, str]) -> None:
        """Add further markup: the character that it begins with, and the pattern of what follows."""
        self._pattern = re.compile(first_then([*_USUAL_MARKS, *further]))

    def added(self, marks: list[Mark], text: str) -> list[Mark]:
        """Return the marks of a text together with those that are found between them."""
        if not self._pattern.search(text):
            return marks
        result: list[Mark] = []
        position = 0
        for mark in [*marks, (len(text), len(text), MarkKind.LITERAL)]:
            if position < mark[0]:
                found = self._pattern.finditer(text, position, mark[0])
                result += [(*match.span(), _KINDS.get(match.lastgroup or "", MarkKind.LITERAL)) for match in found]
            result.append(mark)
            position = mark[1]
        result.pop()
        return result


USUAL_TEXT_MARKS = TextMarks()
