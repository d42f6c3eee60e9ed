"""The strategy `mix`: one statistical model of general pairs and the project's, the project's counting more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amts.adaptation.protocol import Task
    from amts.engines.protocol import Engine, Trainer
    from amts.records import Pair

# How often each of the project's pairs is learnt, a general one once: docs/experiments.md.
WEIGHT = 4


@dataclass(frozen=True, slots=True)
class Mix:
    """Trains an engine of general pairs further on the project's.

    Attributes:
        trainer: it has trained the engine.
        base: what it was trained on.
    """

    name: ClassVar[str] = "mix"
    trainer: Trainer
    base: Sequence[Pair]

    def fits(self, engine: Engine) -> bool:  # noqa: ARG002
        """Yes: it is the first strategy, and is given what the trainer made of the base."""
        return True

    def adapt(self, engine: Engine, task: Task) -> Engine:
        """Return an engine trained on both, from the cache if the same was trained before."""
        return self.trainer.train_further(engine, self.base, task.pairs, WEIGHT, task.cache, task.progress)
