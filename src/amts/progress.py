"""Progress is data: long work reports steps to a callback, and says nothing by default."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a long piece of work: `done` of `total` units of `task` (total 0: not known)."""

    task: str
    done: int
    total: int


Progress = Callable[[Step], None]


def silent(_step: Step) -> None:
    """Ignore progress."""


def track(items: Iterable[Item], task: str, total: int, progress: Progress) -> Iterator[Item]:
    """Yield `items`, reporting one step after each."""
    progress(Step(task, 0, total))
    for done, item in enumerate(items, start=1):
        yield item
        progress(Step(task, done, total))
