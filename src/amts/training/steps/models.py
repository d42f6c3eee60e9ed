"""The steps that train models: teacher, in-domain, distill, student, fine-tune."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass, replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from amts.errors import InputError
from amts.placeholders import collapsed
from amts.storage.files import write_atomically
from amts.training.cleaning.clean import clean_corpora, withheld_texts
from amts.training.cleaning.duplicates import Withheld
from amts.training.corpus import TEST, VALIDATION, read_held_out
from amts.training.decoding import Decoder
from amts.training.distillation import directions_of, distill
from amts.training.encoded import EncodedCorpus, opened
from amts.training.encoding import TRAIN, WATCHED, Encoder, write_encoded
from amts.training.in_domain import TOO_LONG, WITHHELD, domain_texts, in_domain_rows, with_replay
from amts.training.quantising import BEST, quantise
from amts.training.recipe import ModelSettings
from amts.training.related import with_languages
from amts.training.steps.data import CLEAN, ENCODE, VOCABULARY, new_languages, weights_of
from amts.training.tables import read_record
from amts.training.trainer.distributed import world
from amts.training.trainer.model import size_of
from amts.training.trainer.settings import Fresh, Size, TrainerSettings, Weights
from amts.training.vocabulary import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from amts.training.build import Report, Workplace
    from amts.training.cleaning.sources import Found, ReadSegment
    from amts.training.encoded import Row
    from amts.training.recipe import CorpusSettings, FineTuneSettings, Recipe

TEACHER, IN_DOMAIN, DISTILL, STUDENT, FINE_TUNE = "teacher", "in-domain", "distill", "student", "fine-tune"
# Where the quantised teacher lies in the folder of the step that lets it translate.
_TRANSLATING = "translating"
# In a step's report, the pairs or texts of each source by languages; and where it is kept until the report is written.
DATA = "sources"
_MADE_OF = "made-of.json"


@dataclass(frozen=True, slots=True)
class ModelSteps:
    """The work of the steps that train models.

    Attributes:
        recipe: says what to do.
        read_segment: makes a masked segment of raw text and the tag of its language.
        parent: of each step, the one whose model it goes on from.
    """

    recipe: Recipe
    read_segment: ReadSegment
    parent: Mapping[str, str]

    def teacher(self, place: Workplace) -> Report:
        """Train the first model, fresh or from another one's weights."""
        settings = self.recipe.teacher
        start: Fresh | Weights = fresh(settings)
        if settings.start:
            known, folder = weights_of(Path(settings.start)), place.folder / "start"
            world().lead(lambda: with_languages(known, folder, new_languages(self.recipe)))
            start = Weights(folder)
        return trained(place, start, _corpus(place), settings.training)

    def in_domain(self, place: Workplace) -> Report:
        """Train the teacher further on pairs that it made itself of the project's texts."""
        settings = self.recipe.in_domain
        assert settings  # the step is there because its table is
        vocabulary = _vocabulary(place)

        def made() -> tuple[Iterable[Row], Report]:
            texts, left_out = domain_texts(settings, self._withheld(place), vocabulary)
            told = {"left_out": left_out, DATA: {tag: {settings.source: len(each)} for tag, each in texts.items()}}
            decoder = _decoder(place, TEACHER, vocabulary)
            rows = list(in_domain_rows(self.recipe, texts, decoder, vocabulary, settings.beam, place.progress))
            return with_replay(rows, _corpus(place), settings.replay), told

        corpus, told = self._made_once(place, made)
        return trained(place, Weights(place.before[TEACHER] / BEST), corpus, settings.training) | told

    def distill(self, place: Workplace) -> Report:
        """Let the teacher translate all that it was trained on."""
        settings = self.recipe.distill
        assert settings
        vocabulary = _vocabulary(place)
        decoder = _decoder(place, self.parent[DISTILL], vocabulary)
        directions = directions_of(place.reports[ENCODE])
        align = self.recipe.encode.align
        return distill(
            place.folder, _corpus(place), directions, decoder, vocabulary, settings, place.progress, align=align
        )  # fmt: skip

    def student(self, place: Workplace) -> Report:
        """Train a smaller model on the teacher's translations."""
        settings = self.recipe.distill
        assert settings
        corpus = EncodedCorpus.open(place.before[DISTILL] / TRAIN)
        return trained(place, fresh(settings.student), corpus, settings.student.training)

    def fine_tune(self, place: Workplace) -> Report:
        """Train the model on the pairs that count most."""
        settings = self.recipe.fine_tune
        assert settings
        corpus, told = self._made_once(place, lambda: self._fine_tuned(place, settings))
        return trained(place, Weights(place.before[self.parent[FINE_TUNE]] / BEST), corpus, settings.training) | told

    def _fine_tuned(self, place: Workplace, settings: FineTuneSettings) -> tuple[Iterable[Row], Report]:
        """Return the pairs that count most, cleaned like the others, and some others beside them."""
        encoder = Encoder(_vocabulary(place))
        barred = self._withheld(place)
        rows: list[Row] = []
        told: Report = {"left_out": {}, DATA: {}}
        for languages, found, rejected in self._pairs(settings.corpora, barred):
            told[DATA]["-".join(languages)] = Counter(each.source for each in found)
            told["left_out"]["-".join(languages)] = rejected
            before = encoder.too_long
            pairs = [(each.pair.source.text, each.pair.target.text) for each in found]
            for source, target in self.recipe.directions:
                if (source, target) == languages:
                    rows += encoder.rows(pairs, target)
                elif (target, source) == languages:
                    rows += encoder.rows([(theirs, ours) for ours, theirs in pairs], target)
            # Counted once in each direction.
            rejected[TOO_LONG] = encoder.too_long - before
        return with_replay(rows, _corpus(place), settings.replay), told

    def _pairs(
        self, corpora: Sequence[CorpusSettings], barred: Withheld
    ) -> Iterator[tuple[tuple[str, str], list[Found], Counter[str]]]:
        """Yield, by languages, the pairs that may be learnt, and how many may not, by reasons."""
        settings = replace(self.recipe.clean, held_out=0)
        for tags, cleaned in clean_corpora(corpora, settings, self.recipe.licences, self.read_segment).items():
            apart = [
                each for each in cleaned.kept
                if not (barred.has_part(each.pair.source, tags[0]) or barred.has_part(each.pair.target, tags[1]))
            ]  # fmt: skip
            near = Counter({WITHHELD: len(cleaned.kept) - len(apart)})
            yield tags, apart, cleaned.tally.rejected + near

    def _made_once(
        self, place: Workplace, made: Callable[[], tuple[Iterable[Row], Report]]
    ) -> tuple[EncodedCorpus, Report]:
        """Return the corpus in a step's folder and what it is of; made if a run that was killed has not made it."""
        folder, note = place.folder / TRAIN, place.folder / _MADE_OF

        def make() -> None:
            if opened(folder) is None:
                rows, told = made()
                write_atomically(note, json.dumps(told).encode())
                write_encoded(folder, rows, _vocabulary(place), place.progress, align=self.recipe.encode.align)

        world().lead(make)
        return EncodedCorpus.open(folder), json.loads(note.read_text(encoding="utf-8"))

    def _withheld(self, place: Workplace) -> Withheld:
        """Return the texts that no later step may learn, nor what is nearly the same: excluded and held-out ones."""
        tags = tuple(dict.fromkeys(chain.from_iterable(self.recipe.language_pairs)))
        excluded = withheld_texts(self.recipe.clean.exclude, tags)
        pairs = (
            pair for languages in self.recipe.language_pairs for part in (VALIDATION, TEST)
            for pair in read_held_out(place.before[CLEAN], languages, part)
        )  # fmt: skip
        held_out = (collapsed(side).text for pair in pairs for side in (pair.source, pair.target))
        return Withheld(chain(excluded, held_out))


