"""Trying again: pauses that grow and are spread by chance, so that many who failed at once do not return at once."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from amts.engines.wrappers.answers import answered
from amts.errors import BudgetError, EngineError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from amts.engines.protocol import Engine
    from amts.records import Segment, Translation

_Answer = TypeVar("_Answer")


class UnavailableError(EngineError):
    """An engine cannot answer now, and may do so later: after so many seconds, if it said how many."""

    def __init__(self, message: str, after: float = 0.0) -> None:
        super().__init__(message)
        self.after = after


@dataclass(frozen=True, slots=True)
class Backoff:
    """How often to try, and how long to wait in between.

    Attributes:
        attempts: how often in all.
        first: the longest first pause in seconds; each further one may be twice as long.
        longest: no pause is longer, and who asks for a longer one is not waited for.
        sleep: waits for so many seconds.
        chance: returns a number from 0 to 1, by which a pause is between half and all of what it may be.
    """

    attempts: int = 5
    first: float = 1.0
    longest: float = 60.0
    sleep: Callable[[float], object] = time.sleep
    chance: Callable[[], float] = random.random

    def call(self, action: Callable[[], _Answer], retried: type[EngineError] = EngineError) -> _Answer:
        """Return what the action returns, called again after each error of the type; the last error is raised.

        An exceeded budget, and one who asks for a longer pause than the longest, are not tried again.
        """
        for attempt in range(1, self.attempts):
            try:
                return action()
            except retried as error:
                after = error.after if isinstance(error, UnavailableError) else 0.0
                if isinstance(error, BudgetError) or after > self.longest:
                    raise
                self.sleep(max(after, self._pause(attempt)))
        return action()

    def _pause(self, attempt: int) -> float:
        return min(self.longest, self.first * 2.0 ** (attempt - 1)) * (1 + self.chance()) / 2


PATIENT = Backoff()


@dataclass(frozen=True, slots=True)
class Retrying:
    """Asks an engine that has failed again, after a pause.

    Attributes:
        engine: translates.
        backoff: how often it is asked, and how long the pauses are.
        batch: how many segments it is asked for at a time: no more are lost by a failure, and asked for again.
    """

    engine: Engine
    backoff: Backoff = PATIENT
    batch: int = 50

    @property
    def signature(self) -> str:
        """The engine's: its answers are the same."""
        return self.engine.signature

    def translate(self, segments: Sequence[Segment]) -> list[Translation]:
        """Translate, if not at once then later.

        Raises:
            EngineError: what the engine raised the last time.
        """
        return [
            answer
            for start in range(0, len(segments), self.batch)
            for answer in self.backoff.call(partial(answered, self.engine, segments[start : start + self.batch]))
        ]
