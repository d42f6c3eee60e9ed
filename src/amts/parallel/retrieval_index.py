"""Pairs by their source texts, and these by their terms: where candidates for retrieval come from."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

from amts.parallel.retrieval_postings import postings
from amts.parallel.similarity import comparable, most_alike
from amts.progress import Progress, silent

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence
    from pathlib import Path

    from amts.records import Pair

# So many texts that share terms are compared letter by letter.
_COMPARED = 1_000
# So many texts of added pairs are compared with every segment, before they go into the arrays.
_RECENT = 500


class PairIndex:
    """Pairs by their source texts, and these by their terms.

    Args:
        pairs: in the order of their documents, so that neighbours are known.
        cache: a folder where the index is kept; with the same source texts it is read instead of made again.
        progress: told about the steps.
    """

    def __init__(self, pairs: Iterable[Pair], cache: Path | None = None, progress: Progress = silent) -> None:
        self.pairs: list[Pair] = []
        # The last pair with each text, and of each pair the one before it that has the same text (or -1): a list for
        # each text would take three times the memory.
        self._last: dict[str, int] = {}
        self._earlier = array("i")
        for pair in pairs:
            self._take(pair)
        self._texts = list(self._last)
        self._postings = postings(self._texts, cache, progress)

    def __len__(self) -> int:
        """Return the number of pairs."""
        return len(self.pairs)

    def add(self, pairs: Iterable[Pair]) -> None:
        """Make more pairs findable at once."""
        # A text that is there already comes again, lest it be passed over with the pairs that have it.
        self._texts.extend([self._take(pair) for pair in pairs])
        if len(self._texts) - len(self._postings) > _RECENT:
            self.settle()

    def settle(self) -> None:
        """Put the texts of added pairs into the arrays."""
        recent = self._texts[len(self._postings) :]
        if recent:
            self._postings.extend(recent)

    def owners(self, text: str) -> Iterator[int]:
        """Yield the numbers of the pairs whose source is this comparable text, the last one first."""
        number = self._last.get(text, -1)
        while number >= 0:
            yield number
            number = self._earlier[number]

    def texts_within(self, numbers: Container[int]) -> Sequence[int]:
        """Return the places of the texts that only pairs of these numbers have."""
        texts = enumerate(self._texts)
        return array("q", (place for place, text in texts if all(each in numbers for each in self.owners(text))))

    def alike(self, text: str, limit: int, hidden: Sequence[int] = ()) -> list[tuple[str, float]]:
        """Return the texts most alike to a comparable text, the best fuzzy match first, and how alike they are.

        Args:
            text: what they are compared with.
            limit: how many are wanted.
            hidden: the texts, by their places, that are passed over; an equal one is not.
        """
        shared = [self._texts[place] for place in self._postings.sharing(text, _COMPARED, hidden)]
        recent = self._texts[len(self._postings) :]
        # An equal text of common terms only need not be among those that share the rarest.
        candidates = list(dict.fromkeys([text] * (text in self._last) + shared + recent))
        return [(candidates[place], likeness) for place, likeness in most_alike(text, candidates, limit)]

    def neighbours(self, number: int) -> Iterator[tuple[int, str]]:
        """Yield the comparable sources before (-1) and after (1) a pair in its document."""
        for step in (-1, 1):
            at = number + step
            if 0 <= at < len(self.pairs) and self.pairs[at].document == self.pairs[number].document:
                yield step, comparable(self.pairs[at].source.text)

    def _take(self, pair: Pair) -> str:
        """Put a pair at the end, and return its comparable source."""
        text = comparable(pair.source.text)
        self._earlier.append(self._last.get(text, -1))
        self._last[text] = len(self.pairs)
        self.pairs.append(pair)
        return text
