"""What an engine was asked for, how long it took, and what it costs."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from amts.words import count_words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from amts.engines.protocol import Engine
    from amts.records import Segment, Translation

_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Metering:
    """What an engine was asked for so far; characters are those of the masked texts, as an engine is sent them."""

    requests: int = 0
    segments: int = 0
    words: int = 0
    characters: int = 0
    seconds: float = 0.0
    cost: float = 0.0

    def __str__(self) -> str:
        return f"{self.characters} characters" + f" ({self.cost:.4f} in money)" * bool(self.cost)


@dataclass(slots=True)
class Metered:
    """Counts what an engine is asked for, whether it answers or fails.

    Attributes:
        engine: translates.
        source_tag: the language of the segments, by which their words are counted.
        rate: what a million characters cost.
        clock: tells the time in seconds.
    """

    engine: Engine
    source_tag: str
    rate: float = 0.0
    clock: Callable[[], float] = time.monotonic
    _counted: Metering = field(default=Metering(), init=False)

    @property
    def signature(self) -> str:
        """The engine's: its answers are the same."""
        return self.engine.signature

    def translate(self, segments: Sequence[Segment]) -> list[Translation]:
        """Translate; no segments are no request."""
        start = self.clock()
        try:
            return self.engine.translate(segments) if segments else []
        finally:
            self._counted = self._with(self._counted, segments, self.clock() - start)

    @property
    def spent(self) -> Metering:
        """What was counted so far."""
        return self._counted

    def estimate(self, segments: Sequence[Segment]) -> Metering:
        """Return what would be counted for segments, if each different one is asked for once."""
        return self._with(Metering(), list(dict.fromkeys(segments)), 0.0)

    def _with(self, before: Metering, segments: Sequence[Segment], seconds: float) -> Metering:
        characters = before.characters + sum(len(segment.text) for segment in segments)
        return Metering(
            before.requests + bool(segments),
            before.segments + len(segments),
            before.words + sum(count_words(segment.text, self.source_tag) for segment in segments),
            characters,
            before.seconds + seconds,
            characters * self.rate / _MILLION,
        )
