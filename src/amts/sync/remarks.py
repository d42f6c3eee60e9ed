"""What a person should look at in translations, place by place."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from amts.documents.formats import format_of
from amts.errors import AmtsError
from amts.placeholders import collapsed, has_words
from amts.sync.changes import classify_opaque, rolls_forward
from amts.sync.merging.parts import Deed
from amts.sync.page import open_page
from amts.sync.records import Change, Origin, Problem
from amts.sync.review import line_of
from amts.sync.units import joined, one_line, units
from amts.translation.links.places import Places
from amts.words import count_words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from amts.mining.book import Entry
    from amts.progress import Progress
    from amts.sync.merging.parts import Part
    from amts.sync.merging.sides import Side
    from amts.sync.page import Page
    from amts.sync.records import Bead, Row, Unit
    from amts.sync.translations import Translations


class Kind(StrEnum):
    """Why a person should look at a place of a translation.

    BEHIND: a person's words say what the source said before. PROPOSAL: a machine has changed a person's words.
    NEW, CHANGED, DELETED: what `amts sync` translates, translates anew, or takes out. ROLLS_FORWARD: the source has
    changed, and the translation need not. UNTRANSLATED: the source's own words stand there.
    """

    BEHIND = "behind"
    PROPOSAL = "proposal"
    NEW = "new"
    CHANGED = "changed"
    DELETED = "deleted"
    ROLLS_FORWARD = "rolls-forward"
    UNTRANSLATED = "untranslated"


# Fewer words are mostly a name, which people leave as it is.
_SENTENCE = 4
# Where the translation says something else than the source.
OUTDATED = frozenset({Kind.BEHIND, Kind.NEW, Kind.CHANGED, Kind.DELETED, Kind.UNTRANSLATED})


@dataclass(frozen=True, slots=True)
class Remark:
    """A place of a translation that a person should look at.

    Attributes:
        kind: why.
        change: what has changed in the source.
        line: where, in the translation, from 1; where it belongs if it is not there yet; 0 if that has no lines.
        before: what the source said when it was translated; empty if it said nothing, or nobody knows.
        source: what the source says now; empty if that is gone.
        translation: what the translation says; empty if it says nothing yet.
        origin: who made the translation.
    """

    kind: Kind
    change: Change
    line: int
    before: str
    source: str
    translation: str
    origin: Origin = Origin.HUMAN


@dataclass(slots=True)
class Review:
    """What a person should look at in the translations into a language.

    Attributes:
        remarks: by document, only those that have any; a document without a translation has no remarks.
        missing: documents without a translation.
        unknown: those whose translations have no ledger yet.
        orphans: translations whose documents are gone.
        problems: those that cannot be compared.
    """

    remarks: list[tuple[Entry, list[Remark]]] = field(default_factory=list)
    missing: list[Entry] = field(default_factory=list)
    unknown: list[Entry] = field(default_factory=list)
    orphans: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def review(translations: Translations, names: Collection[str], progress: Progress) -> Review:
    """Return what a person should look at; no engine is asked, and nothing is written.

    Args:
        translations: what there is.
        names: the documents to look at; none: all.
        progress: told about each document.
    """
    survey = translations.survey(names, progress)
    orphans = [] if names else survey.orphans
    found = Review(unknown=survey.unknown, orphans=orphans, problems=survey.problems)
    pages = {entry.name: page for entry, page in survey.pages}
    moved = {each.new.name: each.old for each in survey.renamings}
    passed = {entry.name for entry in (*survey.unknown, *survey.bilingual)} | {each.name for each in survey.problems}
    for entry in translations.entries:
        if (names and entry.name not in names) or entry.name in passed:
            continue
        held = moved.get(entry.name, entry)
        if not held.translated:
            found.missing.append(entry)
            continue
        try:
            page = pages.get(entry.name) or _waiting(translations, held)
            remarks = list(_Reader(translations, page).remarks()) if page else []
        except AmtsError as error:
            found.problems.append(Problem(entry.name, error))
            continue
        if remarks:
            found.remarks.append((held, remarks))
    return found


def _waiting(translations: Translations, entry: Entry) -> Page | None:
    """Return the page of a document that has not changed, if something in it waits for a person."""
    ledger = translations.journal.read(entry.name)
    if not ledger or not any(_waits(row) for row in ledger.rows):
        return None
    source = entry.read_source()
    known = ledger, translations.base(ledger, entry)
    return open_page(entry.name, format_of(entry.source.name), source, entry.read_target(), known,
                     translations.languages, translations.project)  # fmt: skip


def _waits(row: Row) -> bool:
    proposed = row.origin is Origin.PROPOSAL and not row.reviewed
    copied = row.origin is Origin.COPIED and not any(mention.opaque for mention in row.sources)
    return bool(row.follows) or proposed or copied


class _Reader:
    """Reads a page from top to bottom and makes a remark on what should be looked at."""

    def __init__(self, translations: Translations, page: Page) -> None:
        self._translations, self._page = translations, page
        self._sides = page.wording.sides
        document = page.target
        has_lines = document is not None and document.body == document.content
        self._places = Places(document) if document is not None and has_lines else None
        self._line = 1 if has_lines else 0
        self._older: dict[str, tuple[Unit, ...]] = {}

    def remarks(self) -> Iterator[Remark]:
        for piece in self._page.plan.pieces:
            for parts in piece.blocks.values():
                for part in parts:
                    remark = self._remark(part)
                    if part.targets:
                        self._line = self._line_of(part.targets[-1])
                    if remark:
                        yield remark
        for number in self._page.plan.deleted:
            yield self._deleted(self._sides.beads[number])

    def _remark(self, part: Part) -> Remark | None:
        if part.bead is None:
            return self._on(Kind.NEW, Change.MEANING, part, "") if self._speaks(part) else None
        bead = self._sides.beads[part.bead]
        if part.deed is Deed.KEEP:
            return self._kept(part, bead)
        before = _said(self._sides.base, bead.sources)
        change = self._change(part, bead)
        if rolls_forward(change):
            return self._on(Kind.ROLLS_FORWARD, change, part, before)
        if part.deed is Deed.ASK or self._sides.source.is_opaque(part.sources):
            return self._on(Kind.CHANGED, change, part, before)
        return self._behind(part, bead) if bead.follows else self._on(Kind.BEHIND, change, part, before)

    def _kept(self, part: Part, bead: Bead) -> Remark | None:
        if bead.follows:
            return self._behind(part, bead)
        if bead.origin is Origin.PROPOSAL and not bead.reviewed:
            return self._on(Kind.PROPOSAL, Change.NONE, part, "")
        if bead.origin is Origin.COPIED and self._speaks(part) and self._words(part) >= _SENTENCE:
            return self._on(Kind.UNTRANSLATED, Change.MEANING, part, "")
        return None

    def _behind(self, part: Part, bead: Bead) -> Remark:
        """Return the remark on a person's words of which the ledger says which source they follow."""
        identifier, _, key = bead.follows.partition(":")
        older = next((unit for unit in self._source(identifier) if unit.mention.key == key), None)
        if older is None:
            return self._on(Kind.BEHIND, Change.MEANING, part, "")
        if older.segment is None:
            return self._on(Kind.BEHIND, Change.CODE, part, older.text)
        new = joined(self._sides.source.units, part.sources)
        change = self._page.wording.classified(collapsed(older.segment), new)
        return self._on(Kind.BEHIND, change, part, one_line(older.segment))

    def _source(self, identifier: str) -> tuple[Unit, ...]:
        """Return the units of an older source, none if it is not to be had."""
        if identifier not in self._older:
            page, translations = self._page, self._translations
            content = translations.journal.source(identifier)
            if content is None and translations.repository:
                content = translations.repository.blob(identifier)
            found: tuple[Unit, ...] = ()
            if content is not None:
                document = page.format.parse(content, page.name, page.source.options)
                found = units(document, translations.languages[0])
            self._older[identifier] = found
        return self._older[identifier]

    def _change(self, part: Part, bead: Bead) -> Change:
        sides = self._sides
        if self._sides.source.is_opaque(part.sources):
            return classify_opaque(_said(sides.base, bead.sources), _said(sides.source, part.sources))
        if not part.sources or any(sides.base.units[place].segment is None for place in bead.sources):
            return Change.MEANING
        old, new = joined(sides.base.units, bead.sources), joined(sides.source.units, part.sources)
        return self._page.wording.classified(old, new)

    def _deleted(self, bead: Bead) -> Remark:
        sides = self._sides
        line = self._line_of(bead.targets[0])
        was, says = _said(sides.base, bead.sources), _said(sides.target, bead.targets)
        return Remark(Kind.DELETED, Change.MEANING, line, was, "", says, bead.origin)

    def _on(self, kind: Kind, change: Change, part: Part, before: str) -> Remark:
        sides = self._sides
        bead = sides.beads[part.bead] if part.bead is not None else None
        targets = part.targets or (bead.targets if bead else range(0))
        line = self._line_of(targets[0]) if targets else self._line
        origin = bead.origin if bead else Origin.MACHINE
        return Remark(
            kind, change, line, before, _said(sides.source, part.sources), _said(sides.target, targets), origin
        )

    def _words(self, part: Part) -> int:
        return count_words(joined(self._sides.source.units, part.sources).text, self._translations.languages[0])

    def _speaks(self, part: Part) -> bool:
        """Whether a part of the source has words to translate."""
        return has_words(joined(self._sides.source.units, part.sources).text)

    def _line_of(self, place: int) -> int:
        document = self._page.target
        if self._places is None or document is None:
            return 0
        return line_of(document, self._sides.target.units, place, self._places)


def _said(side: Side, places: range) -> str:
    """Return what units say: sentences in one line, opaque blocks in theirs."""
    found = [side.units[place] for place in places]
    return " ".join(one_line(unit.segment) if unit.segment else unit.text for unit in found).strip()
