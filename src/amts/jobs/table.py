"""The table of jobs as their owners see it: submit, look, cancel. What workers do with it is in `claims`."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select, tuple_, update

from amts.errors import InputError
from amts.jobs.records import State
from amts.jobs.schema import JOBS, PLAN_NUMBER, TASKS, Phase, create_tables, microseconds, now, to_job, to_unit
from amts.storage.tables import reading, writing

if TYPE_CHECKING:
    import builtins
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from sqlalchemy import Connection, Engine, Row, Select

    from amts.jobs.records import Job, Unit


class JobTable:
    """All jobs in a database; its tables are created if missing.

    Args:
        tables: the database.
        clock: tells the time.
    """

    def __init__(self, tables: Engine, clock: Callable[[], datetime] = now) -> None:
        self._tables = tables
        self._clock = clock
        create_tables(tables)

    def submit(
        self, kind: str, payload: Mapping[str, Any], *, name: str = "", job_id: str = "", attempts: int = 3
    ) -> Job:
        """Add a job and return it; if there is one with the given id, return that and add nothing.

        Args:
            kind: says which handler does it.
            payload: what the handler needs to know, as JSON holds it.
            name: what its owner calls it.
            job_id: empty: a new one.
            attempts: how often planning, a unit or concluding may fail with an error that can pass.
        """
        with writing(self._tables) as connection:
            row = find_job(connection, job_id) if job_id else None
            if row is None:
                row = self._insert(connection, kind, dict(payload), name, job_id or secrets.token_hex(16), attempts)
        return to_job(row)

    def show(self, job_id: str) -> Job:
        """Return a job.

        Raises:
            InputError: there is none with this id.
        """
        with reading(self._tables) as connection:
            return to_job(_known(connection, job_id))

    def units(self, job_id: str) -> builtins.list[Unit]:
        """Return the units of a job in the order of its plan; none before it is planned."""
        with reading(self._tables) as connection:
            job = _known(connection, job_id)
            units = select(TASKS).where(TASKS.c.job == job.number, TASKS.c.phase == Phase.RUN)
            return [to_unit(row) for row in connection.execute(units.order_by(TASKS.c.number))]

    def list(
        self,
        kind: str,
        *,
        having: Mapping[str, str] | None = None,
        name: str = "",
        state: State | None = None,
        failures: bool | None = None,
        before: datetime | None = None,
        after: datetime | None = None,
        newest_first: bool = True,
        start: str = "",
        limit: int = 100,
    ) -> builtins.list[Job]:
        """Return jobs of a kind by the time when they were submitted.

        Args:
            kind: of all of them.
            having: only jobs whose payload has these values.
            name: only jobs that are called so.
            state: only jobs in it.
            failures: only jobs with failed units, or only jobs without any.
            before: only jobs submitted before.
            after: only jobs submitted after.
            newest_first: or the oldest.
            start: the cursor of the last job that was seen: only those that follow it.
            limit: at most so many.
        """
        place = tuple_(JOBS.c.created, JOBS.c.number)
        query = _filtered(select(JOBS).where(JOBS.c.kind == kind), name, state, failures)
        query = query.where(*(JOBS.c.payload[key].as_string() == value for key, value in (having or {}).items()))
        if before:
            query = query.where(JOBS.c.created < microseconds(before))
        if after:
            query = query.where(JOBS.c.created > microseconds(after))
        columns = [column.desc() if newest_first else column.asc() for column in (JOBS.c.created, JOBS.c.number)]
        with reading(self._tables) as connection:
            if start:
                last = _known(connection, start)
                seen = tuple_(last.created, last.number)
                query = query.where(place < seen if newest_first else place > seen)
            return [to_job(row) for row in connection.execute(query.order_by(*columns).limit(limit))]

    @staticmethod
    def cursor(job: Job) -> str:
        """Return what `list` starts after."""
        return job.id

    def counts(self, kind: str = "") -> dict[State, int]:
        """Return how many jobs, of a kind or of all, are in each state; states of none are left out."""
        query = select(JOBS.c.state, func.count()).group_by(JOBS.c.state)
        with reading(self._tables) as connection:
            rows = connection.execute(query.where(JOBS.c.kind == kind) if kind else query)
            return {State(state): count for state, count in rows}

    def cancel(self, job_id: str) -> Job:
        """Give up what of a job has not begun, and return the job; one that has ended stays as it is.

        What is running is finished. Then the job is concluded, and is CANCELLED, or DONE if nothing was given up.

        Raises:
            InputError: there is none with this id.
        """
        with writing(self._tables) as connection:
            job = _known(connection, job_id)
            if State(job.state) in (State.QUEUED, State.RUNNING):
                this = JOBS.c.number == job.number
                connection.execute(update(JOBS).where(this).values(state=State.CANCELLING))
                _give_up(connection, job)
            return to_job(_known(connection, job_id))

    def _insert(
        self, connection: Connection, kind: str, payload: dict[str, Any], name: str, job_id: str, tries: int
    ) -> Row[Any]:
        created = microseconds(self._clock())
        values = {"id": job_id, "kind": kind, "name": name, "payload": payload, "tries": tries, "created": created}
        row = connection.execute(insert(JOBS).values(**values, state=State.QUEUED).returning(JOBS)).one()
        connection.execute(insert(TASKS).values(job=row.number, number=PLAN_NUMBER, kind=kind, phase=Phase.PLAN))
        return row


def find_job(connection: Connection, job_id: str) -> Row[Any] | None:
    """Return the row of a job, if there is one with this id."""
    return connection.execute(select(JOBS).where(JOBS.c.id == job_id)).one_or_none()


def conclude_if_ready(connection: Connection, number: int) -> None:
    """Add the last task to a job that has no unit left to do."""
    job = connection.execute(select(JOBS).where(JOBS.c.number == number)).one()
    if job.remaining == 0:
        last = {"job": number, "number": job.total + 1, "kind": job.kind, "phase": Phase.CONCLUDE}
        connection.execute(insert(TASKS).values(**last))


def _known(connection: Connection, job_id: str) -> Row[Any]:
    row = find_job(connection, job_id)
    if row is None:
        msg = f"there is no job {job_id!r}: list the jobs to see which there are"
        raise InputError(msg)
    return row


def _filtered(
    query: Select[Any], name: str, state: State | None, failures: bool | None  # noqa: FBT001
) -> Select[Any]:  # fmt: skip
    if name:
        query = query.where(JOBS.c.name == name)
    if state is not None:
        query = query.where(JOBS.c.state == state)
    if failures is not None:
        query = query.where(JOBS.c.failed > 0 if failures else JOBS.c.failed == 0)
    return query


def _give_up(connection: Connection, job: Row[Any]) -> None:
    """Cancel the tasks of a job that wait, other than concluding."""
    waiting = (TASKS.c.job == job.number, TASKS.c.state == State.QUEUED, TASKS.c.phase != Phase.CONCLUDE)
    given_up = connection.execute(update(TASKS).where(*waiting).values(state=State.CANCELLED)).rowcount
    if not given_up:
        return
    units = given_up if job.total else 0  # without units it was the planning that waited
    connection.execute(
        update(JOBS)
        .where(JOBS.c.number == job.number)
        .values(cancelled=JOBS.c.cancelled + given_up, remaining=JOBS.c.remaining - units)
    )
    conclude_if_ready(connection, job.number)
