"""Pairs that say again what another one said, and texts that must not be learnt because they are held out."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from amts.parallel.near_duplicates import NearDuplicates
from amts.parallel.similarity import comparable
from amts.placeholders import PLACEHOLDER
from amts.segments.sentences import split
from amts.words import count_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from amts.records import Pair, Segment

_SIGNS = re.compile(r"[\W_]+")
_DIGITS = re.compile(r"\d+")
# A sentence of fewer words, such as "See the next chapter.", says nothing of where a text is from.
_TELLING = 6


def skeleton(text: str) -> str:
    """Return what is left of a text without case, signs, markup, and the values of numbers."""
    return _DIGITS.sub("0", _SIGNS.sub(" ", PLACEHOLDER.sub(" ", text).lower())).strip()


class Repetitions:
    """Knows which pairs there were.

    Args:
        translations: how many different translations of one text are no repetition.
    """

    def __init__(self, translations: int) -> None:
        self._translations = translations
        self._texts: set[int] = set()
        self._skeletons: set[int] = set()
        self._sources: Counter[int] = Counter()

    def reason(self, pair: Pair) -> str:
        """Return why a pair is a repetition, or take note of it and return nothing."""
        exact = hash((pair.source.text, pair.target.text))
        bare = skeleton(pair.source.text), skeleton(pair.target.text)
        if exact in self._texts:
            return "duplicate"
        if hash(bare) in self._skeletons:
            return "near-duplicate"
        source = hash(bare[0])
        if self._sources[source] >= self._translations:
            return "many-translations"
        self._texts.add(exact)
        self._skeletons.add(hash(bare))
        self._sources[source] += 1
        return ""


class Withheld:
    """Texts that must not be in the training data, nor what is nearly the same.

    Args:
        texts: those texts, masked.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        known = [text for text in dict.fromkeys(map(comparable, texts)) if any(map(str.isalpha, text))]
        self._skeletons = frozenset(skeleton(text) for text in known)
        self._near = NearDuplicates(known)

    def has(self, text: str) -> bool:
        """Whether a text is one of them, or nearly."""
        return skeleton(text) in self._skeletons or bool(self._near.of(text))

    def has_part(self, segment: Segment, tag: str) -> bool:
        """Whether a text in a language, or a sentence of it that is no common phrase, is one of them, or nearly."""
        sentences = (each.segment.text for each in split(segment, tag))
        parts = (each for each in sentences if each != segment.text and count_words(each, tag) >= _TELLING)
        return self.has(segment.text) or any(map(self.has, parts))
