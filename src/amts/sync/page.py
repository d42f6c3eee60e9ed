"""One document and its translation: what has to be done to bring the translation up to date, and the result of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from amts.errors import DocumentError
from amts.placeholders import collapsed
from amts.sync.following.revision import follow
from amts.sync.ledgers.retired import retired
from amts.sync.ledgers.standing import base_units, stand
from amts.sync.merging.assembly import assemble
from amts.sync.merging.conflicts import unfinished
from amts.sync.merging.loss import check_kept
from amts.sync.merging.merge import plan
from amts.sync.merging.parts import Deed
from amts.sync.merging.sides import Side, Sides
from amts.sync.merging.texts import opaque_text, text_of
from amts.sync.merging.wording import Project, Wording
from amts.sync.records import Change, Ledger, Origin
from amts.sync.units import blob, one_line, units

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from amts.documents.protocol import Format
    from amts.records import Document, Segment
    from amts.sync.ledgers.retired import Retired
    from amts.sync.merging.loss import Kept
    from amts.sync.merging.merge import Plan
    from amts.sync.merging.parts import Part
    from amts.sync.merging.wording import Propose, Said, Translate


@dataclass(frozen=True, slots=True)
class Item:
    """Something that was done, or is left to a person, at one place of a document.

    Attributes:
        deed: `new`, `returned` (a person has said it before, or elsewhere), `retranslated`, `proposal`, `behind`,
            `rolled-forward`, `merged` (code) or `deleted`.
        change: what has changed in the source.
        source: what the source says now; empty if it is gone.
        base: what it said before; empty if that is not known, or nothing.
        before: what the translation said.
        after: what it says now.
        suggestion: for what is behind, what an engine would say.
    """

    deed: str
    change: Change
    source: str
    base: str
    before: str
    after: str
    suggestion: str = ""


@dataclass(frozen=True, slots=True)
class Synced:
    """A translation that follows its source.

    Attributes:
        content: its bytes.
        ledger: what is to be known of it.
        items: what was done, and what is left to do, in the order of the document.
        kept: what became of a person's words.
    """

    content: bytes
    ledger: Ledger
    items: tuple[Item, ...]
    kept: Kept


@dataclass(frozen=True)
class Page:
    """A document with its translation, and the plan of how that follows.

    Attributes:
        name: what the document is called.
        format: its format.
        source: the document as it stands.
        target: its translation as it stands; None if there is none.
        plan: what the new translation is made of.
        wording: knows what its parts say.
        commit: the commit that the source is from, if known.
        engine: the signature of the engine that translated last.
    """

    name: str
    format: Format
    source: Document
    target: Document | None
    plan: Plan
    wording: Wording
    commit: str = ""
    engine: str = ""

    @cached_property
    def questions(self) -> list[Segment]:
        """All sentences that an engine may be asked for."""
        source = self.wording.sides.source
        asked = (part.sources for part in self.wording.asked(self.plan))
        return [collapsed(segment) for places in asked for segment in source.segments(places)]

    @property
    def retired(self) -> Iterator[Retired]:
        """What a person has said for sentences and code that the source has no more."""
        sides = self.wording.sides
        for number in self.plan.deleted:
            bead = sides.beads[number]
            is_persons = bead.origin is Origin.HUMAN or bead.reviewed
            if is_persons and not bead.follows and len(bead.sources) == 1:
                unit = sides.base.units[bead.sources[0]]
                if unit.segment is not None or unit.text:
                    yield retired(unit, text_of(sides.target, bead.targets))

    def synced(self, translate: Translate, propose: Propose, engine: str = "") -> Synced:
        """Return the translation that follows the source.

        Args:
            translate: asks an engine.
            propose: edits a person's sentences.
            engine: the signature of the engine.

        Raises:
            IntegrityError: the changes cannot be put into the translation.
            LossError: words of a person would be lost.
        """
        wording, sides = self.wording, self.wording.sides
        assembled = assemble(self.plan, wording.say(self.plan, translate, propose), wording, self.format, self.name)
        kept = check_kept(sides, assembled.said, assembled.units, self.name)
        ledger = Ledger(
            blob(self.source.content),
            blob(assembled.content),
            assembled.rows,
            self.commit,
            engine if self.questions else self.engine,
        )
        items = (*_items(assembled.said, sides), *_deleted(self.plan, sides))
        return Synced(assembled.content, ledger, items, kept)


def open_page(
    name: str,
    format_: Format,
    source: Document,
    target: Document | None,
    known: tuple[Ledger, Document | None] | None,
    languages: tuple[str, str],
    project: Project | None = None,
    commit: str = "",
) -> Page:
    """Return a document with the plan of how its translation follows.

    Args:
        name: what it is called.
        format_: its format.
        source: the document as it stands.
        target: its translation as it stands.
        known: the translation's ledger, and the source that it is about if its text is to be had.
        languages: the language of the source, and the one it is translated into.
        project: what is known beside it.
        commit: the commit that the source is from.

    Raises:
        DocumentError: one of them has marks of a merge that was not finished.
    """
    if target:
        _refuse_conflicts(source, target)
    ledger, base = known or (Ledger("", "", ()), None)
    was = units(base, languages[0]) if base else ()
    ours = base_units(ledger, was)
    theirs = units(target, languages[1]) if target else ()
    now = units(source, languages[0])
    fits = [unit.mention for unit in ours] == [unit.mention for unit in was]
    sides = Sides(
        Side(base if fits else None, ours),
        Side(source, now),
        Side(target, theirs),
        stand(ledger, theirs),
        follow(ours, now),
    )
    wording = Wording(sides, languages, ledger.source, project or Project())
    return Page(name, format_, source, target, plan(sides), wording, commit, ledger.engine)


def _refuse_conflicts(source: Document, target: Document) -> None:
    for is_unfinished, side in zip(unfinished(source.content, target.content), ("source", "translation"), strict=True):
        if is_unfinished:
            msg = (
                f"{source.name}: a merge is not finished in the {side} (<<<<<<<, =======, >>>>>>>): finish it, then "
                "run `amts sync` again"
            )
            raise DocumentError(msg)


def _items(said: Mapping[Part, Said], sides: Sides) -> Iterator[Item]:
    """Yield what was done with the parts that are not just kept."""
    for part, words in said.items():
        if part.deed is Deed.KEEP:
            continue
        source, base = _say(sides.source, part.sources), ""
        if part.bead is not None:
            base = _say(sides.base, sides.beads[part.bead].sources)
        yield Item(_deed(part, words, sides), words.change, source, base, words.before, words.text, words.suggestion)


def _deed(part: Part, words: Said, sides: Sides) -> str:
    if words.follows:
        return "behind"
    if part.deed is Deed.ASK:
        if words.origin is Origin.HUMAN:
            return "returned"
        return "new" if part.bead is None else "retranslated"
    if sides.source.is_opaque(part.sources):
        return "merged"
    return "proposal" if words.origin is Origin.PROPOSAL and words.text != words.before else "rolled-forward"


def _deleted(made: Plan, sides: Sides) -> Iterator[Item]:
    for number in made.deleted:
        bead = sides.beads[number]
        yield Item("deleted", Change.MEANING, "", _say(sides.base, bead.sources), _say(sides.target, bead.targets), "")


def _say(side: Side, places: range) -> str:
    pieces = []
    for place in places:
        unit = side.units[place]
        if unit.segment is not None:
            pieces.append(one_line(unit.segment))
        elif unit.mention.opaque and side.document is not None:
            pieces.append(opaque_text(side, unit.block))
    return " ".join(pieces)
