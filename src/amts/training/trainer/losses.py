"""What training makes small: smoothed cross-entropy, and the distance of attention from word alignments.

Probabilities over a whole vocabulary for all tokens of a batch would be the largest thing in memory by far, and would
be written and read many times. They are made for some hundred tokens at a time, and with them at once their gradients.
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

from amts.engines.neural.extras import required

# Tokens whose probabilities are in memory at the same time.
_CHUNK = {"cpu": 512, "cuda": 8192}
_LEAST = 1e-30


class Sums(NamedTuple):
    """Losses added up over the tokens of a batch.

    Attributes:
        trained: what is made small.
        plain: the negative logarithms of the tokens' probabilities, without gradient.
    """

    trained: Any
    plain: Any


def cross_entropy(states: Any, embeddings: Any, labels: Any, smoothing: float) -> Sums:
    """Return the smoothed cross-entropy of all tokens together.

    Args:
        states: tokens x width, only of real tokens.
        embeddings: vocabulary x width; the logits are their products with the states.
        labels: the number of each token.
        smoothing: the share of probability that is to fall on all tokens alike.
    """
    if not required("torch", "tune").is_grad_enabled():
        plain = _plain(states, embeddings, labels)
        return Sums(plain, plain)
    return Sums(*_chunked().apply(states, embeddings, labels, smoothing))


def alignment_loss(attention: Any, wanted: Any) -> Any:
    """Return the cross-entropy of attention against the shares wanted, over all target positions that have some.

    Args:
        attention: batch x head x target x source; the loss is the mean over the heads.
        wanted: batch x target x source.
    """
    return -(wanted[:, None] * attention.float().clamp_min(1e-6).log()).sum() / attention.shape[1]


def _plain(states: Any, embeddings: Any, labels: Any) -> Any:
    """Return the sum of the negative logarithms of the tokens' probabilities."""
    torch = required("torch", "tune")
    size = _CHUNK[states.device.type]
    total = torch.zeros((), dtype=torch.float64, device=states.device)
    for part, own in zip(states.split(size), labels.split(size), strict=True):
        logits = (part @ embeddings.T).float()
        total += torch.nn.functional.cross_entropy(logits, own, reduction="sum")
    return total


@cache
def _chunked() -> Any:
    """Return the function with its own gradient; torch is imported only now."""
    torch = required("torch", "tune")

    class Chunked(torch.autograd.Function):  # type: ignore[misc, name-defined]
        """The gradients are known as soon as the loss is, so the way back has no more to do than to hand them out.

        What smoothing adds is the same for each token of the vocabulary, so it needs only the mean embedding and the
        sum of the states.
        """

        @staticmethod
        def forward(context: Any, states: Any, embeddings: Any, labels: Any, smoothing: float) -> tuple[Any, Any]:
            down = torch.empty_like(states)
            matrix = torch.zeros(embeddings.shape, dtype=torch.float32, device=states.device)
            plain = torch.zeros((), dtype=torch.float64, device=states.device)
            size = _CHUNK[states.device.type]
            for begin in range(0, len(states), size):
                part, own = states[begin : begin + size], labels[begin : begin + size, None]
                slope = torch.softmax(part @ embeddings.T, dim=-1)
                plain -= slope.gather(1, own).float().clamp_min(_LEAST).log().sum()
                slope.scatter_add_(1, own, torch.full_like(own, smoothing - 1, dtype=slope.dtype))
                torch.mm(slope, embeddings, out=down[begin : begin + size])
                matrix += slope.T @ part
            mean, all_states = embeddings.mean(dim=0), states.float().sum(dim=0)
            down -= smoothing * mean
            matrix -= (smoothing / len(embeddings)) * all_states
            chosen = (states * embeddings[labels]).float().sum()
            # The logarithm of the sum of all tokens' shares is the own logit and what its probability lacks.
            trained = plain + smoothing * (chosen - mean.float() @ all_states)
            context.save_for_backward(down, matrix)
            context.mark_non_differentiable(plain)
            return trained, plain

        @staticmethod
        def backward(context: Any, slope: Any, _: Any) -> tuple[Any, Any, None, None]:
            down, matrix = context.saved_tensors
            return (down * slope.to(down.dtype), (matrix * slope.float()).to(down.dtype), None, None)

    return Chunked
