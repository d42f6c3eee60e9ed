"""The best way through two sequences in beads, and how sure each bead is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Scorer = Callable[[int, int, int, int], float]

# How often a bead joins so many source with so many target units (log-probabilities; measured on hand-made alignments
# by Gale and Church, 1993, and adapted to documentation, where dropped sentences are rarer than joined ones).
SENTENCE_BEADS: Mapping[tuple[int, int], float] = {
    bead: math.log(prior)
    for bead, prior in {
        (1, 1): 0.89, (1, 2): 0.045, (2, 1): 0.045, (2, 2): 0.011, (1, 3): 0.01, (3, 1): 0.01,
    }.items()
}  # fmt: skip
BLOCK_BEADS: Mapping[tuple[int, int], float] = {
    bead: math.log(prior) for bead, prior in {(1, 1): 0.94, (1, 2): 0.02, (2, 1): 0.02}.items()
}
# The price of leaving one unit without a translation.
SKIP = -3.0


@dataclass(frozen=True, slots=True)
class Bead:
    """A run of source units and the run of target units that translates it: the first of each, and how many.

    `posterior` is the probability that the best way goes through this bead.
    """

    source: int
    sources: int
    target: int
    targets: int
    posterior: float = 1.0

    @property
    def ours(self) -> range:
        """The indexes of the source units."""
        return range(self.source, self.source + self.sources)

    @property
    def theirs(self) -> range:
        """The indexes of the target units."""
        return range(self.target, self.target + self.targets)


def best_beads(source: int, target: int, score: Scorer, priors: Mapping[tuple[int, int], float]) -> list[Bead]:
    """Return the most probable beads over `source` and `target` units, with posteriors (forward-backward).

    Args:
        source: the number of source units.
        target: the number of target units.
        score: log-score of the bead (i, k, j, n): k units from i with n units from j.
        priors: the kinds of beads allowed, with their log-probabilities.
    """
    moves = _moves(source, target, score, priors)
    back = _viterbi(moves)
    forward = _sums(moves)
    backward = _backward_sums(moves, source, target)
    beads = []
    i, j = source, target
    while (i, j) != (0, 0):
        k, n, value = back[i, j]
        i, j = i - k, j - n
        if k and n:
            posterior = math.exp(min(forward[i, j] + value + backward[i + k, j + n] - forward[source, target], 0.0))
            beads.append(Bead(i, k, j, n, posterior))
    return beads[::-1]


Moves = dict[tuple[int, int], list[tuple[int, int, float]]]


def _moves(source: int, target: int, score: Scorer, priors: Mapping[tuple[int, int], float]) -> Moves:
    """Return, for each point, the beads that begin there with their log-weights."""
    moves: Moves = {}
    for i in range(source + 1):
        for j in range(target + 1):
            here = [(k, n, SKIP) for k, n in ((1, 0), (0, 1)) if i + k <= source and j + n <= target]
            for (k, n), prior in priors.items():
                if i + k <= source and j + n <= target and (value := score(i, k, j, n)) > -math.inf:
                    here.append((k, n, value + prior))
            moves[i, j] = here
    return moves


def _viterbi(moves: Moves) -> dict[tuple[int, int], tuple[int, int, float]]:
    """Return the last bead of the best way to each point; there always is one, as every unit can be skipped."""
    best = {(0, 0): 0.0}
    back: dict[tuple[int, int], tuple[int, int, float]] = {}
    for (i, j), here in moves.items():
        for k, n, value in here:
            point = (i + k, j + n)
            total = best[i, j] + value
            if total > best.get(point, -math.inf):
                best[point], back[point] = total, (k, n, value)
    return back


def _sums(moves: Moves) -> dict[tuple[int, int], float]:
    """Return the log of the summed weights of all ways to each point."""
    sums = dict.fromkeys(moves, -math.inf)
    sums[0, 0] = 0.0
    for (i, j), here in moves.items():
        for k, n, value in here:
            sums[i + k, j + n] = _add(sums[i + k, j + n], sums[i, j] + value)
    return sums


def _backward_sums(moves: Moves, source: int, target: int) -> dict[tuple[int, int], float]:
    """Return the log of the summed weights of all ways from each point to the end."""
    sums = dict.fromkeys(moves, -math.inf)
    sums[source, target] = 0.0
    for (i, j), here in reversed(moves.items()):
        for k, n, value in here:
            sums[i, j] = _add(sums[i, j], value + sums[i + k, j + n])
    return sums


def _add(a: float, b: float) -> float:
    """Return log(e^a + e^b)."""
    if a < b:
        a, b = b, a
    return a if b == -math.inf else a + math.log1p(math.exp(b - a))
