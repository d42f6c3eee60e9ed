"""How likely a run of source units and a run of target units are translations of each other.

The score of a bead is the mean of both directions' log-likelihood ratio of the words under the lexicon against
chance, plus the log-probability of the lengths (Gale and Church, 1993) and of the kind of bead.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

import numpy as np

from amts.alignment.lexicon import NULL

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from amts.alignment.lexicon import Ids, Lexicon, Reals

# Weight of the lexicon against chance in a word's probability.
LEXICAL = 0.5
MAX_RUN = 3


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence, or several as one: token ids, width in characters, and how many tokens each sentence has."""

    ids: Ids
    width: int
    parts: tuple[int, ...] = ()


def merged(units: Sequence[Unit]) -> Unit:
    """Return several units as one."""
    parts = tuple(part for unit in units for part in unit.parts or (len(unit.ids),))
    return Unit(np.concatenate([unit.ids for unit in units]), sum(unit.width for unit in units), parts)


@dataclass(frozen=True, slots=True)
class Lengths:
    """How wide translations are: characters a source character, and the variance of that (Gale and Church, 1993)."""

    ratio: float = 1.0
    variance: float = 6.8

    def deviation(self, source: int, target: int) -> float:
        """Return how many standard deviations a translation's width lies from the expected one."""
        return (target - source * self.ratio) / math.sqrt(max(source, 1) * self.variance)

    def cost(self, source: int, target: int) -> float:
        """Return the log-probability that widths differ at least so much."""
        delta = min(abs(self.deviation(source, target)), 8.0)
        return math.log(max(math.erfc(delta / math.sqrt(2)), 1e-12))


def learn_lengths(widths: Sequence[tuple[int, int]], otherwise: Lengths) -> Lengths:
    """Estimate how wide translations are from pairs of widths; the mean half of the deviations sets the variance.

    Args:
        widths: of sources and their translations.
        otherwise: returned if there are too few pairs to learn from.
    """
    if len(widths) < 5:
        return otherwise
    pairs = np.maximum(np.array(widths, dtype=np.float64), 1.0)
    ratio = float(np.median(pairs[:, 1] / pairs[:, 0]))
    deviations = np.abs(pairs[:, 1] - ratio * pairs[:, 0]) / np.sqrt(pairs[:, 0])
    # 0.6745 is the median of the absolute value of a standard normal variable.
    return Lengths(ratio, max(float(np.median(deviations) / 0.6745) ** 2, 0.2))


@dataclass(frozen=True, slots=True)
class _Tokens:
    """The tokens of some units: each different one with the empty word first, where they stand, where units end."""

    distinct: Ids
    places: Ids
    ends: Ids


class Evidence:
    """Scores of all runs of up to three units of one side against those of the other."""

    def __init__(
        self,
        source: Sequence[Unit],
        target: Sequence[Unit],
        lexicon: Lexicon,
        chance: tuple[Reals, Reals],
        lengths: Lengths,
    ) -> None:
        """Tabulate the evidence.

        Args:
            source: the units of the source side.
            target: the units of the target side.
            lexicon: word-translation probabilities.
            chance: each source word's and each target word's probability by chance.
            lengths: how wide translations are.
        """
        self._widths = _ends(unit.width for unit in source), _ends(unit.width for unit in target)
        self._lengths = lengths
        ours, theirs = _tokens(source), _tokens(target)
        forward, backward = lexicon.tables(ours.distinct, theirs.distinct)
        unknown = _unknown(lexicon)
        self._forward = _ratios(forward, chance[1][theirs.distinct], ours, theirs, unknown)
        self._backward = _ratios(backward.T, chance[0][ours.distinct], theirs, ours, unknown)

    def words(self, i: int, k: int, j: int, n: int) -> tuple[float, float]:
        """Return the log-likelihood ratios of target given source and source given target for a bead."""
        forward, backward = self._forward[k][i], self._backward[n][j]
        return forward[j + n] - forward[j], backward[i + k] - backward[i]

    def widths(self, i: int, k: int, j: int, n: int) -> tuple[int, int]:
        """Return the widths of both sides of a bead."""
        source, target = self._widths
        return source[i + k] - source[i], target[j + n] - target[j]

    def score(self, i: int, k: int, j: int, n: int) -> float:
        """Return the score of the bead of units i to i+k of the source and j to j+n of the target."""
        return 0.5 * sum(self.words(i, k, j, n)) + self._lengths.cost(*self.widths(i, k, j, n))


def part_ratios(
    source: Unit, target: Unit, lexicon: Lexicon, chance: tuple[Reals, Reals]
) -> tuple[list[float], list[float]]:
    """Return the log-likelihood ratios of each part of the target given the source, and the other way round."""
    ours, theirs = _tokens([source]), _tokens([target])
    forward, backward = lexicon.tables(ours.distinct, theirs.distinct)
    unknown = _unknown(lexicon)
    until_target = _ratios(forward, chance[1][theirs.distinct], ours, _cut(theirs, target), unknown)[1][0]
    until_source = _ratios(backward.T, chance[0][ours.distinct], theirs, _cut(ours, source), unknown)[1][0]
    return [b - a for a, b in pairwise(until_target)], [b - a for a, b in pairwise(until_source)]


def _cut(tokens: _Tokens, unit: Unit) -> _Tokens:
    """Return a unit's tokens with the ends of its parts."""
    return replace(tokens, ends=np.array(_ends(unit.parts or (len(unit.ids),))))


def _unknown(lexicon: Lexicon) -> float:
    """Return what a word without a translation says: before anything is learnt, nothing for or against."""
    return 0.0 if lexicon.empty else math.log(1 - LEXICAL)


def _ends(sizes: Iterable[int]) -> list[int]:
    return list(accumulate(sizes, initial=0))


def _tokens(units: Sequence[Unit]) -> _Tokens:
    ids = np.concatenate([[NULL], *(unit.ids for unit in units)])
    distinct, places = np.unique(ids, return_inverse=True)
    return _Tokens(distinct, places[1:], np.array(_ends(len(unit.ids) for unit in units)))


def _ratios(
    table: Reals, chance: Reals, given: _Tokens, explained: _Tokens, unknown: float
) -> dict[int, list[list[float]]]:
    """Return, for each size and start of a run of given units, the log ratios summed up to each explained unit.

    A word's ratio is log((L * mean of p(word | given words and the empty word) + (1 - L) * chance) / chance), and
    `unknown` where that mean is 0.
    """
    until = np.zeros((len(given.ends), len(explained.distinct)))
    for unit, (start, end) in enumerate(pairwise(given.ends)):
        counts = np.bincount(given.places[start:end], minlength=len(table))
        until[unit + 1] = until[unit] + counts @ table
    ratios = {}
    for run in range(1, min(MAX_RUN, len(given.ends) - 1) + 1):
        words = given.ends[run:] - given.ends[:-run] + 1
        mean = (until[run:] - until[:-run] + table[NULL]) / words[:, None]
        logs = np.log((LEXICAL * mean + (1 - LEXICAL) * chance) / chance)
        logs[mean == 0] = unknown
        cumulated = np.zeros((len(logs), len(explained.places) + 1))
        np.cumsum(logs[:, explained.places], axis=1, out=cumulated[:, 1:])
        ratios[run] = cumulated[:, explained.ends].tolist()
    return ratios
