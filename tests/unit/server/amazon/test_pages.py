from bisect import bisect_right

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amts.server.amazon.faults import Fault
from amts.server.amazon.operations import Caller
from amts.server.amazon.pages import Pages

CALLER = Caller("000000000000", "us-east-1")
NAMES = [f"n{number:02}" for number in range(25)]
PAGES = Pages(b"secret")


def page(request, caller=CALLER, operation="ListParallelData", pages=PAGES, names=NAMES):
    def after(cursor, most):
        return names[bisect_right(names, cursor) :][:most]

    return pages.page(caller, operation, request, after, lambda name: name, usual=10)


def test_pages_follow_one_another_until_there_is_no_more():
    first, token = page({})
    second, token2 = page({"NextToken": token})
    third, end = page({"NextToken": token2})

    assert [*first, *second, *third] == NAMES
    assert (len(first), len(second), len(third), end) == (10, 10, 5, None)


@given(st.integers(1, 30))
def test_pages_of_any_size_give_all_items_once(size):
    found, token = page({"MaxResults": size})
    while token:
        more, token = page({"MaxResults": size, "NextToken": token})
        found += more

    assert found == NAMES


def test_the_last_full_page_has_no_token():
    assert page({"MaxResults": 25}) == (NAMES, None)


def test_an_item_that_came_meanwhile_shifts_no_page():
    first, token = page({})

    second, _ = page({"NextToken": token}, names=sorted([*NAMES, "n00b"]))

    assert not set(first) & set(second)


@pytest.mark.parametrize("token", ["x", "????", "AAAA", "é", " "])
def test_made_up_tokens_are_refused(token):
    with pytest.raises(Fault) as caught:
        page({"NextToken": token})
    assert caught.value.code == "InvalidParameterValueException"


@pytest.mark.parametrize(
    "other",
    [
        {"caller": Caller("111111111111", "us-east-1")},
        {"caller": Caller("000000000000", "eu-west-1")},
        {"operation": "ListTerminologies"},
        {"pages": Pages(b"other")},
    ],
)
def test_tokens_of_other_lists_are_refused(other):
    _, token = page({})

    with pytest.raises(Fault, match="NextToken"):
        page({"NextToken": token}, **other)


def test_a_token_is_bound_to_the_filter():
    _, token = page({"Filter": {"JobStatus": "FAILED"}})

    with pytest.raises(Fault, match="NextToken"):
        page({"NextToken": token})
