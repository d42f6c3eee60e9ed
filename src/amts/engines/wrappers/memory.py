"""Reuse of what people have translated: of the same segment, or only of the same segment between the same ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from amts.engines.wrappers.answers import answered
from amts.records import Translation

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from amts.engines.protocol import Engine
    from amts.records import Segment


@dataclass(frozen=True, slots=True)
class Remembering:
    """Answers from a memory where that has the segment, and asks the engine for the rest.

    Attributes:
        engine: translates what the memory does not have.
        recall: returns the remembered translation of a segment, or None.
        name: of the memory, for the signature.
    """

    engine: Engine
    recall: Callable[[Segment], Segment | None]
    name: str = "memory"

    @property
    def signature(self) -> str:
        """The engine's signature with the memory named."""
        return f"{self.name}+{self.engine.signature}"

    def translate(self, segments: Sequence[Segment]) -> list[Translation]:
        """Translate, each segment that the memory lacks only once."""
        known = {segment: self.recall(segment) for segment in segments}
        asked = [segment for segment, target in known.items() if target is None]
        answers = {segment: Translation(target, "memory") for segment, target in known.items() if target is not None}
        answers |= zip(asked, answered(self.engine, asked), strict=True)
        return [answers[segment] for segment in segments]


@dataclass(frozen=True, slots=True)
class RememberingInContext:
    """Answers from a memory that also looks at the neighbours, as one sentence may be translated in several ways.

    Attributes:
        engine: translates what the memory does not have.
        recall: returns the remembered translation of a segment between the one before and the one behind it (None
            at the ends of what is translated), or None.
    """

    engine: Engine
    recall: Callable[[Segment, Segment | None, Segment | None], Segment | None]

    @property
    def signature(self) -> str:
        """The engine's signature with the memory named."""
        return f"memory-in-context+{self.engine.signature}"

    def translate(self, segments: Sequence[Segment]) -> list[Translation]:
        """Translate; the neighbours are those in the order given."""
        known = list(map(self.recall, segments, [None, *segments[:-1]], [*segments[1:], None]))
        asked = [segment for segment, target in zip(segments, known, strict=True) if target is None]
        answers = iter(answered(self.engine, asked))
        return [next(answers) if target is None else Translation(target, "memory") for target in known]
