from datetime import timedelta

import pytest

from amts.errors import InputError
from amts.jobs.records import Job, State


def test_a_job_waits_as_it_was_submitted(table, clock):
    job = table.submit("translation", {"text": "naïve ⟦1⟧"}, name="D2L1")
    assert job == Job(job.id, "translation", "D2L1", {"text": "naïve ⟦1⟧"}, State.QUEUED, 0, 0, 0, clock.time)
    assert table.show(job.id) == job
    assert len(job.id) == 32
    assert int(job.id, 16)
    assert table.units(job.id) == []


def test_times_are_kept_to_the_microsecond(table, clock):
    clock.advance(0.123457)
    assert table.show(table.submit("translation", {}).id).created == clock.time


def test_a_known_id_gives_the_job_that_has_it(table):
    first = table.submit("translation", {"n": 1}, job_id="a" * 32)
    assert table.submit("translation", {"n": 2}, job_id="a" * 32) == first
    assert table.list("translation") == [first]


@pytest.mark.parametrize("act", ["show", "units", "cancel"])
def test_what_is_asked_of_no_job_is_an_error_with_its_id(table, act):
    with pytest.raises(InputError, match="there is no job 'nowhere'"):
        getattr(table, act)("nowhere")


def test_jobs_are_listed_newest_first_or_oldest_first(table, clock):
    jobs = []
    for _ in range(3):
        jobs.append(table.submit("translation", {}))
        clock.advance(1)
    table.submit("import", {})
    assert table.list("translation") == jobs[::-1]
    assert table.list("translation", newest_first=False) == jobs


def test_pages_hold_every_job_once_though_they_were_submitted_at_one_moment(table):
    jobs = [table.submit("translation", {"n": number}) for number in range(7)]
    for newest_first in (True, False):
        seen, start = [], ""
        while page := table.list("translation", newest_first=newest_first, start=start, limit=3):
            seen += page
            start = table.cursor(page[-1])
        assert seen == (jobs[::-1] if newest_first else jobs)


def test_jobs_are_listed_by_name_state_and_time(table, clock):
    old = table.submit("translation", {}, name="old")
    clock.advance(1)
    middle = clock.time
    stopped = table.cancel(table.submit("translation", {}, name="stopped").id)
    clock.advance(1)
    new = table.submit("translation", {}, name="new")
    assert table.list("translation", name="old") == [old]
    assert table.list("translation", name="ol") == []
    assert table.list("translation", state=State.CANCELLING) == [stopped]
    assert table.list("translation", before=middle) == [old]
    assert table.list("translation", after=middle) == [new]
    assert table.list("translation", after=middle - timedelta(microseconds=1)) == [new, stopped]
    assert table.list("translation", failures=True) == []


def test_jobs_are_listed_by_what_their_payload_has(table):
    ours, _, more = (table.submit("translation", {"account": account}) for account in ("one", "other", "one"))
    assert table.list("translation", having={"account": "one"}) == [more, ours]
    assert table.list("translation", having={"account": "one"}, start=more.id) == [ours]
    assert table.list("translation", having={"account": "on"}) == []


def test_jobs_are_counted_by_state(table):
    table.submit("import", {})
    table.submit("translation", {})
    table.cancel(table.submit("translation", {}).id)
    assert table.counts() == {State.QUEUED: 2, State.CANCELLING: 1}
    assert table.counts("import") == {State.QUEUED: 1}
