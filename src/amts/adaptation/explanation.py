"""Why a machine says what it says: the pairs that are most like a segment, and what it says without adaptation."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from amts.engines.wrappers import answered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amts.adaptation.protocol import Relevance
    from amts.engines.protocol import Engine
    from amts.records import Segment, Translation

_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Explained:
    """An adapted engine whose translations say which pairs are behind them.

    An engine that uses single pairs, such as an `llm`, names them itself. One that is trained has used all of them: the
    most relevant ones are named.

    Attributes:
        engine: the adapted engine.
        index: finds relevant pairs.
        plain: the engine without adaptation, to be asked too; None: it is not.
    """

    engine: Engine
    index: Relevance
    plain: Engine | None = None

    @property
    def signature(self) -> str:
        """That of the engine: an explanation changes no answer."""
        return self.engine.signature

    def translate(self, segments: Sequence[Segment]) -> list[Translation]:
        """Translate, and explain each translation."""
        answers = answered(self.engine, segments)
        before = self._without_adaptation(segments, answers)
        return [
            replace(
                answer,
                matches=answer.matches or tuple(self.index.relevant(segment, _SHOWN)),
                plain=answer.plain or before.get(segment),
            )
            for segment, answer in zip(segments, answers, strict=True)
        ]

    def _without_adaptation(
        self, segments: Sequence[Segment], answers: Sequence[Translation]
    ) -> dict[Segment, Segment]:
        if self.plain is None:
            return {}
        asked = [
            segment
            for segment, answer in zip(segments, answers, strict=True)
            if answer.origin != "memory" and answer.plain is None
        ]
        return {segment: answer.segment for segment, answer in zip(asked, answered(self.plain, asked), strict=True)}
