"""Which tokens of a pair translate each other: what the attention of a model can be shown, so that it learns sooner.

The links are those of IBM model 1 on the tokens themselves, in both directions. Nothing but the corpus is needed.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import numpy as np

from amts.alignment.lexicon import NULL, Vocabulary, learn
from amts.progress import silent, track
from amts.training.encoded import EncodedCorpus, write_corpus

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from amts.alignment.lexicon import Ids, Lexicon
    from amts.progress import Progress

    Row = tuple[Sequence[int], Sequence[int]]

# The lexicon is learnt from pairs with so many possible links in all: more take more memory.
_CELLS = 12_000_000
# Each direction's probability of a link, multiplied: below this it is more likely chance.
_LEAST = 0.01


def write_linked(
    folder: Path, pairs: Iterable[Row], same: frozenset[int], progress: Progress = silent
) -> EncodedCorpus:
    """Write an encoded corpus with the links of its tokens.

    Args:
        folder: gets the corpus.
        pairs: the tokens of both sides; a source begins with a tag.
        same: tokens that stand for themselves, such as placeholders.
        progress: told about each pair.
    """
    plain = folder.with_name(folder.name + "-plain")
    corpus = write_corpus(plain, pairs)
    links = Links(corpus, same)
    rows = zip(corpus.sources, corpus.targets, strict=True)
    found = (links.find(*row) for row in track(rows, "link tokens", len(corpus), progress))
    linked = write_corpus(folder, ((ours.tolist(), theirs.tolist()) for ours, theirs in
                                   zip(corpus.sources, corpus.targets, strict=True)), found)  # fmt: skip
    shutil.rmtree(plain)
    return linked


class Links:
    """Finds links with a lexicon learnt from a corpus.

    Args:
        corpus: what to learn from.
        same: tokens that stand for themselves.
    """

    def __init__(self, corpus: EncodedCorpus, same: frozenset[int] = frozenset()) -> None:
        self._same = same
        self._sizes = _largest(corpus.sources), _largest(corpus.targets)
        source, target = (_numbered(size) for size in self._sizes)
        self._lexicon: Lexicon = learn(list(_some(corpus)), source, target)

    def find(self, source: Ids, target: Ids) -> list[int]:
        """Return the places of tokens that are each other's most probable translation: source, target, and so on."""
        ours, theirs = np.asarray(source[1:-1], dtype=np.int64), np.asarray(target[:-1], dtype=np.int64)
        if not len(ours) or not len(theirs):
            return []
        forward, backward = self._lexicon.tables(np.minimum(ours, self._sizes[0]) + 1, theirs + 1)
        score = forward * backward
        fixed = np.isin(ours, list(self._same))
        score[fixed] = (ours[fixed][:, None] == theirs[None, :]).astype(np.float64)
        # Of tokens that occur several times, those at like places are linked.
        apart = np.abs(np.subtract.outer(np.linspace(0, 1, len(ours)), np.linspace(0, 1, len(theirs))))
        near = score * (1 - apart / 10)
        best, back = near.argmax(axis=1), near.argmax(axis=0)
        places = (place for place in range(len(ours)) if back[best[place]] == place)
        linked = ((place + 1, int(best[place])) for place in places if score[place, best[place]] >= _LEAST)
        return [number for link in linked for number in link]


def _largest(rows: Iterable[Ids]) -> int:
    return max((int(row.max()) for row in rows if len(row)), default=0)


def _numbered(largest: int) -> Vocabulary:
    """Return a vocabulary in which each token has its own number, but for the empty word's one more."""
    vocabulary = Vocabulary()
    vocabulary.encode(f"▁{number}" for number in range(largest + 1))
    return vocabulary


def _some(corpus: EncodedCorpus) -> Iterator[tuple[Ids, Ids]]:
    """Yield pairs from all over a corpus, without tags and ends, numbered as the lexicon does."""
    total = int((corpus.sources.lengths * corpus.targets.lengths).sum())
    for place in range(0, len(corpus), max(1, -(-total // _CELLS))):
        ours, theirs = corpus.sources[place][1:-1], corpus.targets[place][:-1]
        yield ours.astype(np.int64) + NULL + 1, theirs.astype(np.int64) + NULL + 1
