"""Batches of pairs of like length, as many at once as there are tokens to spend, in an order by chance.

Which batches an epoch has follows from the seed and the number of the epoch alone, so training goes on after an
interruption where it was. In memory is an index of the pairs; their tokens are read from the mapped corpus.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from amts.engines.neural.extras import required
from amts.training.vocabulary import END, PAD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import TypeAlias

    from numpy.typing import NDArray

    from amts.training.encoded import EncodedCorpus

    Tokens: TypeAlias = Sequence[int] | NDArray[np.integer[Any]]

# Sides are padded to a multiple of this: matrices of such sizes are multiplied faster, and pairs whose lengths are the
# same by it share a batch.
MULTIPLE = 8
# With the curriculum, how far from its place by length a batch may come, by chance.
_JITTER = 0.3


class Example(NamedTuple):
    """A pair as tokens, with the flat row of source and target positions that translate each other."""

    source: Tokens
    target: Tokens
    alignment: Tokens = ()


@dataclass(frozen=True, slots=True)
class Batch:
    """Pairs as matrices, one row each.

    Attributes:
        sources: tokens, padded.
        inputs: what stands before each token of the targets.
        labels: the targets, padded.
        alignment: of each target position, how much of the attention is to fall on each source position: 0 everywhere
            if that is not known; None if nothing is known of the whole batch.
        padded: whether any source is padded.
        tokens: of the targets.
    """

    sources: Any
    inputs: Any
    labels: Any
    alignment: Any
    padded: bool
    tokens: int


class Batches:
    """The batches of a corpus.

    Args:
        corpus: the pairs.
        tokens: of both sides, padding included, in one batch; a longer pair is a batch of its own.
        seed: of the order.
        curriculum: whether short pairs come first in the first epoch.
        changed: makes of a pair what is learnt: gets the epoch, the number of the pair and its example.
    """

    def __init__(
        self, corpus: EncodedCorpus, tokens: int, seed: int, *, curriculum: bool = False,
        changed: Callable[[int, int, Example], Example] | None = None,
    ) -> None:  # fmt: skip
        self._corpus = corpus
        self._budget = tokens
        self._seed = seed
        self._curriculum = curriculum
        self._changed = changed
        lengths = (_rounded(rows.lengths) for rows in (corpus.targets, corpus.sources))
        self._targets, self._sources = lengths

    def plan(self, epoch: int) -> list[NDArray[np.int64]]:
        """Return the numbers of the pairs in each batch of an epoch, in order."""
        chance = np.random.default_rng((self._seed, epoch))
        order = chance.permutation(len(self._corpus))
        order = order[np.lexsort((self._sources[order], self._targets[order]))]
        batches = np.split(order, self._bounds(order))
        places = chance.permutation(len(batches)).astype(float)
        if self._curriculum and not epoch:
            places = np.arange(len(batches)) + _JITTER * len(batches) * chance.random(len(batches))
        return [batches[place] for place in np.argsort(places, kind="stable")]

    def _bounds(self, order: NDArray[np.int64]) -> list[int]:
        """Return where one batch ends and the next begins."""
        bounds, begin, widest = [], 0, 0
        sources, targets = self._sources[order].tolist(), self._targets[order].tolist()
        for place, (source, target) in enumerate(zip(sources, targets, strict=True)):
            wider = max(widest, source)
            if place > begin and (wider + target) * (place - begin + 1) > self._budget:
                bounds.append(place)
                begin, wider = place, source
            widest = wider
        return bounds

    def batch(self, epoch: int, numbers: Sequence[int] | NDArray[np.int64], device: Any = "cpu") -> Batch:
        """Return the batch of the pairs with these numbers."""
        return collate([self._example(epoch, int(number)) for number in numbers], device)

    def _example(self, epoch: int, number: int) -> Example:
        corpus = self._corpus
        links: Tokens = corpus.alignments[number] if corpus.alignments else ()
        example = Example(corpus.sources[number], corpus.targets[number], links)
        return self._changed(epoch, number, example) if self._changed else example


def in_order(corpus: EncodedCorpus, tokens: int, device: Any = "cpu") -> Iterator[Batch]:
    """Yield all pairs of a corpus in batches, for validation."""
    batches = Batches(corpus, tokens, 0)
    for numbers in batches.plan(0):
        yield batches.batch(0, numbers, device)


def collate(examples: Sequence[Example], device: Any = "cpu") -> Batch:
    """Return pairs as one batch."""
    torch = required("torch", "tune")
    sources = _matrix([example.source for example in examples])
    labels = _matrix([example.target for example in examples])
    inputs = np.full_like(labels, PAD)
    inputs[:, 1:] = labels[:, :-1]
    inputs[:, 0] = END
    alignment = _alignment(examples, labels.shape[1], sources.shape[1])
    tensors: list[Any] = [torch.from_numpy(each).to(device) for each in (sources, inputs, labels)]
    wanted = None if alignment is None else torch.from_numpy(alignment).to(device)
    rest = bool((sources == PAD).any()), int((labels != PAD).sum())
    return Batch(tensors[0], tensors[1], tensors[2], wanted, *rest)


def _matrix(rows: Sequence[Any]) -> NDArray[np.int64]:
    length = int(_rounded(np.array([max(map(len, rows))]))[0])
    matrix = np.full((len(rows), length), PAD, dtype=np.int64)
    for place, row in enumerate(rows):
        matrix[place, : len(row)] = row
    return matrix


def _alignment(examples: Sequence[Example], target: int, source: int) -> NDArray[np.float32] | None:
    """Return the shares of attention that are wanted, each target position's evenly on what it translates."""
    rows = [np.asarray(example.alignment, dtype=np.int64).reshape(-1, 2) for example in examples]
    if not any(map(len, rows)):
        return None
    matrix = np.zeros((len(examples), target, source), dtype=np.float32)
    for place, links in enumerate(rows):
        matrix[place, links[:, 1], links[:, 0]] = 1.0
    return np.asarray(matrix / np.maximum(matrix.sum(axis=-1, keepdims=True), 1.0), dtype=np.float32)


def _rounded(lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.asarray(-(-lengths // MULTIPLE) * MULTIPLE, dtype=np.int64)
