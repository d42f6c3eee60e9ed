r"""Inline markup of reStructuredText: where it stands in a text, and how a new text is written with it.

A text is read without its escapes (`\*` is `*`, `\ ` is nothing) wherever the markup can still be told from the text
then; writing puts back what is needed, such as `\ ` between markup and a Chinese character. Where it could not be
told, the escapes stay in the text as markup of their own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from amts.documents.restructured.inline_finder import Found, find
from amts.records import Inline, MarkKind

if TYPE_CHECKING:
    from collections.abc import Iterable

# What all markup has.
SPECIAL = re.compile(r"[\\*`|_⟦⟧]|://")


def read(source: str, held: frozenset[str] = frozenset()) -> tuple[str, tuple[Inline, ...]]:
    """Return a source text without its escapes where these can be told from markup, and the markup in it.

    Args:
        source: the text as it is written, one line break (LF) between lines.
        held: the names that other places refer to, normalised: a link with such a text keeps it.
    """
    if not SPECIAL.search(source):
        return source, ()
    found = find(source, held)
    if any(each.kind is MarkKind.ESCAPE for each in found):
        text, kept = _without_escapes(source, found)
        if find(text, held, marks_of(text, kept), escapes=False) == kept:
            source, found = text, kept
    return source, tuple(Inline(*each) for each in found)


def marks_of(text: str, found: Iterable[Found] | Iterable[Inline]) -> frozenset[str]:
    """Return the stretches of markup as they are written."""
    return frozenset(text[each.start : each.end] for each in found)


def _without_escapes(source: str, found: list[Found]) -> tuple[str, list[Found]]:
    pieces: list[str] = []
    kept: list[Found] = []
    position = removed = 0
    for kind, start, end in found:
        if kind is MarkKind.ESCAPE:
            pieces.append(source[position:start])
            # A line break stays one: it has its place in the source.
            position = end if source[start + 1 : end].isspace() else start + 1
            removed += position - start
            continue
        kept.append(Found(kind, start - removed, end - removed))
    return "".join(pieces) + source[position:], kept
