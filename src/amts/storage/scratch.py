"""Folders for unfinished work, which do not outlive it for long, even where its process is killed."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from amts.errors import PathError

if TYPE_CHECKING:
    from collections.abc import Iterator

# So long somebody else may take to delete what was left.
_BUSY_MILLISECONDS = 60_000


@contextmanager
def scratch_folder(parent: Path, prefix: str) -> Iterator[Path]:
    """Make a folder for the length of a block; what killed processes have left beside it is deleted first.

    All who have such a folder share a lock, and only who gets it alone deletes: so no folder goes in which somebody
    works. The lock is SQLite's, on an empty file. The system gives it back when a process ends, however that happens;
    neither a clock nor the number of a process has to be trusted.

    Args:
        parent: where the folder is made; itself made if missing.
        prefix: what the name of the folder begins with.

    Raises:
        PathError: there can be no lock in the parent.
    """
    parent.mkdir(parents=True, exist_ok=True)
    with closing(_locked(parent, prefix)), tempfile.TemporaryDirectory(dir=parent, prefix=prefix) as folder:
        yield Path(folder)


def _locked(parent: Path, prefix: str) -> sqlite3.Connection:
    """Return what holds the shared lock until it is closed; before, delete what was left, if nobody else holds it."""
    path = parent / f"{prefix}lock"
    lock: sqlite3.Connection | None = None
    try:
        lock = sqlite3.connect(path, timeout=0, isolation_level=None)
        with suppress(sqlite3.OperationalError):  # somebody is at work: then another one will delete
            lock.execute("BEGIN EXCLUSIVE")
            for folder in parent.glob(f"{prefix}*/"):
                shutil.rmtree(folder, ignore_errors=True)
            lock.execute("COMMIT")
        lock.execute(f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS}")
        lock.execute("BEGIN")
        lock.execute("SELECT * FROM sqlite_master").fetchall()  # from here on it is shared
    except sqlite3.Error as error:
        if lock is not None:
            lock.close()
        msg = f"cannot lock {path} ({error}): check that the folder may be written to"
        raise PathError(msg) from error
    return lock
