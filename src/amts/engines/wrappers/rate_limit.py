"""No more requests and words in a minute than an engine's owner allows."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING

from amts.engines.wrappers.answers import answered
from amts.words import count_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from amts.engines.protocol import Engine
    from amts.records import Segment, Translation

_MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class Pace:
    """Makes whoever would ask too often, or for too much, wait; many may ask at the same time.

    Attributes:
        requests: how often may be asked in any minute; None: as often as wanted.
        words: how many words may be asked for in any minute; None: as many as wanted. For more than that at once there
            is a minute before and behind.
        clock: tells the time in seconds.
        sleep: waits for so many seconds.
    """

    requests: int | None = None
    words: int | None = None
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], object] = time.sleep
    _recent: deque[tuple[float, int]] = field(default_factory=deque, init=False, repr=False, compare=False)
    _turn: Lock = field(default_factory=Lock, init=False, repr=False, compare=False)

    def wait(self, words: int = 0) -> None:
        """Wait until another request, for so many words, is within the limits; it counts as made then."""
        with self._turn:
            while self._recent and (
                self._recent[0][0] + _MINUTE <= self.clock()
                or _exceeds(len(self._recent) + 1, self.requests)
                or _exceeds(sum(asked for _, asked in self._recent) + words, self.words)
            ):
                start, _ = self._recent.popleft()
                pause = start + _MINUTE - self.clock()
                if pause > 0:
                    self.sleep(pause)
            self._recent.append((self.clock(), words))


@dataclass(frozen=True, slots=True)
class RateLimited:
    """Waits where an engine would be asked too often, or for too much.

    Attributes:
        engine: translates.
        source_tag: the language of the segments, by which their words are counted.
        pace: how much may be asked in a minute. A segment of more words is asked for alone.
        batch: how many segments it is asked for at a time.
    """

    engine: Engine
    source_tag: str
    pace: Pace
    batch: int = 50

    @property
    def signature(self) -> str:
        """The engine's: its answers are the same."""
        return self.engine.signature

    def translate(self, segments: Sequence[Segment]) -> list[Translation]:
        """Translate batch by batch, each as soon as it may be."""
        answers: list[Translation] = []
        for batch, words in self._batches(segments):
            self.pace.wait(words)
            answers += answered(self.engine, batch)
        return answers

    def _batches(self, segments: Sequence[Segment]) -> Iterator[tuple[list[Segment], int]]:
        """Yield batches with the number of their words, of no more than may be asked in a minute."""
        batch: list[Segment] = []
        words = 0
        for segment in segments:
            more = count_words(segment.text, self.source_tag)
            if batch and (len(batch) >= self.batch or _exceeds(words + more, self.pace.words)):
                yield batch, words
                batch, words = [], 0
            batch.append(segment)
            words += more
        if batch:
            yield batch, words


def _exceeds(amount: int, limit: int | None) -> bool:
    return limit is not None and amount > limit
