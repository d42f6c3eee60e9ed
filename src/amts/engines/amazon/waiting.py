"""Waiting for what takes its time: Amazon's API has no waiters of its own."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from amts.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable

_Found = TypeVar("_Found")


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait.

    Attributes:
        first: the first pause in seconds; each further one is half as long again.
        longest: no pause is longer.
        limit: after so many seconds of pauses it is enough; large jobs take days.
        sleep: waits for so many seconds.
    """

    first: float = 0.2
    longest: float = 30.0
    limit: float = 3 * 24 * 3600.0
    sleep: Callable[[float], object] = time.sleep


def wait_for(look: Callable[[], _Found | None], what: str, patience: Patience | None = None) -> _Found:
    """Return what `look` finds, which is called until it finds something.

    Args:
        look: returns None as long as there is nothing to be found.
        what: is waited for, in words.
        patience: how long to wait; None: as usual.

    Raises:
        EngineError: it took too long.
    """
    patience = patience or Patience()
    pause, waited = patience.first, 0.0
    while (found := look()) is None:
        if waited >= patience.limit:
            msg = f"{what} takes longer than {patience.limit:g} s: run again later, it is then found where it stands"
            raise EngineError(msg)
        patience.sleep(pause)
        waited += pause
        pause = min(patience.longest, pause * 1.5)
    return found
