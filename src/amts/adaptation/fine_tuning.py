"""Fine-tuning of a translation model with torch: further training on a few pairs, stopped in time, and mixed back.

Tuned weights are not used alone: on the line from the old weights to the new ones, a point before the end keeps more of
what the model knew (weight interpolation).
"""

from __future__ import annotations

import math
import random
import shutil
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from amts.engines.neural.conversion import quiet
from amts.engines.neural.extras import required
from amts.progress import Step, silent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from amts.progress import Progress

_NO_LABEL = -100
# Gradients are cut to this length: a batch that is far from what the model knows must not throw it about.
_MAX_GRADIENT = 1.0
# Each learning rate is tried on at most so many examples.
_TRIAL = 1000
# Lengths that differ by less than this may share a batch.
_LIKE = 8


@dataclass(frozen=True, slots=True)
class Example:
    """A pair as the numbers of its tokens, as the model reads and writes them."""

    source: tuple[int, ...]
    target: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Schedule:
    """How a model is tuned.

    Attributes:
        learning_rate: of Adam, for all parameters.
        epochs: how often each example is seen at most.
        batch_tokens: tokens of both sides in one step.
        interpolation: how far to go from the old weights to the new ones, 0 to 1.
        patience: epochs without gain on the held-out pairs before it is stopped.
        seed: of the order of the examples.
        faster: multiples of the learning rate that are tried too, where pairs are held out to choose by.
    """

    learning_rate: float
    epochs: int
    batch_tokens: int = 2000
    interpolation: float = 1.0
    patience: int = 2
    seed: int = 1
    faster: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What fine-tuning did.

    Attributes:
        learning_rate: that which was chosen.
        losses: the mean negative logarithm of the probability of a token of the held-out pairs: at first, after each
            epoch, and with the weights that were saved; empty if none is held out.
    """

    learning_rate: float
    losses: list[float]


def fine_tune(
    weights: Path,
    folder: Path,
    examples: Sequence[Example],
    held_out: Sequence[Example],
    schedule: Schedule,
    progress: Progress = silent,
) -> Outcome:
    """Tune a model on examples, and save it.

    Args:
        weights: the folder of the model in Hugging Face format.
        folder: gets the tuned model in the same format, with the tokeniser's files; it does not exist yet.
        examples: what to learn.
        held_out: pairs that are not learnt: training goes on as long as they are translated better. May be empty.
        schedule: how to learn.
        progress: told about each epoch.

    Raises:
        MissingExtraError: torch or transformers is not installed.
    """
    torch = required("torch", "tune")
    with torch.random.fork_rng(), quiet():
        torch.manual_seed(schedule.seed)
        model = _loaded(weights)
        before = _copied(model)
        rate = _best_rate(model, examples, held_out, schedule)
        losses = _trained(model, examples, held_out, replace(schedule, learning_rate=rate), progress)
        _interpolate(model, before, schedule.interpolation)
        losses += [loss(model, held_out, schedule.batch_tokens)] if held_out else []
        model.save_pretrained(folder)
    for path in weights.iterdir():
        if path.is_file() and not (folder / path.name).exists() and path.suffix not in (".bin", ".safetensors", ".h5"):
            shutil.copy(path, folder)
    return Outcome(rate, losses)


def has_card() -> bool:
    """Whether there is a graphics card to learn on."""
    return bool(required("torch", "tune").cuda.is_available())


def parameters_of(weights: Path) -> int:
    """Return how many numbers the weights in a folder consist of."""
    safetensors = required("safetensors", "tune")
    total = 0
    for path in weights.glob("*.safetensors"):
        with safetensors.safe_open(path, "np") as file:
            names = file.keys()
            total += sum(math.prod(file.get_slice(name).get_shape()) for name in names)
    return total or sum(path.stat().st_size for path in weights.glob("*.bin")) // 4


def loss(model: Any, examples: Sequence[Example], batch_tokens: int) -> float:
    """Return the mean negative logarithm of the probability that a model gives to a token of the targets."""
    torch = required("torch", "tune")
    model.eval()
    total = 0.0
    with torch.no_grad():
        for batch in _batches(examples, batch_tokens):
            total += float(_batch_loss(model, batch)) * sum(len(example.target) for example in batch)
    return total / sum(len(example.target) for example in examples)


def _loaded(weights: Path) -> Any:
    """Load a model, on the graphics card if there is one."""
    torch, transformers = required("torch", "tune"), required("transformers", "tune")
    model = transformers.AutoModelForSeq2SeqLM.from_pretrained(weights, dtype=torch.float32, local_files_only=True)
    if model.config.model_type == "marian":
        # CTranslate2 begins with a zero vector and never says <pad>. Transformers begins with <pad>, whose vector is
        # zero: so that it stays zero, no probability may fall on it.
        model.final_logits_bias[:, model.config.pad_token_id] = torch.finfo(torch.float32).min / 2
    return model.to("cuda" if has_card() else "cpu")


def _copied(model: Any) -> dict[str, Any]:
    return {name: parameter.detach().clone() for name, parameter in model.named_parameters()}


def _interpolate(model: Any, before: dict[str, Any], share: float) -> None:
    """Set the weights to (1 - share) of what they were before and share of what they are."""
    torch = required("torch", "tune")
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            parameter.copy_(torch.lerp(before[name], parameter, share))


def _best_rate(model: Any, examples: Sequence[Example], held_out: Sequence[Example], schedule: Schedule) -> float:
    """Return the learning rate with which the first examples help most; the model stays as it was.

    A finished model forgets what it knew where a young one has hardly begun to learn: their rates are worlds apart.
    """
    if not schedule.faster or not held_out:
        return schedule.learning_rate
    before, tried = _copied(model), {}
    for rate in (schedule.learning_rate * factor for factor in (1.0, *schedule.faster)):
        _epoch(model, _optimiser(model, rate), examples[:_TRIAL], schedule, 0)
        tried[rate] = loss(model, held_out, schedule.batch_tokens)
        _restore(model, before)
    return min(tried, key=lambda rate: tried[rate] if math.isfinite(tried[rate]) else math.inf)


def _optimiser(model: Any, rate: float) -> Any:
    torch = required("torch", "tune")
    return torch.optim.Adam((each for each in model.parameters() if each.requires_grad), lr=rate)


def _restore(model: Any, weights: dict[str, Any]) -> None:
    """Set the weights to others, also where they have become infinite."""
    with required("torch", "tune").no_grad():
        for name, parameter in model.named_parameters():
            parameter.copy_(weights[name])


def _trained(
    model: Any, examples: Sequence[Example], held_out: Sequence[Example], schedule: Schedule, progress: Progress
) -> list[float]:
    """Train until the held-out pairs gain no more, and leave the model as it was at its best."""
    optimiser = _optimiser(model, schedule.learning_rate)
    losses = [loss(model, held_out, schedule.batch_tokens)] if held_out else []
    best = _copied(model) if held_out else {}
    for epoch in range(schedule.epochs):
        progress(Step("tune the engine", epoch, schedule.epochs))
        _epoch(model, optimiser, examples, schedule, epoch)
        if held_out:
            losses.append(loss(model, held_out, schedule.batch_tokens))
            if losses[-1] == min(losses):
                best = _copied(model)
            elif len(losses) - 1 - losses.index(min(losses)) >= schedule.patience:
                break
    if best:
        _restore(model, best)
    progress(Step("tune the engine", schedule.epochs, schedule.epochs))
    return losses


def _epoch(model: Any, optimiser: Any, examples: Sequence[Example], schedule: Schedule, epoch: int) -> None:
    torch = required("torch", "tune")
    model.train()
    chance = random.Random(f"{schedule.seed} {epoch}")
    batches = list(_batches(chance.sample(examples, len(examples)), schedule.batch_tokens))
    chance.shuffle(batches)
    for batch in batches:
        optimiser.zero_grad()
        _batch_loss(model, batch).backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), _MAX_GRADIENT)
        optimiser.step()


def _batches(examples: Sequence[Example], tokens: int) -> Iterator[list[Example]]:
    """Yield the examples, those of like length together, as many at once as there are tokens to spend.

    Of like length, not of the same: batches in which all is equally long teach worse.
    """
    batch: list[Example] = []
    for example in sorted(examples, key=lambda each: max(len(each.source), len(each.target)) // _LIKE):
        longest = max(len(side) for each in (*batch, example) for side in (each.source, each.target))
        if batch and 2 * longest * (len(batch) + 1) > tokens:
            yield batch
            batch = []
        batch.append(example)
    if batch:
        yield batch


def _batch_loss(model: Any, batch: Sequence[Example]) -> Any:
    source = _padded(model, [example.source for example in batch], model.config.pad_token_id)
    labels = _padded(model, [example.target for example in batch], _NO_LABEL)
    seen = _padded(model, [(1,) * len(example.source) for example in batch], 0)
    return model(input_ids=source, attention_mask=seen, labels=labels).loss


def _padded(model: Any, rows: Sequence[tuple[int, ...]], filler: int) -> Any:
    torch = required("torch", "tune")
    length = max(map(len, rows))
    return torch.tensor([[*row, *[filler] * (length - len(row))] for row in rows], device=model.device)
