import json
from contextlib import suppress

import pytest

from amts.engines.llm.budget import Budget, Ledger, Usage
from amts.engines.llm.connection import NoReplyError, Reply
from amts.engines.llm.endpoint import Completion, Endpoint, RefusedError
from amts.engines.wrappers.rate_limit import Pace
from amts.engines.wrappers.retries import Backoff, UnavailableError
from amts.errors import BudgetError, EngineError
from amts.testing.openai_server import ToyEndpoint

SCHEMA = {"type": "object"}
ASKED = '{"segments": [{"id": 1, "text": "The dog"}]}'
TOLD = Completion('{"translations": [{"id": 1, "text": "La hundo"}]}', cut=False)


def opened(post, pauses=None, **options):
    patience = Backoff(attempts=4, sleep=[].append if pauses is None else pauses.append, chance=lambda: 1.0)
    return Endpoint(post, "toy", backoff=patience, **options)


def complete(endpoint, limit=50):
    return endpoint.complete("Translate.", ASKED, SCHEMA, limit)


def test_a_request_names_the_model_the_form_of_the_answer_and_its_room():
    toy = ToyEndpoint()
    assert complete(opened(toy.post)) == TOLD
    assert toy.requests == [{
        "model": "toy",
        "messages": [{"role": "system", "content": "Translate."}, {"role": "user", "content": ASKED}],
        "max_tokens": 50,
        "temperature": 0.0,
        "response_format": {
            "type": "json_schema", "json_schema": {"name": "translations", "strict": True, "schema": SCHEMA}},
    }]  # fmt: skip


@pytest.mark.parametrize(
    ("refused", "sent"),
    [
        ({"json_schema"}, {"max_tokens": 50, "temperature": 0.0, "response_format": {"type": "json_object"}}),
        ({"response_format"}, {"max_tokens": 50, "temperature": 0.0}),
        ({"response_format", "temperature"}, {"max_tokens": 50}),
        ({"response_format", "temperature", "max_tokens"}, {"max_completion_tokens": 50}),
    ],
)
def test_what_an_endpoint_refuses_is_left_out_from_then_on(refused, sent):
    toy = ToyEndpoint(refuses=frozenset(refused))
    endpoint = opened(toy.post)
    assert complete(endpoint) == TOLD
    tries = len(toy.requests)
    assert complete(endpoint) == TOLD
    assert len(toy.requests) == tries + 1
    assert {name: value for name, value in toy.requests[-1].items() if name not in ("model", "messages")} == sent


@pytest.mark.parametrize(
    ("misdeed", "pause"),
    [("429", 7), ("500", 1), ("503", 3), ("timeout", 1), ("dropped", 1), ("half", 1), ("html", 1)],
)
def test_what_fails_for_the_moment_is_tried_again(misdeed, pause):
    pauses = []
    assert complete(opened(ToyEndpoint([misdeed]).post, pauses)) == TOLD
    assert pauses == [pause]


def test_after_some_attempts_the_last_failure_is_raised():
    pauses = []
    with pytest.raises(UnavailableError, match="the endpoint replied 500: Internal Server Error"):
        complete(opened(ToyEndpoint(["500"] * 9).post, pauses))
    assert pauses == [1, 2, 4]


def test_a_request_that_is_refused_is_not_tried_again():
    toy = ToyEndpoint(["400"] * 2)
    with pytest.raises(RefusedError, match="maximum context length"):
        complete(opened(toy.post))
    assert len(toy.requests) == 1


def test_an_endpoint_that_has_accepted_one_request_is_known_to():
    endpoint = opened(ToyEndpoint(["400", "", "400"]).post)
    seen = []
    for _ in range(3):
        with suppress(RefusedError):
            complete(endpoint)
        seen.append(endpoint.accepted)
    assert seen == [False, True, True]


