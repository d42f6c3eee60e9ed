"""The loop: batches become gradients, gradients become updates, and after any interruption it goes on as if none was.

Everything by chance follows from the seed and the number of the update, so a checkpoint needs no states of generators;
and what a validation decides is decided at a certain update, however long the translating took.
"""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from itertools import islice
from time import monotonic
from typing import TYPE_CHECKING, Any

from amts.engines.neural.extras import required
from amts.errors import EngineError, InputError
from amts.progress import Step, silent
from amts.training.encoded import write_corpus
from amts.training.trainer.averaging import MovingAverage, averaged
from amts.training.trainer.batches import Batch, Batches
from amts.training.trainer.bilingual import begin_bilingual
from amts.training.trainer.checkpoints import last_checkpoint, write_checkpoint
from amts.training.trainer.distributed import World, world
from amts.training.trainer.forward import run
from amts.training.trainer.judging import Judge, Validation
from amts.training.trainer.log import Log, Row
from amts.training.trainer.losses import alignment_loss, cross_entropy
from amts.training.trainer.model import make_model, parameters_of
from amts.training.trainer.optimisers import Masters, Optimiser, clip
from amts.training.trainer.precision import computing_model
from amts.training.trainer.saving import write_json
from amts.training.trainer.schedules import alignment_factor, factor
from amts.training.trainer.settings import Fresh, TrainerSettings, TrainingReport
from amts.training.trainer.validation import held_out_loss
from amts.training.vocabulary import PAD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from amts.progress import Progress
    from amts.training.encoded import EncodedCorpus
    from amts.training.trainer.batches import Example
    from amts.training.trainer.settings import Start

_REPORT, _CHECKPOINTS, _LOG = "report.json", "checkpoints", "log.csv"


def train(
    folder: Path,
    start: Start,
    corpus: EncodedCorpus,
    held_out: EncodedCorpus,
    settings: TrainerSettings,
    vocabulary: Path,
    progress: Progress = silent,
    *,
    changed: Callable[[int, int, Example], Example] | None = None,
) -> TrainingReport:
    """Train a model, or go on with it where an interruption left it; what is finished is not done again.

    Args:
        folder: gets `best` (the model in Hugging Face format with its tokeniser), `log.csv`, `curve.svg`,
            `checkpoints` and `report.json`.
        start: what to begin with.
        corpus: what to learn.
        held_out: pairs that are not learnt, by which the best weights are known.
        settings: how to train.
        vocabulary: the folder of the tokeniser's files.
        progress: told about each update.
        changed: makes of a pair what is learnt: gets the epoch, the number of the pair and its example.

    Raises:
        InputError: there are no pairs, or the vocabulary or the model to begin with is not fit for it.
        EngineError: the weights have become useless, or held-out pairs cannot be translated.
        MissingExtraError: torch or transformers is not installed.
    """
    if (folder / _REPORT).is_file():
        return _reported(folder)
    _check_pairs(folder, corpus, held_out)
    torch = required("torch", "tune")
    threads = torch.get_num_threads()
    if settings.threads:
        torch.set_num_threads(settings.threads)
    try:
        with torch.random.fork_rng():
            batches = Batches(
                corpus, settings.batch_tokens, settings.seed, curriculum=settings.curriculum, changed=changed
            )
            training = _Training(folder, start, batches, held_out, settings, vocabulary, world())
            if isinstance(start, Fresh) and start.bilingual and not training.resumed:
                training.begin_bilingual(corpus)
            return training.to_the_end(progress)
    finally:
        torch.set_num_threads(threads)


