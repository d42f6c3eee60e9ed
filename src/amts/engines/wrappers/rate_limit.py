"""No more requests and words in a minute than an engine's owner allows."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from amts.engines.wrappers.answers import answered
from amts.words import count_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from amts.engines.protocol import Engine
    from amts.records import Segment, Translation

_MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class RateLimited:
    """Waits where an engine would be asked too often, or for too much.

    Attributes:
        engine: translates.
        source_tag: the language of the segments, by which their words are counted.
        requests: how often it may be asked in any minute; None: as often as wanted.
        words: how many words it may be asked for in any minute; None: as many as wanted. A segment of more is asked
            for alone, with a minute before and behind it.
        batch: how many segments it is asked for at a time.
        clock: tells the time in seconds.
        sleep: waits for so many seconds.
    """

    engine: Engine
    source_tag: str
    requests: int | None = None
    words: int | None = None
    batch: int = 50
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], object] = time.sleep
    _recent: deque[tuple[float, int]] = field(default_factory=deque, init=False, repr=False, compare=False)

    @property
    def signature(self) -> str:
        """The engine's: its answers are the same."""
        return self.engine.signature

    def translate(self, segments: Sequence[Segment]) -> list[Translation]:
        """Translate batch by batch, each as soon as it may be."""
        answers: list[Translation] = []
        for batch, words in self._batches(segments):
            self._wait(words)
            self._recent.append((self.clock(), words))
            answers += answered(self.engine, batch)
        return answers

    def _batches(self, segments: Sequence[Segment]) -> Iterator[tuple[list[Segment], int]]:
        """Yield batches with the number of their words, of no more than may be asked in a minute."""
        batch: list[Segment] = []
        words = 0
        for segment in segments:
            more = count_words(segment.text, self.source_tag)
            if batch and (len(batch) >= self.batch or _exceeds(words + more, self.words)):
                yield batch, words
                batch, words = [], 0
            batch.append(segment)
            words += more
        if batch:
            yield batch, words

    def _wait(self, words: int) -> None:
        """Wait until another request for so many words is within the limits."""
        while self._recent and (
            self._recent[0][0] + _MINUTE <= self.clock()
            or _exceeds(len(self._recent) + 1, self.requests)
            or _exceeds(sum(asked for _, asked in self._recent) + words, self.words)
        ):
            start, _ = self._recent.popleft()
            pause = start + _MINUTE - self.clock()
            if pause > 0:
                self.sleep(pause)


def _exceeds(amount: int, limit: int | None) -> bool:
    return limit is not None and amount > limit
