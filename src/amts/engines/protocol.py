"""What an engine is: segments in, translations out, in the same order. Wrappers are engines that hold an engine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from amts.progress import Progress
    from amts.records import Match, Pair, Segment, Translation


class Engine(Protocol):
    """Translates segments from one language into another."""

    @property
    def signature(self) -> str:
        """A short string of all that decides what the engine answers: its name, its data, its versions."""
        ...

    def translate(self, segments: Sequence[Segment]) -> list[Translation]:
        """Return the translation of each segment; its placeholders stand for the same marks.

        Raises:
            EngineError: the engine cannot answer.
        """
        ...


class Relevance(Protocol):
    """Finds the pairs that are most relevant to a segment."""

    def relevant(self, segment: Segment, limit: int = 5) -> list[Match]:
        """Return at most `limit` matches, the most relevant first."""
        ...

    def without(self, pairs: Iterable[Pair] = ()) -> Relevance:
        """Return an index in which these pairs are not found."""
        ...


class Opener(Protocol):
    """Opens an engine that needs no training; keyword arguments are the options in `[engines.NAME]` of amts.toml."""

    def __call__(self, source_tag: str, target_tag: str, cache: Path, **options: Any) -> Engine:
        """Return the engine for two languages.

        Args:
            source_tag: the language translated from.
            target_tag: the language translated into.
            cache: a folder for what it wants to find again.
            options: its settings.

        Raises:
            InputError: an option is not one that makes sense.
            EngineError: the engine cannot be opened, for want of a model or a program.
        """
        ...


class Trainer(Protocol):
    """Makes an engine out of parallel data."""

    def train(self, pairs: Sequence[Pair], source_tag: str, target_tag: str, cache: Path, progress: Progress) -> Engine:
        """Return an engine trained on the pairs, from the cache if the same was trained before.

        Args:
            pairs: the parallel data.
            source_tag: the language translated from.
            target_tag: the language translated into.
            cache: a folder for trained engines, each in a folder of its own.
            progress: told about the steps.

        Raises:
            DataError: there are too few pairs.
        """
        ...

    def train_further(
        self, engine: Any, learnt: Sequence[Pair], pairs: Sequence[Pair], weight: int, cache: Path, progress: Progress
    ) -> Engine:
        """Return an engine that knows more pairs besides those of one that this trainer has trained.

        Args:
            engine: the engine, which stays as it is.
            learnt: the pairs that it was trained on.
            pairs: those to learn, however few.
            weight: how often each of them counts; one learnt before counts once.
            cache: the folder for trained engines.
            progress: told about the steps.
        """
        ...
