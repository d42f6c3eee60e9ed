import subprocess
import sys
from datetime import timedelta

import pytest

from amts.jobs.claims import LEASE, Claims
from amts.jobs.processes import identity, this_process
from amts.jobs.records import State, Unit
from amts.jobs.schema import Phase

KIND = "translation"


@pytest.fixture
def worker(tables, table, clock):
    """Returns a function that returns the tasks as a worker of a name sees them."""
    return lambda name="somewhere": Claims(tables, name, clock)


@pytest.fixture
def planned(table, worker):
    """Returns a function that submits a job and plans it."""

    def plan(*keys, **options):
        job = table.submit(KIND, {}, **options)
        planner = worker("planner")
        claim = planner.claim([KIND])
        assert (claim.phase, claim.job.id) == (Phase.PLAN, job.id)
        assert planner.planned(claim, [Unit(key, {"key": key}) for key in keys])
        return job.id

    return plan


def states(table, job_id):
    return {unit.key: str(unit.state) for unit in table.units(job_id)}


def end(claims):
    """Does the task that concludes a job."""
    claim = claims.claim([KIND])
    assert claim.phase is Phase.CONCLUDE
    assert claims.concluded(claim, {"all": "told"})
    return claim


def test_a_job_is_planned_done_unit_by_unit_and_concluded(table, worker, planned, clock):
    clock.advance(5)
    job = planned("a", "b")
    claims = worker()
    for key in "ab":
        claim = claims.claim([KIND])
        assert (claim.phase, claim.unit) == (Phase.RUN, Unit(key, {"key": key}, State.RUNNING, 1))
        assert claims.done(claim, {"made of": key})
    assert table.show(job).state is State.RUNNING
    end(claims)
    shown = table.show(job)
    assert (shown.state, shown.total, shown.done, shown.failed) == (State.DONE, 2, 2, 0)
    assert (shown.started, shown.ended, shown.result) == (clock.time, clock.time, {"all": "told"})
    assert [unit.result for unit in table.units(job)] == [{"made of": "a"}, {"made of": "b"}]
    assert claims.claim([KIND]) is None


def test_a_job_without_units_is_concluded_at_once(table, worker, planned):
    job = planned()
    end(worker())
    assert table.show(job).state is State.DONE


def test_a_task_is_claimed_once(worker, planned):
    planned("a")
    assert worker("one").claim([KIND]).unit.key == "a"
    assert worker("two").claim([KIND]) is None


def test_only_tasks_of_the_kinds_named_are_claimed_the_first_first(table, worker):
    table.submit("translation", {})
    table.submit("import", {})
    assert worker().claim(["other"]) is None
    assert worker().claim(["import", "translation"]).job.kind == "import"
    assert worker().claim(["import", "translation"]).job.kind == "translation"


def test_older_jobs_go_first_but_the_plans_of_new_ones_before(table, worker, planned):
    planned("a")
    table.submit(KIND, {})
    assert [worker().claim([KIND]).phase for _ in range(2)] == [Phase.PLAN, Phase.RUN]


def test_a_lease_that_ends_lets_others_in_and_the_late_result_does_not_count(table, worker, planned, clock):
    job = planned("a")
    slow, fast = worker("slow"), worker("fast")
    lost = slow.claim([KIND])
    clock.advance(LEASE.total_seconds() + 1)
    assert fast.recover() == 1
    taken = fast.claim([KIND])
    assert not slow.done(lost, {"by": "slow"})
    assert not slow.renew(lost)
    assert not slow.failed(lost, "no")
    assert not slow.failed_for_now(lost, "no")
    assert fast.done(taken, {"by": "fast"})
    assert not slow.done(lost, {"by": "slow"})
    assert [(unit.result, unit.attempts) for unit in table.units(job)] == [({"by": "fast"}, 2)]


