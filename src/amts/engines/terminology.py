"""Terms must be called what the terminology says: placed in an engine's output where the engine says otherwise.

What already says what is demanded stays as the engine put it. For the rest the engine is asked once more, in ways that
keep to the rules of placeholders and so fit every engine.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from amts.engines.wrappers import answered, flaw
from amts.placeholders import PLACEHOLDER, placeholder
from amts.records import Mark, MarkKind, Segment
from amts.words import capitalised, kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amts.engines.protocol import Engine
    from amts.records import Demand, Translation

_FRAME = (Mark(MarkKind.OPEN, "<term>"), Mark(MarkKind.CLOSE, "</term>"))


class Way(StrEnum):
    """How a term is placed.

    ANNOTATE: in place of the term a mark that stands for what is demanded; it comes back where that belongs, but the
        engine cannot see the term's words.
    REPLACE: paired marks around the term, as if it were emphasised; what comes back between them is what the engine
        says for the term, and is replaced.
    """

    ANNOTATE = "annotate"
    REPLACE = "replace"


class Glossary(Protocol):
    """Knows the terms."""

    @property
    def signature(self) -> str:
        """A short string of all terms and their languages."""
        ...

    def demands(self, segment: Segment) -> Sequence[Demand]:
        """Return the terms in a segment, in order."""
        ...

    def check(self, segment: Segment, text: str) -> Sequence[tuple[Demand, str]]:
        """Return the terms in a segment, each with what a translation says for it; empty: nothing that is demanded."""
        ...


@runtime_checkable
class TakesTerms(Protocol):
    """An engine that can be told beforehand what terms must be called."""

    def with_terms(self, glossary: Glossary) -> Engine:
        """Return the engine that knows the terms."""
        ...


@dataclass(frozen=True, slots=True)
class _Case:
    """A segment, its translation so far, and the terms for which that does not say what is demanded."""

    segment: Segment
    answer: Translation
    unsaid: Sequence[Demand]


@dataclass(frozen=True, slots=True)
class Terms:
    """Sees to it that terms are called what a terminology says.

    An answer is taken only if it keeps the segment's own marks and says more of what is demanded than the one before.
    What people have translated is left as it is.

    Attributes:
        engine: translates the segments.
        glossary: knows the terms.
        ways: how terms are placed, each for what the ways before it have left.
    """

    engine: Engine
    glossary: Glossary
    ways: tuple[Way, ...] = (Way.ANNOTATE, Way.REPLACE)

    @property
    def signature(self) -> str:
        """The engine's signature with the terminology and the ways named."""
        return f"{self.glossary.signature}({','.join(self.ways)})+{self.engine.signature}"

    def translate(self, segments: Sequence[Segment]) -> list[Translation]:
        """Translate, and ask once more, in each way, about the segments that lack what is demanded."""
        answers = list(answered(self.engine, segments))
        for way in self.ways:
            cases = {
                index: _Case(segment, answer, unsaid)
                for index, (segment, answer) in enumerate(zip(segments, answers, strict=True))
                if answer.origin != "memory" and (unsaid := self._unsaid(segment, answer.segment.text))
            }
            asked = answered(self.engine, [_question(case, way) for case in cases.values()])
            for (index, case), again in zip(cases.items(), asked, strict=True):
                answers[index] = self._better(case, again, way)
        return answers

    def _unsaid(self, segment: Segment, text: str) -> list[Demand]:
        return [demand for demand, said in self.glossary.check(segment, text) if not said]

    def _better(self, case: _Case, again: Translation, way: Way) -> Translation:
        """Return a case's translation with the terms placed, or as it is if that loses marks or says no more terms."""
        before = case.answer
        # Whoever first translated the sentence is who is named; a term between marks alone (`kept`) translates none.
        made = again if before.origin == "source" else before
        text = _filled(case, again.segment.text, way)
        worse = flaw(case.segment, text) or len(self._unsaid(case.segment, text)) >= len(case.unsaid)
        if worse or again.origin == "source" or made.origin == "kept":
            return before
        return replace(made, segment=Segment(text, before.segment.marks))


def _marks(demand: Demand, way: Way) -> tuple[Mark, ...]:
    return _FRAME if way is Way.REPLACE else (Mark(MarkKind.LITERAL, demand.target),)


def _question(case: _Case, way: Way) -> Segment:
    """Return the segment with marks, numbered after its own, at the unsaid terms."""
    pieces: list[str] = []
    marks = list(case.segment.marks)
    end = 0
    for demand in case.unsaid:
        marks += _marks(demand, way)
        marked = placeholder(len(marks))
        if way is Way.REPLACE:
            marked = placeholder(len(marks) - 1) + case.segment.text[demand.start : demand.end] + marked
        pieces += (case.segment.text[end : demand.start], marked)
        end = demand.end
    return Segment("".join(pieces) + case.segment.text[end:], tuple(marks))


def _filled(case: _Case, answer: str, way: Way) -> str:
    """Return an answer with what is demanded in place of the marks at the terms; what has lost its marks stays."""
    number = len(case.segment.marks)
    for demand in case.unsaid:
        first, last = number + 1, number + len(_marks(demand, way))
        number = last
        between = "" if first == last else f"[^⟦⟧]*{placeholder(last)}"
        place = re.search(placeholder(first) + between, answer)
        if place:
            answer = _put(demand.target, answer[: place.start()], answer[place.end() :])
    own = len(case.segment.marks)
    text = PLACEHOLDER.sub(lambda match: match[0] if int(match[1]) <= own else "", answer)
    return capitalised(text) if case.answer.segment.text[:1].isupper() else text


def _put(term: str, before: str, after: str) -> str:
    """Return a text with a term between what stands before and after it, spaced as the letters want it."""
    return _joined(_joined(before, term), after)


def _joined(left: str, right: str) -> str:
    """Join two texts: without a space between characters of scripts that have none, with one between other words."""
    ends = left.rstrip()[-1:], right.lstrip()[:1]
    if not all(each.isalnum() for each in ends):
        return left + right
    unspaced = [kind(each) == "han" for each in ends]
    if any(unspaced):
        return left.rstrip() + right.lstrip() if all(unspaced) else left + right
    return f"{left.rstrip()} {right.lstrip()}"
