"""A kind of jobs for tests: its units write files, and a log says which process did what."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from amts.jobs.executor import LocalExecutor
from amts.jobs.records import Unit
from amts.storage.files import write_atomically

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from amts.jobs.records import Job

KIND = "writing"
HANDLERS = {KIND: "amts.testing.jobs:open_handler"}


class WritingHandler:
    """Writes a file for each of `payload["units"]` units, and one with what was concluded.

    Args:
        config: `folder`, where the files are written; `pause`, for how many seconds a unit works; `die`, the names of
            what kills its process when it is done the first time: `plan`, `conclude`, or the key of a unit.
    """

    def __init__(self, config: Mapping[str, Any]) -> None:
        self._folder = Path(config["folder"])
        self._pause = config.get("pause", 0.0)
        self._die = config.get("die", ())

    def plan(self, job: Job) -> Iterable[Unit]:
        """Return the units that the payload wants."""
        self._note("plan")
        return [Unit(f"{number:04}", {"number": number}) for number in range(job.payload["units"])]

    def run(self, job: Job, unit: Unit) -> Mapping[str, Any]:
        """Write the unit's file."""
        time.sleep(self._pause)
        write_atomically(self._folder / f"{unit.key}.txt", output(job, unit.payload["number"]))
        self._note(unit.key)
        return {"square": unit.payload["number"] ** 2}

    def conclude(self, job: Job, units: Sequence[Unit]) -> Mapping[str, Any]:  # noqa: ARG002
        """Write down and return the sum of the results."""
        total = sum(unit.result.get("square", 0) for unit in units)
        write_atomically(self._folder / "sum.txt", str(total).encode())
        self._note("conclude")
        return {"sum": total}

    def _note(self, what: str) -> None:
        first = not any(line.split()[0] == what for line in read_log(self._folder))
        with (self._folder / "log").open("a", encoding="utf-8") as log:
            log.write(f"{what} {os.getpid()}\n")
        if first and what in self._die:
            os.kill(os.getpid(), signal.SIGKILL)


def output(job: Job, number: int) -> bytes:
    """Return what a unit writes."""
    return f"{job.id} {number}\n".encode() * 50


def read_log(folder: Path) -> list[str]:
    """Return what was done: lines of what, and of the number of the process."""
    path = folder / "log"
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def open_handler(config: Mapping[str, Any]) -> WritingHandler:
    """Return the handler, as a worker asks for it."""
    return WritingHandler(config)


def main() -> None:
    """Run an executor until standard input ends: `python -m amts.testing.jobs URL FOLDER PAUSE WORKERS`."""
    url, folder, pause, workers = sys.argv[1:]
    executor = LocalExecutor(url, HANDLERS, {"folder": folder, "pause": float(pause)}, workers=int(workers))
    executor.start()
    sys.stdin.read()
    executor.stop()


if __name__ == "__main__":
    main()
