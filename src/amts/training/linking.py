"""Which tokens of a pair translate each other: what the attention of a model can be shown, so that it learns sooner.

The model is that of fast_align (Dyer et al., 2013): each token is translated by itself, and rather one at a like
place. It is learnt in both directions; links on which both agree are kept, and grow by their neighbours (Koehn et
al., 2003). Tokens are few, so probabilities stand in a dense table: 600,000 pairs take two minutes on a processor.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from amts.engines.neural.extras import required
from amts.progress import Step, silent
from amts.training.encoded import write_corpus

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from typing import TypeAlias

    from numpy.typing import NDArray

    from amts.progress import Progress
    from amts.training.encoded import EncodedCorpus, Row, Rows

    Integers: TypeAlias = NDArray[np.int64]
    Link: TypeAlias = tuple[int, int]

# The table is learnt from so many pairs, drawn by chance: more add only rare tokens.
_LEARNT = 150_000
_ITERATIONS = 4
# How much less probable a link is, the further apart the places of its tokens are (fast_align's lambda).
_DIAGONAL = 4.0
# The most frequent tokens have rows of their own in the table, which takes 0.6 GB; others share some.
_OWN, _SHARED = 12_000, 512
# Possible links looked at together.
_CELLS = 1_500_000
_SMOOTHING = 1e-3
_NEIGHBOURS = ((0, 1), (1, 0), (0, -1), (-1, 0), (1, 1), (-1, -1))


def write_linked(
    folder: Path, pairs: Iterable[Row], same: frozenset[int], progress: Progress = silent
) -> EncodedCorpus:
    """Write an encoded corpus with the links of its tokens.

    Args:
        folder: gets the corpus.
        pairs: the tokens of both sides; a source begins with a tag.
        same: tokens that stand for themselves, such as placeholders.
        progress: told how far it is.
    """
    plain = folder.with_name(folder.name + "-plain")
    corpus = write_corpus(plain, pairs)
    links = (row.tolist() for row in find_links(corpus, same, progress))
    rows = zip(corpus.sources, corpus.targets, strict=True)
    linked = write_corpus(folder, ((ours.tolist(), theirs.tolist()) for ours, theirs in rows), links)
    shutil.rmtree(plain)
    return linked


def find_links(
    corpus: EncodedCorpus, same: frozenset[int] = frozenset(), progress: Progress = silent
) -> list[Integers]:
    """Return the links of each pair: a source position, a target position, and so on."""
    linker = _Linker(corpus, same)
    found = [np.zeros(0, dtype=np.int64)] * len(corpus)
    if not len(linker.numbers):
        return found
    tables = [linker.learn(progress, inverse=inverse) for inverse in (False, True)]
    done = 0
    for some in linker.batches(linker.numbers):
        progress(Step("link tokens", done, len(linker.numbers)))
        for number, links in zip(some, linker.linked(some, *tables), strict=True):
            # A source begins with a tag, which is left aside here.
            found[number] = np.array([place for ours, theirs in links for place in (ours + 1, theirs)], dtype=np.int64)
        done += len(some)
    return found


def symmetrised(forward: set[Link], backward: set[Link]) -> list[Link]:
    """Return the links of both directions, and those of one that stand beside a link and link a further token."""
    agreed = forward & backward
    left = sorted((forward | backward) - agreed)
    ours, theirs = {link[0] for link in agreed}, {link[1] for link in agreed}
    growing = True
    while growing:
        growing = False
        for link in left:
            new = link[0] not in ours or link[1] not in theirs
            if new and any((link[0] + x, link[1] + y) in agreed for x, y in _NEIGHBOURS):
                agreed.add(link)
                ours.add(link[0])
                theirs.add(link[1])
                growing = True
    return sorted(agreed)


@dataclass(frozen=True, slots=True)
class _Batch:
    """Pairs as matrices of rows of the table, 0 where a text has ended; and how near to each other tokens stand."""

    ours: Any
    theirs: Any
    near: Any
    lengths: tuple[Integers, Integers]

    def keys(self, size: int, *, inverse: bool) -> Any:
        """Return the place of each possible link in a table, by pair, source position and target position."""
        ours, theirs = self.ours[:, :, None], self.theirs[:, None, :]
        return theirs * size + ours if inverse else ours * size + theirs


class _Linker:
    """Learns the tables of a corpus, and finds its links by them."""

    def __init__(self, corpus: EncodedCorpus, same: frozenset[int]) -> None:
        self._corpus = corpus
        self._same = len(same)
        self._row = _table_rows(corpus, same)
        self._size = int(self._row.max(initial=0)) + 1
        self._lengths = corpus.sources.lengths - 2, corpus.targets.lengths - 1
        filled = np.minimum(*self._lengths) > 0
        # Those of like lengths together.
        self.numbers = np.lexsort(self._lengths)[filled[np.lexsort(self._lengths)]]

    def batches(self, numbers: Integers) -> Iterator[Integers]:
        """Yield pairs that are looked at together."""
        begin, ours, theirs = 0, *(lengths[numbers] for lengths in self._lengths)
        while begin < len(numbers):
            end = begin + max(1, int(_CELLS // ((ours[begin] + 8) * (theirs[begin] + 4))))
            yield numbers[begin:end]
            begin = end

    def learn(self, progress: Progress, *, inverse: bool) -> Any:
        """Return the probability of each target token for a source token; the other way round if inverse."""
        torch = required("torch", "tune")
        table = torch.ones(self._size**2)
        drawn = np.random.default_rng(0).permutation(len(self.numbers))[:_LEARNT]
        numbers = self.numbers[np.sort(drawn)]
        for iteration in range(_ITERATIONS):
            progress(
                Step("learn which tokens translate each other", iteration + _ITERATIONS * inverse, 2 * _ITERATIONS)
            )
            counts = torch.full_like(table, _SMOOTHING)
            for some in self.batches(numbers):
                self._count(counts, table, self._batch(some), inverse=inverse)
            rows = counts.view(self._size, self._size)
            rows /= rows.sum(dim=1, keepdim=True)
            table = counts
        self._fix_same(table.view(self._size, self._size))
        return table

    def linked(self, numbers: Integers, forward: Any, backward: Any) -> Iterator[list[Link]]:
        """Yield the links of pairs."""
        batch = self._batch(numbers)
        near = batch.near.sqrt()
        there = forward[batch.keys(self._size, inverse=False)] * near
        back = backward[batch.keys(self._size, inverse=True)] * near
        (best, ours), (best_back, theirs) = there.max(dim=1), back.max(dim=2)
        ours, theirs = ours.masked_fill(best <= 0, -1).numpy(), theirs.masked_fill(best_back <= 0, -1).numpy()
        for row, (source, target) in enumerate(zip(*batch.lengths, strict=True)):
            one = {(place, at) for at, place in enumerate(ours[row, :target].tolist()) if place >= 0}
            other = {(at, place) for at, place in enumerate(theirs[row, :source].tolist()) if place >= 0}
            yield symmetrised(one, other)

    def _count(self, counts: Any, table: Any, batch: _Batch, *, inverse: bool) -> None:
        """Add how often each token explains each other one, as the table has it."""
        keys = batch.keys(self._size, inverse=inverse)
        shares = table[keys] * batch.near
        shares /= shares.sum(dim=2 if inverse else 1, keepdim=True).clamp_min(1e-9)
        counts.index_add_(0, keys.view(-1), shares.view(-1))

    def _fix_same(self, table: Any) -> None:
        """Let tokens that stand for themselves translate nothing else; they have the first rows."""
        table[1 : self._same + 1] = 0.0
        table[:, 1 : self._same + 1] = 0.0
        for row in range(1, self._same + 1):
            table[row, row] = 1.0

    def _batch(self, numbers: Integers) -> _Batch:
        torch = required("torch", "tune")
        lengths = self._lengths[0][numbers], self._lengths[1][numbers]
        ours = self._padded(self._corpus.sources, numbers, lengths[0], 1)
        theirs = self._padded(self._corpus.targets, numbers, lengths[1], 0)
        places = [(np.arange(int(each.max())) + 0.5) / each[:, None] for each in lengths]
        near = np.exp(-_DIAGONAL * np.abs(places[0][:, :, None] - places[1][:, None, :]))
        near *= (ours > 0)[:, :, None] & (theirs > 0)[:, None, :]
        return _Batch(
            torch.from_numpy(ours), torch.from_numpy(theirs), torch.from_numpy(near.astype(np.float32)), lengths
        )

    def _padded(self, rows: Rows, numbers: Integers, lengths: Integers, first: int) -> Integers:
        """Return texts as rows of the table, from their token `first` on, without their ends."""
        columns = np.arange(int(lengths.max()))
        inside = columns < lengths[:, None]
        places = np.where(inside, (rows.offsets[numbers] + first)[:, None] + columns, 0)
        return np.asarray(np.where(inside, self._row[rows.numbers[places]], 0), dtype=np.int64)


def _table_rows(corpus: EncodedCorpus, same: frozenset[int]) -> Integers:
    """Return each token's row in the table: first those that stand for themselves, then the most frequent ones."""
    both = np.concatenate([corpus.sources.numbers, corpus.targets.numbers]).astype(np.int64)
    counts = np.bincount(both, minlength=max(same, default=0) + 1)
    order = np.argsort(-counts, kind="stable")
    order = np.concatenate([np.array(sorted(same), dtype=np.int64), order[~np.isin(order, list(same))]])
    row = np.zeros(len(counts), dtype=np.int64)
    own = _OWN + len(same)
    row[order[:own]] = np.arange(1, len(order[:own]) + 1)
    row[order[own:]] = own + 1 + np.arange(len(order[own:])) % _SHARED
    return row
