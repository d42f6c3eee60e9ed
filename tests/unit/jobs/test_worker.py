import sys
import threading
import time
from datetime import timedelta
from types import ModuleType, SimpleNamespace

import pytest
from sqlalchemy import select

from amts.errors import DataError, RetryError
from amts.jobs.records import State, Unit
from amts.jobs.schema import TASKS
from amts.jobs.worker import Worker
from amts.storage.tables import reading

KIND = "translation"


@pytest.fixture
def handler(monkeypatch):
    """A handler that tests change, in a module that workers find."""
    handler = SimpleNamespace(
        plan=lambda job: (Unit(key, {"key": key}) for key in job.payload["keys"]),
        run=lambda job, unit: {"made of": unit.key},
        conclude=lambda job, units: {"all": [unit.result.get("made of") for unit in units]},
    )
    module = ModuleType("toy_handlers")
    module.open_handler = lambda config: handler if config == {"how": "so"} else None
    monkeypatch.setitem(sys.modules, "toy_handlers", module)
    return handler


@pytest.fixture
def work(tables, handler):
    """Returns a function that does all there is to do, and returns how many tasks that were."""
    worker = Worker(tables, {KIND: "toy_handlers:open_handler"}, {"how": "so"}, "me")

    def all_of_it():
        count = 0
        while worker.step():
            count += 1
        return count

    return all_of_it


def test_a_worker_plans_does_and_concludes(table, work):
    job = table.submit(KIND, {"keys": ["a", "b"]}).id
    assert work() == 4
    assert (table.show(job).state, table.show(job).result) == (State.DONE, {"all": ["a", "b"]})


def test_an_error_of_a_unit_is_its_own(table, work, handler):
    def run(job, unit):
        if unit.key == "a":
            msg = f"{unit.key} is empty: write something"
            raise DataError(msg)
        return {"made of": unit.key}

    handler.run = run
    job = table.submit(KIND, {"keys": ["a", "b"]}).id
    work()
    assert [unit.error for unit in table.units(job)] == ["a is empty: write something", ""]
    assert table.show(job).result == {"all": [None, "b"]}


def test_an_error_of_a_plan_is_its_jobs(table, work, handler):
    def plan(job):
        raise DataError(*job.payload["says"])
        yield

    handler.plan = plan
    job = table.submit(KIND, {"says": ["the folder is empty"]}).id
    work()
    assert (table.show(job).state, table.show(job).message) == (State.FAILED, "the folder is empty")


@pytest.mark.parametrize("error", [RetryError("busy"), ZeroDivisionError("secret text")], ids=["retry", "bug"])
def test_what_may_pass_waits_and_what_nobody_foresaw_does_not_say_what_it_read(table, work, handler, error, caplog):
    def run(job, unit):
        raise error

    handler.run = run
    job = table.submit(KIND, {"keys": ["a"]}).id
    assert work() == 2
    (unit,) = table.units(job)
    assert unit.state is State.QUEUED
    assert unit.error == ("busy" if isinstance(error, RetryError) else
                          "internal error (ZeroDivisionError): look into the server's log")  # fmt: skip
    assert "secret text" not in caplog.text
    assert ("ZeroDivisionError" in caplog.text) == isinstance(error, ZeroDivisionError)


def test_a_plan_that_has_a_unit_twice_fails(table, work):
    job = table.submit(KIND, {"keys": ["a", "b", "a"]}).id
    work()
    assert table.show(job).message == "the plan has a unit twice: a"


@pytest.mark.parametrize("result", [{"x": float("nan")}, {"x": object()}, {"x": b"bytes"}])
def test_a_result_that_json_cannot_hold_is_an_error_of_the_handler(table, work, handler, result):
    handler.run = lambda job, unit: result
    job = table.submit(KIND, {"keys": ["a"]}, attempts=1).id
    work()
    assert table.show(job).failed == 1


def test_a_handler_that_cannot_be_opened_fails_its_jobs(table, tables):
    worker = Worker(tables, {KIND: "nowhere_to_be_found:open_handler"}, {}, "me")
    job = table.submit(KIND, {}, attempts=1).id
    assert worker.step()
    assert table.show(job).message == "internal error (ModuleNotFoundError): look into the server's log"
    assert not worker.step()


def test_the_lease_of_a_unit_is_renewed_while_it_is_done(table, tables, handler, monkeypatch):
    monkeypatch.setattr("amts.jobs.worker.LEASE", timedelta(milliseconds=15))
    stopping, leases = threading.Event(), set()

    def run(job, unit):
        deadline = time.monotonic() + 60
        while len(leases) < 3:
            assert time.monotonic() < deadline, "the lease was not renewed"
            with reading(tables) as connection:
                leases.add(connection.execute(select(TASKS.c.lease).where(TASKS.c.state == State.RUNNING)).scalar())
        return {}

    def conclude(job, units):
        stopping.set()
        return {}

    handler.run, handler.conclude = run, conclude
    job = table.submit(KIND, {"keys": ["a"]}).id
    worker = Worker(tables, {KIND: "toy_handlers:open_handler"}, {"how": "so"}, "me")
    worker.run(stopping, threading.Event())
    assert table.show(job).done == 1


def test_a_unit_that_hangs_is_broken_off_once_its_job_is_stopped(table, tables, handler, monkeypatch):
    monkeypatch.setattr("amts.jobs.worker.LEASE", timedelta(milliseconds=15))
    stopping, dead = threading.Event(), threading.Event()
    monkeypatch.setattr("amts.jobs.worker._die", dead.set)

    def run(job, unit):
        table.cancel(job.id)
        assert dead.wait(60), "it was not broken off"
        stopping.set()
        return {}

    handler.run = run
    table.submit(KIND, {"keys": ["a"]})
    Worker(tables, {KIND: "toy_handlers:open_handler"}, {"how": "so"}, "me").run(stopping, threading.Event())
    assert dead.is_set()
