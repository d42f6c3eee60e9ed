"""How jobs lie in a database: a row for each job, and one for each task of it.

A task is what a worker claims: planning a job, one of its units, concluding it. Times are microseconds since 1970, so
that both kinds of databases compare and give back the same.
"""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, BigInteger, Column, ForeignKey, Index, Integer, MetaData, Row, String, Table, Text

from amts.jobs.records import Job, State, Unit
from amts.storage.tables import writing

if TYPE_CHECKING:
    from sqlalchemy import Engine


class Phase(StrEnum):
    """What a task does for its job."""

    PLAN = "plan"
    RUN = "run"
    CONCLUDE = "conclude"


# The tasks of a job are numbered: planning, the units from 1 on, and after the last of them concluding.
PLAN_NUMBER = 0

METADATA = MetaData()
_NUMBER = BigInteger().with_variant(Integer, "sqlite")

JOBS = Table(
    "jobs",
    METADATA,
    Column("number", _NUMBER, primary_key=True, autoincrement=True),
    Column("id", String(64), nullable=False, unique=True),
    Column("kind", String(64), nullable=False),
    Column("name", Text, nullable=False),
    Column("payload", JSON, nullable=False),
    Column("state", String(16), nullable=False),
    Column("total", BigInteger, nullable=False, default=0),
    Column("done", BigInteger, nullable=False, default=0),
    Column("failed", BigInteger, nullable=False, default=0),
    Column("cancelled", BigInteger, nullable=False, default=0),  # tasks that were given up for it
    Column("remaining", BigInteger, nullable=False, default=0),  # units that have not ended
    Column("tries", Integer, nullable=False),  # so often a task may fail
    Column("created", BigInteger, nullable=False),
    Column("started", BigInteger),
    Column("ended", BigInteger),
    Column("message", Text, nullable=False, default=""),
    Column("result", JSON, nullable=False, default=dict),
    Index("jobs_by_kind", "kind", "created", "number"),
)

TASKS = Table(
    "job_tasks",
    METADATA,
    Column("job", _NUMBER, ForeignKey(JOBS.c.number), primary_key=True),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", String(64), nullable=False),
    Column("phase", String(16), nullable=False),
    Column("key", Text, nullable=False, default=""),
    Column("payload", JSON, nullable=False, default=dict),
    Column("state", String(16), nullable=False, default=State.QUEUED),
    Column("due", BigInteger, nullable=False, default=0),  # not to be begun earlier
    Column("attempts", Integer, nullable=False, default=0),  # how often it was begun
    Column("failures", Integer, nullable=False, default=0),  # how often that ended with an error
    Column("worker", Text),
    Column("lease", BigInteger),  # until then the worker lives, as far as others can know
    Column("result", JSON, nullable=False, default=dict),
    Column("error", Text, nullable=False, default=""),
    Index("job_tasks_to_do", "state", "kind", "phase", "job", "number"),
)


def create_tables(tables: Engine) -> None:
    """Create the tables of jobs where they are missing."""
    with writing(tables) as connection:
        METADATA.create_all(connection)


def now() -> datetime:
    """Return the time, as jobs tell it when nothing else is given."""
    return datetime.now(UTC)


def microseconds(moment: datetime) -> int:
    """Return a time as it is kept."""
    return round(moment.timestamp() * 1_000_000)


def to_job(row: Row[Any]) -> Job:
    """Return the job in a row."""
    return Job(
        id=row.id,
        kind=row.kind,
        name=row.name,
        payload=row.payload,
        state=State(row.state),
        total=row.total,
        done=row.done,
        failed=row.failed,
        created=_moment(row.created),
        started=None if row.started is None else _moment(row.started),
        ended=None if row.ended is None else _moment(row.ended),
        message=row.message,
        result=row.result,
    )


def to_unit(row: Row[Any]) -> Unit:
    """Return the unit in the row of a task."""
    return Unit(row.key, row.payload, State(row.state), row.attempts, row.result, row.error)


def _moment(kept: int) -> datetime:
    seconds, rest = divmod(kept, 1_000_000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest)
