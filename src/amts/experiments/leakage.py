"""Held-out sentences that stand elsewhere in the book too: taken out of the training data, and counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amts.evaluation.result import Leakage
from amts.languages import language
from amts.parallel.near_duplicates import NearDuplicates
from amts.parallel.similarity import comparable
from amts.placeholders import has_words
from amts.records import BlockKind
from amts.words import split_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from amts.records import Bitext, Pair, Passage

# A sentence of so few words ("Discussions", "Why or why not?") may stand in any document.
BOILERPLATE_WORDS = 4
_BOILERPLATE_BLOCKS = frozenset({BlockKind.HEADING, BlockKind.CELL})


class HeldOut:
    """What must not be learnt from: the sentences of held-out documents, and their whole texts, boilerplate aside.

    Boilerplate is what every document has: headings, table cells, and sentences of at most BOILERPLATE_WORDS words.

    Args:
        documents: the held-out documents.
        tag: their language.
    """

    def __init__(self, documents: Sequence[Bitext], tag: str) -> None:
        found = list(_sentences(documents))
        self.total = len(found)
        self.boilerplate = [text for passage, text in found if _is_boilerplate(passage, text, tag)]
        self.sentences = {text for passage, text in found if not _is_boilerplate(passage, text, tag)}
        whole = (_whole(passage) for bitext in documents for passage in bitext.source if len(passage.sentences) > 1)
        self._near = NearDuplicates([*self.sentences, *whole])
        self.names = frozenset(_last_part(bitext.name) for bitext in documents)
        self.barred: set[Pair] = set()

    def shared_with(self, pair: Pair) -> set[str]:
        """Return what of the held-out text the source of a pair is, or nearly is."""
        return self._near.of(pair.source.text)

    def bars(self, pair: Pair) -> bool:
        """Whether a pair of other data must not be learnt from either; those that must not are kept in `barred`."""
        if self.shared_with(pair):
            self.barred.add(pair)
        return pair in self.barred


def without_leaks(pairs: Sequence[Pair], held_out: HeldOut) -> tuple[list[Pair], Leakage]:
    """Take pairs out of the training data whose source is a held-out text, or nearly, boilerplate aside."""
    leaks = [held_out.shared_with(pair) for pair in pairs]
    kept = [pair for pair, leak in zip(pairs, leaks, strict=True) if not leak]
    known = {comparable(pair.source.text) for pair in pairs}
    names = {pair.document for pair in kept if _last_part(pair.document) in held_out.names}
    return kept, Leakage(
        held_out.total,
        sum(text in known for text in held_out.boilerplate),
        tuple(sorted(held_out.sentences & set().union(*leaks))),
        tuple(sorted(names)),
    )


def _sentences(held_out: Sequence[Bitext]) -> Iterator[tuple[Passage, str]]:
    for bitext in held_out:
        for passage in bitext.source:
            for sentence in passage.sentences:
                if has_words(sentence.segment.text):
                    yield passage, comparable(sentence.segment.text)


def _whole(passage: Passage) -> str:
    return " ".join(sentence.segment.text for sentence in passage.sentences)


def _is_boilerplate(passage: Passage, text: str, tag: str) -> bool:
    words = len(text.split() if language(tag).spaced else split_words(text, tag))
    return passage.block.kind in _BOILERPLATE_BLOCKS or words <= BOILERPLATE_WORDS


def _last_part(name: str) -> str:
    return name.rsplit("/", 1)[-1]
