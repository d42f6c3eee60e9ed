"""SQL databases that several processes write: SQLite by default, PostgreSQL by URL, and one writer at a time in both.

SQLite knows no other way. PostgreSQL does, but then every step that reads before it writes would have to be proof
against what others write in between, and be tried again when it is not. What is written here is small: waiting is
cheaper.
"""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from amts.errors import InputError, MissingExtraError, PathError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import URL, Connection, Engine

_BUSY_SECONDS = 30
_CONNECT_SECONDS = 10
# "amts" in ASCII: the number of the lock that writers share, should other programs lock in the same database.
_WRITERS = 0x616D7473
_READS = "amts_reads"


def open_tables(url: str) -> Engine:
    """Open a database, created with its folder if it is a missing file of SQLite.

    Transactions (`engine.begin()`, `engine.connect()`) take the write lock when they begin: what they read stays true
    until they write. Those by `reading` take no lock and must not write; on SQLite, all they read is of one moment.

    Raises:
        InputError: the URL is none of SQLite or PostgreSQL.
        PathError: it cannot be reached, or is no database.
        MissingExtraError: a package is not installed.
    """
    try:
        from sqlalchemy import create_engine, make_url
        from sqlalchemy.exc import ArgumentError
    except ImportError as error:
        msg = "databases need the package sqlalchemy: run `pip install 'amts[server]'`"
        raise MissingExtraError(msg) from error
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise _unknown(url) from error
    if parsed.get_backend_name() not in ("sqlite", "postgresql"):
        raise _unknown(parsed.render_as_string())
    _make_folder(parsed)
    try:
        engine = create_engine(parsed, **_arguments(parsed))
    except ImportError as error:
        msg = f"{parsed.drivername} needs the package psycopg: run `pip install 'amts[postgresql]'`"
        raise MissingExtraError(msg) from error
    _listen(engine)
    _try(engine)
    return engine


@contextmanager
def reading(tables: Engine) -> Iterator[Connection]:
    """Connect for reading only: nobody waits for anybody."""
    with tables.connect().execution_options(**{_READS: True}) as connection, connection.begin():
        yield connection


@contextmanager
def writing(tables: Engine) -> Iterator[Connection]:
    """Keep all changes made within a block, or none of them if it ends with an exception; the only one to write."""
    with tables.begin() as connection:
        yield connection


def _arguments(url: URL) -> dict[str, Any]:
    if url.get_backend_name() == "postgresql":
        # There are as many connections as threads want.
        return {"pool_pre_ping": True, "max_overflow": -1, "connect_args": {"connect_timeout": _CONNECT_SECONDS}}
    # Without a level of isolation the driver begins no transactions of its own: `_begin` does.
    arguments: dict[str, Any] = {"connect_args": {"timeout": _BUSY_SECONDS, "isolation_level": None}}
    return arguments | ({"max_overflow": -1} if _is_file(url) else {})


def _is_file(url: URL) -> bool:
    return url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:")


def _make_folder(url: URL) -> None:
    if _is_file(url):
        folder = Path(str(url.database)).parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            msg = f"cannot make the folder {folder} ({error.strerror}): name one that you may write to"
            raise PathError(msg) from error


def _listen(engine: Engine) -> None:
    from sqlalchemy import event

    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)


def _try(engine: Engine) -> None:
    from sqlalchemy.exc import DBAPIError

    try:
        with reading(engine) as connection:
            connection.exec_driver_sql("SELECT 1")
    except DBAPIError as error:
        engine.dispose()
        reason = str(error.orig).strip()
        msg = f"cannot use the database {engine.url} ({reason}): check that it is one, runs, and lets you in"
        raise PathError(msg) from error


def _prepare(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA journal_mode = WAL")


def _begin(connection: Connection) -> None:
    reads = connection.get_execution_options().get(_READS, False)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
    elif not reads:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITERS})")


def _unknown(url: str) -> InputError:
    return InputError(
        f"{url} is not the URL of a database that can be used: "
        "write sqlite:///PATH or postgresql+psycopg://USER:PASSWORD@HOST/NAME"
    )
