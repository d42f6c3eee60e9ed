"""SQLite databases: how AMTS opens them, and transactions that leave nothing half done."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from amts.errors import PathError, RetryError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_BUSY_MILLISECONDS = 30_000


def connect(path: Path) -> sqlite3.Connection:
    """Open a database, created with its folder if missing: rows by column name, no implicit transactions.

    Raises:
        PathError: the file is not an SQLite database, or cannot be opened.
    """
    connection: sqlite3.Connection | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # An iterator over rows may be drawn from another thread than the one that made it, never from two at
        # once; SQLite itself serialises access to a connection.
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        _prepare(connection)
    except (sqlite3.Error, OSError) as error:
        if connection is not None:
            connection.close()
        raise _unusable(path, error) from error
    return connection


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Connect for the length of a block; an SQLite error in it becomes a PathError that names the file."""
    with closing(connect(path)) as connection:
        try:
            yield connection
        except sqlite3.Error as error:
            raise _unusable(path, error) from error


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Keep all changes made within a block, or none of them if it ends with an exception.

    The write lock is taken at the start: what the block reads stays true until it writes.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        connection.rollback()
        raise


def _prepare(connection: sqlite3.Connection) -> None:
    connection.row_factory = sqlite3.Row
    connection.execute(f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS}")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA journal_mode = WAL")


def _unusable(path: Path, error: Exception) -> PathError | RetryError:
    code = getattr(error, "sqlite_errorcode", None)
    if code == sqlite3.SQLITE_NOTADB:
        return PathError(f"{path} is not an SQLite database: move it away, or name another file")
    if code == sqlite3.SQLITE_BUSY:
        return RetryError(f"{path} has been locked by another program for too long: end it, then try again")
    return PathError(f"cannot use the database {path} ({error}): check that the file may be read and written")
