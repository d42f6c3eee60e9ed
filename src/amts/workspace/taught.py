"""Services that customise themselves by parallel data, such as Amazon Translate, as makers of engines."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from amts.adaptation.customise import customise
from amts.adaptation.gate import Verdict

if TYPE_CHECKING:
    from amts.adaptation.customise import Customised
    from amts.adaptation.protocol import Strategy, Task
    from amts.engines.amazon.customised import AmazonInBatches


@dataclass(frozen=True, slots=True)
class Taught:
    """A service that is given parallel data; one of ours may know nothing without them.

    Attributes:
        engine: the service.
        teaching: gives it the parallel data.
        strategies: further ways to adapt.
    """

    engine: AmazonInBatches
    teaching: Strategy
    strategies: tuple[Strategy, ...] = ()

    @property
    def has_plain(self) -> bool:
        """Whether the service knows the languages without parallel data."""
        return self.engine.has_plain

    def plain(self, task: Task) -> AmazonInBatches:  # noqa: ARG002  (it is what it is)
        """Return the service without parallel data."""
        return self.engine

    def customised(self, task: Task) -> Customised:
        """Adapt it; where there is nothing without the parallel data, they are not judged."""
        if self.has_plain:
            return customise(self.plain, (self.teaching, *self.strategies), task)
        made = customise(partial(self.teaching.adapt, self.engine), self.strategies, task)
        verdict = Verdict(self.teaching.name, kept=True, reason="the service knows nothing without parallel data")
        return replace(made, verdicts=(verdict, *made.verdicts))
