"""How the translation of one document stands, by the bytes of its three files: source, translation, ledger."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from amts.errors import AmtsError
from amts.placeholders import has_words
from amts.sync.changes import classify, classify_opaque, rolls_forward
from amts.sync.following.revision import follow
from amts.sync.ledgers.ledger import parse_ledger
from amts.sync.ledgers.standing import as_written, base_units, stand
from amts.sync.merging.conflicts import unfinished
from amts.sync.records import Change, Origin
from amts.sync.status.records import DocumentStatus, Sentences, State
from amts.sync.units import blob, units
from amts.words import count_words

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from amts.mining.book import Entry
    from amts.records import Document
    from amts.sync.records import Bead, Ledger, Mention, Unit

    ReadBase = Callable[[Ledger, Entry], Document | None]

_FIELDS = {
    Origin.HUMAN: "human",
    Origin.MEMORY: "memory",
    Origin.MACHINE: "machine",
    Origin.PROPOSAL: "proposal",
    Origin.COPIED: "copied",
}


@dataclass(frozen=True, slots=True)
class Files:
    """The bytes of a document's files; None for one that is not there."""

    source: bytes | None
    target: bytes | None
    ledger: bytes | None


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of each document.

    Attributes:
        languages: that of the documents, and that of their translations.
        terms: words of the source that are terms.
        read_base: returns the source that a ledger is about, if its bytes are to be had.
    """

    languages: tuple[str, str]
    terms: Collection[str]
    read_base: ReadBase


def document_status(entry: Entry, files: Files, question: Question, ledger_name: str) -> tuple[DocumentStatus, bool]:
    """Return how the translation of a document stands.

    Args:
        entry: the document.
        files: the bytes of its files.
        question: what is asked.
        ledger_name: what the ledger is called in messages.

    Returns:
        How it stands, and whether nothing was missing to say so: the text of an older source may be found some day.
    """
    try:
        return _status(entry, files, question, ledger_name)
    except AmtsError as error:
        return DocumentStatus(entry.name, State.DAMAGED, problem=str(error)), False


def _status(entry: Entry, files: Files, question: Question, ledger_name: str) -> tuple[DocumentStatus, bool]:
    if files.source is None:
        problem = f"{entry.source} is gone: run `amts sync` if it has another name now, or delete the translation"
        return DocumentStatus(entry.name, State.ORPHANED, problem=problem), True
    if files.target is None:
        return _missing(entry, question), True
    if any(merging := unfinished(files.source, files.target)):
        where = entry.source if merging[0] else entry.target
        problem = f"{where}: a merge is not finished (<<<<<<<, =======, >>>>>>>): finish it, then run `amts sync`"
        return DocumentStatus(entry.name, State.DAMAGED, problem=problem), True
    if files.ledger is None:
        if entry.read_target().bilingual:
            return DocumentStatus(entry.name, State.BILINGUAL), True
        return DocumentStatus(entry.name, State.NOT_ADOPTED, problem="run `amts adopt`"), True
    ledger = parse_ledger(files.ledger, ledger_name)
    return _compared(entry, ledger, files.source, files.target, question)


def _missing(entry: Entry, question: Question) -> DocumentStatus:
    found = units(entry.read_source(), question.languages[0])
    words = _words(found, question.languages[0])
    return DocumentStatus(entry.name, State.MISSING, new=len(found), new_words=words)


def _compared(
    entry: Entry, ledger: Ledger, source: bytes, target: bytes, question: Question
) -> tuple[DocumentStatus, bool]:
    """Compare a translation with its source, read only as far as they are not what the ledger says."""
    if blob(target) == ledger.target:
        targets = [mention for row in ledger.rows for mention in row.targets]
        beads = as_written(ledger)
    else:
        found = units(entry.read_target(), question.languages[1])
        targets, beads = [unit.mention for unit in found], stand(ledger, found)
    sources = [mention for row in ledger.rows for mention in row.sources]
    sentences = _sentences(beads, sources, targets)
    standing = DocumentStatus(entry.name, State.IN_STEP, sentences, commit=ledger.commit)
    if ledger.target and blob(source) == ledger.source and not any(bead.follows for bead in beads):
        return standing, True
    return _behind(standing, entry, ledger, beads, question)


def _sentences(beads: Iterable[Bead], sources: Sequence[Mention], targets: Sequence[Mention]) -> Sentences:
    found: Counter[str] = Counter()
    for bead in beads:
        count = sum(not targets[place].opaque for place in bead.targets)
        confirmed = bead.origin is Origin.PROPOSAL and bead.reviewed
        found[_FIELDS[Origin.HUMAN if confirmed else bead.origin]] += count
        found["reviewed"] += count if bead.reviewed else 0
        found["untranslated"] += 0 if bead.targets else sum(not sources[place].opaque for place in bead.sources)
    return Sentences(**found)


def _behind(
    standing: DocumentStatus, entry: Entry, ledger: Ledger, beads: Sequence[Bead], question: Question
) -> tuple[DocumentStatus, bool]:
    """Add how the source has changed since."""
    tag = question.languages[0]
    document = question.read_base(ledger, entry)
    base = base_units(ledger, units(document, tag) if document else ())
    now = units(entry.read_source(), tag)
    fates = follow(base, now)
    heirs = {fate.base: unit for fate, unit in zip(fates, now, strict=True) if fate.base is not None}
    pairs = [(base[fate.base], unit) for fate, unit in zip(fates, now, strict=True)
             if fate.base is not None and not fate.same]  # fmt: skip
    pairs += [(old, heirs[place]) for place, old in _followed(beads, ledger, entry, question)
              if place in heirs and base[place].mention.key == heirs[place].mention.key]  # fmt: skip
    changes = [_change(old, unit, question) for old, unit in pairs]
    new = [unit for fate, unit in zip(fates, now, strict=True) if fate.base is None]
    changed = [unit for (_, unit), change in zip(pairs, changes, strict=True) if not rolls_forward(change)]
    whole = all(unit.segment or unit.text for unit in base)
    moved = _moved([(base[fate.base].block, fate.base) for fate in fates if fate.base is not None]) if whole else 0
    found = replace(
        standing, changes=dict(Counter(changes)), new=len(new), gone=len(base) - len(heirs), moved=moved,
        new_words=_words(new, tag), changed_words=_words(changed, tag),
    )  # fmt: skip
    behind = changes or new or found.gone or moved
    return replace(found, state=State.BEHIND) if behind else found, whole


def _followed(beads: Sequence[Bead], ledger: Ledger, entry: Entry, question: Question) -> Iterable[tuple[int, Unit]]:
    """Yield for each unit that a translation says as it was in an older source, where it is now, and what it was."""
    read: dict[str, dict[str, Unit]] = {}
    for bead in beads:
        identifier, _, key = bead.follows.partition(":")
        if identifier and identifier not in read:
            document = question.read_base(replace(ledger, source=identifier), entry)
            found = units(document, question.languages[0]) if document else ()
            read[identifier] = {unit.mention.key: unit for unit in found}
        if identifier and bead.sources and (old := read[identifier].get(key)):
            yield bead.sources[0], old


def _change(old: Unit, new: Unit, question: Question) -> Change:
    """Return what a change means; the gravest that can be told where one of the texts is not to be had."""
    if old.segment and new.segment:
        return classify(old.segment, new.segment, question.languages[0], question.terms)
    if old.mention.opaque and new.mention.opaque:
        return classify_opaque(old.text, new.text)
    return Change.MEANING


def _words(found: Iterable[Unit], tag: str) -> int:
    texts = (unit.segment.text for unit in found if unit.segment)
    return sum(count_words(text, tag) for text in texts if has_words(text))


def _moved(places: Iterable[tuple[int, int]]) -> int:
    """Return how many must move at least so that the others are in order."""
    tails: list[tuple[int, int]] = []
    count = 0
    for place in places:
        length = bisect_right(tails, place)
        tails[length : length + 1] = [place]
        count += 1
    return count - len(tails)
