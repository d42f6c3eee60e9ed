"""The probability that an aligned pair is right, learnt from the book itself without labels.

Wrong pairs are made from right ones: a source with its neighbour's translation, and two sources with the translation
of only one. A logistic regression tells them from the aligned pairs by how well words, markup and lengths agree.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from amts.alignment.evidence import Lengths, Unit, merged, part_ratios

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amts.alignment.lexicon import Ids, Lexicon, Reals

# Fewer pairs than this cannot teach a judge; the prior of its weights then stands.
MIN_PAIRS = 20
_RIDGE = 1.0


@dataclass(frozen=True, slots=True)
class Judge:
    """What a pair is judged by: the lexicon, chance, lengths, and the weights of the features."""

    lexicon: Lexicon
    chance: tuple[Reals, Reals]
    lengths: Lengths
    shared: tuple[Ids, Ids]
    weights: Reals

    def features(self, source: Unit, target: Unit) -> Reals:
        """Return how well a pair's words, markup and lengths agree; the last one is constant."""
        forward, backward = part_ratios(source, target, self.lexicon, self.chance)
        sizes = (*(target.parts or (len(target.ids),)), *(source.parts or (len(source.ids),)))
        # What one of several sentences says that the other side does not have shows in the weakest part.
        weakest = min(
            (ratio / size for ratio, size in zip(forward + backward, sizes, strict=True) if size), default=0.0
        )
        strongest = max(sum(forward) / max(len(target.ids), 1), sum(backward) / max(len(source.ids), 1))
        deviation = min(abs(self.lengths.deviation(source.width, target.width)), 6.0)
        agreeing, differing = self._shared_tokens(source, target)
        total = math.log1p(max(sum(forward) + sum(backward), 0.0))
        return np.array([weakest, strongest, total, deviation, deviation**2 / 6, agreeing, differing, 1.0])

    def _shared_tokens(self, source: Unit, target: Unit) -> tuple[float, float]:
        """Return how much markup and how many numbers the sides have in common, and how many not (log counts)."""
        ours, theirs = (numbers[unit.ids] for numbers, unit in zip(self.shared, (source, target), strict=True))
        ours, theirs = ours[ours != 0].tolist(), theirs[theirs != 0].tolist()
        both = (Counter(ours) & Counter(theirs)).total()
        return math.log1p(both), math.log1p(len(ours) + len(theirs) - 2 * both)

    def probability(self, source: Unit, target: Unit) -> float:
        """Return the probability that two units are translations of each other, at even chances beforehand.

        Nearly all aligned pairs are right, so that this errs on the side of doubt: what reaches 0.9 has shown it.
        """
        logit = float(self.features(source, target) @ self.weights)
        return 1 / (1 + math.exp(-max(min(logit, 30.0), -30.0)))


# Used as it is where a book is too small to learn from, and as the mean of the weights' prior otherwise.
_DEFAULT_WEIGHTS = np.array([1.5, 1.0, 1.0, -0.5, -0.5, 0.5, -1.0, 1.0])


def learn_judge(
    pairs: Sequence[tuple[Unit, Unit]],
    lexicon: Lexicon,
    chance: tuple[Reals, Reals],
    lengths: Lengths,
    shared: tuple[Ids, Ids],
) -> Judge:
    """Learn to tell aligned pairs, given in the order of the book, from made-up wrong ones."""
    judge = Judge(lexicon, chance, lengths, shared, _DEFAULT_WEIGHTS)
    if len(pairs) < MIN_PAIRS:
        return judge
    right = [judge.features(source, target) for source, target in pairs]
    wrong = [judge.features(source, target) for source, target in _wrong_pairs(pairs)]
    features = np.vstack((right, wrong))
    labels = np.concatenate((np.ones(len(right)), np.zeros(len(wrong))))
    balance = np.where(labels == 1, 0.5 / len(right), 0.5 / len(wrong)) * len(labels)
    return replace(judge, weights=_logistic_regression(features, labels, balance))


def _wrong_pairs(pairs: Sequence[tuple[Unit, Unit]]) -> list[tuple[Unit, Unit]]:
    wrong = []
    for index, ((source, target), (next_source, next_target)) in enumerate(pairwise(pairs)):
        wrong.append((source, next_target))
        if index % 2:
            wrong.append((merged((source, next_source)), target))
        else:
            wrong.append((source, merged((target, next_target))))
    return wrong


def _logistic_regression(features: Reals, labels: Reals, balance: Reals) -> Reals:
    """Return weights by damped Newton steps, drawn towards the default ones by a ridge."""
    signs = np.where(labels == 1, 1.0, -1.0)

    def loss(weights: Reals) -> float:
        margins = np.logaddexp(0.0, -signs * (features @ weights))
        return float(balance @ margins + 0.5 * _RIDGE * np.sum((weights - _DEFAULT_WEIGHTS) ** 2))

    weights = _DEFAULT_WEIGHTS.copy()
    for _ in range(25):
        predicted = 1 / (1 + np.exp(-np.clip(features @ weights, -30, 30)))
        gradient = features.T @ (balance * (labels - predicted)) - _RIDGE * (weights - _DEFAULT_WEIGHTS)
        curvature = (features * (balance * predicted * (1 - predicted))[:, None]).T @ features
        step = np.linalg.solve(curvature + _RIDGE * np.eye(len(weights)), gradient)
        before = loss(weights)
        better = (weights + 0.5**n * step for n in range(12) if loss(weights + 0.5**n * step) < before)
        if (found := next(better, None)) is None:
            break
        weights = found
    return weights
