"""The white space of a person's words, line breaks above all, kept when the words are edited.

Sentences are edited without it, as engines read them. But where a line ends may mean something (the title of an
admonition, a term and its definition), and a translator who wraps lines wants to see only what has changed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from amts.words import UNSPACED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LETTER = re.compile(r"(\s*)(\S)")
_UNSPACED = re.compile(f"[{UNSPACED}]")


def with_white_space_of(before: str, edited: str) -> str:
    """Return an edited text with the white space that it had before, wherever that differs from a single space."""
    ours, theirs = _LETTER.findall(before), _LETTER.findall(edited)
    gaps = [gap for gap, _ in theirs]
    letters = "".join(letter for _, letter in theirs)
    for place, gap in _moved(ours, letters):
        start = _start_of_word(place, gaps, letters)
        if start and "\n" not in gaps[start]:
            gaps[start] = gap
    return "".join(gap + letter for gap, letter in zip(gaps, letters, strict=True))


def _moved(letters: Sequence[tuple[str, str]], edited: str) -> Iterator[tuple[int, str]]:
    """Yield each white space that is not a single space, with the letter of the edited text that it stands before."""
    from rapidfuzz.distance import Levenshtein

    for edit in Levenshtein.opcodes("".join(letter for _, letter in letters), edited):
        for place in range(edit.src_start, edit.src_end):
            gap, now = letters[place][0], min(edit.dest_start + place - edit.src_start, edit.dest_end)
            if gap not in ("", " ") and now < len(edited):
                yield now, gap


def _start_of_word(place: int, gaps: Sequence[str], letters: str) -> int:
    """Return the first letter of the word that a letter is in; each letter is one in scripts without spaces."""
    while place and not gaps[place] and not _UNSPACED.match(letters[place]) and not _UNSPACED.match(letters[place - 1]):
        place -= 1
    return place
