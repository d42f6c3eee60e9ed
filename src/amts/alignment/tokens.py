"""What the aligner compares: a segment's words in small letters, and its markup by content."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amts.languages import language
from amts.placeholders import PLACEHOLDER
from amts.records import MarkKind
from amts.words import split_words

if TYPE_CHECKING:
    from amts.records import Segment

# Longer words are cut to this many letters, which folds inflected forms together (measured: docs/experiments.md).
STEM = 6
# These carry no content of their own that a translation would repeat.
_SILENT = frozenset({MarkKind.OPEN, MarkKind.CLOSE, MarkKind.BREAK, MarkKind.ESCAPE})


def tokens(segment: Segment, tag: str) -> list[str]:
    """Return a segment's stems and the contents of its code, mathematics, references and addresses."""
    spaced = language(tag).spaced
    found: list[str] = []
    for word in split_words(segment.text, tag):
        placeholder = PLACEHOLDER.fullmatch(word.text)
        if not placeholder:
            found.append(word.text.lower()[: STEM if spaced else None])
            continue
        mark = segment.marks[int(placeholder[1]) - 1]
        if mark.kind not in _SILENT:
            found.append("§" + "".join(mark.text.split()))
    return found


def is_shared(token: str) -> bool:
    """Whether a translation would repeat the token as it is: markup, a number, or a word of some length."""
    return token.startswith("§") or token[0].isdigit() or (len(token) > 2 and token.isascii())


def width(segment: Segment) -> int:
    """Return the length of a segment in characters, a placeholder counting as one."""
    return len(PLACEHOLDER.sub("#", segment.text))
