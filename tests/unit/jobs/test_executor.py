import errno
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from amts.jobs.executor import LocalExecutor
from amts.jobs.processes import identity, is_alive
from amts.jobs.records import State
from amts.jobs.table import JobTable
from amts.testing.jobs import HANDLERS, KIND, output, read_log

# Each test starts processes.
pytestmark = pytest.mark.slow
PATIENCE = 120


@pytest.fixture
def table(tables):
    return JobTable(tables)


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


@pytest.fixture
def executor(url, folder):
    """Returns a function that starts an executor in this process."""
    started = []

    def start(workers=1, grace=60.0, **config):
        executor = LocalExecutor(url, HANDLERS, {"folder": str(folder), **config}, workers=workers, grace=grace)
        started.append(executor)
        executor.start()
        return executor

    yield start
    for executor in started:
        executor.stop()


@pytest.fixture
def server(url, folder):
    """Returns a function that starts a process with an executor, as a server is one."""
    started = []

    def start(pause, workers=2):
        command = [sys.executable, "-m", "amts.testing.jobs", url, str(folder), str(pause), str(workers)]
        started.append(subprocess.Popen(command, stdin=subprocess.PIPE))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()


def until(condition):
    """Waits until a condition holds that other processes bring about, and returns what it gave."""
    deadline = time.monotonic() + PATIENCE
    while not (found := condition()):
        assert time.monotonic() < deadline, "nothing has happened for too long"
        time.sleep(0.002)
    return found


def ended(table, job):
    return until(lambda: (shown := table.show(job.id)).state.ended and shown)


def children(process):
    """Returns the numbers of a process's children."""
    lists = Path(f"/proc/{process.pid}/task").glob("*/children")
    return [int(number) for path in lists for number in path.read_text().split()]


def check_outputs(table, job, folder):
    """Every unit is done, and every file is as it would be if nothing had died."""
    units = table.units(job.id)
    assert {unit.state for unit in units} == {State.DONE}
    assert (job.state, job.done, job.failed, job.total) == (State.DONE, len(units), 0, len(units))
    assert job.result == {"sum": sum(number**2 for number in range(len(units)))}
    written = {path.name: path.read_bytes() for path in folder.glob("*.txt")}
    assert written.pop("sum.txt") == str(job.result["sum"]).encode()
    assert written == {f"{number:04}.txt": output(job, number) for number in range(len(units))}


def check_done_once(folder, killed):
    """What was done again had been done by a process that was killed."""
    doers = {}
    for what, process in map(str.split, read_log(folder)):
        assert set(doers.get(what, ())) <= killed, f"{what} was done by two that lived"
        doers.setdefault(what, []).append(int(process))


def test_a_job_is_done_by_several_processes(table, executor, folder):
    executor(workers=2, pause=0.02)
    job = ended(table, table.submit(KIND, {"units": 40}))
    check_outputs(table, job, folder)
    check_done_once(folder, set())
    assert len({line.split()[1] for line in read_log(folder)}) == 2
    assert [unit.attempts for unit in table.units(job.id)] == [1] * 40


def test_jobs_wait_for_an_executor(table, executor, folder):
    job = table.submit(KIND, {"units": 2})
    executor().wake()
    check_outputs(table, ended(table, job), folder)


@pytest.mark.parametrize("when", ["plan", "0003", "conclude"])
def test_a_worker_that_dies_of_a_task_is_replaced_and_the_task_done_again(table, executor, folder, when):
    executor(die=[when])
    job = ended(table, table.submit(KIND, {"units": 6}))
    check_outputs(table, job, folder)
    assert [line.split()[0] for line in read_log(folder)].count(when) == 2
    assert len({line.split()[1] for line in read_log(folder)}) == 2


def test_a_worker_that_is_stopped_finishes_what_it_does(table, executor, folder):
    running = executor(pause=0.3)
    job = table.submit(KIND, {"units": 50})
    until(lambda: any(unit.state is State.RUNNING for unit in table.units(job.id)))
    running.stop()
    units = table.units(job.id)
    assert {unit.state for unit in units} == {State.DONE, State.QUEUED}
    assert all(unit.attempts == (unit.state is State.DONE) for unit in units)
    assert running.processes == []


def test_a_worker_that_takes_too_long_to_stop_is_killed_and_its_unit_waits_again(table, executor):
    running = executor(pause=1000, grace=0.0)
    job = table.submit(KIND, {"units": 1})
    until(lambda: any(unit.state is State.RUNNING for unit in table.units(job.id)))
    (process,) = running.processes
    running.stop()
    assert process.returncode == -signal.SIGKILL
    assert [unit.state for unit in table.units(job.id)] == [State.QUEUED]


def test_no_worker_outlives_its_executor(table, server, folder):
    process = server(pause=1000)
    job = table.submit(KIND, {"units": 2})
    until(lambda: [unit.state for unit in table.units(job.id)] == [State.RUNNING] * 2)
    workers = [identity(number) for number in children(process)]
    assert len(workers) == 2
    process.kill()
    until(lambda: not any(map(is_alive, workers)))


def test_cancelling_ends_a_job_between_its_units(table, executor, folder):
    executor(pause=0.05)
    job = table.submit(KIND, {"units": 1000})
    until(lambda: table.show(job.id).done >= 3)
    table.cancel(job.id)
    job = ended(table, job)
    states = [unit.state for unit in table.units(job.id)]
    assert job.state is State.CANCELLED
    assert set(states) == {State.DONE, State.CANCELLED}
    assert job.result == {"sum": sum(number**2 for number in range(job.done))}


def survive(table, server, folder, kills, seed=0):
    """Does a job of 200 units while workers, or all, are killed at random moments; returns what is left to check."""
    luck = random.Random(seed)
    job, killed = table.submit(KIND, {"units": 200}), set()
    process = server(pause=0.01)
    for number in range(kills):
        done = 200 * number // (kills + 1)
        until(lambda: table.show(job.id).done >= done and children(process))  # noqa: B023
        time.sleep(luck.uniform(0, 0.1))
        if luck.random() < 0.5:
            victims = children(process)
            process.kill()
            process.communicate()
            process = server(pause=0.01)
        else:
            victims = [luck.choice(children(process) or [0])]
            if victims[0]:
                os.kill(victims[0], signal.SIGKILL)
        killed.update(victims)
    return ended(table, job), killed


def test_a_job_survives_kills_at_random_moments(table, server, folder):
    job, killed = survive(table, server, folder, kills=5)
    check_outputs(table, job, folder)
    check_done_once(folder, killed)


@pytest.mark.endurance
def test_a_job_survives_a_hundred_kills(table, server, folder):
    job, killed = survive(table, server, folder, kills=100, seed=1)
    check_outputs(table, job, folder)
    check_done_once(folder, killed)


def test_a_worker_that_cannot_be_started_is_tried_again(table, executor, folder, monkeypatch):
    start, failures = subprocess.Popen, [OSError(errno.EAGAIN, "Resource temporarily unavailable")]

    def start_later(*arguments, **more):
        if failures:
            raise failures.pop()
        return start(*arguments, **more)

    monkeypatch.setattr("amts.jobs.executor.subprocess.Popen", start_later)
    executor()
    assert ended(table, table.submit(KIND, {"units": 1})).done == 1
    assert not failures
