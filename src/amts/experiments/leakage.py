"""Held-out sentences that stand elsewhere in the book too: taken out of the training data, and counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amts.evaluation.result import Leakage
from amts.languages import language
from amts.placeholders import has_words
from amts.records import BlockKind
from amts.words import split_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amts.records import Bitext, Pair

# A sentence of so few words ("Discussions", "Why or why not?") may stand in any document.
BOILERPLATE_WORDS = 4
_BOILERPLATE_BLOCKS = frozenset({BlockKind.HEADING, BlockKind.CELL})


def without_leaks(pairs: Sequence[Pair], held_out: Sequence[Bitext], source_tag: str) -> tuple[list[Pair], Leakage]:
    """Take pairs out of the training data whose source is a held-out sentence, boilerplate aside.

    Boilerplate is what every document has: headings, table cells, and sentences of at most BOILERPLATE_WORDS words.
    """
    known = {_normal(pair.source.text) for pair in pairs}
    total = boilerplate = 0
    others: dict[str, None] = {}
    for passage in (passage for bitext in held_out for passage in bitext.source):
        for segment in (sentence.segment for sentence in passage.sentences if has_words(sentence.segment.text)):
            total += 1
            text = _normal(segment.text)
            if text not in known:
                continue
            if passage.block.kind in _BOILERPLATE_BLOCKS or _count_words(text, source_tag) <= BOILERPLATE_WORDS:
                boilerplate += 1
            else:
                others[text] = None
    kept = [pair for pair in pairs if _normal(pair.source.text) not in others]
    return kept, Leakage(total, boilerplate, tuple(others))


def _normal(text: str) -> str:
    return " ".join(text.lower().split())


def _count_words(text: str, tag: str) -> int:
    return len(text.split() if language(tag).spaced else split_words(text, tag))
