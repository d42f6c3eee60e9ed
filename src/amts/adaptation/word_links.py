"""Which words of a pair translate each other: only links that both languages agree on, by IBM model 1."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from amts.alignment.lexicon import NULL, Vocabulary, learn
from amts.placeholders import PLACEHOLDER
from amts.words import split_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from amts.alignment.lexicon import Lexicon, Reals
    from amts.records import Pair, Segment

# Longer words are compared by their first letters, so that inflected forms are one.
_STEM = 6
# The least product of the probabilities of two words to be each other's translation.
MIN_LIKELIHOOD = 0.02


# From this character on scripts have short words, which are not for that reason particles.
_EAST = "\u0e00"


class Link(NamedTuple):
    """The places of two words that translate each other."""

    source: int
    target: int


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a segment, with its place in the text, and what is equal in words that count as the same."""

    text: str
    start: int
    key: str

    @property
    def end(self) -> int:
        """The offset behind it."""
        return self.start + len(self.text)

    @property
    def number(self) -> int:
        """The number of a placeholder; 0 for a word."""
        match = PLACEHOLDER.fullmatch(self.text)
        return int(match[1]) if match else 0

    @property
    def is_fixed(self) -> bool:
        """Whether a translation repeats it: a placeholder or a number."""
        return bool(self.number) or self.text[0].isdigit()

    @property
    def matters(self) -> bool:
        """Whether a translation must say it: an article or a particle may be left out."""
        return self.is_fixed or (self.is_word and len(self.text) > (1 if self.text[0] >= _EAST else 3))

    @property
    def is_word(self) -> bool:
        """Whether it has letters or digits of the text's own."""
        return not self.number and any(map(str.isalnum, self.text))


def tokens(segment: Segment, tag: str) -> list[Token]:
    """Return a segment's words; in small letters they are equal, and placeholders of one kind of markup are."""
    found: list[Token] = []
    end = 0
    for word in split_words(segment.text, tag):
        start = segment.text.index(word.text, end)
        end = start + len(word.text)
        match = PLACEHOLDER.fullmatch(word.text)
        key = f"⟦{segment.marks[int(match[1]) - 1].kind}" if match else word.text.lower()
        found.append(Token(word.text, start, key))
    return found


@dataclass(frozen=True, slots=True)
class WordLinks:
    """Finds the links of a pair, with probabilities learnt from many."""

    lexicon: Lexicon
    source: Vocabulary
    target: Vocabulary

    @classmethod
    def learn(cls, pairs: Iterable[tuple[Sequence[Token], Sequence[Token]]]) -> WordLinks:
        """Learn from the words of pairs."""
        source, target = Vocabulary(), Vocabulary()
        encoded = [(source.encode(map(_stem, ours)), target.encode(map(_stem, theirs))) for ours, theirs in pairs]
        return cls(learn(encoded, source, target), source, target)

    def find(self, source: Sequence[Token], target: Sequence[Token]) -> set[Link]:
        """Return the links of two texts: of words that are each other's most probable translation.

        A number or placeholder that both sides have just once is linked to itself.
        """
        if not source or not target:
            return set()
        score = self._likelihood(source, target)
        # Of words that occur several times, those at like places are linked.
        apart = np.abs(np.subtract.outer(np.linspace(0, 1, len(source)), np.linspace(0, 1, len(target))))
        near = score * (1 - apart / 10)
        best, best_back = near.argmax(axis=1), near.argmax(axis=0)
        return {
            Link(here, int(there))
            for here, there in enumerate(best)
            if best_back[there] == here and score[here, there] >= MIN_LIKELIHOOD
        }

    def number(self, token: Token, *, there: bool = False) -> int:
        """Return the number of a word in the lexicon, by default of the source; 0 if it is not known, or no word."""
        known = self.target if there else self.source
        return known.ids.get(_stem(token), NULL) if token.is_word and not token.is_fixed else NULL

    def _likelihood(self, source: Sequence[Token], target: Sequence[Token]) -> Reals:
        """Return how well each word translates each other one, in both directions taken together."""
        ours = np.array([self.source.ids.get(_stem(token), NULL) for token in source])
        theirs = np.array([self.target.ids.get(_stem(token), NULL) for token in target])
        forward, backward = self.lexicon.tables(ours, theirs)
        score = forward * backward * np.outer(ours != NULL, theirs != NULL)
        counts = [Counter(token.text for token in side) for side in (source, target)]
        for here, token in enumerate(source):
            if token.is_fixed and counts[0][token.text] == counts[1][token.text] == 1:
                there = next(place for place, other in enumerate(target) if other.text == token.text)
                score[here, :] = score[:, there] = 0
                score[here, there] = 1
        return score


def word_links(pairs: Iterable[Pair], source_tag: str, target_tag: str) -> WordLinks:
    """Return which word translates which, learnt from pairs of two languages."""
    return WordLinks.learn((tokens(pair.source, source_tag), tokens(pair.target, target_tag)) for pair in pairs)


def _stem(token: Token) -> str:
    return token.text if token.number else token.text.lower()[:_STEM]
