"""A cleaned corpus as the numbers of its tokens, in all directions that a model is to translate."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from itertools import chain, zip_longest
from typing import TYPE_CHECKING, Any

from amts.engines.neural.marks import initial, shown
from amts.errors import DataError
from amts.progress import silent, track
from amts.training.corpus import VALIDATION, read_held_out, read_texts
from amts.training.encoded import write_corpus
from amts.training.linking import write_linked
from amts.training.vocabulary import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from amts.progress import Progress
    from amts.records import Pair
    from amts.training.encoded import EncodedCorpus, Row
    from amts.training.recipe import Recipe
    from amts.training.vocabulary import Vocabulary

    Direction = tuple[str, str]

# Longer pairs take much memory and are seldom one sentence.
MAX_TOKENS = 200
# So many held-out pairs of each direction watch the training.
_MOST_WATCHED = 250
TRAIN, WATCHED = "train", "watched"


@dataclass(slots=True)
class Encoder:
    """Encodes pairs, and counts those that are too long.

    Attributes:
        vocabulary: has the tokens.
        too_long: how many pairs were left out.
        tokens: how many tokens of targets there are.
    """

    vocabulary: Vocabulary
    too_long: int = 0
    tokens: int = 0

    def rows(self, pairs: Iterable[tuple[str, str]], target_tag: str) -> Iterator[Row]:
        """Yield pairs of masked texts as tokens, in one direction."""
        for source, target in pairs:
            letter = initial(source + target, self.vocabulary.symbols)
            ours = self.vocabulary.source(shown(source, letter), target_tag)
            theirs = self.vocabulary.target(shown(target, letter))
            if max(len(ours), len(theirs)) > MAX_TOKENS:
                self.too_long += 1
                continue
            self.tokens += len(theirs)
            yield ours, theirs

    def fits(self, text: str) -> bool:
        """Whether a masked text with a tag before it is not too long."""
        return len(self.vocabulary.target(shown(text, initial(text, self.vocabulary.symbols)))) < MAX_TOKENS


def learnable(target: Sequence[int]) -> bool:
    """Whether a translation as tokens can be learnt: it says something, in tokens that are known, and ends."""
    return 1 < len(target) <= MAX_TOKENS and UNKNOWN not in target


def encode(
    cleaned: Path, recipe: Recipe, vocabulary: Vocabulary, folder: Path, progress: Progress = silent
) -> dict[str, Any]:
    """Encode a cleaned corpus for training, and held-out pairs that watch it; return the counts.

    Args:
        cleaned: the folder of the cleaned corpus.
        recipe: says in which directions.
        vocabulary: has the tokens.
        folder: gets the two encoded corpora.
        progress: told about each pair.

    Raises:
        DataError: no pair is short enough, or none is held out.
    """
    encoder = Encoder(vocabulary)
    counts: list[list[Any]] = []

    def rows() -> Iterator[Row]:
        for direction in recipe.directions:
            before = encoder.too_long
            texts = directed(cleaned, recipe, direction)
            task = f"encode {direction[0]} to {direction[1]}"
            made = 0
            for row in track(encoder.rows(texts, direction[1]), task, 0, progress):
                made += 1
                yield row
            counts.append([*direction, made, encoder.too_long - before])

    corpus = write_encoded(folder / TRAIN, rows(), vocabulary, progress, align=recipe.encode.align)
    if not len(corpus):
        msg = f"none of the {encoder.too_long} pairs has at most {MAX_TOKENS} tokens: ask for a larger vocabulary"
        raise DataError(msg)
    watched = write_corpus(folder / WATCHED, _watched(cleaned, recipe, Encoder(vocabulary)))
    if not len(watched):
        msg = "no pair is held out to watch the training by: give more than twenty pairs, a tenth of which is held out"
        raise DataError(msg)
    directions = [dict(zip(("from", "to", "pairs", "too_long"), each, strict=True)) for each in counts]
    return {"directions": directions, "pairs": len(corpus), "watched": len(watched), "target_tokens": encoder.tokens}


def write_encoded(
    folder: Path, rows: Iterable[Row], vocabulary: Vocabulary, progress: Progress = silent, *, align: bool
) -> EncodedCorpus:
    """Write pairs as tokens; if wanted, with what translates what in them."""
    if not align:
        return write_corpus(folder, rows)
    same = frozenset(vocabulary.ids[symbol] for symbol in vocabulary.symbols)
    return write_linked(folder, rows, same, progress)


def directed(cleaned: Path, recipe: Recipe, direction: Direction) -> Iterator[tuple[str, str]]:
    """Yield the texts of a cleaned corpus in one direction."""
    if direction in recipe.language_pairs:
        yield from ((text.source, text.target) for text in read_texts(cleaned, direction))
    if direction[::-1] in recipe.language_pairs:
        yield from ((text.target, text.source) for text in read_texts(cleaned, direction[::-1]))


def held_out_pairs(cleaned: Path, recipe: Recipe, direction: Direction, part: str) -> list[Pair]:
    """Return held-out pairs in one direction, with their markup."""
    pairs: list[Pair] = []
    if direction in recipe.language_pairs:
        pairs += read_held_out(cleaned, direction, part)
    if direction[::-1] in recipe.language_pairs:
        there = read_held_out(cleaned, direction[::-1], part)
        pairs += [replace(pair, source=pair.target, target=pair.source) for pair in there]
    return pairs


def _watched(cleaned: Path, recipe: Recipe, encoder: Encoder) -> Iterator[Row]:
    """Yield held-out pairs of all directions in turn: the first ones alone may be translated."""
    sides = []
    for direction in recipe.directions:
        pairs = held_out_pairs(cleaned, recipe, direction, VALIDATION)[:_MOST_WATCHED]
        sides.append(encoder.rows([(pair.source.text, pair.target.text) for pair in pairs], direction[1]))
    yield from filter(None, chain.from_iterable(zip_longest(*sides)))


def drawn(total: int, count: int, seed: int) -> list[int]:
    """Return so many of the numbers below a total, drawn by chance, in order."""
    return sorted(random.Random(seed).sample(range(total), min(count, total)))
