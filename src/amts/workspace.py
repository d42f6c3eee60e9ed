"""The composition root: opens a project's folder and builds from its settings what an act needs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import partial
from inspect import signature
from itertools import islice
from typing import TYPE_CHECKING, Protocol, cast, runtime_checkable

from amts import plugins
from amts.adaptation.explanation import explained
from amts.adaptation.makers import FallingBack, ReadyMade, Trained
from amts.adaptation.protocol import Task
from amts.adaptation.repair import Repair
from amts.adaptation.strategies import usual_strategies
from amts.adaptation.tune import Tune
from amts.alignment.paths import parse_template
from amts.documents.formats import format_of
from amts.engines.options import opened, with_options
from amts.engines.phrase import PhraseTrainer
from amts.engines.terminology import TakesTerms, Terms
from amts.errors import BudgetError, InputError
from amts.experiments.arms import ADAPTED, GENERAL, PLAIN, parse_plan
from amts.experiments.holdout import evaluate, select
from amts.languages import language
from amts.mining.book import align_book, entries, passages, segments
from amts.mining.names import find_entries
from amts.parallel.resource import ParallelStore
from amts.parallel.retrieval import Retriever
from amts.parallel.retrieval_index import PairIndex
from amts.parallel.terminology.files import read_in_order
from amts.parallel.terminology.glossary import Glossary
from amts.progress import silent, track
from amts.records import Level
from amts.settings import Settings, read_settings
from amts.storage.files import write_atomically
from amts.sync.links import relink
from amts.translation.document import translate_document
from amts.translation.terms import term_report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from amts.adaptation.gate import Verdict
    from amts.adaptation.makers import Maker
    from amts.alignment.book import Alignment
    from amts.engines.protocol import Engine, Trainer
    from amts.evaluation.terminology import TermReport
    from amts.experiments.holdout import Experiment
    from amts.mining.book import Entry
    from amts.parallel.resource import ParallelData
    from amts.parallel.terminology.files import FileTerms
    from amts.progress import Progress
    from amts.records import Document, Finding, Pair, Segment
    from amts.translation.document import TranslatedDocument


# So many pairs of the base are replayed when a model is tuned, lest it forgets what it knew.
_REPLAYED = 2_000


@runtime_checkable
class Priced(Protocol):
    """An engine that costs something."""

    @property
    def spent(self) -> object:
        """What was spent, as `str` shows it."""
        ...

    def estimate(self, segments: Sequence[Segment]) -> object:
        """Return what translating may cost, as `str` shows it."""
        ...


@dataclass(frozen=True, slots=True)
class Written:
    """A translated document and where it was written.

    Attributes:
        entry: the document, and where its translation belongs.
        document: its translation.
        links: what became of links to places that are no longer to be found.
        terms: what became of its terms; None if no terminology is set.
        verdicts: which strategies of adaptation were used for it, and which were not.
    """

    entry: Entry
    document: TranslatedDocument
    links: tuple[Finding, ...] = ()
    terms: TermReport | None = None
    verdicts: tuple[Verdict, ...] = ()

    @property
    def refused(self) -> bool:
        """Whether the translation would break the page, so that nothing was written."""
        return bool(self.document.breaking)


class Workspace:
    """A project: its documents, their translations, its parallel data and its trained engines.

    Args:
        settings: what the project translates.
        state: the folder for caches and parallel data; deleting its folder `cache` loses time, never work.
        environment: where the keys of engines stand.
    """

    def __init__(self, settings: Settings, state: Path, environment: Mapping[str, str] | None = None) -> None:
        self.settings = settings
        self.environment = environment or {}
        self._opened: dict[tuple[str, str], Engine] = {}
        # Of how many segments a fallback was asked, by the reason.
        self.passed_on: Counter[str] = Counter()
        # The files with terms of the last translation or evaluation.
        self.term_files: list[FileTerms] = []
        self._engines = state / "cache" / "engines"
        self.parallel = ParallelStore(state / "parallel.sqlite")

    @property
    def targets(self) -> list[str]:
        """The languages that the project is translated into."""
        return list(self.settings.targets)

    def entries(self, target: str) -> list[Entry]:
        """Return the project's source documents with the places of their translations into a language.

        Raises:
            InputError: the project is not translated into the language.
        """
        template = self.settings.targets.get(language(target).tag)
        if template is None:
            known = ", ".join(self.targets)
            msg = f"{language(target).name} ({target}) is not a target of this project: targets are {known}"
            raise InputError(msg)
        return entries(self.settings.root, parse_template(template), self.settings.reading)

    def align(self, target: str, progress: Progress = silent) -> Alignment:
        """Align all translated documents with their translations into a language.

        Raises:
            InputError: no document is translated.
        """
        found = self.entries(target)
        if not any(entry.translated for entry in found):
            msg = f"none of the {len(found)} documents is translated into {target}: there is nothing to align"
            raise InputError(msg)
        return align_book(found, self.settings.source, target, progress)

    def translate(
        self,
        target: str,
        names: Sequence[str] = (),
        data: str = "",
        progress: Progress = silent,
        *,
        explain: bool = False,
    ) -> list[Written]:
        """Translate documents into a language and write them where their translations belong.

        Each is written as soon as it is translated; links between them are made to fit when all are there.

        Args:
            target: the language to translate into.
            names: documents by name; default: all that have no translation yet.
            data: the name of the parallel data to learn from; default: the project's own translations.
            progress: told about all steps.
            explain: whether each sentence is to say which pairs are behind it, and how it would be without them;
                it takes as long again.

        Returns:
            The documents. One that would break (`refused`) is not written.

        Raises:
            InputError: a name matches no document, or one whose translation exists and is never overwritten; or the
                parallel data are in other languages.
            DataError: there are too few pairs to learn from.
        """
        chosen = self._untranslated(target, names)
        if not chosen:
            return []
        # All are read before the long work, so that one that cannot be read is known at once.
        sources = [entry.read_source() for entry in chosen]
        at_hand = segments(passage for source in sources for passage in passages(source, self.settings.source))
        task = self._task(self._pairs(target, data, progress), at_hand, target, progress)
        made = self.maker(target).customised(task)
        glossary = self.glossary(target)
        engine = Terms(made.engine, glossary) if glossary else made.engine
        work = list(zip(chosen, sources, strict=True))
        results: list[Written] = []
        lost: dict[str, tuple[Finding, ...]] = {}
        try:
            for entry, source in track(work, f"translate into {target}", len(work), progress):
                document = self._write_translation(entry, source, engine, target)
                terms = term_report([document], glossary) if glossary else None
                if explain:
                    document = document.with_sentences(explained(document.sentences, task.index, made.plain))
                results.append(Written(entry, document, terms=terms, verdicts=made.verdicts))
        finally:  # what is written is whole, whatever stops the work
            lost = self._relink([each.entry for each in results if not each.refused], target)
        return [replace(each, links=lost.get(each.entry.name, ())) for each in results]

    def _write_translation(self, entry: Entry, source: Document, engine: Engine, target: str) -> TranslatedDocument:
        document = translate_document(source, format_of(entry.source.name), engine, self.settings.source, target)
        _check_missing(entry)
        if not document.breaking:
            write_atomically(entry.target, document.content)
        return document

    def _relink(self, written: Sequence[Entry], target: str) -> dict[str, tuple[Finding, ...]]:
        keep = self.settings.anchors == "keep"
        return relink(written, self.entries(target), self.settings.root, keep_names=keep)

    def _task(self, pairs: Sequence[Pair], at_hand: Sequence[Segment], target: str, progress: Progress) -> Task:
        index = Retriever(PairIndex(pairs, progress=progress)).in_context(at_hand)
        return Task(at_hand, pairs, index, self.settings.source, target, self._engines, progress)

    def evaluate(
        self, target: str, hold_out: Sequence[str], progress: Progress = silent, arms: Sequence[str] = ()
    ) -> Experiment:
        """Learn from all translated documents but the held-out ones, translate those, and score them.

        Args:
            target: the language to translate into.
            hold_out: documents by name.
            progress: told about all steps.
            arms: their names, baseline first; default: those that the engine can have.

        Raises:
            InputError: a name matches no translated document or no arm, or nothing is left to learn from.
            DataError: there are too few pairs to learn from.
        """
        maker = self.maker(target)
        usual = (PLAIN, *ADAPTED) if maker.has_plain else ADAPTED
        plans = [parse_plan(name) for name in dict.fromkeys(arms)] or usual
        if {GENERAL, PLAIN} & set(plans) and PLAIN not in usual:
            msg = (
                "there is no plain arm: the engine knows nothing but the project's own pairs; give it others by --base"
            )
            raise InputError(msg)
        held, rest = select(self.entries(target), hold_out)
        glossary = self.glossary(target)
        return evaluate(held, rest, self.settings.source, target, maker, self._engines, progress, plans, glossary)

    def glossary(self, target: str) -> Glossary | None:
        """Return the terms that translations into a language must have; None if no terminology is set.

        Raises:
            InputError: a file is missing, or is none with terms.
        """
        if not self.settings.terminology:
            return None
        tags = self.settings.source, target
        self.term_files = read_in_order(self.settings.terminology, tags)
        return Glossary([term for file in self.term_files for term in file.followed], *tags)

    def maker(self, target: str) -> Maker:
        """Return what makes the engines of this project that translate into a language.

        Raises:
            InputError: there is no such engine, or its settings are not those it needs.
        """
        names = self.settings.engine, *self.settings.fallbacks
        makers = [self._maker(name, target) for name in names]
        if self.settings.base and not any(isinstance(each, Trained) or Tune().fits(each.engine) for each in makers):
            msg = f"the engine {self.settings.engine} has no use for a base: leave {self.settings.base!r} out"
            raise InputError(msg)
        maker: Maker = makers.pop()
        for first in reversed(makers):
            maker = FallingBack(first, maker, self.passed_on)
        return maker

    def _maker(self, name: str, target: str) -> Trained | ReadyMade:
        kind = plugins.load("amts.engines", name)
        base = self._base(target)
        if hasattr(kind, "train"):
            return Trained(cast("Trainer", with_options(kind, name, *self._options(name))), base, (Repair(),))
        engine = self._open(name, target)
        general = tuple(islice(base(), _REPLAYED)) if base and Tune().fits(engine) else ()
        return ReadyMade(engine, usual_strategies(engine, PhraseTrainer(), general))

    def _open(self, name: str, target: str) -> Engine:
        """Return an engine that needs no training, for a language; the same one each time, with its budget."""
        if (name, target) not in self._opened:
            kind = plugins.load("amts.engines", name)
            arguments = self.settings.source, target, self._engines
            engine = opened(kind, name, *self._options(name), *arguments)
            glossary = self.glossary(target)
            self._opened[name, target] = (
                engine.with_terms(glossary) if glossary and isinstance(engine, TakesTerms) else engine
            )
        return self._opened[name, target]

    def limit_cost(self, money: float) -> None:
        """Let each engine spend no more than so much, whatever the settings allow.

        Raises:
            InputError: the project's engine costs nothing.
        """
        names = self.settings.engine, *self.settings.fallbacks
        priced = [name for name in names if "money" in signature(plugins.load("amts.engines", name)).parameters]
        if self.settings.engine not in priced:
            msg = f"the engine {self.settings.engine} knows no money: leave the limit of {money:g} out"
            raise InputError(msg)
        engines = {**self.settings.engines}
        for name in priced:
            own = engines.get(name, {})
            engines[name] = {**own, "money": min(money, own.get("money", money))}
        self.settings = replace(self.settings, engines=engines)

    def estimate(self, target: str, names: Sequence[str] = (), limit: float | None = None) -> str:
        """Return what translating may cost, by the engine's own estimate; empty if it costs nothing but time.

        Raises:
            BudgetError: it may cost more money than the limit.
        """
        if hasattr(plugins.load("amts.engines", self.settings.engine), "train"):
            return ""
        engine = self._open(self.settings.engine, target)
        if not isinstance(engine, Priced):
            return ""
        sources = [entry.read_source() for entry in self._untranslated(target, names)]
        at_hand = segments(passage for source in sources for passage in passages(source, self.settings.source))
        estimate = engine.estimate(at_hand)
        if limit is not None and getattr(estimate, "money", 0.0) > limit:
            msg = f"this may cost {estimate}, more than the limit of {limit:g}: nothing was translated"
            raise BudgetError(msg)
        return str(estimate)

    def spent(self, target: str) -> str:
        """Return what each engine has spent on a language so far; empty if none costs anything."""
        engines = ((name, engine) for (name, tag), engine in self._opened.items() if tag == target)
        return ", ".join(f"{engine.spent} by {name}" for name, engine in engines if isinstance(engine, Priced))

    def _options(self, name: str) -> tuple[Mapping[str, object], Mapping[str, str]]:
        return self.settings.engines.get(name, {}), self.environment

    def _base(self, target: str) -> Callable[[], Iterator[Pair]] | None:
        if not self.settings.base:
            return None
        self._check_languages(self.parallel.show(self.settings.base), target)
        return partial(self.parallel.pairs, self.settings.base, Level.SENTENCE)

    def keep(self, name: str, target: str, pairs: Sequence[Pair]) -> ParallelData:
        """Keep pairs as parallel data: new ones, or in place of those of the same name and languages.

        Raises:
            InputError: the name is malformed, or belongs to parallel data in other languages.
        """
        if name not in {data.name for data in self.parallel.list()}:
            return self.parallel.create(name, self.settings.source, target, pairs)
        self._check_languages(self.parallel.show(name), target)
        return self.parallel.update(name, pairs)

    def _pairs(self, target: str, data: str, progress: Progress) -> list[Pair]:
        if data:
            self._check_languages(self.parallel.show(data), target)
            return list(self.parallel.pairs(data, Level.SENTENCE))
        return [pair for pair in self.align(target, progress).pairs if pair.level is Level.SENTENCE]

    def _check_languages(self, data: ParallelData, target: str) -> None:
        wanted = language(self.settings.source).tag, language(target).tag
        if wanted != (data.source_language, data.target_language):
            msg = (
                f"the parallel data {data.name!r} are from {data.source_language} to {data.target_language}, "
                f"not from {wanted[0]} to {wanted[1]}: choose others, see 'amts parallel list'"
            )
            raise InputError(msg)

    def _untranslated(self, target: str, names: Sequence[str]) -> list[Entry]:
        found = self.entries(target)
        if not names:
            return [entry for entry in found if not entry.translated]
        chosen = find_entries(found, names)
        for entry in chosen:
            _check_missing(entry)
        return chosen


def _check_missing(entry: Entry) -> None:
    """Refuse to write a translation in the place of another, even of one that appeared during the work."""
    if entry.target.exists():
        msg = f"{entry.target} exists and is not overwritten: move it away to have it translated anew"
        raise InputError(msg)


def open_workspace(folder: Path, environment: Mapping[str, str] | None = None) -> Workspace:
    """Open the project in a folder.

    Args:
        folder: the one with amts.toml.
        environment: where the keys of engines stand, such as `os.environ`.

    Raises:
        SettingsError: it has no amts.toml, or a malformed one.
    """
    return Workspace(read_settings(folder), folder / ".amts", environment)
