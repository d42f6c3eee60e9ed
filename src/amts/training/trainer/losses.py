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
_LEAST = 1e-6


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
    trained, plain = _chunked().apply(states, embeddings, labels, smoothing)
    return Sums(trained, plain)


def alignment_loss(attention: Any, wanted: Any) -> Any:
    """Return the cross-entropy of attention against the shares wanted, over all target positions that have some."""
    return -(wanted * attention.float().clamp_min(_LEAST).log()).sum()


@cache
def _chunked() -> Any:
    """Return the function with its own gradient; torch is imported only now."""
    torch = required("torch", "tune")

    class Chunked(torch.autograd.Function):  # type: ignore[misc, name-defined]
        """The gradients are known as soon as the loss is, so the way back has no more to do than to hand them out."""

        @staticmethod
        def forward(context: Any, states: Any, embeddings: Any, labels: Any, smoothing: float) -> tuple[Any, Any]:
            wanted = context.needs_input_grad[0]
            down = torch.empty_like(states if wanted else states[:0])
            matrix = torch.zeros(embeddings.shape if wanted else (), dtype=torch.float32, device=states.device)
            trained, plain = (torch.zeros((), dtype=torch.float64, device=states.device) for _ in range(2))
            size = _CHUNK[states.device.type]
            for begin in range(0, len(states), size):
                part = slice(begin, begin + size)
                logits = (states[part] @ embeddings.T).float()
                own = labels[part, None]
                total = logits.logsumexp(dim=-1, keepdim=True)
                chosen = total - logits.gather(1, own)
                plain += chosen.sum()
                trained += (1 - smoothing) * chosen.sum()
                if smoothing:
                    trained += smoothing * (total - logits.mean(dim=-1, keepdim=True)).sum()
                if wanted:
                    slope = logits.sub_(total).exp_()
                    slope.sub_(smoothing / logits.shape[1])
                    slope.scatter_add_(1, own, torch.full_like(chosen, smoothing - 1))
                    slope = slope.to(states.dtype)
                    torch.mm(slope, embeddings, out=down[part])
                    matrix += slope.T @ states[part]
            context.save_for_backward(down, matrix)
            context.mark_non_differentiable(plain)
            return trained, plain

        @staticmethod
        def backward(context: Any, slope: Any, _: Any) -> tuple[Any, Any, None, None]:
            down, matrix = context.saved_tensors
            return (down * slope.to(down.dtype), (matrix * slope.float()).to(down.dtype), None, None)

    return Chunked
