"""The steps that make data: clean, vocabulary, encode."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from amts.engines.neural.models import WEIGHTS
from amts.training.cleaning.clean import clean_corpora
from amts.training.corpus import TEST, VALIDATION, Text, read_texts, write_held_out, write_texts
from amts.training.encoding import encode
from amts.training.related import extend_vocabulary
from amts.training.vocabulary import FILES, Vocabulary, learn_vocabulary

if TYPE_CHECKING:
    from amts.training.build import Report, Workplace
    from amts.training.cleaning.clean import Cleaned
    from amts.training.cleaning.sources import ReadSegment
    from amts.training.recipe import Recipe

CLEAN, VOCABULARY, ENCODE = "clean", "vocabulary", "encode"


@dataclass(frozen=True, slots=True)
class DataSteps:
    """The work of the steps that make data.

    Attributes:
        recipe: says what to do.
        read_segment: makes a masked segment of raw text and the tag of its language.
    """

    recipe: Recipe
    read_segment: ReadSegment

    def clean(self, place: Workplace) -> Report:
        """Clean the corpora of each two languages, and hold pairs out."""
        report: Report = {}
        recipe = self.recipe
        found = clean_corpora(recipe.corpora, recipe.clean, recipe.licences, self.read_segment, place.progress)
        for languages, cleaned in found.items():
            write_cleaned(place.folder, languages, cleaned)
            report["-".join(languages)] = cleaned.report()
        return report

    def vocabulary(self, place: Workplace) -> Report:
        """Learn a vocabulary; that of a model to train further only gets what it lacks."""
        folder = place.folder / VOCABULARY
        if self.recipe.teacher.start:
            folder.mkdir()
            for name in FILES:
                shutil.copy(weights_of(Path(self.recipe.teacher.start)) / name, folder)
            return {"tokens": len(extend_vocabulary(folder, new_languages(self.recipe)))}
        cleaned = place.before[CLEAN]
        texts = (text for languages in self.recipe.language_pairs for text in read_texts(cleaned, languages))
        pairs = sum(each["kept"] for each in place.reports[CLEAN].values())
        targets = [target for _, target in self.recipe.directions]
        sides = chain.from_iterable((text.source, text.target) for text in texts)
        return {"tokens": len(learn_vocabulary(folder, sides, targets, self.recipe.vocabulary, pairs))}

    def encode(self, place: Workplace) -> Report:
        """Encode the cleaned corpus in all directions."""
        vocabulary = Vocabulary(place.before[VOCABULARY] / VOCABULARY)
        return encode(place.before[CLEAN], self.recipe, vocabulary, place.folder, place.progress)


def write_cleaned(folder: Path, languages: tuple[str, str], cleaned: Cleaned) -> None:
    """Write what is left of the corpora of two languages, and what is held out: half to watch, half to score."""
    texts = (Text(each.pair.source.text, each.pair.target.text, each.source) for each in cleaned.kept)
    write_texts(folder, languages, texts)
    half = len(cleaned.held_out) // 2
    write_held_out(folder, languages, VALIDATION, cleaned.held_out[:half])
    write_held_out(folder, languages, TEST, cleaned.held_out[half:])


def weights_of(folder: Path) -> Path:
    """Return where the weights of a model lie: in its folder, or in one within."""
    return folder / WEIGHTS if (folder / WEIGHTS).is_dir() else folder


def new_languages(recipe: Recipe) -> dict[str, str]:
    """Return the languages to translate into, each with the one that it begins as, if a corpus says one."""
    like = {corpus.languages[1]: corpus.like for corpus in recipe.corpora}
    return {target: like.get(target, "") for _, target in recipe.directions}
