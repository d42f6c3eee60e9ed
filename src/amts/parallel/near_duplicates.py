"""Texts that are nearly the same: what was held out must not come back with a comma changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amts.parallel.retrieval_postings import Postings
from amts.parallel.similarity import comparable

if TYPE_CHECKING:
    from collections.abc import Iterable

# From this fuzzy match on (1 minus the edit distance over the greater length) two texts count as the same.
NEAR = 0.9
# So many texts with rare words in common are compared with each.
_CANDIDATES = 200


class NearDuplicates:
    """Finds texts that are nearly equal to a given one.

    Args:
        texts: those to find.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = list(dict.fromkeys(map(comparable, texts)))
        self._known = frozenset(self._texts)
        self._postings = Postings()
        self._postings.extend(self._texts)

    def of(self, text: str) -> set[str]:
        """Return the texts, as `comparable` has them, that a text nearly is."""
        from rapidfuzz.distance import Levenshtein

        text = comparable(text)
        found = (self._texts[number] for number in self._postings.sharing(text, _CANDIDATES))
        # A distance is never less than the difference of the lengths: most texts need not be compared.
        alike = (each for each in found if min(len(text), len(each)) >= NEAR * max(len(text), len(each)))
        near = {each for each in alike if Levenshtein.normalized_similarity(text, each, score_cutoff=NEAR) >= NEAR}
        return near | ({text} & self._known)
