"""Markup in plain values: `[slot : value]` marks as in the MASSIVE data set, addresses, and what a program fills in."""

from __future__ import annotations

import re

from amts.records import Inline, MarkKind

_SINGLE = re.compile(
    r"(?P<url>\bhttps?://[^\s<>()\[\]{}\"'`，。；：、（）]*[^\s<>()\[\]{}\"'`.,;:!?，。；：、（）])"
    r"|(?P<literal>\{\{[^{}\n]*\}\}|\$?\{[^\W\d]?[\w.\-\[\]]*(?:![rsa])?(?::[^\s{}]*)?\}"
    r"|(?<![\w%])%(?:\(\w+\)|\d+\$)?(?:\.\d+)?[sdif]\b|[⟦⟧])"
)
_BRACKET = re.compile(r"(?P<slot>\[[A-Za-z][\w.-]*\s+:\s+)|[\[\]]")


def value_marks(text: str) -> tuple[Inline, ...]:
    """Find the markup in a value that has no markup language of its own.

    The name of a slot with its bracket opens a pair that the other bracket closes; brackets without a partner are text.
    """
    if not any(sign in text for sign in "[{%:⟦⟧"):
        return ()
    found: list[Inline] = []
    position = 0
    for mark in (*_slots(text), Inline(MarkKind.LITERAL, len(text), len(text))):
        found += (
            Inline(MarkKind(single.lastgroup or ""), *single.span())
            for single in _SINGLE.finditer(text, position, mark.start)
        )
        found.append(mark)
        position = mark.end
    return tuple(found[:-1])


def _slots(text: str) -> list[Inline]:
    """Return the marks of slots, in order; they may stand within one another."""
    found: list[Inline] = []
    opened: list[re.Match[str]] = []
    for bracket in _BRACKET.finditer(text):
        if bracket[0] != "]":
            opened.append(bracket)
        elif opened and (opening := opened.pop())["slot"]:
            found += (Inline(MarkKind.OPEN, *opening.span()), Inline(MarkKind.CLOSE, *bracket.span()))
    return sorted(found, key=lambda mark: mark.start)
