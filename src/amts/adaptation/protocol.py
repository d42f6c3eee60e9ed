"""What a strategy of adaptation is: from an engine, the parallel data and the documents at hand, an adapted engine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from amts.progress import Progress, silent

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from amts.engines.protocol import Engine, Relevance
    from amts.records import Pair, Segment


def _none(_: Pair) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be translated, and what can be learnt from.

    Attributes:
        segments: the sentences of the documents at hand.
        pairs: the parallel data, sentence by sentence.
        index: finds the relevant ones among them.
        source_tag: the language translated from.
        target_tag: the language translated into.
        cache: a folder for adapted engines, each in a folder of its own.
        progress: told about the steps.
        barred: whether a pair of other data must not be learnt from: in a test, what the answers could be seen in.
    """

    segments: Sequence[Segment]
    pairs: Sequence[Pair]
    index: Relevance
    source_tag: str
    target_tag: str
    cache: Path
    progress: Progress = silent
    barred: Callable[[Pair], bool] = _none


class Strategy(Protocol):
    """One way to adapt an engine."""

    @property
    def name(self) -> str:
        """What it is called in reports."""
        ...

    def fits(self, engine: Engine) -> bool:
        """Whether the engine has the abilities that the strategy needs."""
        ...

    def adapt(self, engine: Engine, task: Task) -> Engine:
        """Return the adapted engine; the one given stays as it is.

        Raises:
            EngineError: the engine cannot be adapted.
        """
        ...


@runtime_checkable
class Extensible(Protocol):
    """A strategy whose engines look pairs up while they translate: they can be given more without learning again."""

    def extended(self, adapted: Engine, engine: Engine, task: Task) -> Engine:
        """Return what `adapt` made from some of a task's pairs, on top of an engine and with all pairs of the task."""
        ...
