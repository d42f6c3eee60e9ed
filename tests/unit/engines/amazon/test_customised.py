import pytest

from amts.adaptation.gate import HELD_OUT
from amts.engines.amazon.customised import JUDGED_BY, WORTH_A_JOB
from amts.parallel.terminology.glossary import Glossary
from amts.parallel.terminology.terms import Term
from amts.progress import silent
from amts.records import Mark, MarkKind, Segment
from amts.testing.amazon_service import DiedError, refusal
from amts.testing.engines import check_engine

CODE = (Mark(MarkKind.CODE, "`x`"),)
DOCUMENT = [Segment("The house."), Segment("The dog ⟦1⟧.", CODE), Segment("12")]
STRANGER = Segment("The bird.")


def customised(engine, variant=""):
    return engine.with_parallel_data(b"<tmx/>", DOCUMENT, variant, silent)


def texts(engine, segments):
    return [answer.segment.text for answer in engine.translate(segments)]


def test_the_contract_is_kept(opened):
    check_engine(customised(opened()), DOCUMENT)


def test_the_documents_are_translated_in_one_job_with_the_parallel_data(opened, service):
    engine = customised(opened())
    assert texts(engine, DOCUMENT[1:]) == ["LA HUNDO ⟦1⟧.", "12"]
    assert texts(engine, DOCUMENT[:1]) == ["LA DOMO."]
    assert ([job["ParallelDataNames"] for job in service.jobs.values()]) == [["toy-en-eo"]]
    assert service.calls["translate_text"] == 0


def test_few_texts_that_were_not_foreseen_are_asked_for_one_by_one(opened, service):
    engine = customised(opened())
    assert texts(engine, [STRANGER]) == ["La birdo."]
    assert not service.jobs


def test_many_texts_that_were_not_foreseen_are_worth_a_job(opened, service):
    engine = customised(opened())
    asked = [Segment(f"bird {number}") for number in range(WORTH_A_JOB)]
    assert texts(engine, asked)[7] == "BIRDO 7"
    assert len(service.jobs) == 1


def test_after_a_restart_nothing_is_paid_for_again(opened, service):
    texts(customised(opened()), DOCUMENT)
    again = customised(opened())
    assert texts(again, DOCUMENT) == ["LA DOMO.", "LA HUNDO ⟦1⟧.", "12"]
    assert (len(service.jobs), again.spent.characters) == (1, 0)


def test_who_dies_before_the_answers_are_kept_pays_once(opened, service):
    service.dies_after = "describe_text_translation_job"
    with pytest.raises(DiedError):
        texts(customised(opened()), DOCUMENT)
    service.dies_after = ""
    engine = customised(opened())
    assert texts(engine, DOCUMENT)[0] == "LA DOMO."
    assert len(service.jobs) == 1
    assert str(engine.spent).startswith("0 characters, besides 48 characters (0.0029 USD at rates of 2022-12) by a run")


def test_what_is_answered_already_is_not_in_the_estimate(opened):
    engine = customised(opened())
    assert engine.plain.estimate_taught(DOCUMENT, b"<tmx/>").characters == 48
    texts(engine, DOCUMENT)
    assert opened().estimate_taught([*DOCUMENT, STRANGER], b"<tmx/>").characters == len(STRANGER.text)
    assert opened().estimate_taught(DOCUMENT, b"<tmx>others</tmx>").characters == 48


def test_a_service_that_knows_nothing_without_parallel_data_is_asked_with_them(opened, service, monkeypatch):
    def refuse(**_request):
        error = refusal("UnsupportedLanguagePairException")
        raise error

    monkeypatch.setattr(service, "_translate_text", refuse, raising=False)
    engine = customised(opened())
    assert not engine.plain.has_plain
    assert texts(engine, [STRANGER]) == ["LA BIRDO."]


def test_parallel_data_that_others_have_replaced_are_brought_back_before_the_job(opened, service):
    engine = customised(opened())
    opened().with_parallel_data(b"<tmx></tmx>", [], "", silent)
    texts(engine, DOCUMENT)
    assert service.data["toy-en-eo"]["Description"].endswith(engine.digest)


def test_two_sets_of_parallel_data_have_two_names(opened, service):
    customised(opened(), "all")
    assert list(service.data) == ["toy-en-eo-all"]


def test_a_batch_is_given_the_terms_of_its_texts(opened, service):
    glossary = Glossary([Term("house", "hejmo"), Term("river", "akvo"), Term("dog", "b" * 201)], "en", "eo")
    engine = customised(opened().with_terms(glossary))
    texts(engine, DOCUMENT)
    assert service.terms["toy-en-eo-terms"]["TerminologyData"]["File"] == b"en,eo\nhouse,hejmo\n"
    assert [job["TerminologyNames"] for job in service.jobs.values()] == [["toy-en-eo-terms"]]
    assert engine.signature != customised(opened()).signature


def test_the_signature_tells_the_parallel_data(opened):
    first, plain = customised(opened()), opened()
    second = opened().with_parallel_data(b"<tmx></tmx>", DOCUMENT, "", silent)
    assert len({first.signature, second.signature, plain.signature}) == 3


def test_the_estimate_is_what_is_then_paid_and_what_judging_may_cost(opened):
    plain = opened()
    estimate = plain.estimate([*DOCUMENT, DOCUMENT[0]])
    texts(customised(plain), DOCUMENT)
    assert estimate.money - estimate.judging == pytest.approx(plain.spent.money)
    assert estimate.judging == pytest.approx(JUDGED_BY * (plain.spent.characters // 3) * (15 + 60) / 1e6, rel=0.1)
    assert str(estimate).endswith("of it to see whether parallel data help)")


def test_the_estimate_knows_by_how_many_segments_is_judged():
    assert HELD_OUT <= JUDGED_BY
