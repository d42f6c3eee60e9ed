"""Services that customise themselves by parallel data, such as Amazon Translate, as makers of engines."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from math import ceil
from typing import TYPE_CHECKING

from amts.adaptation.active_custom import accepted, parallel_data
from amts.adaptation.customise import MEMORY_CONFIDENCE, customise
from amts.adaptation.gate import HELD_OUT, Verdict, hold_out
from amts.engines.amazon.customised import JUDGED_BY
from amts.engines.amazon.engine import AmazonTexts
from amts.parallel.memory import TranslationMemory
from amts.placeholders import collapsed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amts.adaptation.customise import Customised
    from amts.adaptation.protocol import Strategy, Task
    from amts.engines.amazon.costs import Cost
    from amts.engines.amazon.customised import AmazonInBatches
    from amts.records import Pair, Segment

# Of what is held out parts are asked for again.
_SOME_MORE = JUDGED_BY / HELD_OUT


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

    def estimate(self, segments: Sequence[Segment], pairs: Sequence[Pair], tags: tuple[str, str]) -> Cost:
        """Return what it costs at most to translate segments, without what is in the cache.

        Args:
            segments: the sentences; those that a pair translates word for word cost nothing.
            pairs: what the service is to be taught; of many some are held out, to see whether that helps.
            tags: the languages.
        """
        memory = TranslationMemory(pair for pair in pairs if pair.confidence >= MEMORY_CONFIDENCE)
        new = [segment for segment in segments if memory.exact(segment) is None]
        cost = self._taught(new, pairs, tags)
        split = hold_out(pairs)
        if not split.held_out or not self.has_plain:
            return cost
        held = [collapsed(pair.source) for pair in split.held_out]
        ways = AmazonTexts.estimate(self.engine, held), self._taught(held, split.rest, tags)
        count = ceil(_SOME_MORE * sum(way.characters for way in ways))
        judging = _SOME_MORE * sum(way.money for way in ways)
        return replace(cost, characters=cost.characters + count, money=cost.money + judging, judging=judging)

    def _taught(self, segments: Sequence[Segment], pairs: Sequence[Pair], tags: tuple[str, str]) -> Cost:
        return self.engine.estimate_taught(segments, parallel_data(accepted(pairs), *tags))

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
