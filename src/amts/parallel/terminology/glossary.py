"""The terms of two languages, ready to be looked up in sentences and in their translations."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from amts.parallel.terminology.forms import forms
from amts.parallel.terminology.phrases import Phrases
from amts.records import Demand

if TYPE_CHECKING:
    from collections.abc import Iterable

    from amts.parallel.terminology.phrases import Found
    from amts.parallel.terminology.terms import Term
    from amts.records import Segment


class Glossary:
    """The terms from one language into another.

    Args:
        terms: the terms.
        source_tag: the language translated from.
        target_tag: the language translated into.
    """

    def __init__(self, terms: Iterable[Term], source_tag: str, target_tag: str) -> None:
        self._terms = tuple(terms)
        self._tags = source_tag, target_tag
        known = [
            (form, (term, number > 0), term.case_sensitive)
            for term in self._terms
            for number, form in enumerate(_forms(term.source, term, source_tag))
        ]
        # Of several in the same words, a term as it is written comes before the plural of another.
        self._sources = Phrases(sorted(known, key=lambda each: (each[1][1], not each[2])))
        translated = [
            (form, wording, False)
            for term in self._terms
            for wording in _wordings(term)
            for form in _forms(wording, term, target_tag)
        ]
        # A term that stays does so in the form that the sentence has.
        protected = [(form, term.source, False) for form, (term, _), _ in known if not term.target]
        self._targets = Phrases(translated + protected)
        digest = hashlib.sha256(repr((self._tags, self._terms)).encode(errors="surrogatepass"))
        self.signature = f"terms:{digest.hexdigest()[:12]}"
        self.sources = frozenset(term.source for term in self._terms)

    def __len__(self) -> int:
        """Return the number of terms."""
        return len(self._terms)

    def demands(self, segment: Segment) -> list[Demand]:
        """Return the terms in a segment, in order."""
        return [self._demand(segment.text, found) for found in self._sources.find(segment.text)]

    def _demand(self, text: str, found: Found[tuple[Term, bool]]) -> Demand:
        """Return what is demanded for a term found in a text: in its plural, where the text has that."""
        term, plural = found.values[0]
        source = text[found.start : found.end]
        target = _forms(term.target, term, self._tags[1])[: 1 + plural][-1] if term.target else source
        return Demand(found.start, found.end, source, target, frozenset(_wordings(term)))

    def check(self, segment: Segment, text: str) -> list[tuple[Demand, str]]:
        """Return the terms in a segment, each with what a translation says for it; empty: nothing that is demanded.

        What a translation says once counts for one term only, and not at all within the name of another: 类 (class) is
        not said by 分类 (classification).
        """
        demands = self.demands(segment)
        places = self._targets.find(text) if demands else []
        checked = []
        for demand in demands:
            place = next((each for each in places if demand.accepted.intersection(each.values)), None)
            checked.append((demand, text[place.start : place.end] if place else ""))
            if place:
                places.remove(place)
        return checked


def _wordings(term: Term) -> tuple[str, ...]:
    return (term.target or term.source, *term.others)


def _forms(text: str, term: Term, tag: str) -> tuple[str, ...]:
    return forms(text, tag) if term.inflected else (text,)
