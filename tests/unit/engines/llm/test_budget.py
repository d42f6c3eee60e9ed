import threading
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amts.engines.llm.budget import Budget, Cost, Ledger, Usage
from amts.errors import BudgetError, InputError


def test_money_is_counted_by_the_million_tokens():
    assert Budget(2.5, 10).cost(Usage(3, 1_000_000, 200_000)) == Cost(3, 1_000_000, 200_000, 4.5)


def test_a_request_that_could_cost_more_than_is_left_is_refused():
    ledger = Ledger(Budget(tokens=100))
    ledger.book(Usage(1, 60, 30))
    ledger.settle(Usage(1, 60, 30), Usage(1, 50, 10))
    with pytest.raises(BudgetError) as refused:
        ledger.book(Usage(1, 40, 1))
    assert str(refused.value) == (
        "the budget does not suffice: 60 tokens spent, 40 of 100 tokens left, and the next request could cost 41 "
        "tokens: raise the budget and run again"
    )
    # It has ended: what is left is not spent on smaller requests.
    with pytest.raises(BudgetError, match="could cost 41 tokens"):
        ledger.book(Usage(1, 1, 0))


def test_money_runs_out_too():
    ledger = Ledger(Budget(1, 10, money=0.001))
    ledger.book(Usage(1, 800, 20))
    ledger.settle(Usage(1, 800, 20), Usage(1, 800, 5))
    with pytest.raises(BudgetError, match=r"0\.0002 of 0\.001 in money left.*could cost 64 tokens \(0\.0002 in money"):
        ledger.book(Usage(1, 44, 20))
    assert ledger.spent.money == 0.00085


def test_a_budget_in_money_needs_prices():
    with pytest.raises(InputError, match="needs the price of tokens"):
        Budget(money=5)


def test_a_request_waits_for_open_ones_that_may_cost_less_than_they_could():
    ledger = Ledger(Budget(tokens=100))
    ledger.book(Usage(1, 80, 0))
    booked = threading.Event()

    def book():
        ledger.book(Usage(1, 70, 0))
        booked.set()

    thread = threading.Thread(target=book, daemon=True)
    thread.start()
    assert not booked.is_set()
    ledger.settle(Usage(1, 80, 0), Usage(1, 30, 0))
    thread.join(10)
    assert booked.is_set()


def test_a_request_that_waits_is_refused_when_the_budget_ends():
    ledger = Ledger(Budget(tokens=100))
    ledger.book(Usage(1, 60, 0))
    refused = threading.Event()

    def book():
        with suppress(BudgetError):
            ledger.book(Usage(1, 70, 0))
            return
        refused.set()

    thread = threading.Thread(target=book, daemon=True)
    thread.start()
    ledger.settle(Usage(1, 60, 0), Usage(1, 60, 0))
    thread.join(10)
    assert refused.is_set()


@given(
    st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50), st.floats(0, 1)), max_size=30),
    st.floats(0.01, 100),
    st.floats(0.01, 100),
    st.floats(0, 0.01),
)
def test_what_costs_no_more_than_booked_never_exceeds_the_budget(requests, prompt_rate, completion_rate, money):
    ledger = Ledger(Budget(prompt_rate, completion_rate, money=money))
    for prompt, completion, share in requests:
        most = Usage(1, prompt, completion)
        try:
            ledger.book(most)
        except BudgetError:
            continue
        ledger.settle(most, Usage(1, int(prompt * share), int(completion * share)))
    assert ledger.spent.money <= money
