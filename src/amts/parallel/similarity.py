"""How alike two texts are, in any script, and the terms by which like texts are found.

Likeness is half a fuzzy match (1 minus the edit distance over the greater length) and half the smoothed F1 of n-grams
by which ModernMT ranks what it adapts to (github.com/modernmt/modernmt, 2021).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import TYPE_CHECKING

from amts.placeholders import PLACEHOLDER
from amts.words import SIGNS, UNSPACED

if TYPE_CHECKING:
    from collections.abc import Sequence

    NGrams = Sequence[Counter[tuple[str, ...]]]

_WORD = rf"(?:(?![{UNSPACED}])[\w{SIGNS}])+"
_TERM = re.compile(rf"([{UNSPACED}]+)|({_WORD})")
_TOKEN = re.compile(rf"[{UNSPACED}]|{_WORD}|\S")
_LONGEST_NGRAM = 4
_SMOOTHING = 0.1
# A text of more than so many times the other's tokens is no match, however much they have in common.
_LENGTH_RATIO = 2


def comparable(text: str) -> str:
    """Return a text as it is compared: in small letters, with single spaces, every placeholder as one equal sign."""
    return " ".join(PLACEHOLDER.sub("⟦", text).lower().split())


def terms(text: str) -> list[str]:
    """Return the different terms of a comparable text: its words; of scripts without spaces, pairs of neighbours."""
    found: dict[str, None] = {}
    for unspaced, word in _TERM.findall(text):
        if word:
            found[word] = None
        else:
            found |= dict.fromkeys(unspaced[at : at + 2] for at in range(max(len(unspaced) - 1, 1)))
    return list(found)


def most_alike(text: str, others: Sequence[str], limit: int) -> list[tuple[int, float]]:
    """Return which others have the best fuzzy matches with a text, the best first, and how alike they are to it.

    Args:
        text: a comparable text.
        others: comparable texts.
        limit: how many to read closely; of equal fuzzy matches the first.
    """
    from rapidfuzz import process
    from rapidfuzz.distance import Levenshtein

    best = process.extract(text, others, scorer=Levenshtein.normalized_similarity, limit=limit)
    grams = ngrams(text)
    return [(place, (fuzzy + ngram_f1(grams, ngrams(other))) / 2) for other, fuzzy, place in best]


def ngrams(text: str) -> NGrams:
    """Return how often each n-gram of words and signs occurs, by length from 1 to 4."""
    tokens = _TOKEN.findall(text)
    return [Counter(zip(*(tokens[at:] for at in range(size)), strict=False)) for size in range(1, _LONGEST_NGRAM + 1)]


def ngram_f1(ours: NGrams, theirs: NGrams) -> float:
    """Return the F1 of n-grams, from 0 to 1; 0 if one text has more than twice the tokens of the other.

    Precision and recall are geometric means over n of (matches + 0.1) / (n-grams + 0.1).
    """
    lengths = ours[0].total(), theirs[0].total()
    if not min(lengths) or max(lengths) > _LENGTH_RATIO * min(lengths):
        return 0.0
    recall = precision = 0.0
    for left, right in zip(ours, theirs, strict=True):
        matches = sum(min(count, right[gram]) for gram, count in left.items() if gram in right) + _SMOOTHING
        recall += math.log(matches / (left.total() + _SMOOTHING)) / _LONGEST_NGRAM
        precision += math.log(matches / (right.total() + _SMOOTHING)) / _LONGEST_NGRAM
    recall, precision = math.exp(recall), math.exp(precision)
    return 2 * precision * recall / (precision + recall)
