"""The act: all translations into a language brought up to date; each is proved to have lost nothing, then written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from amts.documents.formats import parse_as
from amts.errors import AmtsError, InputError
from amts.progress import silent, track
from amts.sync.ledgers.recording import rekeyed
from amts.sync.links import led_back
from amts.sync.records import Problem
from amts.sync.units import blob

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from pathlib import Path

    from amts.mining.book import Entry
    from amts.progress import Progress
    from amts.records import Segment
    from amts.sync.merging.wording import Propose, Translate
    from amts.sync.page import Page, Synced
    from amts.sync.translations import Survey, Translations


@dataclass(frozen=True, slots=True)
class Assistance:
    """Who says what is new.

    Attributes:
        translate: translates sentences.
        propose: edits a person's sentences minimally.
        signature: that of the engine.
    """

    translate: Translate
    propose: Propose
    signature: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """A translation that was brought up to date, or would be.

    Attributes:
        entry: the document.
        synced: the translation; None if it is only planned.
        sentences: how many sentences an engine is asked for.
        words: how many words these have.
        written: whether the translation's bytes are others than before.
    """

    entry: Entry
    synced: Synced | None
    sentences: int
    words: int
    written: bool = False


@dataclass(slots=True)
class Report:
    """What was done for a language.

    Attributes:
        target: the language.
        done: the translations that were brought up to date, or would be.
        moved: those that have followed their documents to other names: from where, to where.
        relinked: older translations with links to documents that are translated since.
        dirty: documents left alone because their translations have changes that are not committed.
        unknown: documents left alone because nobody knows what their translations were made from.
        bilingual: documents left alone because they hold their sources themselves.
        orphans: translations whose documents are gone.
        problems: documents that could not be brought up to date.
        in_step: how many were as they are to be.
        engine: the signature of the engine; empty if none was needed.
    """

    target: str
    done: list[Done] = field(default_factory=list)
    moved: list[tuple[Path, Path]] = field(default_factory=list)
    relinked: list[Path] = field(default_factory=list)
    dirty: list[Entry] = field(default_factory=list)
    unknown: list[Entry] = field(default_factory=list)
    bilingual: list[Entry] = field(default_factory=list)
    orphans: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    in_step: int = 0
    engine: str = ""

    @property
    def written(self) -> list[Path]:
        """The files that are others than before, and those that are gone."""
        changed = [each.entry.target for each in self.done if each.written]
        return [*changed, *self.relinked, *(path for both in self.moved for path in both)]


def plan_all(translations: Translations, names: Collection[str] = (), progress: Progress = silent) -> Report:
    """Return what bringing the translations up to date would do; nothing is written."""
    survey = translations.survey(names, progress)
    report = _report(translations, survey)
    report.moved = [(each.old.target, each.new.target) for each in survey.renamings]
    report.done = [_planned(entry, page) for entry, page in survey.pages]
    return report


def sync_all(
    translations: Translations,
    assist: Callable[[Sequence[Segment]], Assistance],
    relink: Callable[[Sequence[Entry]], object],
    names: Collection[str] = (),
    progress: Progress = silent,
    *,
    even_dirty: bool = False,
) -> Report:
    """Bring the translations into a language up to date.

    Args:
        translations: what there is.
        assist: makes an engine for the sentences at hand; not called if there are none.
        relink: lets the links of translations that were not there before lead to other translations.
        names: the documents to look at; default: all.
        progress: told about all steps.
        even_dirty: whether translations with changes that are not committed are touched too.
    """
    translations.recover()
    survey = translations.survey(names, progress)
    report = _report(translations, survey)
    pages = _moved(translations, survey, report, even_dirty=even_dirty)
    questions = [segment for _, page in pages for segment in page.questions]
    try:
        assistance = assist(questions) if questions else _NOBODY
    except AmtsError as error:  # what needs nobody is done all the same
        report.problems += [Problem(entry.name, error) for entry, page in pages if page.questions]
        pages = [(entry, page) for entry, page in pages if not page.questions]
        assistance = _NOBODY
    report.engine = assistance.signature
    _write_all(translations, pages, assistance, relink, report, progress)
    return report


def _moved(translations: Translations, survey: Survey, report: Report, *, even_dirty: bool) -> list[tuple[Entry, Page]]:
    """Move what has another name, and return the pages whose translations may be written."""
    held = [entry for entry, _ in survey.pages] + [each.old for each in survey.renamings]
    report.dirty = [] if even_dirty else translations.dirty(held)
    untouched = {entry.target for entry in report.dirty}
    stuck = {each.new.name for each in survey.renamings if each.old.target in untouched}
    for renaming in survey.renamings:
        if renaming.new.name not in stuck:
            translations.move(renaming)
            report.moved.append((renaming.old.target, renaming.new.target))
    return [(entry, page) for entry, page in survey.pages if entry.target not in untouched and entry.name not in stuck]


def _write_all(
    translations: Translations,
    pages: Sequence[tuple[Entry, Page]],
    assistance: Assistance,
    relink: Callable[[Sequence[Entry]], object],
    report: Report,
    progress: Progress,
) -> None:
    """Bring pages up to date one by one, and at the end the links between those that were not there before."""
    new: list[tuple[Entry, Page, Synced]] = []
    try:
        for entry, page in track(pages, f"bring {report.target} up to date", len(pages), progress):
            try:
                done = _synced(translations, entry, page, assistance)
            except AmtsError as error:
                report.problems.append(Problem(entry.name, error))
                continue
            report.done.append(done)
            if page.target is None and done.synced:
                new.append((entry, page, done.synced))
    finally:  # what is written is whole, whatever stops the work
        whole = [each for each in new if _is_as_written(each)]
        _relink(translations, whole, relink)
        report.relinked = list(_led_back(translations, [entry for entry, _, _ in whole]))


def _is_as_written(made: tuple[Entry, Page, Synced]) -> bool:
    """Whether a new translation is what was written, and nobody has been at it since."""
    entry, _, synced = made
    return entry.translated and entry.target.read_bytes() == synced.content


def _relink(
    translations: Translations,
    made: Sequence[tuple[Entry, Page, Synced]],
    relink: Callable[[Sequence[Entry]], object],
) -> None:
    """Let the links of new translations lead to translations, and their ledgers know them so."""
    if made:
        relink([entry for entry, _, _ in made])
    for entry, page, synced in made:
        ledger = rekeyed(synced.ledger, entry.read_target(), translations.languages[1])
        translations.record(entry, ledger, page.source)


def _led_back(translations: Translations, new: Sequence[Entry]) -> Iterator[Path]:
    """Let links to documents that are translated now lead there, in translations of which the ledger knows all."""
    if not new:
        return
    changes = dict(led_back(new, translations.entries, translations.root))
    dirty = translations.dirty(changes)
    for entry, content in changes.items():
        ledger = translations.journal.read(entry.name)
        if entry not in dirty and ledger and ledger.target == blob(entry.target.read_bytes()):
            document = parse_as(content, entry.target, entry.name, entry.reading)
            known = rekeyed(ledger, document, translations.languages[1])
            translations.journal.write(entry.name, entry.target, content, known, entry.source.read_bytes())
            yield entry.target


def _report(translations: Translations, survey: Survey) -> Report:
    return Report(
        translations.languages[1],
        unknown=survey.unknown,
        bilingual=survey.bilingual,
        orphans=survey.orphans,
        problems=survey.problems,
        in_step=survey.in_step,
    )


def _planned(entry: Entry, page: Page, synced: Synced | None = None, *, written: bool = False) -> Done:
    questions = page.questions
    return Done(entry, synced, len(questions), sum(len(each.text.split()) for each in questions), written)


def _synced(translations: Translations, entry: Entry, page: Page, assistance: Assistance) -> Done:
    synced = page.synced(assistance.translate, assistance.propose, assistance.signature)
    written = page.target is None or synced.content != page.target.content
    _check_unchanged(entry, page)
    translations.write(entry, page, synced)
    return _planned(entry, page, synced, written=written)


def _check_unchanged(entry: Entry, page: Page) -> None:
    """Refuse to write over what somebody has changed during the work."""
    now = entry.target.read_bytes() if entry.translated else None
    if now != (page.target.content if page.target else None):
        msg = f"{entry.target} has changed in the meantime: it was left alone; run `amts sync` again"
        raise InputError(msg)


def _nothing(_: Sequence[object]) -> list[None]:
    return []


_NOBODY = Assistance(lambda _: [], _nothing)
