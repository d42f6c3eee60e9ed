"""What a model is told besides the segment: examples, terms, and the text around it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from amts.engines.llm.prompt import Question

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amts.engines.protocol import Relevance
    from amts.engines.terminology import Glossary
    from amts.records import Segment

_NEIGHBOURS = 2


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What a model is told besides the segments.

    Attributes:
        signature: names the pairs and terms below; empty if there are none. The document is not part of it: a
            translation may stay when its neighbours change.
        relevance: finds pairs that are similar to a segment.
        examples: how many of them are shown for each segment.
        glossary: knows what terms must be called.
        document: the sentences of the documents at hand, in order; those translated otherwise included.
    """

    signature: str = ""
    relevance: Relevance | None = None
    examples: int = 5
    glossary: Glossary | None = None
    document: Sequence[Segment] = ()

    def question(self, segment: Segment) -> Question:
        """Return what is asked about a segment."""
        matches = self.relevance.relevant(segment, self.examples) if self.relevance else []
        demands = self.glossary.demands(segment) if self.glossary else []
        return Question(segment, tuple(matches), tuple((demand.source, demand.target) for demand in demands))


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
