"""Where a translation differs from the reference: by word, or by character in scripts without spaces."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING
from unicodedata import category

from amts.languages import language

if TYPE_CHECKING:
    from collections.abc import Iterator

# Latin, Greek, Cyrillic and Armenian letters end here: words in them stay whole also within unspaced text.
_END_OF_SPACED_LETTERS = "\u0590"


def marked(reference: str, output: str, tag: str) -> list[tuple[str, bool]]:
    """Cut the output into pieces, which joined are the output, and tell which differ from the reference.

    White space between two differing pieces counts as differing.
    """
    from rapidfuzz.distance import Indel

    spaced = language(tag).spaced
    expected, given = _tokens(reference, spaced=spaced), _tokens(output, spaced=spaced)
    pieces = [
        ("".join(given[step.dest_start : step.dest_end]), step.tag != "equal")
        for step in Indel.opcodes(expected, given)
        if step.dest_start < step.dest_end
    ]
    return _joined(_bridged(pieces))


def _bridged(pieces: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    last = len(pieces) - 1
    return [
        (
            text,
            differs or (text.isspace() and 0 < index < last and pieces[index - 1][1] and pieces[index + 1][1]),
        )
        for index, (text, differs) in enumerate(pieces)
    ]


def _joined(pieces: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    groups = groupby(pieces, key=lambda piece: piece[1])
    return [("".join(text for text, _ in group), differs) for differs, group in groups]


def _tokens(text: str, *, spaced: bool) -> list[str]:
    """Cut a text into words, runs of white space, and single other characters."""
    tokens: list[str] = []
    previous = ""
    for kind, character in _classified(text, spaced=spaced):
        if tokens and kind and kind == previous:
            tokens[-1] += character
        elif tokens and kind == "mark":
            tokens[-1] += character  # a vowel sign or accent cannot stand alone
            continue
        else:
            tokens.append(character)
        previous = kind
    return tokens


def _classified(text: str, *, spaced: bool) -> Iterator[tuple[str, str]]:
    """Yield each character after its kind: `space`, `mark`, `word`, or nothing for one that stands alone."""
    for character in text:
        if character.isspace():
            yield "space", character
        elif category(character).startswith("M"):
            yield "mark", character
        elif character.isalnum() and (spaced or character < _END_OF_SPACED_LETTERS):
            yield "word", character
        else:
            yield "", character
