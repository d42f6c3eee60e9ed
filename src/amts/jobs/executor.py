"""Who has jobs done: here, worker processes on this machine."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Protocol

from amts.jobs.claims import Claims
from amts.jobs.processes import identity, this_process
from amts.jobs.schema import create_tables
from amts.storage.tables import open_tables

if TYPE_CHECKING:
    from collections.abc import Mapping

_COMMAND = (sys.executable, "-P", "-m", "amts.jobs.worker")
# A worker that lives no longer than this died of its beginning: the next one waits, ever longer.
_SHORT_LIFE_SECONDS = 5.0
_LONGEST_PAUSE_SECONDS = 30.0

_log = logging.getLogger(__name__)


class Executor(Protocol):
    """Has the jobs in a database done; what survives its end is in the database."""

    def start(self) -> None:
        """Begin with what there is to do; return at once."""
        ...

    def stop(self) -> None:
        """Begin nothing more, and return when nothing more is done."""
        ...

    def wake(self) -> None:
        """Say that there is something new; without it that is found out a little later."""
        ...


class LocalExecutor:
    """Worker processes on this machine: restarted when they die, ended when this process does.

    Args:
        url: of the database.
        handlers: of each kind of jobs the function that opens its handler, as `module:function`, called in the
            workers with `config`; kinds named first are done first.
        config: what that function is given, as JSON holds it.
        workers: how many.
        grace: for so many seconds a worker may finish what it does when all is to stop; then it is killed, and
            another one does it later.
    """

    def __init__(
        self, url: str, handlers: Mapping[str, str], config: Mapping[str, Any], workers: int = 1, grace: float = 5.0
    ) -> None:
        order = {"url": url, "handlers": dict(handlers), "config": dict(config), "path": sys.path}
        self._order = json.dumps(order).encode() + b"\n"
        self._tables = open_tables(url)
        self._workers = workers
        self._grace = grace
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._processes: dict[int, subprocess.Popen[bytes]] = {}
        self._keepers: list[threading.Thread] = []

    def start(self) -> None:
        """Start the workers."""
        create_tables(self._tables)
        self._claims().recover()
        self._stopping.clear()
        self._keepers = [threading.Thread(target=self._keep, daemon=True) for _ in range(self._workers)]
        for keeper in self._keepers:
            keeper.start()

    def stop(self) -> None:
        """End the workers: what they have begun they finish, if that does not take too long."""
        with self._lock:
            self._stopping.set()
            for process in self._processes.values():
                process.terminate()
        deadline = time.monotonic() + self._grace
        for keeper in self._keepers:
            keeper.join(max(0.0, deadline - time.monotonic()))
        for process in self.processes:
            process.kill()
        for keeper in self._keepers:
            keeper.join()
        self._tables.dispose()

    def wake(self) -> None:
        """Have workers look for something new at once."""
        for process in self.processes:
            _tell(process, b"\n")

    @property
    def processes(self) -> list[subprocess.Popen[bytes]]:
        """The workers that are alive, as far as is known yet."""
        with self._lock:
            return list(self._processes.values())

    def _keep(self) -> None:
        """Keep one worker alive."""
        pause = 0.0
        while not self._stopping.wait(pause):
            begun = time.monotonic()
            try:
                self._run_worker()
            except OSError as error:  # no memory, no process number: there may be some later
                _log.warning("no worker could be started (%s)", error.strerror)
            short = time.monotonic() - begun < _SHORT_LIFE_SECONDS
            pause = min(max(0.05, 2 * pause), _LONGEST_PAUSE_SECONDS) if short else 0.0

    def _run_worker(self) -> None:
        """Start a worker and wait for its end; what it had begun others may do then."""
        with self._lock:
            if self._stopping.is_set():
                return
            # In a session of its own, as a Ctrl-C is meant for its parent, who then ends it.
            process = subprocess.Popen(
                _COMMAND, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, start_new_session=True
            )
            _tell(process, self._order)
            self._processes[process.pid] = process
            name = identity(process.pid)
        process.wait()
        with self._lock:
            del self._processes[process.pid]
        _close(process)
        self._release(name)

    def _release(self, name: str) -> None:
        try:
            self._claims().release(name)
        except Exception as error:  # the database cannot be reached: the next worker will do it
            _log.warning("the tasks of a dead worker are not free yet (%s)", type(error).__name__)

    def _claims(self) -> Claims:
        return Claims(self._tables, this_process())


def _tell(process: subprocess.Popen[bytes], line: bytes) -> None:
    with suppress(OSError, ValueError):  # it is dead already, or about to be
        if process.stdin is not None:
            process.stdin.write(line)
            process.stdin.flush()


def _close(process: subprocess.Popen[bytes]) -> None:
    with suppress(OSError):
        if process.stdin is not None:
            process.stdin.close()
