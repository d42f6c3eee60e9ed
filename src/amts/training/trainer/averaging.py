"""Averages of weights, which are better than the last ones: a moving one, and that of several saved models."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from amts.engines.neural.extras import required

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from amts.training.trainer.optimisers import Masters


class MovingAverage:
    """The exponential moving average of masters.

    Args:
        masters: the weights.
        keep: how much of the average each update keeps, 0 for no average; at the beginning it keeps less.
    """

    def __init__(self, masters: Masters, keep: float) -> None:
        self._masters = masters
        self._keep = keep
        self.weights = {name: each.clone() for name, each in masters.state().items()} if keep else {}

    def update(self, step: int) -> None:
        """Move towards the masters after an update, the updates being counted from 0."""
        if self._keep:
            torch = required("torch", "tune")
            share = 1 - min(self._keep, (step + 1) / (step + 10))
            torch._foreach_lerp_(list(self.weights.values()), list(self._masters.state().values()), share)

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Let the model have the average, for validation, and then its own weights again."""
        own = {name: each.clone() for name, each in self._masters.state().items()}
        if self._keep:
            self._masters.load(self.weights)
        try:
            yield
        finally:
            if self._keep:
                self._masters.load(own)


def averaged(folders: Sequence[Path]) -> dict[str, Any]:
    """Return the mean of the weights of models in Hugging Face format."""
    safetensors = required("safetensors.torch", "tune")
    total: dict[str, Any] = {}
    for folder in folders:
        for name, each in safetensors.load_file(folder / "model.safetensors").items():
            total[name] = total[name] + each.float() if name in total else each.float()
    return {name: each / len(folders) for name, each in total.items()}
