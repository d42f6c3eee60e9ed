"""How workers share the tasks of jobs: each is claimed by one, kept by a lease, and ended by none but its holder."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from amts.jobs.processes import is_alive
from amts.jobs.records import State
from amts.jobs.schema import JOBS, TASKS, Phase, microseconds, now, to_job, to_unit
from amts.jobs.table import conclude_if_ready
from amts.storage.tables import reading, writing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Engine, Row

    from amts.jobs.records import Job, Unit

LEASE = timedelta(seconds=60)
_BACKOFF = timedelta(seconds=1)
_LONGEST_BACKOFF = timedelta(minutes=5)
# So often workers may die of one task: more often than by chance when they are killed at random.
_DEATHS = 20
# What is begun first: a job that needs only its end, then one of which it is not yet known what it needs.
_ORDER = (Phase.CONCLUDE, Phase.PLAN, Phase.RUN)


@dataclass(frozen=True, slots=True)
class Claim:
    """A task that a worker holds.

    Attributes:
        job: its job when it was claimed.
        phase: what it does for the job.
        unit: which unit of it; without a key unless the phase is RUN.
        job_number: the job's number in the table.
        number: the task's number in its job.
    """

    job: Job
    phase: Phase
    unit: Unit
    job_number: int
    number: int


class Claims:
    """The tasks as a worker sees them.

    The methods that end a task return whether they did: not if the worker lost it, because it was believed dead. Then
    its work does not count, and another one does it.

    Args:
        tables: the database, with the tables of jobs.
        worker: who claims, an identity of `processes` or whatever tells it from others.
        clock: tells the time.
    """

    def __init__(self, tables: Engine, worker: str, clock: Callable[[], datetime] = now) -> None:
        self._tables = tables
        self._worker = worker
        self._clock = clock

    def claim(self, kinds: Sequence[str]) -> Claim | None:
        """Return the next task of one of the kinds, the first kinds first; None if there is none to do now."""
        with reading(self._tables) as connection:
            if self._next(connection, kinds) is None:
                return None
        with writing(self._tables) as connection:
            found = self._next(connection, kinds)
            return None if found is None else self._take(connection, found)

    def renew(self, claim: Claim) -> bool:
        """Hold a task for longer."""
        with writing(self._tables) as connection:
            return self._change(connection, claim, lease=self._time(LEASE))

    def is_cancelled(self, claim: Claim) -> bool:
        """Whether a task's job is to be given up."""
        with reading(self._tables) as connection:
            return bool(_job(connection, claim.job_number).state == State.CANCELLING)

    def planned(self, claim: Claim, units: Sequence[Unit]) -> bool:
        """Add the units of a job, which so is planned; if it was cancelled meanwhile, they are too."""
        with writing(self._tables) as connection:
            if not self._end(connection, claim, State.DONE):
                return False
            cancelled = _job(connection, claim.job_number).state == State.CANCELLING
            state = State.CANCELLED if cancelled else State.QUEUED
            rows = _unit_rows(claim, units, state)
            if rows:
                connection.execute(insert(TASKS), rows)
            counts = {"cancelled": len(rows)} if cancelled else {"remaining": len(rows)}
            _update_job(connection, claim.job_number, total=len(rows), **counts)
            conclude_if_ready(connection, claim.job_number)
            return True

    def done(self, claim: Claim, result: Mapping[str, Any]) -> bool:
        """Keep the result of a unit, which so is done."""
        with writing(self._tables) as connection:
            ended = self._end(connection, claim, State.DONE, result=dict(result), error="")
            if ended:
                _count(connection, claim.job_number, claim.phase, State.DONE)
            return ended

    def concluded(self, claim: Claim, result: Mapping[str, Any]) -> bool:
        """Keep the result of a job, which so has ended."""
        with writing(self._tables) as connection:
            if not self._end(connection, claim, State.DONE):
                return False
            job = _job(connection, claim.job_number)
            state = State.CANCELLED if job.state == State.CANCELLING and job.cancelled else State.DONE
            _update_job(connection, job.number, state=state, ended=self._time(), result=dict(result))
            return True

    def failed(self, claim: Claim, message: str) -> bool:
        """Give a task up for good; without a plan or an end, its job has failed."""
        with writing(self._tables) as connection:
            ended = self._end(connection, claim, State.FAILED, error=_storable(message))
            if ended:
                self._fail(connection, claim.job_number, claim.phase, message)
            return ended

    def failed_for_now(self, claim: Claim, message: str) -> bool:
        """Have a task tried again after a while, twice as long each time; if that was the last time, give it up."""
        with writing(self._tables) as connection:
            task = self._held(connection, claim)
            if task is None:
                return False
            values: dict[str, Any] = {"failures": task.failures + 1, "error": _storable(message)}
            if values["failures"] >= _job(connection, claim.job_number).tries:
                self._end(connection, claim, State.FAILED, **values)
                self._fail(connection, claim.job_number, claim.phase, message)
            else:
                wait = min(_BACKOFF * 2 ** min(task.failures, 20), _LONGEST_BACKOFF)
                _put_back(connection, task, self._time(wait), **values)
            return True

    def recover(self) -> int:
        """Take the tasks from all workers that are dead, and return how many tasks those were.

        Of a process that can be seen from here it is known whether it lives; of others, it is believed until their
        leases end.
        """
        running = select(TASKS.c.worker).where(TASKS.c.state == State.RUNNING).distinct()
        with reading(self._tables) as connection:
            workers = [row.worker for row in connection.execute(running)]
        alive = {worker: is_alive(worker) for worker in workers}
        overdue = TASKS.c.lease < self._time()
        return sum(
            self._release(worker, overdue if lives is None else TASKS.c.worker == worker)
            for worker, lives in alive.items()
            if not lives
        )

    def release(self, worker: str) -> int:
        """Take the tasks from a worker that is known to be dead, and return how many tasks those were."""
        return self._release(worker, TASKS.c.worker == worker)

    def _release(self, worker: str, condition: ColumnElement[bool]) -> int:
        held = select(TASKS).where(TASKS.c.state == State.RUNNING, TASKS.c.worker == worker, condition)
        with writing(self._tables) as connection:
            tasks = connection.execute(held).all()
            for task in tasks:
                self._survive(connection, task)
            return len(tasks)

    def _survive(self, connection: Connection, task: Row[Any]) -> None:
        if task.attempts - task.failures < _DEATHS:
            _put_back(connection, task, 0)
            return
        message = f"its worker died, {_DEATHS} times: look into the log for the reason"
        connection.execute(_same(task).values(state=State.FAILED, worker=None, lease=None, error=message))
        self._fail(connection, task.job, Phase(task.phase), message)

    def _next(self, connection: Connection, kinds: Sequence[str]) -> Row[Any] | None:
        ready = select(TASKS).where(TASKS.c.state == State.QUEUED, TASKS.c.due <= self._time())
        for kind, phase in ((kind, phase) for kind in kinds for phase in _ORDER):
            query = ready.where(TASKS.c.kind == kind, TASKS.c.phase == phase)
            found = connection.execute(query.order_by(TASKS.c.job, TASKS.c.number).limit(1)).one_or_none()
            if found is not None:
                return found
        return None

    def _take(self, connection: Connection, task: Row[Any]) -> Claim:
        values = {"state": State.RUNNING, "worker": self._worker, "lease": self._time(LEASE)}
        taken = connection.execute(_same(task).values(**values, attempts=TASKS.c.attempts + 1).returning(TASKS)).one()
        job = _job(connection, task.job)
        if job.state == State.QUEUED:
            _update_job(connection, job.number, state=State.RUNNING, started=self._time())
            job = _job(connection, task.job)
        return Claim(to_job(job), Phase(taken.phase), to_unit(taken), taken.job, taken.number)

    def _held(self, connection: Connection, claim: Claim) -> Row[Any] | None:
        return connection.execute(select(TASKS).where(*self._holding(claim))).one_or_none()

    def _change(self, connection: Connection, claim: Claim, **values: Any) -> bool:
        return connection.execute(update(TASKS).where(*self._holding(claim)).values(**values)).rowcount == 1

    def _end(self, connection: Connection, claim: Claim, state: State, **values: Any) -> bool:
        return self._change(connection, claim, state=state, worker=None, lease=None, **values)

    def _holding(self, claim: Claim) -> Iterable[ColumnElement[bool]]:
        """Return what is true of a task for as long as this worker holds it."""
        yield TASKS.c.job == claim.job_number
        yield TASKS.c.number == claim.number
        yield TASKS.c.state == State.RUNNING
        yield TASKS.c.worker == self._worker

    def _fail(self, connection: Connection, job_number: int, phase: Phase, message: str) -> None:
        if phase is Phase.RUN:
            _count(connection, job_number, phase, State.FAILED)
        else:
            values = {"state": State.FAILED, "ended": self._time(), "message": _storable(message)}
            _update_job(connection, job_number, **values)

    def _time(self, later: timedelta = timedelta(0)) -> int:
        return microseconds(self._clock() + later)