def test_a_lease_that_is_renewed_holds(worker, planned, clock):
    planned("a")
    slow, other = worker("slow"), worker("other")
    claim = slow.claim([KIND])
    for _ in range(4):
        clock.advance(LEASE.total_seconds() / 2)
        assert slow.renew(claim)
        assert other.recover() == 0
    assert slow.done(claim, {})


def test_a_living_process_keeps_its_task_however_late_it_is(worker, planned, clock):
    planned("a")
    claims = worker(this_process())
    claim = claims.claim([KIND])
    clock.advance(10 * LEASE.total_seconds())
    assert worker("other").recover() == 0
    assert claims.done(claim, {})


def test_a_dead_process_loses_its_task_at_once(table, worker, planned):
    job = planned("a")
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        worker(identity(process.pid)).claim([KIND])
        assert worker("other").recover() == 0
        process.kill()
    assert worker("other").recover() == 1
    assert states(table, job) == {"a": "queued"}


def test_a_task_may_be_taken_from_a_worker_by_name(worker, planned):
    planned("a", "b")
    worker("one").claim([KIND])
    kept = worker("two").claim([KIND])
    assert worker("other").release("one") == 1
    assert worker("other").claim([KIND]).unit.key == "a"
    assert worker("two").done(kept, {})


def test_what_may_pass_is_tried_again_later_and_later_until_it_is_too_often(table, worker, planned, clock):
    job = planned("a", attempts=3)
    claims = worker()
    for wait in (1, 2):
        assert claims.failed_for_now(claims.claim([KIND]), "busy")
        clock.advance(wait - 0.1)
        assert claims.claim([KIND]) is None
        clock.advance(0.1)
    assert claims.failed_for_now(claims.claim([KIND]), "still busy")
    end(claims)
    assert table.units(job) == [Unit("a", {"key": "a"}, State.FAILED, 3, {}, "still busy")]
    shown = table.show(job)
    assert (shown.state, shown.done, shown.failed) == (State.DONE, 0, 1)
    assert table.list(KIND, failures=True) == [shown]
    assert table.list(KIND, failures=False) == []


def test_an_error_that_passed_is_forgotten(table, worker, planned, clock):
    job = planned("a")
    claims = worker()
    claims.failed_for_now(claims.claim([KIND]), "busy")
    clock.advance(1)
    claims.done(claims.claim([KIND]), {})
    assert [unit.error for unit in table.units(job)] == [""]


def test_a_unit_that_fails_does_not_stop_the_others(table, worker, planned):
    job = planned("a", "b")
    claims = worker()
    assert claims.failed(claims.claim([KIND]), "not UTF-8: \0 \ud800")
    assert claims.done(claims.claim([KIND]), {})
    end(claims)
    assert states(table, job) == {"a": "failed", "b": "done"}
    assert [unit.error for unit in table.units(job)] == ["not UTF-8: ? ?", ""]


def test_a_job_that_cannot_be_planned_has_failed(table, worker, clock):
    job = table.submit(KIND, {}).id
    claims = worker()
    assert claims.failed(claims.claim([KIND]), "the folder is empty")
    shown = table.show(job)
    assert (shown.state, shown.message, shown.ended) == (State.FAILED, "the folder is empty", clock.time)
    assert claims.claim([KIND]) is None


def test_a_job_that_cannot_be_concluded_has_failed(table, worker, planned, clock):
    job = planned(attempts=2)
    claims = worker()
    assert claims.failed_for_now(claims.claim([KIND]), "busy")
    clock.advance(1)
    assert claims.failed_for_now(claims.claim([KIND]), "busy")
    assert (table.show(job).state, table.show(job).message) == (State.FAILED, "busy")


def test_a_unit_that_kills_its_workers_is_given_up(table, worker, planned):
    job = planned("a", "b")
    deaths = 0
    while (claim := worker("dying").claim([KIND])).unit.key == "a":
        assert worker("other").release("dying") == 1
        deaths += 1
        assert deaths < 100
    assert worker("dying").done(claim, {})
    end(worker())
    assert states(table, job) == {"a": "failed", "b": "done"}
    assert "died" in table.units(job)[0].error


