"""Which weights are the best so far, and when it is time to stop: the validations of a training one after the other."""

from __future__ import annotations

import shutil
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from amts.training.quantising import BEST
from amts.training.trainer.log import Log, Row, read_log
from amts.training.trainer.plot import learning_curve
from amts.training.trainer.saving import put, save
from amts.training.trainer.validation import RESULT, Translating

if TYPE_CHECKING:
    from pathlib import Path

_SNAPSHOTS, _HELD_OUT, _CURVE = "validation", "held-out", "curve.svg"


@dataclass(frozen=True, slots=True)
class Validation:
    """A validation.

    Attributes:
        step: after how many updates.
        epoch: counted from 0.
        target_tokens: seen before it.
        seconds: of training before it.
        loss: on the held-out pairs.
        bleu: of the translations; None if there are none, or not yet.
    """

    step: int
    epoch: int
    target_tokens: int
    seconds: float
    loss: float
    bleu: float | None = None

    @property
    def score(self) -> float:
        """The higher, the better."""
        return -self.loss if self.bleu is None else self.bleu


class Judge:
    """Keeps the best weights in a folder of their own.

    Args:
        folder: that of the training.
        log: gets a row for each validation.
        bleu_pairs: how many held-out pairs are translated; they lie in the folder `held-out`.
        average: of how many of the last validated weights the mean is judged too.
    """

    def __init__(self, folder: Path, log: Log, bleu_pairs: int, average: int) -> None:
        self._folder = folder
        self._log = log
        self._pairs = bleu_pairs
        # Those that either of two checkpoints names, or those of the mean, and the mean.
        self._keep = max(2, average + 1)
        self._translating: Translating | None = None
        self.best: Validation | None = None
        self.waiting: Validation | None = None
        self.without_gain = 0

    def look_at(self, model: Any, vocabulary: Path, validation: Validation) -> None:
        """Begin to judge weights; those before them must be judged (see `settle`)."""
        save(model, vocabulary, self.snapshot(validation.step))
        self.waiting = validation
        self._begin()

    def settle(self) -> None:
        """Judge the weights that are waiting for it, if any are."""
        if self.waiting is None:
            return
        told = self.waiting
        if self._translating:
            told = Validation(**(asdict(told) | {"bleu": self._translating.result()}))
        self._translating = self.waiting = None
        self._log.add(Row(told.step, told.epoch, told.target_tokens, None, told.loss, told.bleu, None, told.seconds))
        (self._folder / _CURVE).write_text(learning_curve(read_log(self._folder / "log.csv")), encoding="utf-8")
        if self.best is None or told.score > self.best.score:
            self.best, self.without_gain = told, 0
            self._put_best(told.step)
        else:
            self.without_gain += 1
        for old in self.snapshots(told.step)[: -self._keep]:
            shutil.rmtree(old)

    def snapshot(self, step: int) -> Path:
        """Return the folder of the weights after an update."""
        (self._folder / _SNAPSHOTS).mkdir(exist_ok=True)
        return self._folder / _SNAPSHOTS / f"step-{step:09}"

    def snapshots(self, until: int) -> list[Path]:
        """Return the folders of the last validated weights, up to those after an update."""
        last = self.snapshot(until)
        return [path for path in sorted(last.parent.glob("step-*")) if path.name <= last.name]

    def state(self) -> dict[str, Any]:
        """Return what must be kept to go on."""
        return {
            "best": asdict(self.best) if self.best else None,
            "waiting": asdict(self.waiting) if self.waiting else None,
            "without_gain": self.without_gain,
        }

    def load(self, state: dict[str, Any]) -> None:
        """Go on from a state; weights that were waiting are judged anew."""
        self.best = Validation(**state["best"]) if state["best"] else None
        self.waiting = Validation(**state["waiting"]) if state["waiting"] else None
        self.without_gain = state["without_gain"]
        if self.waiting:
            self._begin()

    def stop(self) -> None:
        """End what runs beside the training."""
        if self._translating:
            self._translating.stop()

    def _begin(self) -> None:
        if self._pairs and self.waiting:
            self._translating = Translating(self.snapshot(self.waiting.step), self._folder / _HELD_OUT, self._pairs)

    def _put_best(self, step: int) -> None:
        work = self._folder / f".{BEST}.part"
        shutil.rmtree(work, ignore_errors=True)
        shutil.copytree(self.snapshot(step), work, ignore=shutil.ignore_patterns(RESULT))
        put(work, self._folder / BEST)
