"""Where two texts differ, word by word; in scripts without spaces by the words of `amts.words`."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING
from unicodedata import category

from amts.words import split_words

if TYPE_CHECKING:
    from collections.abc import Iterator


def changes(before: str, after: str, tag: str) -> list[tuple[str, str]]:
    """Cut two texts into pieces, each as it was before and as it is after: the same, or different.

    Joined the pieces are the texts. White space between two pieces that differ belongs to the difference.
    """
    from rapidfuzz.distance import Indel

    old, new = list(_tokens(before, tag)), list(_tokens(after, tag))
    steps = [
        (
            step.tag != "equal",
            "".join(old[step.src_start : step.src_end]),
            "".join(new[step.dest_start : step.dest_end]),
        )
        for step in Indel.opcodes(old, new)
    ]
    return [
        ("".join(was for _, was, _ in group), "".join(now for _, _, now in group))
        for group in (list(found) for _, found in groupby(_bridged(steps), key=lambda step: step[0]))
    ]


def marked(reference: str, output: str, tag: str) -> list[tuple[str, bool]]:
    """Cut the output into pieces, which joined are the output, and tell which differ from the reference."""
    pieces = [(now, was != now) for was, now in changes(reference, output, tag) if now]
    groups = groupby(pieces, key=lambda piece: piece[1])
    return [("".join(text for text, _ in group), differs) for differs, group in groups]


def _bridged(steps: list[tuple[bool, str, str]]) -> Iterator[tuple[bool, str, str]]:
    for index, (differs, was, now) in enumerate(steps):
        # Equal steps have others on both sides.
        inside = 0 < index < len(steps) - 1
        yield differs or (inside and now.isspace()), was, now


def _tokens(text: str, tag: str) -> Iterator[str]:
    """Yield the words of a text and the white space between them; a vowel sign or accent stays with its letter."""
    end = 0
    token = ""
    for word in split_words(text, tag):
        start = text.index(word.text, end)
        if start > end or not category(word.text[0]).startswith("M"):
            yield from filter(None, (token, text[end:start]))
            token = ""
        token += word.text
        end = start + len(word.text)
    yield from filter(None, (token, text[end:]))
