"""Terminology files: which reader and which writer a file name asks for, and which of several files is followed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from amts.errors import InputError
from amts.parallel.terminology.intake import flaw
from amts.parallel.terminology.markdown import read_lists
from amts.parallel.terminology.tables import read_table, write_table
from amts.parallel.terminology.terms import terms_between
from amts.parallel.terminology.tmx import read_units, write_units

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from amts.parallel.terminology.terms import ReadTerminology, Term, Terminology

_DELIMITERS = {".csv": ",", ".tsv": "\t"}


@dataclass(frozen=True, slots=True)
class FileTerms:
    """What one of several terminology files says of the terms from one language into another.

    Attributes:
        path: the file.
        read: all that was read.
        terms: its terms.
        followed: those of them that no file before it has.
        overruled: those that a file before it calls otherwise, each with that file's term, and the file.
    """

    path: Path
    read: ReadTerminology
    terms: tuple[Term, ...]
    followed: tuple[Term, ...]
    overruled: tuple[tuple[Term, Term, Path], ...]


def read_in_order(paths: Iterable[Path], languages: tuple[str, str]) -> list[FileTerms]:
    """Read the terms of several files; of those that have the same term, the first one says how it is translated.

    Args:
        paths: the files; entries that do not say may be translated from any of their languages.
        languages: translated from, and into.

    Raises:
        InputError: a file cannot be read, or has another suffix.
        DataError: one is malformed, or names no languages.
    """
    first: dict[str, tuple[Term, Path]] = {}
    files = []
    for path in paths:
        read = read_terminology(path, languages, both_ways=True)
        terms = terms_between(read.terminology, *languages)
        followed = tuple(term for term in terms if term.key not in first)
        first |= {term.key: (term, path) for term in followed}
        overruled = tuple((term, *first[term.key]) for term in terms if not _agrees(term, first[term.key][0]))
        files.append(FileTerms(path, read, terms, followed, overruled))
    return files


def _agrees(term: Term, first: Term) -> bool:
    return {term.target, *term.others} <= {first.target, *first.others}


def read_terminology(path: Path, languages: tuple[str, str], *, both_ways: bool = False) -> ReadTerminology:
    """Read a terminology file: `.csv`, `.tsv`, `.tmx` or `.md`.

    Args:
        path: the file.
        languages: the languages of a Markdown file, which names none: that translated from, and the other one.
        both_ways: whether entries that do not say may be translated from any of the languages.

    Raises:
        InputError: the file cannot be read, or has another suffix.
        DataError: it is malformed, or names no languages.
    """
    suffix = path.suffix.lower()
    if suffix in _DELIMITERS:
        return read_table(path, _DELIMITERS[suffix], both_ways=both_ways)
    if suffix == ".tmx":
        return read_units(path, both_ways=both_ways)
    if suffix == ".md":
        return read_lists(path, languages, both_ways=both_ways)
    raise _unknown(path, (*_DELIMITERS, ".tmx", ".md"))


def write_terminology(path: Path, terminology: Terminology) -> None:
    """Write a terminology file that `read_terminology` reads back equal: `.csv`, `.tsv` or `.tmx`.

    Raises:
        InputError: the file has another suffix, or an entry is such as no reader would take.
        PathError: the file cannot be written.
    """
    for entry in terminology.entries:
        if flaw(entry):
            msg = f"the entry {' | '.join(entry.texts)!r} cannot be written to {path} ({flaw(entry)}): leave it out"
            raise InputError(msg)
    suffix = path.suffix.lower()
    if suffix in _DELIMITERS:
        write_table(path, _DELIMITERS[suffix], terminology)
    elif suffix == ".tmx":
        write_units(path, terminology)
    else:
        raise _unknown(path, (*_DELIMITERS, ".tmx"))


def _unknown(path: Path, known: tuple[str, ...]) -> InputError:
    return InputError(f"{path}: not a kind of terminology file that is known here: these end with {', '.join(known)}")
