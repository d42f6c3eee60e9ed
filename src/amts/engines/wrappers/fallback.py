"""A chain of engines: what one cannot translate, the next one does."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from amts.engines.wrappers.answers import answered, flaw
from amts.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amts.engines.protocol import Engine
    from amts.records import Segment, Translation


@dataclass(frozen=True, slots=True)
class Fallback:
    """Asks the next engine for what the one before failed at, left as it was, or answered with spoilt placeholders.

    Each translation says in `engine` who answered. Where all answers are spoilt the first one stands, for the verifier.

    Attributes:
        engines: the engines, the best one first.
    """

    engines: tuple[Engine, ...]

    @property
    def signature(self) -> str:
        """The signatures of all, in order."""
        return f"fallback({' | '.join(engine.signature for engine in self.engines)})"

    def translate(self, segments: Sequence[Segment]) -> list[Translation]:
        """Translate each segment by the first engine that can.

        Raises:
            EngineError: no engine answered at all.
        """
        answers: dict[int, Translation] = {}
        waiting = list(range(len(segments)))
        failures: list[EngineError] = []
        for engine in self.engines:
            try:
                given = answered(engine, [segments[index] for index in waiting])
            except EngineError as error:
                failures.append(error)
                continue
            for index, answer in zip(waiting, given, strict=True):
                if index not in answers or _usable(segments[index], answer):
                    answers[index] = replace(answer, engine=answer.engine or engine.signature)
            waiting = [index for index in waiting if not _usable(segments[index], answers[index])]
        if len(answers) < len(segments):
            msg = f"none of {len(self.engines)} engines answered: {'; '.join(map(str, failures))}"
            raise EngineError(msg) from failures[0]
        return [answers[index] for index in range(len(segments))]


def _usable(segment: Segment, answer: Translation) -> bool:
    return answer.origin != "source" and not flaw(segment, answer.segment.text)