def _put_back(connection: Connection, task: Row[Any], due: int, **values: Any) -> None:
    """Let a task wait again; if its job was cancelled, give it up instead."""
    phase = Phase(task.phase)
    cancelled = _job(connection, task.job).state == State.CANCELLING and phase is not Phase.CONCLUDE
    state = State.CANCELLED if cancelled else State.QUEUED
    connection.execute(_same(task).values(state=state, due=due, worker=None, lease=None, **values))
    if cancelled:
        _count(connection, task.job, phase, State.CANCELLED)


def _count(connection: Connection, job_number: int, phase: Phase, state: State) -> None:
    """Count a task that has ended for its job, and have that concluded if it was the last one."""
    counted = {State.DONE: JOBS.c.done, State.FAILED: JOBS.c.failed, State.CANCELLED: JOBS.c.cancelled}[state]
    fewer = 1 if phase is Phase.RUN else 0
    values = {counted.name: counted + 1, "remaining": JOBS.c.remaining - fewer}
    _update_job(connection, job_number, **values)
    conclude_if_ready(connection, job_number)


def _unit_rows(claim: Claim, units: Sequence[Unit], state: State) -> list[dict[str, Any]]:
    same = {"job": claim.job_number, "kind": claim.job.kind, "phase": Phase.RUN, "state": state}
    return [
        {**same, "number": number, "key": unit.key, "payload": dict(unit.payload)}
        for number, unit in enumerate(units, 1)
    ]


def _job(connection: Connection, number: int) -> Row[Any]:
    return connection.execute(select(JOBS).where(JOBS.c.number == number)).one()


def _update_job(connection: Connection, number: int, **values: Any) -> None:
    connection.execute(update(JOBS).where(JOBS.c.number == number).values(**values))


def _same(task: Row[Any]) -> Any:
    return update(TASKS).where(TASKS.c.job == task.job, TASKS.c.number == task.number)


def _storable(message: str) -> str:
    """Return a text that any database takes."""
    return message.encode("utf-8", "replace").decode().replace("\0", "?")
