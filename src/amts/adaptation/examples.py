"""Adaptation by example: an engine that can learn from what it is shown is shown the most relevant pairs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

from amts.adaptation.digests import digest
from amts.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amts.adaptation.protocol import Task
    from amts.engines.protocol import Engine, Relevance
    from amts.records import Segment


@runtime_checkable
class LearnsFromExamples(Protocol):
    """An engine that can be shown translations of similar segments."""

    def with_examples(self, relevance: Relevance, document: Sequence[Segment], signature: str) -> Engine:
        """Return the engine with pairs to show.

        Args:
            relevance: finds the pairs to show for a segment.
            document: the sentences of the documents at hand, in order.
            signature: names the pairs.
        """
        ...


class Examples:
    """Shows the engine, with each segment, its most relevant pairs; they are the matches of the translation."""

    name = "examples"

    def fits(self, engine: Engine) -> bool:
        """Whether the engine can be shown examples."""
        return isinstance(engine, LearnsFromExamples)

    def adapt(self, engine: Engine, task: Task) -> Engine:
        """Return the engine with the task's pairs to show.

        Raises:
            EngineError: the engine cannot be shown examples.
        """
        if not isinstance(engine, LearnsFromExamples):
            msg = f"the engine {engine.signature} cannot be shown examples: choose another strategy, or an llm"
            raise EngineError(msg)
        return engine.with_examples(task.index, task.segments, f"examples:{digest(task.pairs)}")

    def extended(self, adapted: Engine, engine: Engine, task: Task) -> Engine:
        """Return the engine with all pairs of the task to show."""
        del adapted  # nothing was learnt
        return self.adapt(engine, task)
