"""Customising an engine for the documents at hand: each strategy that fits is tried, and kept where it does no harm."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from amts.adaptation.gate import Split, Verdict, hold_out, judge
from amts.adaptation.protocol import Extensible
from amts.engines.wrappers import Remembering
from amts.parallel.memory import TranslationMemory

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from amts.adaptation.protocol import Strategy, Task
    from amts.engines.protocol import Engine
    from amts.records import Pair

# Pairs less sure than this teach the engine but are not reused word for word.
MEMORY_CONFIDENCE = 0.9


@dataclass(frozen=True, slots=True)
class Customised:
    """An engine for the documents at hand.

    Attributes:
        engine: the adapted engine, with a memory of the surest pairs.
        plain: the engine without adaptation and memory.
        verdicts: what became of each strategy.
    """

    engine: Engine
    plain: Engine
    verdicts: tuple[Verdict, ...] = ()


def customise(start: Callable[[Task], Engine], strategies: Sequence[Strategy], task: Task) -> Customised:
    """Adapt an engine by each strategy that fits it, in turn, each on top of those that were kept.

    Once they are judged, those that look pairs up get back what was held out; nothing is learnt again.

    Args:
        start: returns the engine to adapt; it may learn from the task it is given.
        strategies: the ways to adapt it.
        task: what is to be translated, and what can be learnt from; some of its pairs are held out to judge by.

    Raises:
        EngineError: an engine cannot answer, or cannot be adapted.
        DataError: there are too few pairs to learn from.
    """
    split = hold_out(task.pairs) if strategies else Split([], list(task.pairs), [])
    lesson = replace(task, pairs=split.rest, index=task.index.without(split.hidden))
    engine = whole = plain = start(lesson)
    verdicts: list[Verdict] = []
    for strategy in strategies:
        if strategy.fits(engine):
            candidate = strategy.adapt(engine, lesson)
            verdicts.append(judge(strategy.name, engine, candidate, split.held_out, task.target_tag))
            if verdicts[-1].kept:
                engine = candidate
                if split.hidden and isinstance(strategy, Extensible):
                    whole = strategy.extended(candidate, whole, task)
                else:
                    whole = candidate
    return Customised(remembering(whole, task.pairs), plain, tuple(verdicts))


def remembering(engine: Engine, pairs: Sequence[Pair]) -> Engine:
    """Return the engine with the surest pairs as its memory: the strategy `reuse`, which needs no judging."""
    memory = TranslationMemory(pair for pair in pairs if pair.confidence >= MEMORY_CONFIDENCE)
    return Remembering(engine, memory.exact, memory.signature)
