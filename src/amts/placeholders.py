"""The numbered placeholders that stand for the markup in a segment's text, and how they are filled in."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict, deque
from typing import TYPE_CHECKING

from amts.records import Mark, MarkKind, Segment

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# A document of 20 MB may have millions of marks in one text; more digits are no number of a mark.
_NUMBER = "[0-9]{1,8}"
PLACEHOLDER = re.compile(f"⟦({_NUMBER})⟧")
# The same for use within other patterns, without a group.
ANY_PLACEHOLDER = f"⟦{_NUMBER}⟧"
# From this likeness on (0 to 100), left-over markup of one kind is taken for the same.
_SIMILAR = 88.0


def placeholder(number: int) -> str:
    """Return the placeholder of the mark with this number (from 1)."""
    return f"⟦{number}⟧"


def numbers(text: str) -> list[int]:
    """Return the numbers of the placeholders in a text, in order."""
    return [int(number) for number in PLACEHOLDER.findall(text)]


def has_words(text: str) -> bool:
    """Whether a masked text has letters outside of its markup: otherwise there is nothing to translate."""
    return any(map(str.isalpha, text))


def pairs(segment: Segment) -> dict[int, int]:
    """Return the closing mark of each opening one, of those that nest."""
    found: dict[int, int] = {}
    opened: list[int] = []
    for number in numbers(segment.text):
        kind = segment.marks[number - 1].kind
        if kind is MarkKind.OPEN:
            opened.append(number)
        elif kind is MarkKind.CLOSE and opened:
            found[opened.pop()] = number
    return found


def unmask(segment: Segment) -> str:
    """Put the markup back in place of its placeholders."""
    return PLACEHOLDER.sub(lambda match: segment.marks[int(match[1]) - 1].text, segment.text)


def keeps_marks(source: Segment, target: Segment) -> bool:
    """Whether a translated segment has each placeholder as often as its source, paired ones well nested.

    Nor may it have a bracket of a placeholder besides: such a bracket is markup, which the source would have masked.
    """
    if Counter(numbers(source.text)) != Counter(numbers(target.text)):
        return False
    return pairs(target) == pairs(source) and not set("⟦⟧") & set(PLACEHOLDER.sub("", target.text))


def renumbered(segment: Segment) -> Segment:
    """Return the segment with only the marks that occur in its text, numbered from 1 in order of occurrence."""
    order = {old: new for new, old in enumerate(dict.fromkeys(numbers(segment.text)), start=1)}
    text = PLACEHOLDER.sub(lambda match: placeholder(order[int(match[1])]), segment.text)
    return Segment(text, tuple(segment.marks[old - 1] for old in order))


def concatenated(segments: Sequence[Segment], gaps: Sequence[str]) -> Segment:
    """Return one segment made of several, each followed by its gap; marks are numbered on."""
    pieces: list[str] = []
    marks: list[Mark] = []
    for segment, gap in zip(segments, gaps, strict=True):
        pieces += (_shifted(segment.text, len(marks)), gap)
        marks += segment.marks
    return Segment("".join(pieces), tuple(marks))


def _shifted(text: str, by: int) -> str:
    return PLACEHOLDER.sub(lambda match: placeholder(int(match[1]) + by), text) if by else text


def matched(source: Segment, target: Segment) -> Segment:
    """Renumber the target's marks so that equal markup has the number it has in the source.

    Markup is equal if its text is, white space, full-width forms and closing punctuation aside; what is left over on
    both sides is equal if it is nearly so, such as a corrected label. Marks that the source lacks are numbered after
    its last one. The result holds the source's marks at the numbers that the target does not use, so that a number
    is always a position.
    """
    order = _equal_marks(source.marks, target.marks)
    order |= _similar_marks(source.marks, target.marks, order)
    marks = list(source.marks)
    for number, mark in enumerate(target.marks, start=1):
        if number in order:
            marks[order[number] - 1] = mark
        else:
            marks.append(mark)
            order[number] = len(marks)
    text = PLACEHOLDER.sub(lambda match: placeholder(order[int(match[1])]), target.text)
    return Segment(text, tuple(marks))


def _equal_marks(source: Sequence[Mark], target: Sequence[Mark]) -> dict[int, int]:
    """Return the source number of each target mark that has an equal one, first come first served."""
    waiting: dict[Mark, deque[int]] = defaultdict(deque)
    for number, mark in enumerate(source, start=1):
        waiting[_identity(mark)].append(number)
    candidates = ((number, waiting[_identity(mark)]) for number, mark in enumerate(target, start=1))
    return {number: same.popleft() for number, same in candidates if same}


def _similar_marks(source: Sequence[Mark], target: Sequence[Mark], taken: Mapping[int, int]) -> dict[int, int]:
    """Return the source number of each remaining target mark that has a similar one of its kind."""
    from rapidfuzz.fuzz import ratio

    known = set(taken.values())
    free = [number for number in range(1, len(source) + 1) if number not in known]
    found: dict[int, int] = {}
    for number, mark in enumerate(target, start=1):
        likeness = [(ratio(mark.text, source[other - 1].text), -other) for other in free
                    if mark.kind is source[other - 1].kind and number not in taken]  # fmt: skip
        best, other = max(likeness, default=(0.0, 0))
        if best >= _SIMILAR:
            found[number] = -other
            free.remove(-other)
    return found


def _identity(mark: Mark) -> Mark:
    """Return what makes two marks equal; of a link only its form, as it may lead to the translated page."""
    text = unicodedata.normalize("NFKC", mark.text)
    if mark.kind in (MarkKind.OPEN, MarkKind.CLOSE):
        return Mark(mark.kind, re.sub(r"\(.*\)$", "()", text, flags=re.S))
    return Mark(mark.kind, re.sub(r"\s|[.,;]+(?=\$*$)", "", text))


def collapsed(segment: Segment) -> Segment:
    """Return the segment with every run of white space as one space and none at the ends: as engines read it."""
    return Segment(" ".join(segment.text.split()), segment.marks)
