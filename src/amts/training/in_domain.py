"""Pairs made of texts in one language: the project's own subject, before anybody has translated it.

Texts in a source language, translated by the teacher, are learnt as they are (self-training). Texts in a target
language, translated back into the source language, become targets of what people have written (back-translation).
"""

from __future__ import annotations

from collections import Counter
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from amts.placeholders import collapsed
from amts.progress import Step, silent
from amts.training.encoding import MAX_TOKENS, Encoder, drawn
from amts.training.texts import sentences_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from amts.progress import Progress
    from amts.training.cleaning.duplicates import Withheld
    from amts.training.decoding import Decoder
    from amts.training.encoded import EncodedCorpus, Row
    from amts.training.recipe import InDomainSettings, Recipe
    from amts.training.vocabulary import Vocabulary

# Why a text or a pair is left out of further training.
WITHHELD, TOO_LONG = "withheld", "too-many-tokens"
_AT_ONCE = 2000


def domain_texts(
    settings: InDomainSettings, barred: Withheld, vocabulary: Vocabulary
) -> tuple[dict[str, list[str]], dict[str, Counter[str]]]:
    """Return the texts of each language, and how many are left out, by reasons.

    Args:
        settings: say where they lie.
        barred: texts that must not be learnt, nor what is nearly the same.
        vocabulary: has the tokens, of which a text may have too many.
    """
    encoder = Encoder(vocabulary)
    kept: dict[str, list[str]] = {}
    left_out: dict[str, Counter[str]] = {}
    for tag, paths in settings.texts.items():
        found = dict.fromkeys(collapsed(each).text for path in paths for each in sentences_of(Path(path), tag))
        reasons = {text: WITHHELD if barred.has(text) else "" if encoder.fits(text) else TOO_LONG for text in found}
        kept[tag] = [text for text, reason in reasons.items() if not reason]
        left_out[tag] = Counter(filter(None, reasons.values()))
    return kept, left_out


def in_domain_rows(
    recipe: Recipe,
    by_language: Mapping[str, Sequence[str]],
    teacher: Decoder,
    vocabulary: Vocabulary,
    beam: int,
    progress: Progress = silent,
) -> Iterator[Row]:
    """Yield pairs as tokens, made of texts in one language by a teacher.

    Args:
        recipe: says in which directions the model translates.
        by_language: the texts.
        teacher: translates them.
        vocabulary: has the tokens.
        beam: how many translations are followed at the same time.
        progress: told about the texts.
    """
    for tag, texts in by_language.items():
        for source, target in recipe.directions:
            if source == tag:
                rows = _readable(texts, target, vocabulary)
                yield from zip(rows, _translated(rows, teacher, beam, progress), strict=True)
            if target == tag and (target, source) in recipe.directions:
                rows = _readable(texts, source, vocabulary)
                for row, answer in zip(rows, _translated(rows, teacher, beam, progress), strict=True):
                    yield vocabulary.tagged(answer, target), row[1:]


def with_replay(rows: Sequence[Row], corpus: EncodedCorpus, replay: float, seed: int = 1) -> Iterator[Row]:
    """Yield rows, and beside each of them so many of a corpus, so that what was learnt from it is not forgotten."""
    yield from rows
    for row in drawn(len(corpus), round(replay * len(rows)), seed):
        yield corpus.sources[row].tolist(), corpus.targets[row].tolist()


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