def test_a_cancelled_job_ends_what_runs_and_begins_nothing(table, worker, planned):
    job = planned("a", "b", "c")
    claims = worker()
    running = claims.claim([KIND])
    assert table.cancel(job).state is State.CANCELLING
    assert claims.claim([KIND]) is None
    assert claims.done(running, {})
    assert end(claims).job.state is State.CANCELLING
    assert table.show(job).state is State.CANCELLED
    assert states(table, job) == {"a": "done", "b": "cancelled", "c": "cancelled"}
    assert table.cancel(job) == table.show(job)


def test_a_job_cancelled_before_it_was_planned_is_concluded_and_cancelled(table, worker):
    job = table.submit(KIND, {}).id
    table.cancel(job)
    end(worker())
    assert table.show(job).state is State.CANCELLED


def test_a_job_cancelled_while_it_is_planned_has_cancelled_units(table, worker):
    job = table.submit(KIND, {}).id
    claims = worker()
    claim = claims.claim([KIND])
    assert table.cancel(job).state is State.CANCELLING
    assert claims.planned(claim, [Unit("a"), Unit("b")])
    end(claims)
    assert table.show(job).state is State.CANCELLED
    assert states(table, job) == {"a": "cancelled", "b": "cancelled"}


@pytest.mark.parametrize("lose", ["die", "fail for now"])
def test_what_comes_back_to_a_cancelled_job_is_cancelled(table, worker, planned, lose):
    job = planned("a")
    claims = worker("one")
    claim = claims.claim([KIND])
    table.cancel(job)
    assert claims.release("one") == 1 if lose == "die" else claims.failed_for_now(claim, "busy")
    end(claims)
    assert states(table, job) == {"a": "cancelled"}
    assert table.show(job).state is State.CANCELLED


def test_a_plan_that_comes_back_to_a_cancelled_job_is_given_up(table, worker):
    job = table.submit(KIND, {}).id
    claims = worker()
    claim = claims.claim([KIND])
    table.cancel(job)
    assert claims.failed_for_now(claim, "busy")
    end(claims)
    assert table.show(job).state is State.CANCELLED


def test_a_job_that_is_cancelled_when_all_is_done_is_done(table, worker, planned):
    job = planned("a")
    claims = worker()
    claims.done(claims.claim([KIND]), {})
    assert table.cancel(job).state is State.CANCELLING
    end(claims)
    assert table.show(job).state is State.DONE


def test_a_unit_that_waits_after_an_error_is_cancelled_too(table, worker, planned, clock):
    job = planned("a")
    claims = worker()
    claims.failed_for_now(claims.claim([KIND]), "busy")
    table.cancel(job)
    clock.advance(timedelta(hours=1).total_seconds())
    end(claims)
    assert states(table, job) == {"a": "cancelled"}


_CLAIMER = """
import sys
from amts.jobs.claims import Claims
from amts.storage.tables import open_tables
claims = Claims(open_tables(sys.argv[1]), sys.argv[2])
print("ready", flush=True)
input()
while (claim := claims.claim(["translation"])) and claim.phase == "run":
    print(claim.unit.key)
    assert claims.done(claim, {"by": sys.argv[2]})
"""


@pytest.mark.slow
def test_four_processes_claim_each_unit_once(table, planned, url):
    job = planned(*map(str, range(100)))
    command = [sys.executable, "-c", _CLAIMER, url]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    processes = [subprocess.Popen([*command, str(number)], **pipes) for number in range(4)]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    claimed = [line for process in processes for line in process.communicate(timeout=60)[0].splitlines()]
    assert sorted(claimed, key=int) == [str(number) for number in range(100)]
    assert (table.show(job).done, {str(unit.state) for unit in table.units(job)}) == (100, {"done"})
