"""The pairs that are most relevant to a segment or to a document: found by rare terms in common, ranked by likeness."""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from amts.parallel.similarity import comparable, terms
from amts.placeholders import collapsed
from amts.records import Match

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from amts.parallel.retrieval_index import PairIndex
    from amts.records import Pair, Segment

# Of the pairs with one text, the last so many are looked at.
_OWNERS = 100
# So many texts are read closely for a segment.
_READ = 40
# The score of a source that is not equal, were it only for letter case, is at most this.
_ALMOST = 0.99
# What a match is worth beside its score: for covering all of the segment where better ones cover nothing, for coming
# from the document most like the one at hand, and for each neighbour that is the same sentence.
_COVERAGE_WEIGHT = 0.2
_DOCUMENT_WEIGHT = 0.1
_NEIGHBOUR_WEIGHT = 0.1
# What a pair is worth to a segment of a document that has another pair already.
_DECAY = 0.25
# So many segments of a document, spread over it, tell which other documents are like it.
_SAMPLE = 100
# For so many texts it is remembered what is like them.
_REMEMBERED = 2_000


@dataclass(frozen=True, slots=True)
class _Context:
    """The document at hand: how alike others are to it, by name, and what stands beside each of its segments."""

    documents: Mapping[str, float] = field(default_factory=dict)
    neighbours: Mapping[str, set[tuple[int, str]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A match, what it is worth for itself, and the terms of its source."""

    match: Match
    worth: float
    terms: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class Retriever:
    """Finds the most relevant pairs of an index.

    A match has the score 1 if its source is equal to the segment, white space and marks aside, and then it comes first.
    What a better match says already counts less. Of pairs with one source only the best is found: that from the most
    alike place, with the most frequent translation, or else the last.
    """

    index: PairIndex
    _context: _Context = _Context()
    _hidden: frozenset[int] = frozenset()
    _hidden_texts: Sequence[int] = ()
    _known: dict[tuple[str, int, int], list[tuple[str, float]]] = field(default_factory=dict, repr=False)

    def relevant(self, segment: Segment, limit: int = 5) -> list[Match]:
        """Return at most `limit` matches, the most relevant first."""
        text = comparable(segment.text)
        wanted = frozenset(terms(text))
        found = (self._candidate(segment, *each) for each in self._alike(text, max(limit, _READ)))
        related = [each for each in found if each and (each.match.score == 1 or each.terms & wanted)]
        return list(islice(_varied(related, wanted), limit))

    def relevant_to_document(self, segments: Iterable[Segment], limit: int) -> list[Match]:
        """Return the pairs that together are most relevant to the segments of a document, the best first.

        A pair counts for each segment to which it is relevant, by its score, and a quarter as much for each pair that
        this segment has already. Its match has the best of these scores.
        """
        scores: dict[Pair, dict[Segment, float]] = defaultdict(dict)
        for segment in dict.fromkeys(segments):
            for match in self.relevant(segment):
                scores[match.pair][segment] = match.score
        return [Match(pair, max(scores[pair].values())) for pair in islice(_covering(scores), limit)]

    def in_context(self, segments: Sequence[Segment]) -> Retriever:
        """Return a retriever for a document with these segments.

        What comes from documents like it counts more, and what stands between the same sentences. A document is like it
        if many of its pairs are relevant.
        """
        votes: dict[str, float] = defaultdict(float)
        for segment in segments[:: -(-len(segments) // _SAMPLE) or 1]:
            for match in self.relevant(segment):
                votes[match.pair.document] += match.score
        most = max(votes.values(), default=0.0) or 1.0
        context = _Context({name: vote / most for name, vote in votes.items()}, _neighbours(segments))
        return replace(self, _context=context)

    def without(self, pairs: Iterable[Pair] = (), documents: Iterable[str] = ()) -> Retriever:
        """Return a retriever that finds neither these pairs nor those of these documents; pairs added later it does."""
        self.index.settle()
        names = frozenset(documents)
        hidden = {number for number, pair in enumerate(self.index.pairs) if pair.document in names}
        for pair in pairs:
            owners = self.index.owners(comparable(pair.source.text))
            hidden.update(number for number in owners if self.index.pairs[number] == pair)
        hidden |= self._hidden
        return Retriever(self.index, self._context, frozenset(hidden), self.index.texts_within(hidden))

    def add(self, pairs: Iterable[Pair]) -> None:
        """Make more pairs findable at once, for all retrievers of the index."""
        self.index.add(pairs)

    def _alike(self, text: str, limit: int) -> list[tuple[str, float]]:
        key = text, limit, len(self.index)
        if key not in self._known:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[key] = self.index.alike(text, limit, self._hidden_texts)
        return self._known[key]

    def _candidate(self, segment: Segment, text: str, likeness: float) -> _Candidate | None:
        """Return the best of the pairs whose source is a comparable text, or None if all are hidden."""
        pairs = self.index.pairs
        visible = [number for number in self.index.owners(text) if number not in self._hidden]
        equal = [number for number in visible if collapsed(pairs[number].source).text == collapsed(segment).text]
        numbers = (equal or visible)[:_OWNERS]
        if not numbers:
            return None
        targets = Counter(pairs[number].target.text for number in numbers)

        def rank(number: int) -> tuple[float, int]:
            return self._bonus(segment, number), targets[pairs[number].target.text]

        best = max(numbers, key=rank)
        score = 1.0 if equal else min(likeness, _ALMOST)
        return _Candidate(Match(pairs[best], score), score + rank(best)[0], frozenset(terms(text)))

    def _bonus(self, segment: Segment, number: int) -> float:
        """Return what a pair is worth for the context that it has in common with a segment."""
        alike = self._context.documents.get(self.index.pairs[number].document, 0.0)
        beside = self._context.neighbours.get(segment.text)
        same = sum(each in beside for each in self.index.neighbours(number)) if beside else 0
        return _DOCUMENT_WEIGHT * alike + _NEIGHBOUR_WEIGHT * same


def _neighbours(segments: Sequence[Segment]) -> dict[str, set[tuple[int, str]]]:
    """Return the comparable texts before (-1) and after (1) each text, at all of its places."""
    found: dict[str, set[tuple[int, str]]] = defaultdict(set)
    for left, right in pairwise(segments):
        found[left.text].add((1, comparable(right.text)))
        found[right.text].add((-1, comparable(left.text)))
    return found


def _varied(candidates: Iterable[_Candidate], wanted: frozenset[str]) -> Iterator[Match]:
    """Yield matches, the best first; what covers of the wanted terms only what better ones cover counts less."""
    left = list(candidates)
    uncovered = wanted

    def rank(candidate: _Candidate) -> tuple[bool, float]:
        coverage = len(candidate.terms & uncovered) / max(len(wanted), 1)
        return candidate.match.score == 1, candidate.worth + _COVERAGE_WEIGHT * coverage

    while left:
        best = max(left, key=rank)
        uncovered -= best.terms
        left.remove(best)
        yield best.match


def _covering(scores: Mapping[Pair, Mapping[Segment, float]]) -> Iterator[Pair]:
    """Yield the pairs in the order of what each adds to those before it; of equal ones the first."""
    served: Counter[Segment] = Counter()
    # What a pair adds only becomes less, so an old value that is not the greatest need not be renewed.
    heap = [(-sum(found.values()), place, pair) for place, (pair, found) in enumerate(scores.items())]
    heapq.heapify(heap)
    while heap:
        _, place, pair = heapq.heappop(heap)
        gain = sum(score * _DECAY ** served[segment] for segment, score in scores[pair].items())
        if heap and heap[0][:2] < (-gain, place):
            heapq.heappush(heap, (-gain, place, pair))
        else:
            served.update(scores[pair].keys())
            yield pair
