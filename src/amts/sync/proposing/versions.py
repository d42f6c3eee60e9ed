"""A source sentence as it was and as it is, and the translation of the former: what differs, which marks are one."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from amts.adaptation.word_links import tokens
from amts.placeholders import PLACEHOLDER, matched, numbers, placeholder
from amts.records import MarkKind, Segment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from amts.adaptation.word_links import Token
    from amts.records import Mark

# What stands between and behind clauses.
SIGNS = ".,;:!?…。，、；：！？"
PAIRED = frozenset({MarkKind.OPEN, MarkKind.CLOSE})


@dataclass(frozen=True, slots=True)
class Versions:
    """A source as it was and as it is, and the translation of the old one.

    Once they are numbered alike, a mark has the same number in all of them; `marks` holds those of the others too.
    """

    old: Segment
    new: Segment
    target: Segment


class Edit(NamedTuple):
    """A stretch of a text, and what is to stand there."""

    start: int
    end: int
    text: str


def edited(segment: Segment, edits: Iterable[Edit]) -> Segment:
    """Return a segment with edits made that do not overlap."""
    pieces: list[str] = []
    position = 0
    for edit in sorted(edits):
        pieces += (segment.text[position : edit.start], edit.text)
        position = edit.end
    return replace(segment, text="".join(pieces) + segment.text[position:])


class Stretch(NamedTuple):
    """Words of the old source, and those that the new one has in their place, either of which may be none.

    Attributes:
        old: the words of the old source.
        new: those of the new one.
        edit: puts these into the old source, with the spaces around them.
    """

    old: list[Token]
    new: list[Token]
    edit: Edit


def differences(old: Segment, new: Segment, tag: str) -> list[Stretch]:
    """Return the stretches in which two versions of a text differ; marks of one number are the same."""
    from rapidfuzz.distance import Levenshtein

    ours, theirs = tokens(old, tag), tokens(new, tag)
    keys = ([token.text if token.number else token.key for token in side] for side in (ours, theirs))
    equal = [step for step in Levenshtein.opcodes(*keys) if step.tag == "equal"]
    ends = [(step.src_start, step.src_end, step.dest_start, step.dest_end) for step in equal]
    found = []
    for left, right in pairwise([(0, 0, 0, 0), *ends, (len(ours), 0, len(theirs), 0)]):
        gone, come = range(left[1], right[0]), range(left[3], right[2])
        if gone or come:
            filling = new.text[slice(*_between(new, theirs, come))]
            edit = Edit(*_between(old, ours, gone), filling)
            found.append(Stretch(ours[gone.start : gone.stop], theirs[come.start : come.stop], edit))
    return found


def _between(segment: Segment, words: Sequence[Token], places: range) -> tuple[int, int]:
    """Return where the word before some words ends, and where the one behind them begins."""
    start = words[places.start - 1].end if places.start else 0
    return start, words[places.stop].start if places.stop < len(words) else len(segment.text)


def numbered(versions: Versions, tag: str) -> Versions | None:
    """Return all three with the old source's numbers of marks; those that only others have are numbered after.

    None, if the translation has something else where the source has exchanged a mark.
    """
    old = versions.old
    new = _exchanged_marks(old, matched(old, versions.new), tag)
    both = (*old.marks, *new.marks[len(old.marks) :])
    target = matched(replace(old, marks=both), versions.target)
    marks = list(target.marks)
    for number in set(numbers(old.text)) & set(numbers(new.text)) & set(numbers(target.text)):
        followed = _followed(old.marks[number - 1], new.marks[number - 1], target.marks[number - 1])
        if followed is None:
            return None
        marks[number - 1] = followed
    every = tuple(marks)
    news = (*new.marks, *every[len(new.marks) :])
    return Versions(replace(old, marks=every), Segment(new.text, news), Segment(target.text, every))


def _renamed(text: str, name: Callable[[int], int]) -> str:
    return PLACEHOLDER.sub(lambda found: placeholder(name(int(found[1]))), text)


def _exchanged_marks(old: Segment, new: Segment, tag: str) -> Segment:
    """Return the new source with the old numbers for the marks that stand in the place of others of their kind."""
    names: dict[int, int] = {}
    left = set(numbers(new.text))
    for stretch in differences(old, new, tag):
        gone, come = ([token.number for token in side if token.number] for side in (stretch.old, stretch.new))
        if [old.marks[number - 1].kind for number in gone] == [new.marks[number - 1].kind for number in come]:
            names |= dict(zip(come, gone, strict=True))
    if {number for number in names if number <= len(old.marks)} != {lost for lost in names.values() if lost in left}:
        # Marks that stand elsewhere now do so for themselves, unless they have all changed places with one another.
        names = {found: lost for found, lost in names.items() if found > len(old.marks) and lost not in left}
    marks = list(new.marks)
    for found, lost in names.items():
        marks[lost - 1] = new.marks[found - 1]
    return Segment(_renamed(new.text, lambda number: names.get(number, number)), tuple(marks))


def _followed(old: Mark, new: Mark, held: Mark) -> Mark | None:
    """Return what a translation has to have for a mark; a link that leads elsewhere than the old one stays."""
    if _same(old, new):
        return held
    if _same(old, held):
        return new
    return held if old.kind in PAIRED or _same(new, held) else None


def _same(mark: Mark, other: Mark) -> bool:
    texts = (re.sub(r"\s|[.,;，。；]+(?=\$*$)", "", unicodedata.normalize("NFKC", each.text)) for each in (mark, other))
    return len(set(texts)) == 1
