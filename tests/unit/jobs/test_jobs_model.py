"""Whatever workers do, die of and are told, the table of jobs adds up, and every job comes to an end."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from amts.jobs.claims import LEASE, Claims
from amts.jobs.records import State, Unit
from amts.jobs.schema import Phase
from amts.jobs.table import JobTable
from amts.storage.tables import open_tables

WORKERS = ("one", "two", "three")
KINDS = ("import", "translation")


class Jobs(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.time = datetime(2026, 1, 1, tzinfo=UTC)
        # Kept in memory by one connection.
        self.tables = open_tables("sqlite://")
        self.table = JobTable(self.tables, lambda: self.time)
        self.claims = {name: Claims(self.tables, name, lambda: self.time) for name in WORKERS}
        self.held = {}  # by worker: the claim it believes to hold
        self.lost = set()  # the workers whose claims are no longer theirs
        self.jobs = {}  # the number of units that each will have
        self.finished = []  # the units whose result was accepted

    def teardown(self):
        self.drain()
        self.tables.dispose()

    @rule(kind=st.sampled_from(KINDS), units=st.integers(0, 3), attempts=st.integers(1, 3))
    def submit(self, kind, units, attempts):
        self.jobs[self.table.submit(kind, {"units": units}, attempts=attempts).id] = units

    @rule(worker=st.sampled_from(WORKERS), kinds=st.permutations(KINDS))
    def claim(self, worker, kinds):
        if worker not in self.held and (claim := self.claims[worker].claim(kinds)):
            others = [held for name, held in self.held.items() if name not in self.lost]
            assert (claim.job_number, claim.number) not in [(held.job_number, held.number) for held in others]
            self.held[worker] = claim

    @precondition(lambda self: self.held)
    @rule(data=st.data())
    def end(self, data):
        worker = data.draw(st.sampled_from(sorted(self.held)))
        claims, claim = self.claims[worker], self.held.pop(worker)
        how = data.draw(st.sampled_from(["well", "well", "failed", "failed_for_now"]))
        ended = self.end_well(claims, claim) if how == "well" else getattr(claims, how)(claim, "why")
        assert ended == (worker not in self.lost)
        self.lost.discard(worker)

    def end_well(self, claims, claim):
        if claim.phase is Phase.PLAN:
            return claims.planned(claim, [Unit(str(number)) for number in range(claim.job.payload["units"])])
        if claim.phase is Phase.CONCLUDE:
            assert all(unit.state.ended for unit in self.table.units(claim.job.id))
            return claims.concluded(claim, {})
        ended = claims.done(claim, {"key": claim.unit.key})
        self.finished += [(claim.job.id, claim.unit.key)] if ended else []
        return ended

    @precondition(lambda self: set(self.held) - self.lost)
    @rule(data=st.data())
    def die(self, data):
        worker = data.draw(st.sampled_from(sorted(set(self.held) - self.lost)))
        assert self.claims["one"].release(worker) == 1
        if data.draw(st.booleans()):
            del self.held[worker]
        else:
            self.lost.add(worker)  # believed dead, and yet at work

    @rule(seconds=st.sampled_from([0.5, 2, 30]))
    def wait(self, seconds):
        self.time += timedelta(seconds=seconds)

    @rule()
    def all_leases_end(self):
        self.time += LEASE + timedelta(seconds=1)
        held = set(self.held) - self.lost
        assert self.claims["one"].recover() == len(held)
        self.lost |= held

    @precondition(lambda self: self.jobs)
    @rule(data=st.data())
    def cancel(self, data):
        before = self.table.show(data.draw(st.sampled_from(sorted(self.jobs))))
        after = self.table.cancel(before.id)
        assert after == before if before.state.ended else after.state is State.CANCELLING

    @invariant()
    def counts_are_those_of_the_units(self):
        for job in map(self.table.show, self.jobs):
            units = [unit.state for unit in self.table.units(job.id)]
            assert job.total == len(units)
            assert (job.done, job.failed) == (units.count(State.DONE), units.count(State.FAILED))
            assert job.state is not State.DONE or State.CANCELLED not in units
            assert (job.ended is not None) == job.state.ended

    @invariant()
    def no_unit_is_done_twice(self):
        assert len(self.finished) == len(set(self.finished))

    def drain(self):
        """Ends all there is to do, as one worker who never fails would."""
        self.time += LEASE + timedelta(seconds=1)
        self.claims["one"].recover()
        self.time += timedelta(minutes=10)
        while claim := self.claims["one"].claim(KINDS):
            assert self.end_well(self.claims["one"], claim)
        self.counts_are_those_of_the_units()
        for job in map(self.table.show, self.jobs):
            assert job.state.ended
            assert all(unit.state.ended for unit in self.table.units(job.id)) or job.state is State.FAILED
            done = {unit.key for unit in self.table.units(job.id) if unit.state is State.DONE}
            assert {key for job_id, key in self.finished if job_id == job.id} == done


Jobs.TestCase.settings = settings(max_examples=15, stateful_step_count=25, deadline=None)
test_the_table_adds_up = Jobs.TestCase


@pytest.mark.slow
def test_the_table_adds_up_over_long_histories():
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(Jobs, settings=settings(max_examples=100, stateful_step_count=50, deadline=None))
