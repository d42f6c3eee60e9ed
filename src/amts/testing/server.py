"""Runs an application on this machine, for tests."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from amts.server.listening import listen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.types import ASGIApp

_SECONDS = 20


@contextmanager
def serving(app: ASGIApp) -> Iterator[str]:
    """Serve an application while a `with` block lasts; its URL is what the block gets.

    Raises:
        RuntimeError: it does not start.
    """
    import uvicorn

    started = threading.Event()

    class Server(uvicorn.Server):  # type: ignore[misc]
        async def startup(self, sockets: Any = None) -> None:
            await super().startup(sockets=sockets)
            started.set()

    with listen("127.0.0.1", 0) as listening:
        server = Server(uvicorn.Config(app, log_config=None, timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        if not started.wait(_SECONDS) or server.should_exit:
            msg = "the application did not start"
            raise RuntimeError(msg)
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(_SECONDS)
