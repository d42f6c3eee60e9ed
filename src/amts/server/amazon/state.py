"""What the server keeps of its resources, in tables: terminologies, parallel data with their versions, tags, tokens."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import JSON, Boolean, Column, Float, Integer, MetaData, String, Table, Text, insert, select

from amts.errors import DataError
from amts.storage.tables import reading, writing

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from sqlalchemy import Connection, Engine

# Raised with every change to the tables; a change comes with what brings the tables of the version before up to it.
SCHEMA_VERSION = 1

_METADATA = MetaData()
SCHEMA = Table(
    "resource_schema",
    _METADATA,
    Column("version", Integer, primary_key=True),
    Column("secret", String(64), nullable=False),
)
# A resource points to the import that it consists of, and to the last one that was begun. `unused` says since when an
# import has been neither.
PARALLEL_DATA = Table(
    "parallel_data",
    _METADATA,
    Column("account", String(32), primary_key=True),
    Column("name", String(256), primary_key=True),
    Column("description", Text, nullable=False),
    Column("encryption_key", JSON, nullable=False),
    Column("created", Float, nullable=False),
    Column("current", String(32)),
    Column("latest", String(32), nullable=False),
)
PARALLEL_VERSION = Table(
    "parallel_version",
    _METADATA,
    Column("id", String(32), primary_key=True),
    Column("account", String(32), nullable=False),
    Column("name", String(256), nullable=False),
    Column("first", Boolean, nullable=False),
    Column("s3_uri", Text, nullable=False),
    Column("format", String(8), nullable=False),
    Column("state", String(16), nullable=False, index=True),
    Column("begun", Float, nullable=False),
    Column("ended", Float),
    Column("message", Text, nullable=False, default=""),
    Column("source", Text, nullable=False, default=""),
    Column("targets", JSON, nullable=False, default=list),
    Column("characters", Integer, nullable=False, default=0),
    Column("imported", Integer, nullable=False, default=0),
    Column("failed", Integer, nullable=False, default=0),
    Column("skipped", Integer, nullable=False, default=0),
    Column("unused", Float),
)
TERMINOLOGY = Table(
    "terminology",
    _METADATA,
    Column("account", String(32), primary_key=True),
    Column("name", String(256), primary_key=True),
    Column("description", Text, nullable=False),
    Column("encryption_key", JSON, nullable=False),
    Column("id", String(32), nullable=False),
    Column("format", String(8), nullable=False),
    Column("directionality", String(8), nullable=False),
    Column("size", Integer, nullable=False),
    Column("terms", Integer, nullable=False),
    Column("skipped", Integer, nullable=False),
    Column("source", Text, nullable=False),
    Column("targets", JSON, nullable=False),
    Column("message", Text, nullable=False),
    Column("created", Float, nullable=False),
    Column("updated", Float, nullable=False),
    Column("entries", JSON, nullable=False),
)
TAG = Table(
    "resource_tag",
    _METADATA,
    Column("account", String(32), primary_key=True),
    Column("kind", String(32), primary_key=True),
    Column("name", String(256), primary_key=True),
    Column("key", String(128), primary_key=True),
    Column("value", String(256), nullable=False),
)
TOKEN = Table(
    "client_token",
    _METADATA,
    Column("account", String(32), primary_key=True),
    Column("region", String(32), primary_key=True),
    Column("operation", String(64), primary_key=True),
    Column("token", String(64), primary_key=True),
    Column("request", String(64), nullable=False),
    Column("made", String(32), nullable=False),
    Column("created", Float, nullable=False, index=True),
)


def now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


class State:
    """The server's resources.

    Args:
        tables: the database, as `amts.storage.tables` opens it; missing tables are created.
        clock: says what time it is.

    Raises:
        DataError: a newer AMTS made the tables.
    """

    def __init__(self, tables: Engine, clock: Callable[[], datetime] = now) -> None:
        self._tables = tables
        self._clock = clock
        _METADATA.create_all(tables)
        with writing(tables) as connection:
            self.secret = _secret(connection)

    def reading(self) -> AbstractContextManager[Connection]:
        """Return a connection for a block that changes nothing."""
        return reading(self._tables)

    def writing(self) -> AbstractContextManager[Connection]:
        """Return a connection for a block whose changes are kept all, or none after an exception."""
        return writing(self._tables)

    @property
    def time(self) -> float:
        """The time, in seconds since 1970."""
        return self._clock().timestamp()


def at(seconds: float | None) -> datetime | None:
    """Return a time as answers hold it."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _secret(connection: Connection) -> bytes:
    """Return what signs URLs, made on first use."""
    row = connection.execute(select(SCHEMA)).one_or_none()
    if row is None:
        made = secrets.token_hex(32)
        connection.execute(insert(SCHEMA).values(version=SCHEMA_VERSION, secret=made))
        return bytes.fromhex(made)
    if row.version > SCHEMA_VERSION:
        msg = (
            f"the server's database has version {row.version}, this AMTS knows up to {SCHEMA_VERSION}: install "
            "the version of AMTS that made it, or use another state folder"
        )
        raise DataError(msg)
    return bytes.fromhex(row.secret)