class _Training:
    """A training that goes on: the model, its optimiser, and how far it is."""

    def __init__(
        self, folder: Path, start: Start, batches: Batches, held_out: EncodedCorpus, settings: TrainerSettings,
        vocabulary: Path, all_processes: World,
    ) -> None:  # fmt: skip
        self._folder, self._settings, self._vocabulary, self._world = folder, settings, vocabulary, all_processes
        self._batches, self._held_out = batches, held_out
        folder.mkdir(parents=True, exist_ok=True)
        # A model in 32 bits, which is saved, and the one that computes.
        self._model = make_model(start, vocabulary, settings.seed, settings.dropout).to(all_processes.device)
        self._computing = computing_model(self._model, settings.precision)
        self._masters = Masters(self._model, self._computing)
        self._heads = settings.alignment_heads or self._model.config.decoder_attention_heads
        self._optimiser = Optimiser(self._masters, settings)
        self._average = MovingAverage(self._masters, settings.ema)
        self._step = self._epoch = self._place = self._tokens = 0
        self._seconds, self._begun = 0.0, monotonic()
        self._window = [0.0, 0.0, 0.0]  # loss, tokens and seconds since the last row of the log
        state = last_checkpoint(folder / _CHECKPOINTS)
        self.resumed = state is not None
        self._log = log = Log(folder / _LOG) if all_processes.leads else None
        self._judge = Judge(folder, log, settings.bleu_pairs, settings.average) if log else None
        if self._judge and settings.bleu_pairs:
            self._write_held_out()
        if state:
            self._load(state)
        if log:
            waiting = self._judge.waiting if self._judge else None
            log.go_on(self._step, waiting.step if waiting else 0)

    def begin_bilingual(self, corpus: EncodedCorpus) -> None:
        """Let a fresh model begin with tokens that translate each other close together."""
        begin_bilingual(self._model, corpus)
        self._masters.write_back()
        self._average = MovingAverage(self._masters, self._settings.ema)

    def to_the_end(self, progress: Progress) -> TrainingReport:
        """Train until there is no more to do or to gain."""
        settings = self._settings
        try:
            stopped = self._stopped()
            while self._step < settings.steps and not stopped:
                for batches in self._updates():
                    self._update(batches)
                    progress(Step("train the model", self._step, settings.steps))
                    stopped = self._after_update()
                    if stopped or self._step >= settings.steps:
                        break
            return self._finish(stopped=stopped)
        finally:
            if self._judge:
                self._judge.stop()

    def _updates(self) -> Iterator[list[Batch]]:
        """Yield this process's batches of each update, to the end of the epoch."""
        plan = self._batches.plan(self._epoch)
        each = self._settings.accumulate * self._world.size
        # The last update of an epoch has what is left, which may be nothing for this process.
        for begin in range(self._place, len(plan), each):
            own = islice(plan, begin + self._world.rank, begin + each, self._world.size)
            self._place = begin + each
            yield [self._batches.batch(self._epoch, numbers, self._world.device) for numbers in own]
        self._epoch, self._place = self._epoch + 1, 0

    def _update(self, batches: list[Batch]) -> None:
        torch = required("torch", "tune")
        settings, begun = self._settings, monotonic()
        torch.manual_seed((settings.seed * 1_000_003 + self._step) * 1009 + self._world.rank)
        self._computing.train()
        plain = sum((self._learn(batch) for batch in batches), 0.0)
        gradients = self._masters.gradients()
        tokens, plain = self._world.add_up(gradients, sum(batch.tokens for batch in batches), plain)
        if not math.isfinite(plain):
            msg = f"the weights have become useless at update {self._step}: try a lower learning rate or more warm-up"
            raise EngineError(msg)
        clip(gradients, tokens, settings.clip)
        self._optimiser.update(factor(settings, self._step))
        self._masters.write_back()
        self._average.update(self._step)
        self._step += 1
        self._tokens += round(tokens)
        self._window = [old + new for old, new in zip(self._window, (plain, tokens, monotonic() - begun), strict=True)]

    def _learn(self, batch: Batch) -> float:
        """Add the gradients of a batch; return its loss."""
        weight = alignment_factor(self._settings, self._step) if batch.alignment is not None else 0.0
        output = run(self._computing, batch, heads=self._heads if weight else 0)
        real = batch.labels != PAD
        sums = cross_entropy(
            output.states[real], self._computing.model.shared.weight, batch.labels[real], self._settings.label_smoothing
        )
        loss = sums.trained + weight * alignment_loss(output.attention, batch.alignment) if weight else sums.trained
        loss.backward()
        self._masters.collect()
        return float(sums.plain)

    def _after_update(self) -> bool:
        """Write the log, validate and write a checkpoint where it is time; return whether to stop."""
        settings, stopped = self._settings, False
        if self._log and self._step % settings.log_every == 0:
            self._write_row()
        validating = bool(settings.validate_every) and self._step % settings.validate_every == 0
        if validating:
            self._validate()
            stopped = self._stopped()
        every = settings.checkpoint_every or settings.validate_every
        # Weights that are judged can be removed with the checkpoints that name them only if each validation has one.
        if self._world.leads and (validating or (every and self._step % every == 0)):
            write_checkpoint(self._folder / _CHECKPOINTS, self._step, self._state())
        return stopped

    def _write_row(self) -> None:
        loss, tokens, seconds = self._window
        row = Row(
            self._step, self._epoch, self._tokens, loss / tokens, None, None, tokens / max(seconds, 1e-9), self._time()
        )
        if self._log:
            self._log.add(row)
        self._window = [0.0, 0.0, 0.0]

    def _validate(self) -> None:
        """Judge the weights before, and begin with the present ones."""
        if self._judge is None:
            return
        self._judge.settle()
        with self._average.in_use():
            loss = held_out_loss(self._computing, self._held_out, self._settings.batch_tokens, self._world.device)
            validation = Validation(self._step, self._epoch, self._tokens, self._time(), loss)
            self._judge.look_at(self._model, self._vocabulary, validation)

    def _stopped(self) -> bool:
        patience = self._settings.patience
        return self._world.agree(bool(patience and self._judge and self._judge.without_gain >= patience))

    def _finish(self, *, stopped: bool) -> TrainingReport:
        self._world.lead(lambda: self._write_report(stopped=stopped))
        return _reported(self._folder)

    def _write_report(self, *, stopped: bool) -> None:
        judge = self._judge
        assert judge  # only the leading process writes
        if judge.waiting is None or judge.waiting.step != self._step:
            self._validate()
        judge.settle()
        if self._settings.average > 1:
            self._judge_average(judge)
        best = judge.best
        assert best  # the last weights at least were judged
        report = TrainingReport(
            self._step, self._tokens, self._time(), best.step, best.bleu, best.loss, parameters_of(self._model), stopped
        )
        write_json(self._folder / _REPORT, asdict(report))

    def _judge_average(self, judge: Judge) -> None:
        """Judge the mean of the last validated weights too."""
        weights = averaged(judge.snapshots(self._step)[-self._settings.average :])
        own = {name: each.clone() for name, each in self._masters.state().items()}
        self._masters.load({name: weights[name].to(each.device) for name, each in own.items()})
        loss = held_out_loss(self._computing, self._held_out, self._settings.batch_tokens, self._world.device)
        judge.look_at(
            self._model, self._vocabulary, Validation(self._step + 1, self._epoch, self._tokens, self._time(), loss)
        )
        judge.settle()
        self._masters.load(own)

    def _write_held_out(self) -> None:
        """Write the pairs that are translated where the translating process finds them."""
        rows = range(min(self._settings.bleu_pairs, len(self._held_out)))
        pairs = ((self._held_out.sources[row].tolist(), self._held_out.targets[row].tolist()) for row in rows)
        write_corpus(self._folder / "held-out", pairs)

    def _time(self) -> float:
        return self._seconds + monotonic() - self._begun

    def _state(self) -> dict[str, Any]:
        assert self._judge is not None
        return {
            "processes": self._world.size,
            "step": self._step, "epoch": self._epoch, "place": self._place, "tokens": self._tokens,
            "seconds": self._time(), "window": list(self._window), "weights": self._masters.state(),
            "average": self._average.weights, "optimiser": self._optimiser.state(), "judge": self._judge.state(),
        }  # fmt: skip

    def _load(self, state: dict[str, Any]) -> None:
        begun = state.get("processes", 1)
        if begun != self._world.size:
            msg = (
                f"the training in {self._folder} was begun by {begun} processes, and now they are {self._world.size}: "
                f"so many would learn other batches; go on with {begun} (torchrun --nproc-per-node)"
            )
            raise InputError(msg)
        self._step, self._epoch, self._place = state["step"], state["epoch"], state["place"]
        self._tokens, self._seconds, self._window = state["tokens"], state["seconds"], state["window"]
        self._masters.load(state["weights"])
        for name, each in self._average.weights.items():
            each.copy_(state["average"][name])
        self._optimiser.load(state["optimiser"])
        if self._judge:
            self._judge.load(state["judge"])


def _check_pairs(folder: Path, corpus: EncodedCorpus, held_out: EncodedCorpus) -> None:
    for each, purpose in ((corpus, "to learn"), (held_out, "to watch the training by")):
        if not len(each):
            msg = f"there are no pairs {purpose}: the training in {folder} cannot begin"
            raise InputError(msg)


def _reported(folder: Path) -> TrainingReport:
    return TrainingReport(**json.loads((folder / _REPORT).read_text(encoding="utf-8")))
