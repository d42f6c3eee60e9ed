import threading
from datetime import timedelta

import pytest

from amts.errors import InputError
from amts.server.amazon.faults import Fault
from amts.server.amazon.operations import Caller
from amts.server.amazon.tokens import once

CALLER = Caller("123456789012", "eu-west-1")


@pytest.fixture
def ask(keeping):
    state = keeping().state

    def ask(token="t", request=None, act=lambda made: made, caller=CALLER, operation="Create", **options):
        return once(state, caller, operation, token, request or {"Name": "a", "ClientToken": token}, act, **options)

    return ask


def test_the_same_request_gets_the_same_identifier_and_others_get_others(ask):
    made = ask()
    assert len(made) == 32
    assert ask() == made
    others = [
        ask(token="u"),
        ask(operation="Update"),
        ask(caller=Caller("999999999999", "eu-west-1")),
        ask(caller=Caller("123456789012", "us-east-1")),
    ]
    assert len({made, *others}) == 5


def test_another_request_with_the_token_is_a_conflict(ask):
    ask(request={"Name": "a", "Blob": b"one"})
    with pytest.raises(Fault, match="use a token only once") as caught:
        ask(request={"Name": "a", "Blob": b"two"}, conflict="InvalidRequestException")
    assert caught.value.code == "InvalidRequestException"


def test_what_was_refused_leaves_no_token(ask):
    def refuse(made):
        raise InputError(made)

    with pytest.raises(InputError):
        ask(act=refuse)
    assert ask(request={"Name": "another"})
    with pytest.raises(InputError):
        ask(request={"Name": "another"}, act=refuse)
    assert ask(request={"Name": "another"})


def test_tokens_are_kept_for_thirty_days(keeping):
    desk = keeping()

    def ask(request):
        return once(desk.state, CALLER, "Create", "t", request, lambda made: made)

    made = ask({"Name": "a"})
    desk.now += timedelta(days=29)
    assert ask({"Name": "a"}) == made
    desk.now += timedelta(days=2)
    assert ask({"Name": "b"}) != made


def test_of_many_at_the_same_time_all_get_one_identifier(ask):
    found = []
    threads = [threading.Thread(target=lambda: found.append(ask())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(found), len(set(found))) == (8, 1)