def check_training(recipe: Recipe) -> None:
    """Read the tables that the trainer takes, so that a mistake shows before hours of other work.

    Raises:
        InputError: a key or a value is wrong.
    """
    student = recipe.distill.student if recipe.distill else None
    tables = {"teacher": recipe.teacher, "in_domain": recipe.in_domain, "distill.student": student,
              "fine_tune": recipe.fine_tune}  # fmt: skip
    for name, table in tables.items():
        try:
            if table:
                TrainerSettings.read(table.training)
            if isinstance(table, ModelSettings):
                size_of(fresh(table).size)
        except InputError as error:
            msg = f"recipe {recipe.name}, {name}: {error}"
            raise InputError(msg) from error


def fresh(settings: ModelSettings) -> Fresh:
    """Return the start of a model of the size that a recipe says.

    Raises:
        InputError: it is no size.
    """
    named = isinstance(settings.size, str)
    return Fresh(settings.size if named else read_record(Size, settings.size, "size"))  # type: ignore[arg-type]


def trained(place: Workplace, start: Fresh | Weights, corpus: EncodedCorpus, training: Mapping[str, Any]) -> Report:
    """Train a model in the step's folder, and return what the trainer reports."""
    from amts.training.trainer.loop import train

    report = train(
        place.folder, start, corpus, EncodedCorpus.open(place.before[ENCODE] / WATCHED),
        TrainerSettings.read(training), place.before[VOCABULARY] / VOCABULARY, place.progress,
    )  # fmt: skip
    return asdict(report)


def _vocabulary(place: Workplace) -> Vocabulary:
    return Vocabulary(place.before[VOCABULARY] / VOCABULARY)


def _corpus(place: Workplace) -> EncodedCorpus:
    return EncodedCorpus.open(place.before[ENCODE] / TRAIN)


def _decoder(place: Workplace, model: str, vocabulary: Vocabulary) -> Decoder:
    """Return the model of an earlier step, quantised, ready to translate."""
    folder = place.folder / _TRANSLATING
    quantise(place.before[model] / BEST, folder)
    return Decoder(folder, vocabulary)
