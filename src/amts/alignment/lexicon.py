"""Word-translation probabilities learnt from sentence pairs of the book itself.

IBM model 1 (Brown et al., 1993) in both directions, by expectation maximisation over all co-occurring word pairs at
once. A pair that never co-occurred has probability 0; words repeated in the translation count as near certain.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from amts.alignment.tokens import is_shared

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Ids: TypeAlias = NDArray[np.int64]
Reals: TypeAlias = NDArray[np.float64]

NULL = 0
ITERATIONS = 5
# Beyond this many tokens a side, a pair teaches little and costs much.
MAX_TOKENS = 100
# The probability that a shared token (markup, number, name) is repeated in the translation.
REPEATED = 0.9


class Vocabulary:
    """Numbers for the tokens of one language, from 1; 0 is the empty word."""

    def __init__(self, tokens: Iterable[str] = (), counts: Iterable[int] = ()) -> None:
        self.ids: dict[str, int] = {token: number for number, token in enumerate(tokens, start=1)}
        self._counts: list[int] = [0, *counts]

    @property
    def counts(self) -> list[int]:
        """How often each token was encoded, in the order of their numbers."""
        return self._counts[1:]

    def encode(self, tokens: Iterable[str]) -> Ids:
        """Return the numbers of the tokens, new ones being added and all of them counted."""
        numbers = [self.ids.setdefault(token, len(self.ids) + 1) for token in tokens]
        self._counts += [0] * (len(self.ids) + 1 - len(self._counts))
        for number in numbers:
            self._counts[number] += 1
        return np.array(numbers, dtype=np.int64)

    def frequencies(self) -> Reals:
        """Return each token's share of all tokens, smoothed by one count."""
        counts = np.array(self._counts, dtype=np.float64) + 1.0
        return np.asarray(counts / counts.sum(), dtype=np.float64)

    def __len__(self) -> int:
        return len(self.ids) + 1


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Translation probabilities of word pairs.

    Attributes:
        cells: sorted keys `source * targets + target` of the pairs that co-occurred.
        forward: p(target | source) of each cell.
        backward: p(source | target) of each cell.
        repeated: the target id of each source id that is the same shared token, or -1.
    """

    cells: Ids
    forward: Reals
    backward: Reals
    targets: int
    repeated: Ids

    @property
    def empty(self) -> bool:
        """Whether nothing is known but repeated tokens."""
        return bool(self.cells[0] < 0)

    def tables(self, source: Ids, target: Ids) -> tuple[Reals, Reals]:
        """Return p(target | source) and p(source | target) for each pair of tokens, both shaped (source, target)."""
        keys = source[:, None] * self.targets + target[None, :]
        places = np.minimum(np.searchsorted(self.cells, keys), len(self.cells) - 1)
        known = self.cells[places] == keys
        same = np.where(self.repeated[source][:, None] == target[None, :], REPEATED, 0.0)
        forward = np.maximum(np.where(known, self.forward[places], 0.0), same)
        backward = np.maximum(np.where(known, self.backward[places], 0.0), same)
        return forward, backward


def repeated_tokens(source: Vocabulary, target: Vocabulary) -> Ids:
    """Return for each source id the target id of the same shared token, or -1."""
    same = np.full(len(source), -1, dtype=np.int64)
    for token, number in source.ids.items():
        if is_shared(token):
            same[number] = target.ids.get(token, -1)
    return same


def no_lexicon(source: Vocabulary, target: Vocabulary) -> Lexicon:
    """Return the lexicon of one who knows nothing but repeated tokens."""
    nothing = np.zeros(1)
    return Lexicon(np.array([-1]), nothing, nothing, len(target), repeated_tokens(source, target))


def learn(pairs: Sequence[tuple[Ids, Ids]], source: Vocabulary, target: Vocabulary) -> Lexicon:
    """Learn a lexicon from sentence pairs given as token ids."""
    short = [pair for pair in pairs if 0 < len(pair[0]) <= MAX_TOKENS and 0 < len(pair[1]) <= MAX_TOKENS]
    if not short:
        return no_lexicon(source, target)
    sources, targets, source_places, target_places = _cooccurrences(short)
    cells, cell_of = np.unique(sources * len(target) + targets, return_inverse=True)
    forward = _expectation_maximisation(cells // len(target), cell_of, target_places)
    backward = _expectation_maximisation(cells % len(target), cell_of, source_places)
    return Lexicon(cells, forward, backward, len(target), repeated_tokens(source, target))


def _cooccurrences(pairs: Sequence[tuple[Ids, Ids]]) -> tuple[Ids, Ids, Ids, Ids]:
    """Return all pairs of tokens that stand in a sentence pair, with the place of each token in the corpus.

    Each side also has the empty word, so that a token need not be explained by any other.
    """
    sources, targets, source_places, target_places = [], [], [], []
    source_start = target_start = 0
    for source, target in pairs:
        with_null = np.concatenate(([NULL], source))
        to_null = np.concatenate(([NULL], target))
        sources.append(np.repeat(with_null, len(to_null)))
        targets.append(np.tile(to_null, len(with_null)))
        source_places.append(np.repeat(np.arange(len(with_null)) + source_start, len(to_null)))
        target_places.append(np.tile(np.arange(len(to_null)) + target_start, len(with_null)))
        source_start += len(with_null)
        target_start += len(to_null)
    return tuple(map(np.concatenate, (sources, targets, source_places, target_places)))  # type: ignore[return-value]


def _expectation_maximisation(given: Ids, cell_of: Ids, places: Ids) -> Reals:
    """Return the probability of each cell given the token `given[cell]`.

    Args:
        given: for each cell, the token that is conditioned on.
        cell_of: the cell of each co-occurrence.
        places: the place in the corpus of the token that each co-occurrence explains.
    """
    probability = np.ones(len(given))
    for _ in range(ITERATIONS):
        shares = probability[cell_of]
        shares /= np.bincount(places, weights=shares)[places]
        counts = np.bincount(cell_of, weights=shares, minlength=len(given))
        probability = counts / np.bincount(given, weights=counts)[given]
    return probability
