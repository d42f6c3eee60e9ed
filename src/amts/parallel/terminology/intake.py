"""What readers of terminology files have in common: rows become entries, or are left out with a reason code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from amts.parallel.tags import known_language
from amts.parallel.terminology.terms import Entry, LeftOut, ReadTerminology, Terminology

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_YES = frozenset({"yes", "true", "1", "x"})
_NO = frozenset({"no", "false", "0"})
# Control characters, and what UTF-8 or XML cannot hold.
_NO_TEXT = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# The name of each option in a file, with the field of an entry that it sets.
OPTIONS = {
    "case_sensitive": "case_sensitive",
    "inflected": "inflected",
    "do_not_translate": "protected",
    "both_ways": "both_ways",
}


def usual(texts: Sequence[str], *, both_ways: bool) -> Entry:
    """Return the entry that a row without options means.

    Abbreviations are found only as they are written, or `IT` would be found in each `it`. A file of one language lists
    what is not to be translated.
    """
    abbreviation = any(len(text) > 1 and text.isupper() for text in texts[:1])
    return Entry(tuple(texts), both_ways, abbreviation, protected=len(texts) == 1)


def flaw(entry: Entry) -> str:
    """Return the reason code why an entry cannot be used, or nothing."""
    named = sum(map(bool, entry.texts))
    reasons = {
        "empty-source": not named or not (entry.texts[0] or entry.both_ways or entry.protected),
        "empty-target": named == 1 and not entry.protected,
        "no-words": any(text and not re.search(r"[^\W_]", text) for text in entry.texts),
        "no-text": any(map(_NO_TEXT.search, entry.texts)),
        "placeholder": any(set("⟦⟧") & set(text) for text in entry.texts),
    }
    return next((reason for reason, holds in reasons.items() if holds), "")


class Intake:
    """Collects the entries of a file in several languages, and what is left out of it."""

    def __init__(self, languages: Sequence[str], *, both_ways: bool) -> None:
        self._languages = tuple(languages)
        self._both_ways = both_ways
        self._entries: dict[Entry, None] = {}
        self._left_out: list[LeftOut] = []

    def take(self, line: int, texts: Sequence[str], options: Mapping[str, str] | None = None) -> None:
        """Make an entry of a row: its texts in the order of the languages, its options as the file has them."""
        collapsed = [" ".join(text.split()) for text in texts]
        entry = _with_options(usual(collapsed, both_ways=self._both_ways), options or {})
        reason = flaw(entry) if entry else "bad-option"
        if reason or not entry or entry in self._entries:
            self.leave_out(line, " | ".join(collapsed), reason or "duplicate")
        else:
            self._entries[entry] = None

    def leave_out(self, line: int, text: str, reason: str) -> None:
        """Take note of a row that gives no entry."""
        self._left_out.append(LeftOut(line, text, reason))

    def result(self, ignored: Sequence[str] = ()) -> ReadTerminology:
        """Return what was collected."""
        table = Terminology(self._languages, tuple(self._entries))
        return ReadTerminology(table, tuple(self._left_out), tuple(ignored))


def _with_options(entry: Entry, options: Mapping[str, str]) -> Entry | None:
    """Return the entry with what a file says of its options, or None if that is neither yes nor no."""
    values = {name: value.strip().lower() for name, value in options.items() if value.strip()}
    if not set(values.values()) <= _YES | _NO:
        return None
    chosen = {field: getattr(entry, field) for field in OPTIONS.values()}
    chosen |= {OPTIONS[name]: value in _YES for name, value in values.items()}
    return Entry(entry.texts, **chosen)


def known_tag(name: str) -> str:
    """Return the standard tag of the language that a file names, or nothing if it is unknown."""
    found = known_language(name)
    return found.tag if found else ""
