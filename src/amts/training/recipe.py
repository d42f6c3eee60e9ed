"""A recipe: a TOML file that says from what, and how, a base model is made."""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003  (`read_record` reads the types)
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from amts.training.vocabulary import VocabularySettings

# The column of a table that says where each pair comes from.
SOURCE = "source"
# Runs of a model by how many translations are followed at the same time.
_BEAMS = (1, 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusSettings:
    """A corpus: all that a further language needs.

    Attributes:
        languages: the two languages.
        path: a table (`.tsv`, `.csv`, also packed as `.zst`), a translation memory (`.tmx`), or, of kind `lexicon`, a
            text or document, or a folder of them, in the first language.
        kind: `pairs`; `lexicon`: texts that a lexicon translates word by word; `made-up`: a language of sixty words
            to try a recipe with, so many pairs as `limit` says.
        columns: what the columns of a table without a header hold: language tags, `source`, or `-` for anything else.
        source: where the corpus comes from; by default the name of its file, or what a column says.
        licence: under which licence; not needed where [licences] says it for each source.
        lexicon: a table with the words of both languages, for the kind `lexicon`.
        like: a language whose tag this new one's begins as, in a model that is trained further.
        limit: the first so many pairs only; 0: all.
        without: sources that a column names and that are not wanted, such as for their licence.
    """

    languages: tuple[str, str]
    path: str = ""
    kind: str = "pairs"
    columns: tuple[str, ...] = ()
    source: str = ""
    licence: str = ""
    lexicon: str = ""
    like: str = ""
    limit: int = 0
    without: tuple[str, ...] = ()

    def licence_of(self, source: str, licences: Mapping[str, str]) -> str:
        """Return the licence of a source in the corpus: its own, or that which a recipe states for the source."""
        return self.licence or licences.get(source, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanSettings:
    """What is taken out of corpora.

    Attributes:
        held_out: pairs kept from training: one half to watch training by, the other to score the result; of a small
            corpus at most a tenth.
        exclude: texts (documents, folders, tables) that must not be in the data: nor may what is nearly the same.
        longest: the most characters of a side.
        ratio: how many times the length of one side, in bytes, may be that of the other.
        identify: whether each side must be in its language.
        alignment: the least probability that two texts translate each other, by their words; 0: not looked at.
        translations: how many translations of one text are kept.
    """

    held_out: int = 2000
    exclude: tuple[str, ...] = ()
    longest: int = 1000
    ratio: float = 3.0
    identify: bool = True
    alignment: float = 0.3
    translations: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class EncodeSettings:
    """How pairs become tokens.

    Attributes:
        align: whether to find which tokens translate each other, which a model can be shown.
    """

    align: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSettings:
    """A model, and how it is trained.

    Attributes:
        size: the name of a size that the trainer knows, or a table with its numbers.
        training: how it is trained, as the trainer calls it.
        start: the folder of a model to train further, with its vocabulary, instead of a fresh one.
    """

    size: str | Mapping[str, Any] = "small"
    training: Mapping[str, Any] = field(default_factory=dict)
    start: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InDomainSettings:
    """Further training of the teacher on texts of the project in one language only.

    Attributes:
        texts: by language: documents, folders or plain texts. The teacher translates them, which gives pairs from a
            source language (self-training) and into a target language (back-translation).
        source: what the texts are, for the card.
        licence: under which licence.
        replay: pairs of the corpus learnt beside each such pair, so that the rest is not forgotten.
        beam: how many translations are followed at the same time.
        training: how it is trained.
    """

    texts: Mapping[str, tuple[str, ...]]
    source: str
    licence: str
    replay: float = 1.0
    beam: int = 4
    training: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class DistillSettings:
    """How the teacher's translations become the student's targets.

    Attributes:
        beam: how many translations are followed at the same time.
        candidates: from so many of the teacher's translations the one is taken that is nearest to the reference.
        references: the share of the pairs that keep their reference as target.
        drop: the share of the pairs to leave out: those whose translation least suggests the source again.
        student: the student.
    """

    student: ModelSettings
    beam: int = 5
    candidates: int = 5
    references: float = 0.0
    drop: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class FineTuneSettings:
    """Last training, on the pairs that count most.

    Attributes:
        corpora: those pairs.
        replay: pairs of the corpus learnt beside each of them.
        training: how it is trained.
    """

    corpora: tuple[CorpusSettings, ...]
    replay: float = 1.0
    training: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluateSettings:
    """How the result is judged.

    Attributes:
        bound: how many points of BLEU the model may be worse than its teacher; more, and it is not packaged.
        least: the least BLEU with which it is packaged.
        beams: of each, how many translations are followed at the same time.
    """

    bound: float = 1.0
    least: float = 0.0
    beams: tuple[int, ...] = _BEAMS


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageSettings:
    """What the package is called.

    Attributes:
        name: of the package; empty: `amts-model-` and the languages.
        version: of the package.
        weights: whether weights that can be tuned are packaged too: `float16`, `float32` or `none`.
    """

    name: str = ""
    version: str = "1.0.0"
    weights: str = "float16"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """From what, and how, a base model is made; what has no table is not done.

    Attributes:
        name: what it is called.
        corpora: what it is trained on.
        teacher: the first model; the only one, if none is distilled.
        description: a sentence for the model's card.
        licence: that of the model.
        licences: of each source that a column of a corpus names, its licence.
        inputs: the names of paths that are given on the command line, and what they are.
        both_ways: whether the model also translates from the second language of each corpus into the first.
        clean: what is taken out.
        vocabulary: how it is learnt.
        encode: how pairs become tokens.
        in_domain: further training on the project's own texts.
        distill: a smaller model trained on the first one's translations.
        fine_tune: last training.
        evaluate: how the result is judged.
        package: what it is called.
    """

    name: str
    corpora: tuple[CorpusSettings, ...]
    teacher: ModelSettings
    description: str = ""
    licence: str = "Apache-2.0"
    licences: Mapping[str, str] = field(default_factory=dict)
    inputs: Mapping[str, str] = field(default_factory=dict)
    both_ways: bool = False
    clean: CleanSettings = CleanSettings()
    vocabulary: VocabularySettings = field(default_factory=VocabularySettings)
    encode: EncodeSettings = EncodeSettings()
    in_domain: InDomainSettings | None = None
    distill: DistillSettings | None = None
    fine_tune: FineTuneSettings | None = None
    evaluate: EvaluateSettings = EvaluateSettings()
    package: PackageSettings = PackageSettings()

    @property
    def language_pairs(self) -> tuple[tuple[str, str], ...]:
        """The languages of the corpora, each pair once."""
        return tuple(dict.fromkeys((corpus.languages[0], corpus.languages[1]) for corpus in self.corpora))

    @property
    def directions(self) -> tuple[tuple[str, str], ...]:
        """From which language into which the model translates."""
        back = ((target, source) for source, target in self.language_pairs if self.both_ways)
        return tuple(dict.fromkeys(chain(self.language_pairs, back)))
