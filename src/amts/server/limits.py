"""How much a server takes on: what is too much is refused at once, so that what was accepted is done in time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from amts.server.amazon.dispatch import refusal
from amts.server.amazon.faults import Fault

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from amts.server.metrics import Metrics

# What operators look at is answered when nothing else is.
_ALWAYS = frozenset({"/healthz", "/metrics", "/health"})
_TOO_MANY = "TooManyRequestsException"
_TOO_LARGE = "RequestEntityTooLargeException"
_TOO_SLOW = "RequestTimeout"
# After so many seconds a client that was refused may try again.
_PAUSE = 1


@dataclass(frozen=True, slots=True)
class Limits:
    """What a server takes on.

    Attributes:
        requests: so many at a time, those that wait included.
        threads: so many operations at a time.
        body: so many bytes has a request at most.
        bodies: so many bytes have all requests together that are being answered.
        patience: so many seconds a client may pause while it sends one.
    """

    requests: int = 512
    threads: int = 16
    body: int = 16 * 1024 * 1024
    bodies: int = 256 * 1024 * 1024
    patience: float = 60.0


class Limited:
    """An application that takes on no more than it can do.

    Args:
        app: what answers, also a Fault that reading a body raises.
        limits: what is taken on.
        metrics: told how many requests are being answered.
    """

    def __init__(self, app: ASGIApp, limits: Limits, metrics: Metrics) -> None:
        self._app = app
        self._limits = limits
        self._metrics = metrics
        self._requests = 0
        self._bytes = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse to."""
        if scope["type"] != "http" or scope["path"] in _ALWAYS:
            await self._app(scope, receive, send)
            return
        self._requests += 1
        self._metrics.in_flight(self._requests)
        body = _Body(self, receive)
        try:
            await self._answer(scope, body, send)
        finally:
            self._requests -= 1
            self._bytes -= body.size
            self._metrics.in_flight(self._requests)

    async def _answer(self, scope: Scope, body: _Body, send: Send) -> None:
        try:
            if self._requests > self._limits.requests:
                raise Fault(_TOO_MANY, "Too many requests are being answered: try again.", 429, _PAUSE)
            self.check_body(_announced(scope))
        except Fault as fault:
            await refusal(scope, fault)(scope, body.receive, send)
        else:
            await self._app(scope, body.receive, send)

    def check_body(self, size: int) -> None:
        """Refuse a body that is too large."""
        if size > self._limits.body:
            raise Fault(_TOO_LARGE, f"a request has at most {self._limits.body:,} bytes", 413)

    def hold(self, size: int) -> None:
        """Refuse more bytes of bodies than there is room for."""
        self._bytes += size
        if self._bytes > self._limits.bodies:
            raise Fault(_TOO_MANY, "Too large requests are being answered: try again.", 429, _PAUSE)

    @property
    def patience(self) -> float:
        """How long to wait for a part of a body."""
        return self._limits.patience


class _Body:
    """A request's body on its way in, within limits."""

    def __init__(self, limited: Limited, receive: Receive) -> None:
        self.size = 0
        self._limited = limited
        self._receive = receive
        self._whole = False

    async def receive(self) -> Any:
        """Return the next part."""
        from anyio import fail_after

        if self._whole:  # what comes now is that the client goes away, for which it may take as long as it likes
            return await self._receive()
        try:
            with fail_after(self._limited.patience):
                message = await self._receive()
        except TimeoutError:
            raise Fault(_TOO_SLOW, "the request was too long in coming", 408) from None
        part = len(message.get("body", b""))
        self.size += part
        self._whole = not message.get("more_body", False)
        self._limited.hold(part)
        self._limited.check_body(self.size)
        return message


def _announced(scope: Scope) -> int:
    """Return how long a body is going to be, if the client says so."""
    lengths = [value for name, value in scope["headers"] if name == b"content-length"]
    return int(lengths[0]) if lengths and len(lengths[0]) < 20 and lengths[0].isdigit() else 0
