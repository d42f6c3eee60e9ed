"""The strategy `active-custom`: a service that customises itself by parallel data, Amazon's ACT, is given ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

from amts.adaptation.customise import MEMORY_CONFIDENCE
from amts.engines.amazon.carrier import to_html
from amts.engines.amazon.codes import amazon_code
from amts.errors import EngineError
from amts.parallel.amazon_limits import check_texts, tmx
from amts.parallel.memory import TranslationMemory
from amts.progress import Step

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from amts.adaptation.protocol import Task
    from amts.engines.protocol import Engine
    from amts.progress import Progress
    from amts.records import Pair, Segment


@runtime_checkable
class LearnsFromParallelData(Protocol):
    """An engine whose service takes parallel data."""

    def with_parallel_data(self, tmx: bytes, document: Sequence[Segment], variant: str, progress: Progress) -> Engine:
        """Return the engine customised by parallel data.

        Args:
            tmx: the parallel data as a file.
            document: the sentences that will be asked for.
            variant: tells them from other parallel data for the same languages.
            progress: told about the waiting.
        """
        ...


class ActiveCustom:
    """Gives the service the pairs, and announces the sentences that no pair translates word for word."""

    name = "active-custom"

    def fits(self, engine: Engine) -> bool:
        """Whether the engine's service takes parallel data."""
        return isinstance(engine, LearnsFromParallelData)

    def adapt(self, engine: Engine, task: Task) -> Engine:
        """Return the engine customised by the task's pairs; without a pair that the service takes, the engine itself.

        Raises:
            EngineError: the service takes no parallel data, or cannot import these.
        """
        return self._customised(engine, task, "")

    def extended(self, adapted: Engine, engine: Engine, task: Task) -> Engine:
        """Return the engine customised by all pairs of the task, as parallel data of their own."""
        del adapted  # its parallel data stay, so that the same judgement need not be paid for again
        return self._customised(engine, task, "all")

    def _customised(self, engine: Engine, task: Task, variant: str) -> Engine:
        if not isinstance(engine, LearnsFromParallelData):
            msg = f"the engine {engine.signature} takes no parallel data: choose another strategy, or amazon"
            raise EngineError(msg)
        pairs = accepted(task.pairs)
        count = len(task.pairs)
        task.progress(Step(f"parallel data for Amazon, {count - len(pairs)} of {count} pairs left out", 0, 0))
        if not pairs:
            return engine
        content = parallel_data(pairs, task.source_tag, task.target_tag)
        memory = TranslationMemory(pair for pair in task.pairs if pair.confidence >= MEMORY_CONFIDENCE)
        document = [segment for segment in task.segments if memory.exact(segment) is None]
        return engine.with_parallel_data(content, document, variant, task.progress)


def parallel_data(pairs: Sequence[Pair], source_tag: str, target_tag: str) -> bytes:
    """Return the file that the service is given."""
    codes = amazon_code(source_tag), amazon_code(target_tag)
    return tmx(as_records(pairs), codes, [pair.confidence for pair in pairs])


def as_records(pairs: Iterable[Pair]) -> list[tuple[str, str]]:
    """Return pairs as they are sent to the service."""
    return [(to_html(pair.source), to_html(pair.target)) for pair in pairs]


def accepted(pairs: Sequence[Pair]) -> list[Pair]:
    """Return the pairs that the service can use; of those with the same source it takes what it wants by itself."""
    skips = check_texts(as_records(pairs)).skips
    skipped = {skip.record for skip in skips if skip.reason != "duplicate"}
    return [pair for number, pair in enumerate(pairs, start=1) if number not in skipped]
