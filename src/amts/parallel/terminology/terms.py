"""Terms in many languages as a table has them, and the terms from one language into another that follow from it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import permutations

from amts.parallel.tags import find_languages


@dataclass(frozen=True, slots=True)
class Entry:
    """What one thing is called in several languages.

    Attributes:
        texts: its name in each language of the terminology, empty where it has none.
        both_ways: whether any language may be translated from, not only the first.
        case_sensitive: whether it is found only as it is written.
        inflected: whether its plural is found too, in the languages that `amts.parallel.terminology.forms` knows.
        protected: whether it stays as it is in all languages (do not translate).
    """

    texts: tuple[str, ...]
    both_ways: bool = False
    case_sensitive: bool = False
    inflected: bool = True
    protected: bool = False


@dataclass(frozen=True, slots=True)
class Terminology:
    """A table of terms: the tags of its languages, the one translated from first, and its entries."""

    languages: tuple[str, ...]
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A line of a file that gives no entry, and why: a reason code.

    Attributes:
        line: the number of the line, or of the unit in files that are not read by lines, from 1.
        text: what it says.
        reason: such as `empty-source`.
    """

    line: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReadTerminology:
    """The terminology that a file holds, and what in the file could not be used.

    Attributes:
        terminology: its entries.
        left_out: its lines that give no entry.
        ignored: its columns that are neither a language nor an option.
    """

    terminology: Terminology
    left_out: tuple[LeftOut, ...] = ()
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """What a term of the source language is to be called in the target language.

    Attributes:
        source: the term.
        target: its translation; empty: it stays as it is.
        others: further translations that are right as well.
        case_sensitive: whether it is found only as it is written.
        inflected: whether its plural is found too.
    """

    source: str
    target: str
    others: tuple[str, ...] = ()
    case_sensitive: bool = False
    inflected: bool = True

    @property
    def key(self) -> str:
        """What is the same for all terms that are found in the same texts."""
        return self.source if self.case_sensitive else self.source.lower()


def terms_between(table: Terminology, source_tag: str, target_tag: str) -> tuple[Term, ...]:
    """Return the terms from one language into another; where a term has several translations, the first one leads."""
    found: dict[str, Term] = {}
    places = find_languages(table.languages, source_tag, target_tag)
    for term in filter(None, (_term(entry, *places) for entry in table.entries)):
        found[term.key] = _with_another(found[term.key], term.target) if term.key in found else term
    return tuple(found.values())


def directions(table: Terminology) -> list[tuple[str, str]]:
    """Return from which language into which a table has terms, besides those that stay in all."""
    entries = [entry for entry in table.entries if not entry.protected]
    places = permutations(range(len(table.languages)), 2)
    found = [each for each in places if any(_term(entry, *each) for entry in entries)]
    return [(table.languages[source], table.languages[target]) for source, target in found]


def _term(entry: Entry, source: int | None, target: int | None) -> Term | None:
    """Return what an entry says of the languages at two places of its table, or None if nothing."""
    options = (entry.case_sensitive, entry.inflected)
    if entry.protected:
        return Term(next(filter(None, entry.texts)), "", (), *options)
    if source is None or target is None or (source and not entry.both_ways):
        return None
    texts = entry.texts[source], entry.texts[target]
    if not all(texts):
        return None
    return Term(texts[0], "" if texts[0] == texts[1] else texts[1], (), *options)


def _with_another(term: Term, translation: str) -> Term:
    known = ("", term.target, *term.others)
    return term if translation in known else replace(term, others=(*term.others, translation))
