"""A chain of engines: what one cannot translate, the next one does."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING

from amts.engines.wrappers.answers import answered, flaw
from amts.errors import DataError, EngineError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from amts.engines.protocol import Engine
    from amts.records import Segment, Translation


_SPOILT = "left untranslated, or without their placeholders"


class Deferred:
    """An engine that is made when it is first needed, as it may never be."""

    def __init__(self, make: Callable[[], Engine]) -> None:
        self._made = cache(make)

    @property
    def signature(self) -> str:
        """The engine's."""
        return self._made().signature

    def translate(self, segments: Sequence[Segment]) -> list[Translation]:
        """Translate.

        Raises:
            EngineError: the engine cannot answer.
            DataError: there is too little that it could learn from.
        """
        return self._made().translate(segments)


@dataclass(frozen=True, slots=True)
class Fallback:
    """Asks the next engine for what the one before failed at, left as it was, or answered with spoilt placeholders.

    Each translation says in `engine` who answered. Where all answers are spoilt the first one stands, for the verifier.

    Attributes:
        engines: the engines, the best one first.
        passed_on: of how many segments the next engine was asked, by the reason.
    """

    engines: tuple[Engine, ...]
    passed_on: Counter[str] = field(default_factory=Counter, compare=False, repr=False)

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
        failures: list[EngineError | DataError] = []
        reason = ""
        for engine in self.engines:
            if reason and waiting:
                self.passed_on[reason] += len(waiting)
            try:
                given = answered(engine, [segments[index] for index in waiting])
            except (EngineError, DataError) as error:
                failures.append(error)
                reason = str(error)
                continue
            for index, answer in zip(waiting, given, strict=True):
                if index not in answers or _usable(segments[index], answer):
                    named = answer.engine or (engine.signature if answer.origin == "engine" else "")
                    answers[index] = replace(answer, engine=named)
            waiting = [index for index in waiting if not _usable(segments[index], answers[index])]
            reason = _SPOILT
        if len(answers) < len(segments):
            msg = f"none of {len(self.engines)} engines answered: {'; '.join(map(str, failures))}"
            raise EngineError(msg) from failures[0]
        return [answers[index] for index in range(len(segments))]


def _usable(segment: Segment, answer: Translation) -> bool:
    return answer.origin != "source" and not flaw(segment, answer.segment.text)
