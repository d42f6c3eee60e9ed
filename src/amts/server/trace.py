"""What is known of a request while it is answered: for its answer, the log and the metrics. No texts, no secrets."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from amts.errors import MissingExtraError, PathError, SettingsError

if TYPE_CHECKING:
    from collections.abc import MutableMapping

_KEY = "amts.trace"
# For the operator to mend: what they say, paths and advice, is for the log alone, and holds no texts.
OPERATORS = PathError, SettingsError, MissingExtraError


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

    def failed(self, error: BaseException) -> str:
        """Keep an error within the server for the log, and return what the client gets to see of it."""
        self.error = error
        return f"something went wrong within the server; its log says more about request {self.id}"


def trace_of(scope: MutableMapping[str, Any]) -> Trace:
    """Return the trace of a request; it begins with the first call."""
    trace: Trace = scope.setdefault(_KEY, Trace())
    return trace
