"""Several machines or cards that train one model: each computes other batches, and their gradients are added up.

`torchrun` starts one process for each. A process alone is the same with a world of one. Only the leading process
writes; what all of them read lies on a disk that they share.
"""

from __future__ import annotations

import atexit
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from amts.engines.neural.extras import required

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

# The others wait for as long as the leading process validates or makes data: `torchrun` ends them all if it dies.
_PATIENCE = timedelta(days=30)


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

    def lead(self, make: Callable[[], object]) -> None:
        """Let the leading process make what all of them read, and the others wait for it."""
        if self.leads:
            make()
        self.agree(answer=True)


def world() -> World:
    """Join the other processes, until this one ends, if `torchrun` started it; otherwise be alone."""
    torch = required("torch", "tune")
    distributed, on_card = torch.distributed, torch.cuda.is_available()
    if not distributed.is_available() or not distributed.is_torchelastic_launched():
        return World(0, 1, "cuda" if on_card else "cpu")
    if not distributed.is_initialized():
        distributed.init_process_group("nccl" if on_card else "gloo", timeout=_PATIENCE)
        # A second training in the same process could not join those that have been left.
        atexit.register(distributed.destroy_process_group)
    rank = distributed.get_rank()
    device = f"cuda:{rank % torch.cuda.device_count()}" if on_card else "cpu"
    return World(rank, distributed.get_world_size(), device)
