"""The strategy `increment`: an engine learns a few new pairs at once, without being trained anew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Protocol, cast, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amts.adaptation.protocol import Task
    from amts.engines.protocol import Engine
    from amts.records import Pair


@runtime_checkable
class Incremental(Protocol):
    """An engine that learns single pairs in milliseconds."""

    def learnt(self, pairs: Sequence[Pair]) -> Engine:
        """Return an engine that has learnt more pairs; this one stays as it is."""
        ...


@dataclass(frozen=True, slots=True)
class Increment:
    """Has the engine learn all pairs of the task, one by one: for corrections, not for a whole book."""

    name: ClassVar[str] = "increment"

    def fits(self, engine: Engine) -> bool:
        """Whether the engine learns single pairs."""
        return isinstance(engine, Incremental)

    def adapt(self, engine: Engine, task: Task) -> Engine:
        """Return an engine that has learnt the pairs too."""
        return cast("Incremental", engine).learnt(task.pairs)
