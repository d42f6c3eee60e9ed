"""A worker: a process that does jobs, task by task, until it is told to end or its parent dies.

`python -m amts.jobs.worker` reads from standard input what to do, as one line of JSON; each further line means that
there is something new, and the end of it that the parent is gone.
"""

from __future__ import annotations

import importlib
import json
import logging
import os
import signal
import sys
import threading
import traceback
from typing import IO, TYPE_CHECKING, Any, cast

from amts.errors import AmtsError, DataError, RetryError
from amts.jobs.claims import LEASE, Claims
from amts.jobs.processes import this_process
from amts.jobs.schema import Phase
from amts.jobs.table import JobTable
from amts.storage.tables import open_tables

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import Engine

    from amts.jobs.claims import Claim
    from amts.jobs.protocol import Handler
    from amts.jobs.records import Unit

# A worker with nothing to do looks so often whether there is something now.
_POLL_SECONDS = 0.25
# Whoever waits for an answer of the server goes before those who wait for a job.
_NICENESS = 5

_log = logging.getLogger(__name__)


class Worker:
    """Does tasks one after the other.

    Args:
        tables: the database.
        handlers: of each kind of jobs the function that opens its handler, as `module:function`; kinds named first
            are done first.
        config: what that function is given.
        name: the identity of the process.
    """

    def __init__(self, tables: Engine, handlers: Mapping[str, str], config: Mapping[str, Any], name: str) -> None:
        self._table = JobTable(tables)
        self._claims = Claims(tables, name)
        self._functions = handlers
        self._config = config
        self._handlers: dict[str, Handler] = {}
        self._claim: Claim | None = None
        self._stopped: Claim | None = None  # of a job that was cancelled by the last time the lease was renewed

    def run(self, stopping: threading.Event, wake: threading.Event) -> None:
        """Do tasks until it is to stop; the one that is begun then is finished."""
        over = threading.Event()
        keeper = threading.Thread(target=self._keep_lease, args=(over,), daemon=True)
        keeper.start()
        try:
            while not stopping.is_set():
                wake.clear()
                if not self.step():
                    self._claims.recover()
                    wake.wait(_POLL_SECONDS)
        finally:
            over.set()
            keeper.join()

    def step(self) -> bool:
        """Do a task; return whether there was one."""
        self._claim = self._claims.claim(list(self._functions))
        if self._claim is None:
            return False
        ended = self._do(self._claim)()
        if not ended:
            _log.warning("job %s: a task was taken over while it was done here", self._claim.job.id)
        self._claim = None
        return True

    def _do(self, claim: Claim) -> Callable[[], bool]:
        """Do a task and return what ends it."""
        try:
            return self._attempt(claim)
        except RetryError as error:
            message = str(error)
            return lambda: self._claims.failed_for_now(claim, message)
        except AmtsError as error:
            message = str(error)
            return lambda: self._claims.failed(claim, message)
        except Exception as error:
            # Only where it happened: what it says may hold texts that are nobody's business.
            trace = "".join(traceback.format_tb(error.__traceback__))
            _log.error("job %s: %s in %s\n%s", claim.job.id, type(error).__name__, claim.phase, trace)
            message = f"internal error ({type(error).__name__}): look into the server's log"
            return lambda: self._claims.failed_for_now(claim, message)

    def _attempt(self, claim: Claim) -> Callable[[], bool]:
        handler = self._handler(claim.job.kind)
        if claim.phase is Phase.PLAN:
            units = _checked(list(handler.plan(claim.job)))
            return lambda: self._claims.planned(claim, units)
        if claim.phase is Phase.RUN:
            result = _as_json(handler.run(claim.job, claim.unit))
            return lambda: self._claims.done(claim, result)
        result = _as_json(handler.conclude(claim.job, self._table.units(claim.job.id)))
        return lambda: self._claims.concluded(claim, result)

    def _handler(self, kind: str) -> Handler:
        if kind not in self._handlers:
            module, _, function = self._functions[kind].partition(":")
            self._handlers[kind] = getattr(importlib.import_module(module), function)(self._config)
        return self._handlers[kind]

    def _obey(self, claim: Claim) -> None:
        """Break off a task whose job was cancelled a while ago: perhaps it hangs."""
        stopped, self._stopped = self._stopped, claim if self._claims.is_cancelled(claim) else None
        if claim is stopped and claim is self._claim and claim.phase is not Phase.CONCLUDE:
            _die()

    def _keep_lease(self, over: threading.Event) -> None:
        while not over.wait(LEASE.total_seconds() / 3):
            claim = self._claim
            try:
                if claim is not None:
                    self._claims.renew(claim)
                    self._obey(claim)
            except Exception as error:  # the next time may succeed
                _log.warning("job %s: its lease was not renewed (%s)", claim and claim.job.id, type(error).__name__)


def _die() -> None:
    """End this process at once: what it has begun, others put in order."""
    signal.raise_signal(signal.SIGKILL)


def _checked(units: list[Unit]) -> list[Unit]:
    keys = [unit.key for unit in units]
    if len(set(keys)) < len(keys):
        msg = f"the plan has a unit twice: {next(key for key in keys if keys.count(key) > 1)}"
        raise DataError(msg)
    for unit in units:
        _as_json(unit.payload)
    return units


def _as_json(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return a result as it will be read again.

    Raises:
        TypeError, ValueError: JSON cannot hold it.
    """
    return cast("dict[str, Any]", json.loads(json.dumps(content, allow_nan=False)))


def _private_input() -> IO[bytes]:
    """Return standard input, which programs that a handler starts then no longer share."""
    orders = os.fdopen(os.dup(0), "rb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    return orders


def _listen(orders: IO[bytes], wake: threading.Event) -> None:
    while orders.readline():
        wake.set()
    # The parent is dead. Nothing that is cut off here is lost, and nobody is left to wait for it.
    _die()


def main() -> None:
    """Do as standard input says."""
    orders = _private_input()
    line = orders.readline()
    if not line:
        return
    order = json.loads(line)
    logging.basicConfig(level=logging.WARNING)
    os.nice(_NICENESS)
    sys.path.extend(path for path in order["path"] if path not in sys.path)
    stopping, wake = threading.Event(), threading.Event()

    def stop(*_: object) -> None:
        stopping.set()
        wake.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_listen, args=(orders, wake), daemon=True).start()
    Worker(open_tables(order["url"]), order["handlers"], order["config"], this_process()).run(stopping, wake)


if __name__ == "__main__":
    main()
