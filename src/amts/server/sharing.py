"""An engine for many threads: what they ask while it is busy, it is asked together as soon as it is free."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from itertools import islice
from threading import Lock
from typing import TYPE_CHECKING

from amts.engines.wrappers import answered

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from amts.engines.protocol import Engine
    from amts.records import Segment, Translation

# Of a long document so many segments are asked at once, so that others need not wait for all of it.
SLICE = 256


@dataclass(slots=True, eq=False)
class _Question:
    """What a thread asks, and what it is answered."""

    segments: Sequence[Segment]
    answers: list[Translation] = field(default_factory=list)
    error: Exception | None = None
    done: bool = False


class Shared:
    """An engine that any thread may ask, though the one it holds is asked by one thread at a time.

    Args:
        engine: translates.
        together: whether segments of several threads may be asked at once: not where an engine looks at neighbours.
    """

    def __init__(self, engine: Engine, *, together: bool = True) -> None:
        self._engine = engine
        self._together = together
        self._busy = Lock()
        self._waiting: deque[_Question] = deque()

    @property
    def signature(self) -> str:
        """The engine's."""
        return self._engine.signature

    def translate(self, segments: Sequence[Segment]) -> list[Translation]:
        """Translate.

        Raises:
            EngineError: the engine cannot answer.
        """
        return [answer for part in _slices(segments) for answer in self._asked(part)]

    def _asked(self, segments: Sequence[Segment]) -> list[Translation]:
        question = _Question(segments)
        if self._together:
            self._waiting.append(question)
        with self._busy:  # whoever comes first asks for all who wait behind it
            if not question.done:
                self._answer(list(self._drained()) if self._together else [question])
        if question.error:
            raise question.error
        return question.answers

    def _drained(self) -> Iterator[_Question]:
        while self._waiting:  # only who holds the lock takes any out
            yield self._waiting.popleft()

    def _answer(self, questions: Sequence[_Question]) -> None:
        """Answer all at once; if that fails, each by itself, so that one bad text fails nobody else's."""
        try:
            segments = [segment for question in questions for segment in question.segments]
            answers = iter(answered(self._engine, segments))
        except Exception as error:
            if len(questions) > 1:
                for question in questions:
                    self._answer([question])
                return
            questions[0].error = error
        else:
            for question in questions:
                question.answers = list(islice(answers, len(question.segments)))
        for question in questions:
            question.done = True


def _slices(segments: Sequence[Segment]) -> Iterator[Sequence[Segment]]:
    return (segments[start : start + SLICE] for start in range(0, len(segments), SLICE))
