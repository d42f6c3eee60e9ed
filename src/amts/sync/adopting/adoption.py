"""Existing translations taken over: where each came from, how it is aligned with that, and the ledger that says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from amts.alignment.book import align
from amts.documents.formats import parse_as
from amts.errors import AmtsError
from amts.mining.book import passages
from amts.progress import silent, track
from amts.records import Bitext
from amts.sync.adopting.bases import find_bases
from amts.sync.adopting.pairing import Side, joints, rows
from amts.sync.records import Ledger, Problem
from amts.sync.units import blob, units

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amts.alignment.book import Link
    from amts.mining.book import Entry
    from amts.progress import Progress
    from amts.records import Document
    from amts.storage.git import Repository
    from amts.sync.adopting.bases import Base, Trace


# A translation of which less than this share says what its source does is none.
_FOREIGN = 0.3


@dataclass(frozen=True, slots=True)
class Adopted:
    """A translation that was taken over.

    Attributes:
        entry: the document.
        ledger: what is known of it now.
        base: the bytes of the source that it was made from, which the ledger is about.
        trace: what led to this source.
        trust: how often that is right, 0 to 1.
        aligned: the share of the translation's sentences that surely say what sentences of this source do.
    """

    entry: Entry
    ledger: Ledger
    base: bytes
    trace: Trace
    trust: float
    aligned: float

    @property
    def sureness(self) -> float:
        """How much the ledger can be relied on, 0 to 1."""
        return self.trust * self.aligned

    @property
    def is_foreign(self) -> bool:
        """Whether it is perhaps no translation of this document, or one into another language."""
        return self.aligned < _FOREIGN


@dataclass(frozen=True, slots=True)
class Adoption:
    """What became of translations that were to be taken over.

    Attributes:
        adopted: those that have ledgers now.
        foreign: those that hardly say what any source says, as if they were in another language.
        bilingual: documents such as PO, which hold their sources themselves.
        problems: those that cannot be read.
    """

    adopted: Sequence[Adopted] = ()
    foreign: Sequence[Adopted] = ()
    bilingual: Sequence[Entry] = ()
    problems: Sequence[Problem] = ()


def adopt(
    entries: Sequence[Entry],
    source_tag: str,
    target_tag: str,
    repository: Repository | None = None,
    translations: Repository | None = None,
    *,
    originals: bool = True,
    progress: Progress = silent,
) -> Adoption:
    """Find the source that each translation was made from, align them all together, and make their ledgers.

    Args:
        entries: the documents; passed over are those without a translation or without any source, now or in git.
        source_tag: their language.
        target_tag: that of the translations.
        repository: the git repository that the documents lie in.
        translations: that of the translations, if it is another one.
        originals: whether to believe originals stored beside translations.
        progress: told about each step.
    """
    held = [entry for entry in entries if entry.translated]
    bases = find_bases(held, repository, translations or repository, originals=originals, progress=progress)
    work: list[tuple[Entry, Base, Document, Document]] = []
    bilingual: list[Entry] = []
    problems: list[Problem] = []
    for entry, base in track(bases, "read documents", len(bases), progress):
        try:
            target = entry.read_target()
            if target.bilingual:
                bilingual.append(entry)
            else:
                work.append((entry, base, parse_as(base.content, entry.source, entry.name, entry.reading), target))
        except AmtsError as error:
            problems.append(Problem(entry.name, error))
    bitexts = [
        Bitext(entry.name, passages(source, source_tag), passages(target, target_tag))
        for entry, _, source, target in work
    ]
    alignment = align(bitexts, source_tag, target_tag, progress)
    found = [
        _adopted(entry, base, (_side(source, source_tag), _side(target, target_tag)), runs, links)
        for (entry, base, source, target), runs, links in zip(work, alignment.runs, alignment.links, strict=True)
    ]
    adopted, foreign = ([each for each in found if each.is_foreign is wanted] for wanted in (False, True))
    return Adoption(adopted, foreign, bilingual, problems)


def _side(document: Document, tag: str) -> Side:
    return Side(document, units(document, tag))


def _adopted(
    entry: Entry,
    base: Base,
    sides: tuple[Side, Side],
    runs: Sequence[tuple[range, range]],
    links: Sequence[Link],
) -> Adopted:
    found = joints(*sides, runs, links)
    target = sides[1]
    sentences = [index for index, unit in enumerate(target.units) if not unit.mention.opaque]
    sure = {index for joint in found if joint.sure for index in joint.theirs}
    ledger = Ledger(blob(base.content), blob(target.document.content), tuple(rows(*sides, found)), base.commit)
    aligned = sum(index in sure for index in sentences) / len(sentences) if sentences else 1.0
    return Adopted(entry, ledger, base.content, base.trace, base.trust, aligned)
