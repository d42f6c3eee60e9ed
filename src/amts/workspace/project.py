"""What can be done with a project: its documents are aligned, translated, kept in step, evaluated."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, partial
from typing import TYPE_CHECKING

from amts import plugins
from amts.adaptation.explanation import explained
from amts.adaptation.learnt_links import learnt_links
from amts.adaptation.makers import ReadyMade
from amts.adaptation.protocol import Task
from amts.alignment.paths import parse_template
from amts.documents.formats import format_of
from amts.engines.terminology import Terms
from amts.errors import BudgetError, InputError
from amts.experiments.arms import ADAPTED, GENERAL, PLAIN, Plan, parse_plan
from amts.experiments.holdout import evaluate, select
from amts.languages import language
from amts.mining.book import align_book, entries, passages, segments
from amts.mining.names import find_entries
from amts.parallel.retrieval import Retriever
from amts.parallel.retrieval_index import PairIndex
from amts.progress import silent, track
from amts.records import Level
from amts.settings import read_settings
from amts.storage.files import write_atomically
from amts.storage.git import Repository
from amts.sync.act import Assistance, plan_all, sync_all
from amts.sync.ledgers.recording import recorded
from amts.sync.links import relink
from amts.sync.proposing.proposals import Proposer
from amts.sync.status import language_status
from amts.sync.translations import Translations
from amts.translation.document import translate_document
from amts.translation.repair import Repairing
from amts.translation.terms import term_report
from amts.workspace.engines import Priced, ProjectEngines
from amts.workspace.taught import Taught

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from amts.adaptation.gate import Verdict
    from amts.alignment.book import Alignment
    from amts.engines.protocol import Engine
    from amts.evaluation.terminology import TermReport
    from amts.experiments.holdout import Experiment
    from amts.mining.book import Entry
    from amts.parallel.resource import ParallelData
    from amts.progress import Progress
    from amts.records import Document, Finding, Pair, Segment
    from amts.sync.act import Report
    from amts.sync.adopting.adoption import Adoption
    from amts.sync.status import LanguageStatus
    from amts.translation.document import TranslatedDocument


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


class Workspace(ProjectEngines):
    """A project: its documents, their translations, its parallel data and its trained engines.

    Args:
        settings: what the project translates.
        state: the folder for caches and parallel data; deleting its folder `cache` loses time, never work.
        environment: where the keys of engines stand.
    """

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
        pairs = self._read_ahead.pop((target, data), None) or self._pairs(target, data, progress)
        task = self._task(pairs, at_hand, target, progress)
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
            whole = [each for each in results if not each.refused]
            # What a person has changed meanwhile is no longer the machine's.
            untouched = [each for each in whole if each.entry.target.read_bytes() == each.document.content]
            lost = self._relink([each.entry for each in whole], target)
            self._record(untouched, target)
        return [replace(each, links=lost.get(each.entry.name, ())) for each in results]

    def translations(self, target: str) -> Translations:
        """Return the project's translations into a language, with what is known of them.

        Raises:
            InputError: the project is not translated into the language.
        """
        found = self.entries(target)
        glossary = self.glossary(target)
        terms = glossary.sources if glossary else frozenset()
        template = parse_template(self.settings.targets[language(target).tag])
        languages = self.settings.source, language(target).tag
        repository = Repository.find(self.settings.root)
        return Translations(self.settings.root, template, found, languages, self._state, repository, terms)

    def adopt(self, target: str, progress: Progress = silent) -> Adoption:
        """Find out what the translations without a ledger were made from, and write their ledgers."""
        return self.translations(target).adopt(progress)

    def sync(
        self,
        target: str,
        names: Sequence[str] = (),
        progress: Progress = silent,
        *,
        dry_run: bool = False,
        even_dirty: bool = False,
    ) -> Report:
        """Bring translations up to date with their sources; what a person has written is never lost.

        Translations without a ledger are adopted first.

        Args:
            target: the language.
            names: documents by name; default: all.
            progress: told about all steps.
            dry_run: whether only to say what would be done.
            even_dirty: whether to touch translations with changes that are not committed, too.

        Raises:
            InputError: a name matches no document.
            DataError: there are too few pairs to learn from.
        """
        translations = self.translations(target)
        chosen = {entry.name for entry in find_entries(translations.entries, names)} if names else set()
        if dry_run:
            return plan_all(translations, chosen, progress)
        translations.adopt(progress)
        assist = partial(self._assistance, translations, progress)
        relink = partial(self._relink, target=target)
        return sync_all(translations, assist, relink, chosen, progress, even_dirty=even_dirty)

    def status(self, target: str, progress: Progress = silent) -> LanguageStatus:
        """Return how the translations into a language stand."""
        found = self.translations(target)
        return language_status(found.entries, self._state, found.languages, found.base, found.project.terms, progress)

    def _assistance(self, translations: Translations, progress: Progress, at_hand: Sequence[Segment]) -> Assistance:
        """Return who says what is new: an engine that has learnt from the project's translations."""
        source, target = translations.languages
        task = self._task(translations.pairs(progress), at_hand, target, progress)
        engine = self.maker(target).customised(task).engine
        glossary = self.glossary(target)
        if glossary:
            engine = Terms(engine, glossary)
        repairing = Repairing(engine, (source, target))
        folder = self._state / "cache" / "links"
        links = cache(lambda: learnt_links(task.pairs, (source, target), folder))  # if there is anything to propose
        return Assistance(
            lambda segments: [outcome.translation for outcome in repairing.translate(segments)],
            lambda changed: Proposer(engine, links(), (source, target), glossary).propose(changed),
            engine.signature,
        )

    def _write_translation(self, entry: Entry, source: Document, engine: Engine, target: str) -> TranslatedDocument:
        document = translate_document(source, format_of(entry.source.name), engine, self.settings.source, target)
        _check_missing(entry)
        if not document.breaking:
            write_atomically(entry.target, document.content)
        return document

    def _record(self, results: Sequence[Written], target: str) -> None:
        """Write the ledgers of new translations."""
        translations = self.translations(target)
        for each in results:
            source, written = each.entry.read_source(), each.entry.read_target()
            if not written.bilingual:
                ledger = recorded(source, written, each.document, translations.languages, translations.commit)
                translations.record(each.entry, ledger, source)

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
        plans = self.plans(target, arms)
        held, rest = select(self.entries(target), hold_out)
        glossary, maker = self.glossary(target), self.maker(target)
        return evaluate(held, rest, self.settings.source, target, maker, self._engines, progress, plans, glossary)

    def plans(self, target: str, arms: Sequence[str] = ()) -> Sequence[Plan]:
        """Return the arms of an evaluation by their names; default: those that the engine can have.

        Raises:
            InputError: there is none of such a name, or the engine cannot have it.
        """
        usual = (PLAIN, *ADAPTED) if self.maker(target).has_plain else ADAPTED
        plans = [parse_plan(name) for name in dict.fromkeys(arms)] or usual
        if {GENERAL, PLAIN} & set(plans) and PLAIN not in usual:
            msg = (
                f"there is no plain arm: the engine {self.settings.engine} knows nothing but the project's own pairs; "
                "leave that arm out, or give the engine others to begin with (--base)"
            )
            raise InputError(msg)
        return plans

    def estimate_arm(self, target: str, hold_out: Sequence[str], limit: float | None = None) -> str:
        """Return what an arm of an evaluation may cost at most; see `estimate`."""
        held, _ = select(self.entries(target), hold_out)
        return self.estimate(target, limit=limit, at_hand=self._sentences(held))

    def estimate(
        self,
        target: str,
        names: Sequence[str] = (),
        limit: float | None = None,
        at_hand: Sequence[Segment] | None = None,
        data: str = "",
        progress: Progress = silent,
    ) -> str:
        """Return what translating may cost, by the engine's own estimate; empty if it costs nothing but time.

        Args:
            target: the language.
            names: documents by name; default: all that have no translation yet.
            limit: so much money, and no more.
            at_hand: the sentences, if not those of documents.
            data: the name of the parallel data to learn from; default: the project's own translations.
            progress: told about all steps.

        Raises:
            BudgetError: it may cost more money than the limit.
        """
        name = self.engine_name(target)
        if hasattr(plugins.load("amts.engines", name), "train"):
            return ""
        engine = self._open(name, target)
        if not isinstance(engine, Priced):
            return ""
        if at_hand is None:
            estimate = self._estimate(
                engine, self._sentences(self._untranslated(target, names)), target, data, progress
            )
        else:
            estimate = engine.estimate(at_hand)
        if limit is not None and getattr(estimate, "money", 0.0) > limit:
            msg = f"this may cost {estimate}, more than the limit of {limit:g}: nothing was translated"
            raise BudgetError(msg)
        return str(estimate)

    def _estimate(
        self, engine: Priced, at_hand: Sequence[Segment], target: str, data: str, progress: Progress
    ) -> object:
        """Return what translating costs at most; a service that is taught by pairs is asked with them at hand."""
        maker = self._maker(self.settings.engine, target)
        if not isinstance(maker, Taught) or not at_hand:
            return engine.estimate(at_hand)
        pairs = self._read_ahead[target, data] = self._pairs(target, data, progress)
        return maker.estimate(at_hand, pairs, (self.settings.source, target))

    def _sentences(self, entries: Sequence[Entry]) -> list[Segment]:
        sources = [entry.read_source() for entry in entries]
        return segments(passage for source in sources for passage in passages(source, self.settings.source))

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
        # An engine that knows the languages already can begin a translation; others learn from what there is of it.
        if isinstance(self.maker(target), ReadyMade) and not any(entry.translated for entry in self.entries(target)):
            return []
        return [pair for pair in self.align(target, progress).pairs if pair.level is Level.SENTENCE]

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