def test_a_key_that_is_refused_says_what_to_check():
    with pytest.raises(EngineError, match=r"replied 401: .*Incorrect API key.*: check its address, the key") as refused:
        complete(opened(ToyEndpoint(["401"]).post))
    assert not isinstance(refused.value, UnavailableError | RefusedError)


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"[]", b'{"choices": []}', b'{"choices": [{}]}', b'{"choices": [{"message": 5}]}', b"\xff",
     b"[" * 100_000, b'{"choices": {"0": 1}}', b'{"choices": ["text"]}'],
)  # fmt: skip
def test_a_reply_that_is_no_completion_is_a_failure(content):
    with pytest.raises(UnavailableError, match="no chat completion"):
        complete(opened(lambda _: Reply(200, content)))


def replying(**fields):
    choice = {"message": {"content": "Jes."}, "finish_reason": "stop"}
    return lambda _: Reply(200, json.dumps({"choices": [choice]} | fields).encode())


def test_an_answer_without_text_is_an_empty_one():
    choice = {"message": {"content": None, "refusal": "No."}, "finish_reason": "stop"}
    assert complete(opened(replying(choices=[choice]))) == Completion("", cut=False)


def test_an_answer_that_was_cut_off_says_so():
    assert complete(opened(ToyEndpoint(["truncated"]).post)).cut


def test_what_is_said_to_be_used_is_booked():
    endpoint = opened(replying(usage={"prompt_tokens": 40, "completion_tokens": 2, "total_tokens": 42}))
    complete(endpoint)
    assert endpoint.ledger.spent == Budget().cost(Usage(1, 40, 2))


@pytest.mark.parametrize(
    "usage",
    [None, 5, {}, {"prompt_tokens": 5}, {"prompt_tokens": -1, "completion_tokens": 2},
     {"prompt_tokens": "5", "completion_tokens": 2}, {"prompt_tokens": True, "completion_tokens": 2}],
)  # fmt: skip
def test_where_nobody_says_what_was_used_the_most_is_booked(usage):
    endpoint = opened(replying(usage=usage))
    complete(endpoint, limit=77)
    assert endpoint.ledger.spent.completion_tokens == 77
    assert endpoint.ledger.spent.prompt_tokens > len(ASKED.encode())


@pytest.mark.parametrize(("sent", "booked"), [(True, 4), (False, 0)])
def test_a_request_without_a_reply_is_booked_if_it_was_sent(sent, booked):
    def post(body):
        raise NoReplyError("gone", sent=sent)  # noqa: EM101

    endpoint = opened(post)
    with pytest.raises(UnavailableError, match="gone"):
        complete(endpoint)
    assert endpoint.ledger.spent.requests == booked


def test_an_interrupted_request_is_booked():
    def post(body):
        raise KeyboardInterrupt

    endpoint = opened(post)
    with pytest.raises(KeyboardInterrupt):
        complete(endpoint)
    assert endpoint.ledger.spent.requests == 1


def test_nothing_is_sent_that_could_exceed_the_budget():
    toy = ToyEndpoint()
    endpoint = opened(toy.post, ledger=Ledger(Budget(tokens=300)))
    with pytest.raises(BudgetError, match="300 of 300 tokens left"):
        complete(endpoint)
    assert toy.requests == []


def test_more_used_than_there_was_room_for_is_booked_and_ends_the_spending():
    toy = replying(usage={"prompt_tokens": 10, "completion_tokens": 9000})
    endpoint = opened(toy, ledger=Ledger(Budget(tokens=1000)))
    complete(endpoint)
    assert endpoint.ledger.spent.tokens == 9010
    with pytest.raises(BudgetError):
        complete(endpoint)


def test_no_more_requests_are_sent_in_a_minute_than_may_be():
    slept = []
    pace = Pace(2, clock=lambda: float(sum(slept)), sleep=slept.append)
    endpoint = opened(ToyEndpoint(["", "500"]).post, pace=pace)
    assert [complete(endpoint) for _ in range(2)] == [TOLD, TOLD]  # the second one at the second attempt
    assert slept == [60]
