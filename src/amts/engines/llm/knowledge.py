"""What a model is told besides the segment: examples, terms, how it was translated before, and the text around it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from amts.engines.llm.prompt import Question

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from amts.records import Match, Segment

_NEIGHBOURS = 2


class Relevance(Protocol):
    """Finds the pairs that are most relevant to a segment."""

    def relevant(self, segment: Segment, limit: int = 5) -> list[Match]:
        """Return at most `limit` matches, the most relevant first."""
        ...


def _no_terms(_: Segment) -> Sequence[tuple[str, str]]:
    return ()


def _no_previous(_: Segment) -> Segment | None:
    return None


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What a model is told besides the segments.

    Attributes:
        signature: names the pairs, terms and earlier translations below; empty if there are none. The document is not
            part of it: a translation may stay when its neighbours change.
        relevance: finds pairs that are similar to a segment.
        examples: how many of them are shown for each segment.
        terms: returns the terms in a segment, each with its translation.
        previous: returns how a segment was translated before, or None.
        document: the sentences of the documents at hand, in order; those translated otherwise included.
    """

    signature: str = ""
    relevance: Relevance | None = None
    examples: int = 5
    terms: Callable[[Segment], Sequence[tuple[str, str]]] = _no_terms
    previous: Callable[[Segment], Segment | None] = _no_previous
    document: Sequence[Segment] = ()

    def question(self, segment: Segment) -> Question:
        """Return what is asked about a segment."""
        matches = self.relevance.relevant(segment, self.examples) if self.relevance else []
        previous = self.previous(segment)
        return Question(segment, tuple(matches), tuple(self.terms(segment)), previous.text if previous else "")


NOTHING_ELSE = Knowledge()


class Neighbours:
    """The segments of a document, and which stand beside which; of equal ones, beside the first."""

    def __init__(self, document: Sequence[Segment]) -> None:
        self._document = document
        self._places = {segment: place for place, segment in reversed(list(enumerate(document)))}

    def before(self, segment: Segment) -> Sequence[Segment]:
        """Return those before a segment, none if it is not in the document."""
        place = self._places.get(segment, 0)
        return self._document[max(0, place - _NEIGHBOURS) : place]

    def after(self, segment: Segment) -> Sequence[Segment]:
        """Return those behind a segment, none if it is not in the document."""
        place = self._places.get(segment, len(self._document))
        return self._document[place + 1 : place + 1 + _NEIGHBOURS]
