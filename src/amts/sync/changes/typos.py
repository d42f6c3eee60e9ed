"""Which word is a misspelling of another: by how they differ, and by how often the book has each of them."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from amts.records import Segment

_WORD = re.compile(r"[^\W\d_]+")
# A word that the book has so often at most, and the right one so many times as often, may be a misspelling.
_RARE, _TIMES = 2, 10
# In words so long two letters may be wrong; without a book, such words must differ within.
_LONG = 8
_SHORTEST = 4
_VOWELS = frozenset("aeiouy")


def counted_words(segments: Iterable[Segment]) -> Counter[str]:
    """Count the words of sentences in small letters, by which misspellings are known."""
    return Counter(word for segment in segments for word in _WORD.findall(segment.text.casefold()))


def is_misspelling(old: str, new: str, vocabulary: Mapping[str, int]) -> bool:
    """Whether a word is no word, and the other one is it, spelled right."""
    from rapidfuzz.distance import OSA

    shorter = min(len(old), len(new))
    if shorter < _SHORTEST or old[0] != new[0] or _inflected(old, new):
        return False
    distance = OSA.distance(old, new, score_cutoff=2)
    if vocabulary:
        seen = vocabulary.get(old, 0)
        allowed = 1 if shorter < _LONG else 2
        return distance <= allowed and seen <= _RARE and vocabulary.get(new, 0) > seen * _TIMES
    return distance == 1 and shorter >= _LONG and _slipped(old, new)


def _inflected(old: str, new: str) -> bool:
    """Whether two words begin alike and only end otherwise: another form, not another spelling."""
    short, long = sorted((old, new), key=len)
    return long.startswith(short[:-1]) and len(long) > 1


def _slipped(old: str, new: str) -> bool:
    """Whether a letter is too many, missing, in the wrong place, or the wrong vowel, within the words."""
    if old[-1] != new[-1]:
        return False
    wrong = {letter for one, other in zip(old, new, strict=False) if one != other for letter in (one, other)}
    return len(old) != len(new) or Counter(old) == Counter(new) or wrong <= _VOWELS
