from dataclasses import replace

import pytest

from amts.engines.amazon.batch import Order
from amts.errors import BudgetError, EngineError, PathError
from amts.testing.amazon_service import DiedError, refusal

ORDER = Order("en", ("eo",))
BOTH = Order("en", ("eo", "fr"), {"toy": "1"})
TEXTS = ["the house", "the <b id='1'>dog</b>"]


def test_a_job_translates_into_all_languages(opened, service):
    found = opened().batches.translate(TEXTS, BOTH)
    assert found == {target: {0: "LA DOMO", 1: "LA <b id='1'>HUNDO</b>"} for target in ("eo", "fr")}
    [job] = service.jobs.values()
    assert job["ParallelDataNames"] == ["toy"]
    assert job["InputDataConfig"]["ContentType"] == "text/html"


def test_texts_are_paid_for_once_for_each_language(opened):
    engine = opened()
    engine.batches.translate(TEXTS, BOTH)
    assert engine.spent.money == pytest.approx(2 * sum(map(len, TEXTS)) * 60 / 1e6)


def test_no_texts_are_no_job(opened, service):
    assert opened().batches.translate([], BOTH) == {"eo": {}, "fr": {}}
    assert not service.calls


def test_a_job_that_could_cost_too_much_is_not_started(opened, service, files):
    with pytest.raises(BudgetError):
        opened(money=0.0001).batches.translate(TEXTS, BOTH)
    assert (service.jobs, files.files) == ({}, {})


STEPS = [
    ("before", "start_text_translation_job"),
    ("after", "start_text_translation_job"),
    ("before", "describe_text_translation_job"),
    ("after", "describe_text_translation_job"),
]


@pytest.mark.parametrize("forgets_tokens", [False, True])
@pytest.mark.parametrize(("when", "operation"), STEPS)
def test_who_dies_on_the_way_goes_on_where_it_stopped(opened, service, when, operation, forgets_tokens):
    setattr(service, f"dies_{when}", operation)
    with pytest.raises(DiedError):
        opened().batches.translate(TEXTS, ORDER)
    service.dies_before = service.dies_after = ""
    if forgets_tokens:
        service.tokens.clear()
    assert opened().batches.translate(TEXTS, ORDER)["eo"] == {0: "la domo", 1: "la <b id='1'>hundo</b>"}
    assert len(service.jobs) == 1


def test_who_dies_while_files_are_written_starts_one_job(opened, service, files, monkeypatch):
    engine = opened()

    class Dying:
        write = staticmethod(lambda uri, content: (_ for _ in ()).throw(DiedError()))

    with pytest.raises(DiedError):
        replace(engine.batches, files=Dying).translate(TEXTS, ORDER)
    assert not service.jobs
    opened().batches.translate(TEXTS, ORDER)
    assert len(service.jobs) == 1


def test_what_was_done_is_not_paid_for_again(opened, service):
    opened().batches.translate(TEXTS, ORDER)
    again = opened()
    assert again.batches.translate(TEXTS, ORDER)["eo"][0] == "la domo"
    assert (len(service.jobs), again.spent.characters) == (1, 0)


def test_other_parallel_data_make_another_job(opened, service):
    for digest in ("1", "2"):
        opened().batches.translate(TEXTS, replace(ORDER, parallel_data={"toy": digest}))
    assert len(service.jobs) == 2


def test_a_failed_job_says_why_and_the_next_run_starts_another(opened, service):
    service.status = "FAILED"
    with pytest.raises(EngineError, match="has FAILED: as told"):
        opened().batches.translate(TEXTS, ORDER)
    service.status = "COMPLETED"
    assert opened().batches.translate(TEXTS, ORDER)["eo"][0] == "la domo"
    assert len({job["ClientToken"] for _, job in service.requests if "ClientToken" in job}) == 2


def test_what_failed_in_part_gives_the_rest(opened, service):
    service.status, service.lost = "COMPLETED_WITH_ERROR", {"00000.html"}
    texts = [f"the house {number}" for number in range(501)]
    assert opened().batches.translate(texts, ORDER)["eo"] == {500: "la domo 500"}


def test_a_completed_job_without_its_files_is_an_error(opened, service):
    service.lost = {"00000.html"}
    with pytest.raises(PathError):
        opened().batches.translate(TEXTS, ORDER)


def test_a_start_that_is_refused_is_not_charged_for(opened, service):
    engine = opened()
    service.misdeeds = [refusal("InvalidRequestException")]
    with pytest.raises(EngineError):
        engine.batches.translate(TEXTS, ORDER)
    assert engine.spent.characters == 0
