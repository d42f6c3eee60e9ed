"""Choosing from a large general corpus the pairs that help most with the texts at hand, within a budget."""

from __future__ import annotations

import hashlib
import heapq
import math
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    Words = Sequence[str]

# Each time that an n-gram is chosen, another choice of it is worth half as much.
DECAY = 0.5
LONGEST_NGRAM = 3
# Shorter candidates have no context, longer ones teach a statistical engine little and cost it much.
FIT_LENGTHS = range(3, 61)


def lot(text: str) -> float:
    """Return a number from 0 to 1 that depends on the text alone: below a share, it is one of those drawn."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4]) / 2**32


def select_relevant(texts: Iterable[Words], candidates: Iterable[Words], budget: int) -> list[int]:
    """Choose the candidates whose n-grams cover those of the texts best: feature decay.

    Each n-gram of the texts is worth its length times how rare it is among the candidates, halved whenever a chosen
    candidate has it; a candidate is worth the sum of its n-grams, divided by its length. (E. Biçici and D. Yuret,
    "Optimizing instance selection for statistical machine translation with feature decay algorithms", 2015.)

    Args:
        texts: the words of the sentences to translate.
        candidates: the words of the source side of each pair.
        budget: the largest number of words to choose.

    Returns:
        The indexes of the chosen candidates, the best first; none of them is worthless.
    """
    wanted = _Wanted(texts)
    found = [wanted.within(words) for words in candidates]
    lengths = [length for length, _ in found]
    ngrams = [each for _, each in found]
    worth = _rarity_times_length(wanted, ngrams)
    heap = [(-sum(map(worth.__getitem__, each)) / length, index)
            for index, (length, each) in enumerate(found) if length in FIT_LENGTHS and each]  # fmt: skip
    heapq.heapify(heap)
    chosen = []
    while heap and budget > 0:
        value, index = heap[0]
        # Worths only fall, so the first one that is still what it was is the best of all.
        now = -sum(map(worth.__getitem__, ngrams[index])) / lengths[index]
        if now > value:
            heapq.heapreplace(heap, (now, index))
            continue
        heapq.heappop(heap)
        chosen.append(index)
        budget -= lengths[index]
        for ngram in ngrams[index]:
            worth[ngram] *= DECAY
    return chosen


class _Wanted:
    """The n-grams of the texts at hand, numbered: a tree of words, so that only what can go on is looked up."""

    def __init__(self, texts: Iterable[Words]) -> None:
        self.lengths: list[int] = []
        self._next: list[dict[str, int]] = [{}]
        for words in texts:
            for start in range(len(words)):
                self._insert(words[start : start + LONGEST_NGRAM])

    def _insert(self, words: Words) -> None:
        node = 0
        for length, word in enumerate(words, start=1):
            if word not in self._next[node]:
                self._next[node][word] = len(self._next)
                self._next.append({})
                self.lengths.append(length)
            node = self._next[node][word]

    def within(self, words: Words) -> tuple[int, tuple[int, ...]]:
        """Return the number of words, and the wanted n-grams among them, each once."""
        found = set()
        first = self._next[0]
        for start, word in enumerate(words):
            node = first.get(word)
            ahead = start
            while node is not None:
                found.add(node - 1)
                ahead += 1
                node = self._next[node].get(words[ahead]) if ahead < len(words) else None
        return len(words), tuple(sorted(found))


def _rarity_times_length(wanted: _Wanted, found: Sequence[tuple[int, ...]]) -> list[float]:
    counts = Counter(ngram for each in found for ngram in each)
    return [length * math.log((len(found) + 1) / (counts[ngram] or 1)) for ngram, length in enumerate(wanted.lengths)]
