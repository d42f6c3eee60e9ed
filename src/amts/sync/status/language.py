"""How all translations into a language stand, read again only where a file has changed since."""

from __future__ import annotations

import json
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING

from amts.documents.markdown.flavours import flavour_of_project
from amts.errors import PathError
from amts.progress import silent, track
from amts.sync.ledgers.journal import Journal
from amts.sync.status.cache import read_known, write_known
from amts.sync.status.document import Files, Question, document_status
from amts.sync.status.records import DocumentStatus, LanguageStatus, State
from amts.sync.units import blob

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from pathlib import Path

    from amts.mining.book import Entry
    from amts.progress import Progress
    from amts.records import Document
    from amts.sync.records import Ledger
    from amts.sync.status.cache import Known

# Another number where the same files would give another status.
_RULES = 1


def _no_base(_ledger: Ledger, _entry: Entry) -> Document | None:
    return None


def language_status(
    entries: Sequence[Entry],
    state: Path,
    languages: tuple[str, str],
    read_base: Callable[[Ledger, Entry], Document | None] = _no_base,
    terms: Collection[str] = (),
    progress: Progress = silent,
) -> LanguageStatus:
    """Return how the translations into a language stand.

    Args:
        entries: the documents.
        state: the project's folder for what AMTS knows; in its cache is kept what was found out.
        languages: that of the documents, and that of their translations.
        read_base: returns the source that a ledger is about, if its bytes are to be had; without it, it is not known
            what a changed sentence has said before, and each change counts as one of meaning.
        terms: words of the source that are terms.
        progress: told about each document.
    """
    journal, store = Journal(state, languages[1]), state / "cache" / "status.sqlite"
    question = Question(languages, terms, read_base)
    known = read_known(store, languages[1])
    found = {
        entry.name: _looked_at(entry, journal, question, known)
        for entry in track(entries, "compare documents", len(entries), progress)
    }
    new = {name: kept for name, kept in found.items() if kept[0] and known.get(name) != kept}
    if new:
        write_known(store, languages[1], new)
    return LanguageStatus(languages[1], (*(status for _, status in found.values()), *_orphans(entries, journal)))


def _looked_at(entry: Entry, journal: Journal, question: Question, known: Known) -> tuple[str, DocumentStatus]:
    """Return how a translation stands, and by what to find that again; by nothing if it may be known better later."""
    try:
        ledger = journal.path(entry.name)
        files = Files(*map(_bytes, (entry.source, entry.target, ledger)))
    except (PathError, OSError) as error:
        return "", DocumentStatus(entry.name, State.DAMAGED, problem=f"its files cannot be read: {error}")
    key = _key(entry, files, question)
    if entry.name in known and known[entry.name][0] == key:
        return known[entry.name]
    status, whole = document_status(entry, files, question, str(ledger))
    return key if whole else "", status


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _key(entry: Entry, files: Files, question: Question) -> str:
    """Return what a status follows from."""
    contents = [None if content is None else blob(content) for content in (files.source, files.target, files.ledger)]
    flavour = entry.reading.project_flavour or flavour_of_project(entry.source)
    facts = [_rules(), question.languages, sorted(question.terms), repr(entry.reading), flavour, contents]
    return blob(json.dumps(facts).encode())


@cache
def _rules() -> str:
    return f"{_RULES} of {version('amts')}"


def _orphans(entries: Sequence[Entry], journal: Journal) -> Iterator[DocumentStatus]:
    """Yield the ledgers of documents that are no longer there."""
    names = {entry.name.casefold(): entry.name for entry in entries}
    for name in sorted({*journal.names()} - {*names.values()}):
        path, alike = journal.path(name), names.get(name.casefold())
        # Where file names have no case, a document that has changed its own still has its ledger.
        if not (alike and (held := journal.path(alike)).is_file() and held.samefile(path)):
            problem = f"{path} is about a document that is gone: run `amts sync` if it has another name now"
            yield DocumentStatus(name, State.ORPHANED, problem=problem)
