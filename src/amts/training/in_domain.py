"""Pairs made of texts in one language: the project's own subject, before anybody has translated it.

Texts in a source language, translated by the teacher, are learnt as they are (self-training). Texts in a target
language, translated back into the source language, become targets of what people have written (back-translation).
"""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from amts.placeholders import collapsed
from amts.progress import Step, silent
from amts.training.encoding import MAX_TOKENS, Encoder, drawn
from amts.training.texts import sentences_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from amts.progress import Progress
    from amts.training.decoding import Decoder
    from amts.training.encoded import EncodedCorpus
    from amts.training.recipe import InDomainSettings, Recipe
    from amts.training.vocabulary import Vocabulary

    Row = tuple[Sequence[int], Sequence[int]]

_AT_ONCE = 2000


def in_domain_rows(
    recipe: Recipe,
    settings: InDomainSettings,
    teacher: Decoder,
    vocabulary: Vocabulary,
    barred: frozenset[str] = frozenset(),
    progress: Progress = silent,
) -> Iterator[Row]:
    """Yield pairs as tokens, made of texts in one language by a teacher.

    Args:
        recipe: says in which directions the model translates.
        settings: the texts.
        teacher: translates them.
        vocabulary: has the tokens.
        barred: texts that must not be learnt.
        progress: told about the texts.
    """
    for tag, paths in settings.texts.items():
        texts = _texts(paths, tag, barred)
        for source, target in recipe.directions:
            if source == tag:
                yield from _self_trained(texts, target, teacher, vocabulary, settings.beam, progress)
            if target == tag and (target, source) in recipe.directions:
                yield from _back_translated(texts, (source, target), teacher, vocabulary, settings.beam, progress)


def with_replay(rows: Sequence[Row], corpus: EncodedCorpus, replay: float, seed: int = 1) -> Iterator[Row]:
    """Yield rows, and beside each of them so many of a corpus, so that what was learnt from it is not forgotten."""
    yield from rows
    for row in drawn(len(corpus), round(replay * len(rows)), seed):
        yield corpus.sources[row].tolist(), corpus.targets[row].tolist()


def _texts(paths: Sequence[str], tag: str, barred: frozenset[str]) -> list[str]:
    found = (collapsed(segment).text for path in paths for segment in sentences_of(Path(path), tag))
    return [text for text in dict.fromkeys(found) if text not in barred]


def _self_trained(
    texts: Sequence[str], tag: str, teacher: Decoder, vocabulary: Vocabulary, beam: int, progress: Progress
) -> Iterator[Row]:
    rows = _readable(texts, tag, vocabulary)
    yield from zip(rows, _translated(rows, teacher, beam, progress), strict=True)


def _back_translated(
    texts: Sequence[str],
    tags: tuple[str, str],
    teacher: Decoder,
    vocabulary: Vocabulary,
    beam: int,
    progress: Progress,
) -> Iterator[Row]:
    rows = _readable(texts, tags[0], vocabulary)
    for row, answer in zip(rows, _translated(rows, teacher, beam, progress), strict=True):
        yield vocabulary.tagged(answer, tags[1]), row[1:]


def _readable(texts: Sequence[str], tag: str, vocabulary: Vocabulary) -> list[list[int]]:
    """Return texts as tokens to be translated into a language, those that are too long left out."""
    return [list(row) for row, _ in Encoder(vocabulary).rows(((text, "") for text in texts), tag)]


def _translated(
    rows: Sequence[Sequence[int]], teacher: Decoder, beam: int, progress: Progress
) -> Iterator[list[int]]:  # fmt: skip
    left = iter(rows)
    done = 0
    while some := list(islice(left, _AT_ONCE)):
        progress(Step("translate texts of the subject", done, len(rows)))
        yield from (candidates[0][:MAX_TOKENS] for candidates in teacher.translate(some, beam))
        done += len(some)


def report_of(rows: Sequence[Any], written: EncodedCorpus) -> dict[str, Any]:
    """Return how many pairs were made, and how many there are with those learnt beside them."""
    return {"made": len(rows), "pairs": len(written)}
