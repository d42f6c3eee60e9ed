import pytest

from amts.engines.amazon.costs import Purse, Rates
from amts.errors import BudgetError, InputError


def test_customised_characters_cost_more():
    purse = Purse()
    assert str(purse.cost(1_000_000, customised=False)) == "1000000 characters (15.0000 USD at rates of 2022-12)"
    assert purse.cost(1_000_000, customised=True).money == 60


def test_what_costs_nothing_is_shown_without_money():
    assert str(Purse(Rates(0, 0)).cost(12, customised=True)) == "12 characters"


def test_nothing_is_sent_that_could_cost_more_than_is_left():
    purse = Purse(money=0.003)
    purse.pay(100)
    with pytest.raises(BudgetError, match=r"0\.0015 of 0\.003 USD left, and the next request could cost 0\.0060"):
        purse.pay(100, customised=True)
    purse.pay(100)
    assert (purse.spent.characters, purse.spent.money) == (200, 0.003)


def test_a_request_that_failed_is_not_charged_for():
    purse = Purse()
    purse.refund(purse.pay(100))
    assert (purse.spent.characters, purse.spent.money) == (0, 0)


@pytest.mark.parametrize(("make", "word"), [(lambda: Rates(-1), "character_rate"), (lambda: Purse(money=-1), "money")])
def test_what_makes_no_sense_is_refused(make, word):
    with pytest.raises(InputError, match=word):
        make()
