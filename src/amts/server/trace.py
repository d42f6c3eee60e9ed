"""What is known of a request while it is answered: for its answer, the log and the metrics. No texts, no secrets."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import MutableMapping

_KEY = "amts.trace"


@dataclass(slots=True)
class Trace:
    """A request on its way.

    Attributes:
        id: tells it from all others; the client gets to see it.
        operation: what was asked for, of the names that are known.
        code: the exception that was answered; empty: none.
        key: the access key that signed it.
        error: what went wrong within the server.
    """

    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    operation: str = ""
    code: str = ""
    key: str = ""
    error: BaseException | None = None


def trace_of(scope: MutableMapping[str, Any]) -> Trace:
    """Return the trace of a request; it begins with the first call."""
    trace: Trace = scope.setdefault(_KEY, Trace())
    return trace
