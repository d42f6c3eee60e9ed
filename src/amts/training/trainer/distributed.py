"""Several machines or cards that train one model: each computes other batches, and their gradients are added up.

`torchrun` starts one process for each. A process alone is the same with a world of one.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from amts.engines.neural.extras import required

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


@dataclass(frozen=True, slots=True)
class World:
    """The processes that train together.

    Attributes:
        rank: the number of this one, from 0.
        size: how many there are.
        device: what this one computes on.
    """

    rank: int
    size: int
    device: str

    @property
    def leads(self) -> bool:
        """Whether this is the process that writes and validates."""
        return not self.rank

    def add_up(self, gradients: Sequence[Any], *numbers: float) -> list[float]:
        """Add up gradients, in place, and numbers over all processes; return the numbers."""
        if self.size == 1:
            return list(numbers)
        torch = required("torch", "tune")
        flat = torch.cat([each.reshape(-1) for each in gradients])
        torch.distributed.all_reduce(flat)
        for each, part in zip(gradients, flat.split([each.numel() for each in gradients]), strict=True):
            each.copy_(part.view_as(each))
        told = torch.tensor(numbers, dtype=torch.float64, device=self.device)
        torch.distributed.all_reduce(told)
        return [float(number) for number in told]

    def agree(self, answer: bool) -> bool:  # noqa: FBT001
        """Return the leading process's answer, in all of them."""
        if self.size == 1:
            return answer
        torch = required("torch", "tune")
        told = torch.tensor([int(answer)], device=self.device)
        torch.distributed.broadcast(told, 0)
        return bool(told)


@contextmanager
def world() -> Iterator[World]:
    """Join the other processes if `torchrun` started this one; otherwise be alone."""
    torch = required("torch", "tune")
    on_card = torch.cuda.is_available()
    if not torch.distributed.is_available() or not torch.distributed.is_torchelastic_launched():
        yield World(0, 1, "cuda" if on_card else "cpu")
        return
    torch.distributed.init_process_group("nccl" if on_card else "gloo")
    rank = torch.distributed.get_rank()
    device = f"cuda:{rank % torch.cuda.device_count()}" if on_card else "cpu"
    try:
        yield World(rank, torch.distributed.get_world_size(), device)
    finally:
        torch.distributed.destroy_process_group()
