"""What each part of a new translation says: a person's words as they are or minimally edited, or an engine's."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from amts.placeholders import has_words, unmask
from amts.sync.changes import classify, classify_opaque, rolls_forward
from amts.sync.ledgers.recording import origin_of
from amts.sync.merging.code_merge import merge_opaque
from amts.sync.merging.parts import Deed, Part
from amts.sync.merging.texts import indented_like, opaque_text, text_of
from amts.sync.proposing.proposals import Changed
from amts.sync.proposing.white_space import with_white_space_of
from amts.sync.records import Change, Origin
from amts.sync.units import joined, stretches

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from amts.records import Segment, Translation
    from amts.sync.merging.merge import Plan
    from amts.sync.merging.sides import Side, Sides
    from amts.sync.records import Unit

    Propose = Callable[[Sequence[Changed]], Sequence[Segment | None]]
    Translate = Callable[[Sequence[Segment]], Sequence[Translation]]


@dataclass(frozen=True, slots=True)
class Said:
    """The words of a part, or the lines of an opaque block.

    Attributes:
        text: what the translation says there.
        origin: who made it.
        reviewed: whether a person has seen it.
        follows: as in the ledger's row.
        change: what has changed in the source, if the part was there before.
        before: what the translation said there.
        suggestion: what an engine would say; for a person's words that may be behind.
    """

    text: str
    origin: Origin
    reviewed: bool = False
    follows: str = ""
    change: Change = Change.NONE
    before: str = ""
    suggestion: str = ""


@dataclass(frozen=True, slots=True)
class Project:
    """What is known of all documents of a project.

    Attributes:
        terms: the source's words that are terms, in small letters.
        vocabulary: returns how often the source's authors use each word, in small letters; asked only if need be.
        retired: finds what a person has said for a unit whose document had lost it; empty if nobody has.
    """

    terms: Collection[str] = ()
    vocabulary: Callable[[], Mapping[str, int]] = dict
    retired: Callable[[Unit], str] = lambda _: ""


@dataclass(frozen=True, slots=True)
class Wording:
    """Finds the words of the parts of a plan.

    Attributes:
        sides: the three sides.
        languages: the language of the source, and the one it is translated into.
        base: the identifier of the base, which a person's words that are behind still follow.
        project: what is known beside this document.
    """

    sides: Sides
    languages: tuple[str, str]
    base: str = ""
    project: Project = field(default_factory=Project)

    def say(self, plan: Plan, translate: Translate, propose: Propose) -> dict[Part, Said]:
        """Return the words of all parts; the engine is asked once for all that is new."""
        parts = plan.parts
        said = {part: self._kept(part) for part in parts if part.deed is Deed.KEEP}
        said |= {part: self._rolled(part) for part in parts if part.deed in (Deed.EDIT, Deed.HOLD)}
        edits = [part for part in parts if part.deed is Deed.EDIT]
        waiting = [part for part in edits if not rolls_forward(said[part].change) and self._known(part)]
        self._propose(said, waiting, propose)
        said |= {part: self._returned(part) or self._copied(part) for part in parts if part.deed is Deed.ASK}
        kept = [part for piece in plan.pieces if piece.ours for parts in piece.blocks.values() for part in parts]
        said |= {part: self._behind(self._on_its_targets(part), Change.LINK) for part in kept if self._unwritable(part)}
        behind = [part for part in waiting if said[part].follows]
        new = [part for part in parts if part.deed is Deed.ASK and said[part].origin is Origin.COPIED]
        self._translate(said, [part for part in new + behind if self._has_words(part)], translate)
        return said

    def asked(self, plan: Plan) -> list[Part]:
        """Return the parts that need an engine: what is new, and what a person's words do not say any more."""
        return [
            part
            for part in plan.parts
            if self._has_words(part)
            and (
                (part.deed is Deed.ASK and not self._returned(part))
                or (part.deed is Deed.EDIT and not rolls_forward(self._rolled(part).change))
            )
        ]

    def classified(self, old: Segment, new: Segment) -> Change:
        """Return how a text of the source has changed, by what it means for its translation."""
        return classify(old, new, self.languages[0], self.project.terms, self.project.vocabulary())

    def reverted(self, part: Part, said: Said) -> Said | None:
        """Return what a part says if its new words break the document; None if they are not new."""
        if part.deed is Deed.ASK and said.origin is not Origin.COPIED:
            return self._copied(part)
        if part.deed is Deed.EDIT and said.text != said.before:
            return self._behind(part, said.change)
        if part.deed is Deed.ASK and part.bead is not None and self._opaque(part) and not said.follows:
            behind = self._on_its_targets(part)
            return self._behind(behind, Change.CODE) if behind.targets else None
        return None

    def _kept(self, part: Part) -> Said:
        assert part.bead is not None
        bead = self.sides.beads[part.bead]
        text = text_of(self.sides.target, part.targets)
        return Said(text, bead.origin, bead.reviewed, bead.follows, before=text)

    def _rolled(self, part: Part) -> Said:
        """Return the words of a part whose source has changed as they are, with what the change is."""
        kept, change = self._kept(part), self._change(part)
        if not change:  # the older source's text is lost: it may be anything
            return self._behind(part, Change.MEANING)
        if kept.follows and part.sources:
            return replace(kept, change=change, follows="" if self._is_back(part, kept.follows) else kept.follows)
        if self._opaque(part) and part.deed is Deed.EDIT:
            return self._merged(part, change)
        return replace(kept, change=change) if rolls_forward(change) else self._behind(part, change)

    def _behind(self, part: Part, change: Change) -> Said:
        """Return a person's words as they are, with what they follow."""
        kept = self._kept(part)
        assert part.bead is not None
        places = self.sides.beads[part.bead].sources
        changed = [place for place in places if not self._stands(place)] or places
        key = self.sides.base.units[changed[0]].mention.key
        # Without an identifier of the older source nobody could find it again.
        follows = kept.follows or (f"{self.base}:{key}" if self.base else "")
        return replace(kept, change=change, follows=follows)

    def _stands(self, place: int) -> bool:
        """Whether a unit of the base is in the source as it was."""
        now = self.sides.successor.get(place)
        return now is not None and self.sides.fates[now].same

    def _is_back(self, part: Part, follows: str) -> bool:
        """Whether the source says again what a person's words follow."""
        key = follows.partition(":")[2]
        keys = [self.sides.source.units[place].mention.key for place in part.sources]
        same = [self.sides.fates[place].same for place in part.sources]
        return key in keys and all(kept or key == now for kept, now in zip(same, keys, strict=True))

    def _change(self, part: Part) -> Change | None:
        """Return what has changed in the source of a part; None if its older text is lost."""
        old, new = self._old(part), self._new(part)
        if self._opaque(part) and part.deed is Deed.EDIT:
            was = self._opaque_text(self.sides.base, self._bases(part)[0])
            return classify_opaque(was, self._opaque_text(self.sides.source, part.sources[0])) if was else None
        return self.classified(old, new) if old and new else None

    def _merged(self, part: Part, change: Change) -> Said:
        """Return an opaque block with the source's changes, and what a person has changed in it."""
        kept = self._kept(part)
        sides = self.sides
        was, now = self._opaque_text(sides.base, self._bases(part)[0]), self._opaque_text(sides.source, part.sources[0])
        merged = merge_opaque(was, now, kept.text)
        if merged is None:
            return self._behind(part, change)
        origin = Origin.COPIED if merged == now else kept.origin
        return replace(kept, text=merged, origin=origin, change=change)

    def _propose(self, said: dict[Part, Said], parts: Sequence[Part], propose: Propose) -> None:
        """Put minimal edits of a person's sentences where there are any."""
        changed = []
        for part in parts:
            old, new = self._old(part), self._new(part)
            assert old
            assert new
            changed.append(Changed(old, new, joined(self.sides.target.units, part.targets)))
        if not changed:
            return
        for part, edited in zip(parts, propose(changed), strict=True):
            if edited is not None:
                text = with_white_space_of(said[part].before, unmask(edited))
                said[part] = replace(said[part], text=text, origin=Origin.PROPOSAL, follows="", reviewed=False)

    def _translate(self, said: dict[Part, Said], parts: Sequence[Part], translate: Translate) -> None:
        """Let the engine say what is new, and suggest what it would say where a person's words are behind."""
        if not parts:
            return
        questions = [joined(self.sides.source.units, part.sources) for part in parts]
        for part, answer in zip(parts, translate(questions), strict=True):
            text = unmask(answer.segment)
            if part.deed is Deed.EDIT:
                said[part] = replace(said[part], suggestion=text)
            elif answer.origin != "source":
                said[part] = replace(said[part], text=text, origin=origin_of(answer.origin))

    def _returned(self, part: Part) -> Said | None:
        """Return what a person has said for a part when it stood elsewhere, or before it went for a while."""
        before = self._copied(part).before
        texts = [self.project.retired(self.sides.source.units[place]) for place in part.sources]
        if len(texts) != 1 or not texts[0]:
            return None
        return Said(indented_like(texts[0], before) if self._opaque(part) else texts[0], Origin.HUMAN, before=before)

    def _copied(self, part: Part) -> Said:
        """Return the source's own words, until there are others."""
        before = ""
        if part.bead is not None:
            before = text_of(self.sides.target, self.sides.beads[part.bead].targets)
        if self._opaque(part):
            text = self._opaque_text(self.sides.source, part.sources[0])
            return Said(indented_like(text, before), Origin.COPIED, before=before)
        return Said(text_of(self.sides.source, part.sources), Origin.COPIED, before=before)

    def _on_its_targets(self, part: Part) -> Part:
        assert part.bead is not None
        return replace(part, targets=self.sides.beads[part.bead].targets)

    def _unwritable(self, part: Part) -> bool:
        """Whether an opaque block of the translation's own lines cannot be given what the source has there now.

        It has no bytes of its own, such as a picture with a translated title, or encloses texts otherwise.
        """
        if part.deed is not Deed.ASK or part.bead is None or not self._opaque(part):
            return False
        targets = self.sides.beads[part.bead].targets
        if len(targets) != 1:
            return bool(targets)
        where, there = (
            stretches(side.text, side.units[place].block)
            for side, place in ((self.sides.target, targets[0]), (self.sides.source, part.sources[0]))
        )
        return len(where) != len(there) or where[0][0] == where[-1][1]

    def _known(self, part: Part) -> bool:
        """Whether the text that a part's words were made from is known, and whether they say just that."""
        kept = self._kept(part)
        return not kept.follows and not self._opaque(part) and self._old(part) is not None

    def _has_words(self, part: Part) -> bool:
        return not self._opaque(part) and has_words(joined(self.sides.source.units, part.sources).text)

    def _opaque(self, part: Part) -> bool:
        return self.sides.source.is_opaque(part.sources)

    def _bases(self, part: Part) -> range:
        assert part.bead is not None
        return self.sides.beads[part.bead].sources

    def _old(self, part: Part) -> Segment | None:
        places = self._bases(part)
        known = len(self.sides.base.segments(places)) == len(places)
        return joined(self.sides.base.units, places) if known else None

    def _new(self, part: Part) -> Segment | None:
        return joined(self.sides.source.units, self._saying(part)) if part.sources else None

    def _saying(self, part: Part) -> range:
        """Return the units of the source that a part's bead says, all of them if it is in several blocks."""
        return part.sources if part.bead is None else self.sides.said[part.bead] or part.sources

    @staticmethod
    def _opaque_text(side: Side, place: int) -> str:
        return opaque_text(side, side.units[place].block) if side.document else ""
