"""The strategy `mix`: one statistical model of the project's pairs and of general ones, the project's counting more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from amts.engines.phrase_language_model import OWN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amts.adaptation.protocol import Task
    from amts.engines.protocol import Engine, Trainer
    from amts.records import Pair

# How often each of the project's pairs is learnt, a general one once: docs/experiments.md.
WEIGHT = OWN


@dataclass(frozen=True, slots=True)
class Mix:
    """Trains a new engine from general pairs and the project's.

    Attributes:
        trainer: of the engines that this strategy fits.
        base: the general pairs that the engine given was trained from.
    """

    name: ClassVar[str] = "mix"
    trainer: Trainer
    base: Sequence[Pair]

    def fits(self, engine: Engine) -> bool:  # noqa: ARG002
        """Yes: whatever it was, a new one takes its place."""
        return True

    def adapt(self, engine: Engine, task: Task) -> Engine:
        """Return an engine trained from both, from the cache if the same was trained before."""
        del engine  # a statistical model is made anew from counts
        pairs = [*self.base, *list(task.pairs) * WEIGHT]
        return self.trainer.train(pairs, task.source_tag, task.target_tag, task.cache, task.progress)
