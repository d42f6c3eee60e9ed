"""Examples with help in them: a similar pair's target before the source, or terms' translations within it.

A model that has seen some of its examples so takes suggestions and terms later without being tuned: what it is told in
the same form, it follows as far as it fits. Suggestions are drawn from several similar pairs, not always the most
similar, so that the model learns to leave aside what does not fit (Hoang et al., 2022); terms are source words with
what they are aligned to behind them (Dinu et al., 2019).
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from amts.training.trainer.batches import Example

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TypeAlias

    from numpy.typing import NDArray

    from amts.training.encoded import EncodedCorpus, Rows

    Integers: TypeAlias = NDArray[np.int64]

# A term is at most so many source tokens long, and an example has at most so many terms.
_TERM, _TERMS = 3, 3
# A helped source is at most so long: other examples stay as they are.
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Blending:
    """How many examples have help in them, and which tokens set it apart.

    Attributes:
        separator: stands between a suggestion and the source.
        term_open: stands before the translation of a term, which is behind the term.
        term_close: stands behind it.
        suggested: the share of the examples with a suggestion.
        annotated: the share of the examples with terms.
        seed: of all choices.
    """

    separator: int
    term_open: int
    term_close: int
    suggested: float = 0.0
    annotated: float = 0.0
    seed: int = 1


class Blender:
    """Changes some of the examples of a corpus; each the same way whenever an epoch is run again.

    Args:
        corpus: the pairs.
        blending: how many are changed, and how.
        similar: of each pair, the numbers of pairs like it (see `similar_pairs`); needed for suggestions.
    """

    def __init__(self, corpus: EncodedCorpus, blending: Blending, similar: Rows | None = None) -> None:
        self._corpus, self._blending, self._similar = corpus, blending, similar

    def __call__(self, epoch: int, number: int, example: Example) -> Example:
        """Return the example with or without help, by chance."""
        blending = self._blending
        chance = random.Random(f"{blending.seed} {epoch} {number}")
        drawn = chance.random()
        if drawn < blending.suggested:
            changed = self._with_suggestion(example, number, chance)
        elif drawn < blending.suggested + blending.annotated:
            changed = with_terms(example, blending, chance)
        else:
            changed = example
        return changed if len(changed.source) <= _LONGEST else example

    def _with_suggestion(self, example: Example, number: int, chance: random.Random) -> Example:
        like = self._similar[number] if self._similar else ()
        if not len(like):
            return example
        suggestion = self._corpus.targets[int(chance.choice(list(like)))][:-1].tolist()
        before = [int(example.source[0]), *suggestion, self._blending.separator]
        moved = _links(example)
        moved[:, 0] += len(before) - 1
        return Example([*before, *map(int, example.source[1:])], example.target, moved.reshape(-1))


def with_terms(example: Example, blending: Blending, chance: random.Random) -> Example:
    """Return an example with the translations of some of its words behind them, as far as it is aligned."""
    links = _links(example)
    if not len(links):
        return example
    source: list[int] = []
    moved = np.zeros(len(example.source), dtype=np.int64)
    terms = _terms(links, chance)
    for place, token in enumerate(example.source):
        moved[place] = len(source)
        source.append(int(token))
        if place in terms:
            told = [int(example.target[position]) for position in terms[place]]
            source += [blending.term_open, *told, blending.term_close]
    links[:, 0] = moved[links[:, 0]]
    return Example(source, example.target, links.reshape(-1))


def _terms(links: Integers, chance: random.Random) -> dict[int, list[int]]:
    """Return what some words are aligned to, by the place of their last token; only words that stand together."""
    aligned = sorted({int(place) for place in links[:, 0]})
    found: dict[int, list[int]] = {}
    taken: set[int] = set()
    for begin in chance.sample(aligned, len(aligned)):
        last = begin + chance.randrange(_TERM)
        end = max(place for place in aligned if begin <= place <= last)
        words = set(range(begin, end + 1))
        positions = sorted({int(there) for here, there in links if here in words})
        span = set(range(positions[0], positions[-1] + 1))
        alone = all(here in words for here, there in links if there in span)
        if alone and len(span) == len(positions) and not words & taken:
            found[end] = positions
            taken |= words
        if len(found) == _TERMS:
            break
    return found


def _links(example: Example) -> Integers:
    return np.array(example.alignment, dtype=np.int64).reshape(-1, 2)


def similar_pairs(corpus: EncodedCorpus, count: int = 3, often: int = 100) -> list[Sequence[int]]:
    """Return of each pair the numbers of the pairs most like it by rare bigrams of the source, the most like first.

    Args:
        corpus: the pairs.
        count: how many at most.
        often: bigrams of more pairs than this say little, and are not looked at.
    """
    bigrams = [_bigrams(corpus.sources[number]) for number in range(len(corpus))]
    holders: dict[int, list[int]] = {}
    for number, own in enumerate(bigrams):
        for bigram in own:
            holders.setdefault(bigram, []).append(number)
    return [_most_like(number, own, holders, count, often) for number, own in enumerate(bigrams)]


def _most_like(number: int, own: set[int], holders: dict[int, list[int]], count: int, often: int) -> list[int]:
    votes: dict[int, float] = {}
    for bigram in own:
        others = holders[bigram]
        if len(others) <= often:
            for other in others:
                votes[other] = votes.get(other, 0.0) + 1 / len(others)
    votes.pop(number, None)
    return sorted(votes, key=lambda other: (-votes[other], other))[:count]


def _bigrams(row: Sequence[int] | NDArray[np.integer[Any]]) -> set[int]:
    tokens = np.asarray(row, dtype=np.int64)[1:-1]
    return set((tokens[:-1] << 20 | tokens[1:]).tolist())
