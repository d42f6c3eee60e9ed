"""Held-out sentences that stand elsewhere in the book too: taken out of the training data, and counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amts.evaluation.result import Leakage
from amts.languages import language
from amts.parallel.retrieval_postings import Postings
from amts.parallel.similarity import comparable
from amts.placeholders import has_words
from amts.records import BlockKind
from amts.words import split_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from amts.records import Bitext, Pair, Passage, Segment

# A sentence of so few words ("Discussions", "Why or why not?") may stand in any document.
BOILERPLATE_WORDS = 4
# From this fuzzy match on (1 minus the edit distance over the greater length) a sentence counts as the same.
NEAR_DUPLICATE = 0.9
_BOILERPLATE_BLOCKS = frozenset({BlockKind.HEADING, BlockKind.CELL})
# So many sentences with rare words in common are compared with each.
_CANDIDATES = 200


def without_leaks(pairs: Sequence[Pair], held_out: Sequence[Bitext], source_tag: str) -> tuple[list[Pair], Leakage]:
    """Take pairs out of the training data whose source is a held-out sentence, or nearly, boilerplate aside.

    Boilerplate is what every document has: headings, table cells, and sentences of at most BOILERPLATE_WORDS words.
    """
    known = list(dict.fromkeys(comparable(pair.source.text) for pair in pairs))
    near = _NearDuplicates(known)
    total = boilerplate = 0
    others: dict[str, None] = {}
    leaked: set[str] = set()
    for passage, segment in _sentences(held_out):
        total += 1
        text = comparable(segment.text)
        same = near.of(text)
        if _is_boilerplate(passage, text, source_tag):
            boilerplate += text in same
        elif same:
            others[text] = None
            leaked |= same
    kept = [pair for pair in pairs if comparable(pair.source.text) not in leaked]
    return kept, Leakage(total, boilerplate, tuple(others), _shared_names(kept, held_out))


class _NearDuplicates:
    """Finds sentences that are nearly the same."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._postings = Postings()
        self._postings.extend(texts)

    def of(self, text: str) -> set[str]:
        """Return the sentences that a text nearly is."""
        from rapidfuzz.distance import Levenshtein

        found = (self._texts[number] for number in self._postings.sharing(text, _CANDIDATES))
        return {each for each in found if Levenshtein.normalized_similarity(text, each) >= NEAR_DUPLICATE}


def _sentences(held_out: Sequence[Bitext]) -> Iterator[tuple[Passage, Segment]]:
    for bitext in held_out:
        for passage in bitext.source:
            for sentence in passage.sentences:
                if has_words(sentence.segment.text):
                    yield passage, sentence.segment


def _is_boilerplate(passage: Passage, text: str, tag: str) -> bool:
    words = len(text.split() if language(tag).spaced else split_words(text, tag))
    return passage.block.kind in _BOILERPLATE_BLOCKS or words <= BOILERPLATE_WORDS


def _shared_names(pairs: Sequence[Pair], held_out: Sequence[Bitext]) -> tuple[str, ...]:
    names = {_last_part(bitext.name) for bitext in held_out}
    return tuple(sorted({pair.document for pair in pairs if _last_part(pair.document) in names}))


def _last_part(name: str) -> str:
    return name.rsplit("/", 1)[-1]
