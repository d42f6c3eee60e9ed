"""Which documents are handed over, and where those with translations are written."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from amts.cli.console import counted
from amts.cli.project import reading_of
from amts.documents.formats import SELDOM_DOCUMENTS, find_documents, format_of, read_document
from amts.errors import DocumentError, InputError, PathError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence, Set

    from amts.records import Document, ReadingOptions

_OF_TABLES = frozenset({".csv", ".tsv", ".jsonl"})
_SLASHES = ("/", os.sep)


@dataclass(slots=True)
class Found:
    """What paths hold.

    Attributes:
        paths: the files of the documents by name: the path below the folder that was given.
        documents: the documents by name.
        passed_over: how many files of a format that is seldom a document were left out, by suffix.
    """

    paths: dict[str, Path] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)
    passed_over: Counter[str] = field(default_factory=Counter)


def documents_at(roots: Sequence[Path], project: Path | None, but: Path | None = None) -> Found:
    """Read the documents that are named, and those in folders; the file `but` is none of them.

    Raises:
        PathError: there is none.
        InputError: two have the same name.
    """
    found = Found()
    for root in roots:
        reading = reading_of(root, project)
        taken, left = _split(root, _wanted(reading))
        found.passed_over += _by_suffix(path for path in left if not _is_same(path, but))
        for path in taken:
            if not _is_same(path, but):
                _take(path, root, reading, found)
    if not found.documents:
        msg = f"{but}: no document is named besides the file that was handed over: name those it was extracted from"
        raise PathError(msg)
    return found


def passed_over_line(passed_over: Mapping[str, int]) -> str:
    """Say which files were left out and what to do about it; empty if none were."""
    kinds = ", ".join(f"{count} {suffix}" for suffix, count in sorted(passed_over.items()))
    return f"passed over: {kinds} (name them to take them)" if kinds else ""


def check_extract(out: Path, found: Found) -> None:
    """Refuse to write the texts over a document.

    Raises:
        PathError: it is one of those that were read.
    """
    if any(_is_same(path, out) for path in found.paths.values()):
        msg = f"{out} is one of the documents whose texts are handed over: write to a file elsewhere"
        raise PathError(msg)


def outputs(out: str, roots: Sequence[Path], found: Found) -> dict[str, Path]:
    """Return where each document is to be written: one that was named itself into a file, others into a folder.

    Args:
        out: the file or folder; it is a folder if it ends with a slash.
        roots: what was named.
        found: the documents there.

    Raises:
        PathError: a file stands where the folder is to be.
        InputError: the file is to have another format than its document.
    """
    place = Path(out)
    if len(roots) == 1 and roots[0].is_file() and not place.is_dir() and not out.endswith(_SLASHES):
        (name,) = found.paths
        _check_format(place, name)
        return {name: place}
    if place.exists() and not place.is_dir():
        msg = f"{place} is a file: name a folder for {counted(len(found.paths), 'document')} with --out"
        raise PathError(msg)
    return {name: place / name for name in found.paths}


def check_merge(outputs: Mapping[str, Path], translations: Path, found: Found, *, force: bool) -> None:
    """Refuse to write documents over the translations, or one over another, or anything unless it is said.

    Raises:
        PathError: an output is the handed-over file or another document, or it exists and nobody said `force`.
    """
    owners = {path.resolve(): name for name, path in found.paths.items()}
    for name, out in outputs.items():
        if _is_same(out, translations):
            msg = f"{out} is the file with the translations: write the document elsewhere"
            raise PathError(msg)
        if owners.get(out.resolve(), name) != name:
            msg = f"{out} is the document {owners[out.resolve()]}: write {name} elsewhere"
            raise PathError(msg)
    check_free(outputs.values(), force=force)


def check_free(paths: Iterable[Path], *, force: bool) -> None:
    """Refuse to write over what somebody may have made, before the work.

    Raises:
        PathError: a file exists, and nobody said that it may be written over.
    """
    for path in paths:
        if path.exists() and not force:
            msg = f"{path} exists already: name another file with --out, or say --force"
            raise PathError(msg)


def _wanted(reading: ReadingOptions) -> Set[str]:
    """Return the suffixes that a project's settings ask for besides the usual ones."""
    drawings = frozenset({".svg"}) if reading.drawings else frozenset()
    return drawings | (_OF_TABLES if reading.columns else frozenset())


def _split(root: Path, wanted: Set[str]) -> tuple[list[Path], list[Path]]:
    """Return the documents at a path, and the files that would have to be named to be taken.

    Raises:
        PathError: there are only such files, or none at all.
    """
    if not root.is_dir():
        return find_documents(root), []
    left = [path for suffix in sorted(SELDOM_DOCUMENTS - wanted) for path in _ending(root, suffix)]
    try:
        return find_documents(root, also=wanted), left
    except PathError as error:
        if not left:
            raise
        kinds = ", ".join(f"{count} {suffix}" for suffix, count in _by_suffix(left).items())
        msg = f"{error}; there are {kinds}: name those that are to be translated"
        raise PathError(msg) from error


def _ending(root: Path, suffix: str) -> list[Path]:
    try:
        return find_documents(root, suffix)
    except PathError:  # there is none, or it could not be taken anyway
        return []


def _by_suffix(paths: Iterable[Path]) -> Counter[str]:
    return Counter(path.suffix.lower() for path in paths)


def _take(path: Path, root: Path, reading: ReadingOptions, found: Found) -> None:
    name = path.relative_to(root).as_posix() if path != root else path.name
    if name in found.documents:
        msg = f"{path}: another document is called {name} too: name one folder that holds both"
        raise InputError(msg)
    found.paths[name] = path
    found.documents[name] = read_document(path, name, reading)


def _is_same(path: Path, other: Path | None) -> bool:
    return other is not None and path.exists() and other.exists() and path.samefile(other)


def _check_format(out: Path, name: str) -> None:
    """Refuse a file name of another format than the document's; one that no format claims is the user's choice."""
    try:
        other = format_of(out.name)
    except DocumentError:
        return
    if type(other) is not type(format_of(name)):
        msg = f"{out}: {name} is written in its own format, not as {out.suffix}: name a {Path(name).suffix} file"
        raise InputError(msg)
