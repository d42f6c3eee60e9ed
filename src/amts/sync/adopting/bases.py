"""Which source a translation was made from, where no ledger says it.

In this order: the original stored beside the translation; the commit that its front matter names; what the source was
when the translation was begun, by the dates in git, unless another version fits its structure far better; without
dates, the version that fits best; and where nothing is known, the source as it stands.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

from amts.errors import GitError
from amts.progress import silent, track
from amts.sync.adopting.fingerprints import distance, fingerprint
from amts.sync.adopting.originals import original_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from amts.mining.book import Entry
    from amts.progress import Progress
    from amts.storage.git import Repository, Revision


class Trace(StrEnum):
    """What led to the source of a translation."""

    ORIGINAL = "stored original"
    NAMED = "commit in the front matter"
    DATES = "dates in git"
    STRUCTURE = "structure"
    NOTHING = "nothing: the source as it stands"


# How often each leads to the very version; with the dates and the structure as benchmarks/adoption.py measures it.
_TRUST = {Trace.ORIGINAL: 1.0, Trace.NAMED: 1.0, Trace.DATES: 0.9, Trace.STRUCTURE: 0.2, Trace.NOTHING: 0.2}
_COMMIT = re.compile(
    rb"\b(?:source|original|origin|upstream|en)[-_ ]?(?:commit|revision|hash|sha)(?:[-_ ]?(?:hash|sha|id))?"
    rb"[\"']?\s*[:=]\s*[\"']?([0-9a-f]{7,64})\b",
    re.I,
)
# In so many bytes from its beginning a translation may name the commit of its source.
_HEAD = 4096
# A version that keeps less of the lines of the one before was written anew.
_ANEW = 0.15
# What counts more than the dates: a version at less than half the distance, closer by so many numbers, links, ...
_FAR_BETTER, _CLEARLY = 0.5, 20


@dataclass(frozen=True, slots=True)
class Base:
    """The source that a translation was made from, as far as it can be found.

    Attributes:
        content: its bytes.
        trace: what led to it.
        trust: how often that is right, 0 to 1.
        commit: the commit that gave it to the source; empty if it is not from git.
    """

    content: bytes
    trace: Trace
    trust: float
    commit: str = ""


def find_bases(
    entries: Sequence[Entry],
    sources: Repository | None,
    translations: Repository | None,
    *,
    originals: bool = True,
    progress: Progress = silent,
) -> list[tuple[Entry, Base]]:
    """Return the source that each translation was made from, of those that have one, now or in git.

    Args:
        entries: documents with translations.
        sources: the git repository of the sources.
        translations: that of the translations.
        originals: whether to believe originals stored beside translations.
        progress: told about each document.
    """
    histories = (
        _histories(sources, [entry.source for entry in entries]),
        _histories(translations, [entry.target for entry in entries]),
    )
    work = track(list(zip(entries, *histories, strict=True)), "find sources", len(entries), progress)
    found = [
        (
            entry,
            (originals and _stored(entry))
            or _named(entry, ours)
            or _by_history(entry, ours, theirs)
            or _current(entry),
        )
        for entry, ours, theirs in work
    ]
    return [(entry, base) for entry, base in found if base]


@dataclass(frozen=True, slots=True)
class _History:
    """The versions of a file in git, the newest first; none without a repository."""

    revisions: tuple[Revision, ...] = ()
    repository: Repository | None = None

    def versions(self) -> list[tuple[Revision, bytes]]:
        """Return those whose contents are to be had."""
        contents = self.repository.blobs(each.blob for each in self.revisions) if self.repository else ()
        return [(each, content) for each, content in zip(self.revisions, contents, strict=True) if content is not None]


def _histories(repository: Repository | None, paths: Sequence[Path]) -> list[_History]:
    if not repository:
        return [_History()] * len(paths)
    names = [_relative(repository, path) for path in paths]
    found = repository.histories({name for name in names if name})
    return [_History(found.get(name, ()), repository) for name in names]


def _relative(repository: Repository, path: Path) -> str:
    try:
        return repository.relative(path)
    except GitError:  # it lies elsewhere, and has no history there
        return ""


def _base(content: bytes, trace: Trace, commit: str = "") -> Base:
    return Base(content, trace, _TRUST[trace], commit)


def _stored(entry: Entry) -> Base | None:
    original = original_of(entry.target)
    return _base(original.read_bytes(), Trace.ORIGINAL) if original else None


def _named(entry: Entry, source: _History) -> Base | None:
    with entry.target.open("rb") as file:
        match = _COMMIT.search(file.read(_HEAD))
    if not match or not source.repository:
        return None
    commit = match[1].decode().lower()
    for path in dict.fromkeys(revision.path for revision in source.revisions):
        blob = source.repository.blob_at(commit, path)
        content = source.repository.blob(blob) if blob else None
        if content is not None:
            return _base(content, Trace.NAMED, commit)
    return None


def _by_history(entry: Entry, source: _History, target: _History) -> Base | None:
    versions = source.versions()
    if not versions:
        return None
    prints = {revision.blob: fingerprint(content) for revision, content in versions}
    translation = fingerprint(entry.target.read_bytes())
    away = [distance(prints[revision.blob], translation) for revision, _ in versions]
    # Of versions that fit alike the oldest: what came later may have passed the translation by.
    best = min(range(len(versions)), key=lambda index: (away[index], -index))
    begun = _beginning(target.versions())
    dated = next((index for index, (each, _) in enumerate(versions) if begun and each.date <= begun), None)
    if dated is None or (away[best] <= _FAR_BETTER * away[dated] and away[dated] - away[best] >= _CLEARLY):
        return _base(versions[best][1], Trace.STRUCTURE, versions[best][0].commit)
    return _base(versions[dated][1], Trace.DATES, versions[dated][0].commit)


def _beginning(versions: Sequence[tuple[Revision, bytes]]) -> datetime | None:
    """Return when a translation began as the text that it is: added, or written anew."""
    kept = [Counter(line.strip() for line in content.splitlines() if line.strip()) for _, content in versions]
    for (revision, _), (newer, older) in zip(versions, pairwise(kept), strict=False):
        if revision.added or (newer & older).total() < _ANEW * max(newer.total(), older.total()):
            return revision.date
    return versions[-1][0].date if versions else None


def _current(entry: Entry) -> Base | None:
    return _base(entry.source.read_bytes(), Trace.NOTHING) if entry.source.is_file() else None
