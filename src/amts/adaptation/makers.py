"""How engines come about: trained from pairs or ready-made; each plain, and customised for a task."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cache, partial
from typing import TYPE_CHECKING, ClassVar, Protocol

from amts.adaptation.customise import Customised, customise
from amts.adaptation.general_pairs import BUDGET, select_general
from amts.adaptation.mix import Mix
from amts.engines.wrappers import Deferred, Fallback
from amts.errors import DataError, EngineError, InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from amts.adaptation.protocol import Strategy, Task
    from amts.engines.protocol import Engine, Trainer
    from amts.records import Pair, Segment


class Maker(Protocol):
    """Makes the engines of one kind."""

    @property
    def has_plain(self) -> bool:
        """Whether there is an engine without parallel data."""
        ...

    def plain(self, task: Task) -> Engine:
        """Return the engine without the parallel data of the task.

        Raises:
            InputError: there is none, because it learns from the parallel data alone.
        """
        ...

    def customised(self, task: Task) -> Customised:
        """Return the engine adapted by all strategies that do no harm."""
        ...


@dataclass(frozen=True, slots=True)
class Trained:
    """Engines that are trained from pairs, such as `phrase`.

    Attributes:
        trainer: trains them.
        base: returns pairs of other texts, of which those are learnt that help with the texts at hand.
        strategies: the ways to adapt, besides `mix`.
        budget: how many words of the base are learnt.
    """

    trainer: Trainer
    base: Callable[[], Iterable[Pair]] | None = None
    strategies: tuple[Strategy, ...] = ()
    budget: int = BUDGET
    _chosen_for: dict[tuple[Segment, ...], list[Pair]] = field(default_factory=dict, init=False, repr=False)

    @property
    def has_plain(self) -> bool:
        """Whether there is a base."""
        return self.base is not None

    def plain(self, task: Task) -> Engine:
        """Train from the base alone."""
        return self._from_base(self._chosen(task), task)

    def customised(self, task: Task) -> Customised:
        """Adapt what the base makes; without a base, what the parallel data make."""
        if self.base is None:
            return customise(lambda lesson: self._train(lesson.pairs, lesson), self.strategies, task)
        chosen = self._chosen(task)
        strategies: tuple[Strategy, ...] = (Mix(self.trainer, chosen), *self.strategies)
        return customise(lambda lesson: self._from_base(chosen, lesson), strategies, task)

    def _chosen(self, task: Task) -> list[Pair]:
        if self.base is None:
            msg = "this engine knows nothing but the project's own pairs: give it others to begin with (--base)"
            raise InputError(msg)
        texts = tuple(task.segments)
        if texts not in self._chosen_for:  # to read a large base takes minutes
            chosen = select_general(self.base, task, self.budget)
            self._chosen_for[texts] = [pair for pair in chosen if not task.barred(pair)]
        return self._chosen_for[texts]

    def _from_base(self, chosen: Sequence[Pair], task: Task) -> Engine:
        try:
            return self._train(chosen, task)
        except DataError as error:
            msg = (
                f"the base, not the project's data, is too small ({len(chosen)} of its pairs fit these texts): {error}"
            )
            raise DataError(msg) from error

    def _train(self, pairs: Sequence[Pair], task: Task) -> Engine:
        return self.trainer.train(pairs, task.source_tag, task.target_tag, task.cache, task.progress)


@dataclass(frozen=True, slots=True)
class ReadyMade:
    """An engine that needs no training, such as `neural`, `llm` or `apertium`."""

    engine: Engine
    strategies: tuple[Strategy, ...] = ()
    has_plain: ClassVar[bool] = True

    def plain(self, task: Task) -> Engine:  # noqa: ARG002  (it is what it is)
        """Return the engine as it is."""
        return self.engine

    def customised(self, task: Task) -> Customised:
        """Adapt it."""
        return customise(self.plain, self.strategies, task)


@dataclass(frozen=True, slots=True)
class FallingBack:
    """Engines with others that are asked for what they cannot translate, each adapted in its own way.

    Attributes:
        first: makes the engines that are asked first.
        second: makes the others, when they are needed.
        passed_on: of how many segments the others were asked, by the reason.
    """

    first: Maker
    second: Maker
    passed_on: Counter[str] = field(default_factory=Counter)

    @property
    def has_plain(self) -> bool:
        """Whether the first one has an engine without parallel data."""
        return self.first.has_plain

    def plain(self, task: Task) -> Engine:
        """Return the first one's, with the second one's behind it if there is any."""
        plain = self.first.plain(task)
        return self._chain(plain, partial(self.second.plain, task)) if self.second.has_plain else plain

    def customised(self, task: Task) -> Customised:
        """Adapt the first one; if it fails at that already, the second one alone."""
        second = cache(partial(self.second.customised, task))
        try:
            made = self.first.customised(task)
        except EngineError as error:
            self.passed_on[str(error)] += len(task.segments)
            return second()
        engine = self._chain(made.engine, lambda: second().engine)
        return replace(made, engine=engine, plain=self._chain(made.plain, lambda: second().plain))

    def _chain(self, engine: Engine, later: Callable[[], Engine]) -> Engine:
        return Fallback((engine, Deferred(later)), self.passed_on)
