"""What is trained, how, and what came out: the trainer's records."""

from __future__ import annotations

from dataclasses import dataclass, fields
from math import inf
from typing import TYPE_CHECKING, Any, TypeAlias

from amts.errors import InputError
from amts.training.tables import check_one_of, check_range

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

OPTIMISERS = ("adamw", "muon")
SCHEDULES = ("cosine", "inverse-square-root", "trapezoid", "constant")
PRECISIONS = ("auto", "float32", "bfloat16")
_KNOWN = {"optimiser": OPTIMISERS, "schedule": SCHEDULES, "precision": PRECISIONS}
# All other numbers may be 0, but not less.
_AT_LEAST_ONE = frozenset({"steps", "batch_tokens", "accumulate", "log_every"})
_SHARES = frozenset({"decay", "dropout", "label_smoothing", "alignment_until", "ema"})


@dataclass(frozen=True, slots=True)
class Size:
    """The size of a model.

    Attributes:
        width: numbers that stand for a token within the model.
        encoder_layers: layers that read the source.
        decoder_layers: layers that write the target; they cost the most when translating.
        heads: of attention; they divide the width.
        feed_forward: the width within a layer's second half.
    """

    width: int
    encoder_layers: int
    decoder_layers: int
    heads: int
    feed_forward: int


# Without embeddings: 0.1, 4.4, 6.8, 15 and 55 million parameters.
SIZES = {
    "tiny": Size(64, 2, 1, 4, 128),
    "shallow": Size(256, 3, 2, 4, 1024),
    "small": Size(256, 6, 2, 4, 1024),
    "medium": Size(384, 6, 2, 6, 1536),
    "teacher": Size(512, 12, 4, 8, 2048),
}


@dataclass(frozen=True, slots=True)
class Fresh:
    """Start with random weights.

    Attributes:
        size: its name in SIZES, or its numbers.
        bilingual: begin with tokens that translate each other close together, if the corpus is aligned.
    """

    size: str | Size = "small"
    bilingual: bool = True


@dataclass(frozen=True, slots=True)
class Weights:
    """Start with the weights of a model in Hugging Face format (M2M100).

    Attributes:
        folder: the model's; its tokens are those of the corpus.
    """

    folder: Path


Start: TypeAlias = Fresh | Weights


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainerSettings:
    """How a model is trained.

    Attributes:
        steps: how many updates of the weights at most.
        batch_tokens: tokens of both sides, padding included, that are computed at once on each machine.
        accumulate: how many such batches make one update.
        learning_rate: the highest; for Muon that of the embeddings, the hidden matrices having `muon_rate`.
        muon_rate: the highest learning rate of the hidden matrices with Muon.
        warmup: updates until the highest learning rate is reached.
        schedule: how it falls from there: one of SCHEDULES (`trapezoid`: it stays, and falls at the end).
        decay: for `trapezoid`, the share of the updates in which it falls.
        optimiser: one of OPTIMISERS.
        weight_decay: of matrices, for each unit of the learning rate.
        clip: the length to which gradients are cut; 0: they are not.
        dropout: the share of the numbers between layers that are left out at random.
        label_smoothing: the share of probability that is to fall on all tokens alike.
        alignment_weight: how much the alignments count that the attention is to learn; 0: they do not.
        alignment_until: the share of the updates after which they count no more; until then ever less.
        alignment_heads: how many heads of the last decoder layer learn them; 0: all.
        ema: how much of the moving average of the weights each update keeps; 0: the weights are not averaged.
        curriculum: whether short pairs come first in the first epoch.
        precision: of the weights in computations; `auto` is `bfloat16` where the processor computes with it.
        threads: processor threads; 0: as torch finds it.
        validate_every: updates between validations; 0: only at the end.
        patience: validations without gain before it is stopped; 0: it goes on to the end.
        bleu_pairs: how many of the held-out pairs are translated at each validation; 0: none, the loss decides.
        checkpoint_every: updates between checkpoints, beside those with each validation; 0: only those.
        log_every: updates between rows of the log.
        average: of how many of the last validated weights the mean is tried at the end; 0 or 1: of none.
        seed: of all choices by chance.
    """

    steps: int = 100_000
    batch_tokens: int = 4096
    accumulate: int = 1
    learning_rate: float = 2e-3
    muon_rate: float = 0.02
    warmup: int = 400
    schedule: str = "cosine"
    decay: float = 0.3
    optimiser: str = "adamw"
    weight_decay: float = 0.01
    clip: float = 1.0
    dropout: float = 0.0
    label_smoothing: float = 0.1
    alignment_weight: float = 0.5
    alignment_until: float = 1.0
    alignment_heads: int = 1
    ema: float = 0.999
    curriculum: bool = False
    precision: str = "auto"
    threads: int = 0
    validate_every: int = 1000
    patience: int = 0
    bleu_pairs: int = 300
    checkpoint_every: int = 0
    log_every: int = 50
    average: int = 0
    seed: int = 1

    def __post_init__(self) -> None:
        for name, known in _KNOWN.items():
            check_one_of(f"the trainer's setting {name}", getattr(self, name), known)
        for field in fields(self):
            if isinstance(field.default, int | float) and field.name != "curriculum":
                low, high = int(field.name in _AT_LEAST_ONE), 1 if field.name in _SHARES else inf
                check_range(f"the trainer's setting {field.name}", getattr(self, field.name), low, high)

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> TrainerSettings:
        """Return settings by their names, the others being as they are by default.

        Raises:
            InputError: there is no such setting, or it cannot have this value.
        """
        known = {field.name: field for field in fields(cls)}
        for name, value in values.items():
            if name not in known:
                msg = f"the trainer has no setting {name!r}: available are {', '.join(known)}"
                raise InputError(msg)
            kind = type(known[name].default)
            if type(value) is not kind and not (kind is float and type(value) is int):
                msg = f"the trainer's setting {name} is {value!r}: expected is {kind.__name__}"
                raise InputError(msg)
        return cls(**values)


@dataclass(frozen=True, slots=True)
class TrainingReport:
    """What training did.

    Attributes:
        steps: updates of the weights.
        target_tokens: seen, padding left aside.
        seconds: taken, interruptions left aside.
        best_step: after which the best weights were found.
        bleu: of the best weights on the held-out pairs that are translated; None if none are.
        held_out_loss: of the best weights: the mean negative logarithm of the probability of a token.
        parameters: of the model.
        stopped_early: whether it was stopped for want of gain.
    """

    steps: int
    target_tokens: int
    seconds: float
    best_step: int
    bleu: float | None
    held_out_loss: float
    parameters: int
    stopped_early: bool
