"""The translations of a project into one language: which of them are to be brought up to date, and how."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from amts.documents.formats import format_of, parse_as
from amts.errors import AmtsError
from amts.mining.book import Entry
from amts.placeholders import has_words, matched
from amts.progress import silent, track
from amts.records import Pair, Segment
from amts.sync.adopting.adoption import Adoption, adopt
from amts.sync.changes import counted_words
from amts.sync.following.revision import renamed
from amts.sync.ledgers.journal import Journal
from amts.sync.ledgers.retired import RetiredWords, retired_path
from amts.sync.ledgers.standing import base_units, stand
from amts.sync.merging.wording import Project
from amts.sync.page import open_page
from amts.sync.records import Origin, Problem
from amts.sync.units import blob, joined, units

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from pathlib import Path

    from amts.alignment.paths import PathTemplate
    from amts.progress import Progress
    from amts.records import Document
    from amts.storage.git import Repository
    from amts.sync.page import Page, Synced
    from amts.sync.records import Ledger


# Whose sentences teach an engine; what a machine has made would teach it its own mistakes.
_PEOPLE = frozenset({Origin.HUMAN})


@dataclass(frozen=True, slots=True)
class Renaming:
    """A document that has another name now, and where its translation lies still."""

    old: Entry
    new: Entry


@dataclass(slots=True)
class Survey:
    """What has to be done.

    Attributes:
        pages: the documents whose translation is not what it is to be, with their plans.
        renamings: those that only have another name, whose translations are to be moved first.
        unknown: those whose translations have no ledger yet.
        bilingual: those that hold their sources themselves, as PO does: they are not followed.
        orphans: documents with ledgers that are gone, whatever became of them.
        problems: those that cannot be brought up to date.
        in_step: how many are as they are to be.
    """

    pages: list[tuple[Entry, Page]] = field(default_factory=list)
    renamings: list[Renaming] = field(default_factory=list)
    unknown: list[Entry] = field(default_factory=list)
    bilingual: list[Entry] = field(default_factory=list)
    orphans: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    in_step: int = 0


class Translations:
    """The translations of a project into one language.

    Args:
        root: the folder that the template is relative to.
        template: where translations lie.
        entries: the documents.
        languages: the language of the documents, and the one that they are translated into.
        state: the project's folder for what AMTS knows.
        repository: the git repository that the project lies in, if any.
        terms: words of the source that are terms.
    """

    def __init__(
        self,
        root: Path,
        template: PathTemplate,
        entries: Sequence[Entry],
        languages: tuple[str, str],
        state: Path,
        repository: Repository | None = None,
        terms: Collection[str] = (),
    ) -> None:
        self.entries = list(entries)
        self.languages = languages
        self.journal = Journal(state, languages[1])
        self.repository = repository
        self._retired = RetiredWords(retired_path(state, languages[1]))
        self.project = Project(
            frozenset(map(str.lower, terms)), lambda: self._vocabulary, lambda unit: self._retired.target_of(unit)
        )
        self.root, self._template = root, template
        self.commit = repository.head() or "" if repository else ""

    def recover(self) -> None:
        """Finish or drop what a killed run has begun."""
        for name in self.journal.pending():
            self.journal.recover(name, self._entry(name).target)
        known = {entry.name for entry in self.entries}
        left = [name for name in self.journal.names() if name not in known and not self._entry(name).translated]
        paths = [self.journal.path(name) for name in known] if left else []
        copies = {path.read_bytes() for path in paths if path.is_file()}
        for name in left:  # one that was moved stands under both names
            if self.journal.path(name).read_bytes() in copies:
                self.journal.forget(name)

    def _readable(self, name: str) -> Ledger | None:
        """Return a ledger; None if it cannot be read, which a survey reports."""
        try:
            return self.journal.read(name)
        except AmtsError:
            return None

    def survey(self, chosen: Collection[str] = (), progress: Progress = silent) -> Survey:
        """Return what has to be done.

        Args:
            chosen: the names of the documents to look at; default: all.
            progress: told about each document.
        """
        found = Survey()
        known = {entry.name for entry in self.entries}
        gone = [self._entry(name) for name in self.journal.names() if name not in known]
        renamings = list(self._renamings(gone))
        moved = {each.old.name for each in renamings}
        found.renamings = [each for each in renamings if not chosen or each.new.name in chosen]
        found.orphans = [entry for entry in gone if entry.name not in moved and not chosen]
        targets = {each.new.name: each.old for each in found.renamings}
        for entry in track(self.entries, "compare documents", len(self.entries), progress):
            if not chosen or entry.name in chosen:
                try:
                    self._look_at(entry, targets.get(entry.name, entry), found)
                except AmtsError as error:
                    found.problems.append(Problem(entry.name, error))
        # What goes from one document may come into another.
        self._retired.expect(each for _, page in found.pages for each in page.retired)
        return found

    def _look_at(self, entry: Entry, held: Entry, found: Survey) -> None:
        """Add an entry to the survey, whose ledger and translation are those of `held` still."""
        ledger = self.journal.read(held.name)
        if ledger is None and held.translated:
            (found.bilingual if held.read_target().bilingual else found.unknown).append(entry)
            return
        content = held.target.read_bytes() if held.translated else None
        source = entry.source.read_bytes()
        if ledger and content is not None and (ledger.source, ledger.target) == (blob(source), blob(content)):
            found.in_step += 1
            return
        document = entry.read_source()
        target = held.read_target() if content is not None else None
        known = (ledger, self.base(ledger, entry)) if ledger and target else None
        page = open_page(entry.name, format_of(entry.source.name), document, target, known, self.languages,
                         self.project, self.commit)  # fmt: skip
        found.pages.append((entry, page))

    @cached_property
    def _vocabulary(self) -> Counter[str]:
        """How often the words of the documents' files occur, in small letters; markup does no harm there."""
        texts = (entry.source.read_text(encoding="utf-8", errors="replace") for entry in self.entries)
        return counted_words(Segment(text) for text in texts)

    def base(self, ledger: Ledger, entry: Entry) -> Document | None:
        """Return the source that a ledger is about, if its text is to be had."""
        content: bytes | None = None
        if entry.source.is_file() and blob(current := entry.source.read_bytes()) == ledger.source:
            content = current
        if content is None:
            content = self.journal.source(ledger.source)
        if content is None and self.repository and ledger.source:
            content = self.repository.blob(ledger.source)
        if content is None or blob(content) != ledger.source:
            return None
        return parse_as(content, entry.source, entry.name, entry.reading)

    def pairs(self, progress: Progress = silent) -> list[Pair]:
        """Return the sentences that people have translated, of all documents whose sources' texts are to be had."""
        found: list[Pair] = []
        for entry in track(self.entries, "read translations", len(self.entries), progress):
            try:
                found += self._pairs(entry)
            except AmtsError:  # a survey reports it
                continue
        return found

    def _pairs(self, entry: Entry) -> Iterator[Pair]:
        ledger = self.journal.read(entry.name)
        base = self.base(ledger, entry) if ledger and entry.translated else None
        if not ledger or not base:
            return
        ours = base_units(ledger, units(base, self.languages[0]))
        theirs = units(entry.read_target(), self.languages[1])
        for bead in stand(ledger, theirs):
            if bead.origin in _PEOPLE and not bead.follows:
                source, target = joined(ours, bead.sources), joined(theirs, bead.targets)
                if has_words(source.text) and has_words(target.text):
                    yield Pair(source, matched(source, target), document=entry.name)

    def adopt(self, progress: Progress = silent) -> Adoption:
        """Find out what translations without a ledger were made from, and write the ledgers of those."""
        unknown = [entry for entry in self.entries if entry.translated and not self.journal.path(entry.name).is_file()]
        if not unknown:
            return Adoption()
        found = adopt(unknown, *self.languages, self.repository, progress=progress)
        for each in found.adopted:
            self.journal.lay_down(each.entry.name, each.ledger, each.base)
        return found

    def _entry(self, name: str) -> Entry:
        """Return the entry of a document by its name, whether it is there or not."""
        source, target = self._template.places(name)
        reading = self.entries[0].reading if self.entries else None
        return Entry(name, self.root / source, self.root / target, *([reading] if reading else []))

    def _renamings(self, gone: Sequence[Entry]) -> Iterator[Renaming]:
        """Yield which documents have the translations of others that are gone."""
        lost = {entry.name: entry for entry in gone if entry.translated}
        new = {entry.name: entry for entry in self.entries if not entry.translated}
        if not lost or not new:
            return
        before = {}
        for name, entry in lost.items():
            ledger = self._readable(name)
            if ledger:
                with suppress(AmtsError):
                    base = self.base(ledger, entry)
                    before[name] = base_units(ledger, units(base, self.languages[0]) if base else ())
        now = {}
        for name, entry in new.items():
            with suppress(AmtsError):  # one that cannot be read is a problem of its own
                now[name] = units(entry.read_source(), self.languages[0])
        for old, name in renamed(before, now).items():
            yield Renaming(lost[old], new[name])

    def move(self, renaming: Renaming) -> None:
        """Give a translation and its ledger the name that their document has now; both ledgers stand in between."""
        self.journal.copy(renaming.old.name, renaming.new.name)
        renaming.new.target.parent.mkdir(parents=True, exist_ok=True)
        renaming.old.target.rename(renaming.new.target)
        self.journal.forget(renaming.old.name)

    def write(self, entry: Entry, page: Page, synced: Synced) -> None:
        """Write a translation that follows its source, with its ledger."""
        self._retired.keep(page.retired)
        self.journal.write(entry.name, entry.target, synced.content, synced.ledger, page.source.content)

    def record(self, entry: Entry, ledger: Ledger, source: Document) -> None:
        """Write the ledger of a translation that is there already."""
        self.journal.lay_down(entry.name, ledger, source.content)

    def dirty(self, entries: Iterable[Entry]) -> list[Entry]:
        """Return those whose translations have changes that are not committed."""
        found = [entry for entry in entries if entry.translated]
        if not self.repository or not found:
            return []
        paths = {self.repository.relative(entry.target): entry for entry in found}
        return [paths[path] for path in sorted(self.repository.dirty(paths))]
