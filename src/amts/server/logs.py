"""One line of JSON for each request: no texts, no secrets."""

from __future__ import annotations

import json
import logging
import time
import traceback
from typing import TYPE_CHECKING, Any, TextIO

from amts.server.trace import OPERATORS, Trace, trace_of

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from amts.server.metrics import Metrics

_LOG = logging.getLogger("amts.server")


def logged(app: ASGIApp, metrics: Metrics) -> ASGIApp:
    """Return an application whose requests are counted and written to the log."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        trace, started, status = trace_of(scope), time.perf_counter(), 500

        async def note(message: Any) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await app(scope, receive, note)
        except Exception as error:
            trace.error = error
            raise
        finally:
            seconds = time.perf_counter() - started
            metrics.answered(_operation(scope, trace), trace.code or str(status), seconds)
            _write(scope, trace, status, seconds)

    return serve


def log_to(stream: TextIO) -> None:
    """Have the log written to a stream, a line of JSON for each request."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_Lines())
    _LOG.handlers = [handler]
    _LOG.setLevel(logging.INFO)
    _LOG.propagate = False


class _Lines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        fields = getattr(record, "fields", {"message": record.getMessage()})
        when = self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z")
        return json.dumps({"time": when, "level": record.levelname.lower(), **fields}, ensure_ascii=False)


def _operation(scope: Scope, trace: Trace) -> str:
    """Return what was asked for: few names, lest a stranger fills the memory with counters."""
    route = scope.get("route")
    return trace.operation or getattr(route, "path", "") or "other"


def _write(scope: Scope, trace: Trace, status: int, seconds: float) -> None:
    fields = {
        "request": trace.id,
        "operation": _operation(scope, trace),
        "status": status,
        "code": trace.code or None,
        "key": trace.key or None,
        "milliseconds": round(seconds * 1000, 1),
        "client": scope["client"][0] if scope.get("client") else None,
    }
    if trace.error is not None and status >= 500:
        fields["error"] = _told(trace.error)
    level = logging.ERROR if status >= 500 else logging.INFO
    _LOG.log(level, "request", extra={"fields": {name: value for name, value in fields.items() if value is not None}})


def _told(error: BaseException) -> str:
    """Return where an error arose and its kind; its message only where no text that was to be translated is in it."""
    said = f": {error}" if isinstance(error, OPERATORS) else ""
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    return " < ".join([type(error).__name__ + said, *reversed(places)])
