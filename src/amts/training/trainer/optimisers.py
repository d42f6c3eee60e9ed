"""Optimisers over 32-bit masters of the weights: torch's fused AdamW, and Muon for the hidden matrices.

Weights that compute in 16 bits would lose small updates: each has a master in 32 bits, in which gradients are added up
and which is updated.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from amts.engines.neural.extras import required

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from amts.training.trainer.settings import TrainerSettings

# Newton-Schulz iterations with these coefficients bring singular values near 1 (Jordan et al., 2024).
_COEFFICIENTS = (3.4445, -4.7750, 2.0315)
_ITERATIONS = 5
_MOMENTUM = 0.95
_BETAS = (0.9, 0.98)
_TINY = 1e-9


class Masters:
    """The weights of a model in 32 bits, with the gradients of an update.

    Args:
        model: has the weights in 32 bits.
        computing: the model that computes: the same one, or a copy of it in 16 bits.
    """

    def __init__(self, model: Any, computing: Any) -> None:
        self._shared = model is computing
        self.named = dict(computing.named_parameters())
        self.weights: dict[str, Any] = dict(model.named_parameters())

    def collect(self) -> None:
        """Add the gradients of a batch to those of the update."""
        if self._shared:
            return
        for name, each in self.named.items():
            master = self.weights[name]
            if each.grad is not None:
                master.grad = each.grad.float() if master.grad is None else master.grad.add_(each.grad)
                each.grad = None

    def gradients(self) -> list[Any]:
        """Return the gradients of the update: zeros where no batch has made any."""
        torch = required("torch", "tune")
        for each in self.weights.values():
            if each.grad is None:
                each.grad = torch.zeros_like(each)
        return [each.grad for each in self.weights.values()]

    def write_back(self) -> None:
        """Set the model's weights to their masters, and forget the gradients."""
        torch = required("torch", "tune")
        if not self._shared:
            torch._foreach_copy_(
                [each.detach() for each in self.named.values()], [each.detach() for each in self.weights.values()]
            )
        for each in self.weights.values():
            each.grad = None

    def state(self) -> dict[str, Any]:
        """Return the weights by name."""
        return {name: each.detach() for name, each in self.weights.items()}

    def load(self, state: dict[str, Any]) -> None:
        """Set the weights, and those of the model."""
        torch = required("torch", "tune")
        with torch.no_grad():
            for name, each in self.weights.items():
                each.copy_(state[name])
        self.write_back()


class Optimiser:
    """Updates masters by their gradients.

    Args:
        masters: the weights.
        settings: which optimiser, and its rates.
    """

    def __init__(self, masters: Masters, settings: TrainerSettings) -> None:
        torch = required("torch", "tune")
        hidden = _hidden(masters.weights) if settings.optimiser == "muon" else []
        others = [each for name, each in masters.weights.items() if name not in hidden]
        groups = [
            {"params": [each for each in others if each.dim() > 1], "weight_decay": settings.weight_decay},
            {"params": [each for each in others if each.dim() < 2], "weight_decay": 0.0},
        ]
        self._adam = torch.optim.AdamW(groups, lr=0.0, betas=_BETAS, eps=_TINY, fused=True)
        self._muon = _Muon([masters.weights[name] for name in hidden], settings.weight_decay)
        self._settings = settings

    def update(self, factor: float) -> None:
        """Update the weights; the factor is the share of the highest learning rate."""
        for group in self._adam.param_groups:
            group["lr"] = factor * self._settings.learning_rate
        self._adam.step()
        self._muon.update(factor * self._settings.muon_rate)

    def state(self) -> dict[str, Any]:
        """Return what must be kept beside the weights to go on."""
        return {"adam": self._adam.state_dict(), "muon": self._muon.momenta}

    def load(self, state: dict[str, Any]) -> None:
        """Go on from a state."""
        self._adam.load_state_dict(state["adam"])
        for own, saved in zip(self._muon.momenta, state["muon"], strict=True):
            own.copy_(saved)  # the checkpoint may have been read to another device


def clip(gradients: Sequence[Any], divisor: float, longest: float) -> None:
    """Divide gradients, and shorten them all together to a length; 0: not at all."""
    torch = required("torch", "tune")
    torch._foreach_mul_(gradients, 1.0 / divisor)
    if longest:
        length = float(torch.linalg.vector_norm(torch.stack(torch._foreach_norm(gradients))))
        if length > longest:
            torch._foreach_mul_(gradients, longest / length)


class _Muon:
    """Momentum whose matrices are made orthogonal, all of one shape at once (Jordan et al., 2024)."""

    def __init__(self, weights: Sequence[Any], weight_decay: float) -> None:
        torch = required("torch", "tune")
        groups: dict[tuple[int, ...], list[Any]] = defaultdict(list)
        for each in weights:
            groups[tuple(each.shape)].append(each)
        self._groups = list(groups.values())
        self._decay = weight_decay
        self.momenta = [torch.stack([torch.zeros_like(each) for each in group]).detach() for group in self._groups]

    def update(self, rate: float) -> None:
        torch = required("torch", "tune")
        with torch.no_grad():
            for group, momentum in zip(self._groups, self.momenta, strict=True):
                gradient = torch.stack([each.grad for each in group])
                momentum.lerp_(gradient, 1 - _MOMENTUM)
                change = _orthogonal(gradient.lerp(momentum, _MOMENTUM))
                rows, columns = change.shape[-2:]
                change *= -rate * max(1.0, rows / columns) ** 0.5
                for each, own in zip(group, change, strict=True):
                    each.mul_(1 - rate * self._decay).add_(own)


def _orthogonal(matrices: Any) -> Any:
    """Return the nearest orthogonal matrices, roughly."""
    torch = required("torch", "tune")
    tall = matrices.shape[-2] > matrices.shape[-1]
    found = (matrices.mT if tall else matrices).bfloat16()
    found = found / (torch.linalg.vector_norm(found.float(), dim=(-2, -1), keepdim=True) + 1e-7).bfloat16()
    first, second, third = _COEFFICIENTS
    for _ in range(_ITERATIONS):
        square = found @ found.mT
        found = first * found + (second * square + third * square @ square) @ found
    return (found.mT if tall else found).float()


def _hidden(names: Iterable[str]) -> list[str]:
    """Return the names of the matrices between layers, embeddings left aside."""
    return [name for name in names if ".layers." in name and name.endswith("weight") and "norm" not in name]
