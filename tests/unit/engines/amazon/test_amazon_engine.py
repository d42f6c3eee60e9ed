import pytest

from amts.engines.amazon.codes import amazon_code
from amts.errors import BudgetError, EngineError
from amts.records import Mark, MarkKind, Segment
from amts.testing.amazon_service import refusal
from amts.testing.engines import check_engine

MARKS = (Mark(MarkKind.OPEN, "*"), Mark(MarkKind.CLOSE, "*"), Mark(MarkKind.CODE, "`x`"))
HOUSE = Segment("The ⟦1⟧red⟦2⟧ house ⟦3⟧.", MARKS)


def test_the_contract_is_kept(opened):
    check_engine(opened(), [HOUSE])


def test_markup_stays_in_its_place(opened):
    [answer] = opened().translate([HOUSE])
    assert answer.segment == Segment("La ⟦1⟧ruga⟦2⟧ domo ⟦3⟧.", MARKS)


def test_each_text_is_asked_and_paid_for_once_and_after_a_restart_not_at_all(opened, service):
    engine = opened()
    engine.translate([HOUSE, Segment("dog"), HOUSE, Segment("12")])
    assert (service.calls["translate_text"], engine.spent.characters) == (2, 61)
    again = opened()
    assert again.translate([HOUSE])[0].segment.text == "La ⟦1⟧ruga⟦2⟧ domo ⟦3⟧."
    assert (service.calls["translate_text"], again.spent.characters) == (2, 0)


def test_what_is_too_long_or_refused_stays_as_it_is_and_costs_nothing(opened, service):
    engine = opened()
    service.misdeeds = [refusal("InvalidRequestException")]
    answers = engine.translate([Segment("house " * 2000), Segment("dog")])
    assert [answer.origin for answer in answers] == ["source", "source"]
    assert engine.spent.characters == 0


def test_a_failure_ends_the_work_and_is_not_charged_for(opened, service):
    engine = opened()
    service.misdeeds = [refusal("UnsupportedLanguagePairException")] * 9
    with pytest.raises(EngineError, match="choose another engine"):
        engine.translate([Segment("dog"), Segment("house")])
    assert engine.spent.characters == 0


def test_nothing_is_asked_beyond_the_budget(opened, service):
    with pytest.raises(BudgetError):
        opened(money=0.0001).translate([Segment("dog"), Segment("the old house"), Segment("bird")])
    assert sum(len(request["Text"]) for _, request in service.requests) * 15 / 1e6 <= 0.0001


@pytest.mark.parametrize(
    ("tag", "code"),
    [("en", "en"), ("zh-Hans", "zh"), ("zh-Hant", "zh-TW"), ("zh-TW", "zh-TW"), ("pt-PT", "pt-PT"), ("pt-BR", "pt"),
     ("nb", "no"), ("fil", "tl"), ("de-AT", "de"), ("es-MX", "es-MX")],
)  # fmt: skip
def test_languages_are_called_as_the_service_calls_them(tag, code):
    assert amazon_code(tag) == code
