import json

import pytest

from amts.engines.llm.budget import UNLIMITED, Budget, Ledger, Usage
from amts.engines.llm.endpoint import Endpoint, RefusedError
from amts.engines.llm.engine import LlmEngine, open_llm
from amts.engines.llm.knowledge import Knowledge
from amts.engines.wrappers.retries import Backoff, UnavailableError
from amts.errors import BudgetError, EngineError, InputError, LanguageError
from amts.records import Match, Segment
from amts.testing import toy_language
from amts.testing.engines import check_engine
from amts.testing.openai_server import CONTENTS, MISDEEDS, SURROUNDINGS, OpenAiServer, ToyEndpoint

PAIRS = toy_language.pairs(12)
SOURCES, TARGETS = [pair.source for pair in PAIRS], [pair.target for pair in PAIRS]
UNPAUSED = Backoff(sleep=lambda seconds: None, chance=lambda: 0.0)


def engine_of(toy, budget=UNLIMITED, **options):
    return LlmEngine(
        Endpoint(toy.post, "toy", Ledger(budget), UNPAUSED), "toy", ("en", "eo"), **{"concurrency": 1} | options
    )


def asked(toy):
    """Return the texts of the segments of each request."""
    return [
        [each["text"] for each in json.loads(request["messages"][1]["content"])["segments"]] for request in toy.requests
    ]


def test_segments_are_translated_several_at_a_time():
    toy = ToyEndpoint()
    engine = engine_of(toy)
    answers = engine.translate(SOURCES)
    assert [answer.segment for answer in answers] == TARGETS
    assert {(answer.origin, answer.engine) for answer in answers} == {("engine", engine.signature)}
    assert [len(texts) for texts in asked(toy)] == [10, 2]


def test_what_has_no_words_is_kept_and_what_occurs_twice_is_asked_once():
    toy = ToyEndpoint()
    segments = [Segment("The dog"), Segment("5 + 5"), Segment("The dog"), Segment("")]
    assert [(answer.segment.text, answer.origin) for answer in engine_of(toy).translate(segments)] == [
        ("La hundo", "engine"), ("5 + 5", "kept"), ("La hundo", "engine"), ("", "kept")]  # fmt: skip
    assert asked(toy) == [["The dog"]]


def test_a_long_segment_is_asked_for_by_itself():
    toy = ToyEndpoint()
    engine_of(toy).translate([Segment("the dog"), Segment("the house " * 700), Segment("the tree")])
    assert [len(texts) for texts in asked(toy)] == [1, 1, 1]


def test_the_model_sees_the_text_around():
    toy = ToyEndpoint()
    engine_of(toy, batch=1).translate(SOURCES[:4])
    request = json.loads(toy.requests[2]["messages"][1]["content"])
    assert (request["before"], request["after"]) == (f"{SOURCES[0].text} {SOURCES[1].text}", SOURCES[3].text)


def test_the_model_sees_the_text_around_of_the_document():
    toy = ToyEndpoint()
    engine_of(toy, knowledge=Knowledge(document=SOURCES)).translate([SOURCES[1], SOURCES[5]])
    request = json.loads(toy.requests[0]["messages"][1]["content"])
    assert (request["before"], request["after"]) == (SOURCES[0].text, f"{SOURCES[6].text} {SOURCES[7].text}")


def test_examples_are_the_matches_of_their_segment():
    class Index:
        def relevant(self, segment, limit=5):
            return [Match(PAIRS[SOURCES.index(segment) + 1], 0.5)]

    toy = ToyEndpoint()
    engine = engine_of(toy).with_examples(Index(), (), "some pairs")
    answers = engine.translate(SOURCES[:2])
    assert [answer.matches for answer in answers] == [(Match(PAIRS[1], 0.5),), (Match(PAIRS[2], 0.5),)]
    examples = json.loads(toy.requests[0]["messages"][1]["content"])["examples"]
    assert examples == [{"text": pair.source.text, "translation": pair.target.text} for pair in PAIRS[1:3]]
    assert engine.signature == "llm:toy:en-eo:prompt2:temperature0:5 of some pairs"


# What of ten answers is spoilt by a misdeed; every third segment, from the first on, has a placeholder.
SPOILT = {
    "invented placeholder": 10, "lost placeholders": 4, "half placeholders": 4, "missing id": 10, "doubled id": 10,
    "other ids": 10, "texts as ids": 0, "odd entries": 0, "empty": 10, "no text": 10, "no list": 10, "prose": 0,
    "thoughts": 0, "brackets": 10, "no JSON": 10, "nothing": 10, "truncated": 10, "400": 10,
}  # fmt: skip


@pytest.mark.parametrize("misdeed", SPOILT)
def test_only_spoilt_answers_are_asked_again_each_by_itself(misdeed):
    toy = ToyEndpoint([misdeed])
    engine = engine_of(toy)
    assert [answer.segment for answer in engine.translate(SOURCES[:10])] == TARGETS[:10]
    assert [len(texts) for texts in asked(toy)] == [10] + [1] * SPOILT[misdeed]
    assert engine.faults.total() == SPOILT[misdeed]


def test_every_way_to_spoil_an_answer_is_tried():
    assert SPOILT.keys() >= CONTENTS.keys() | SURROUNDINGS.keys()


def test_who_is_asked_again_is_told_what_was_wrong_and_has_more_room():
    toy = ToyEndpoint(["truncated"])
    engine_of(toy).translate(SOURCES[:1])
    first, again = toy.requests
    assert json.loads(again["messages"][1]["content"])["segments"][0]["rejected"] == "the answer was cut off"
    assert again["max_tokens"] == 2 * first["max_tokens"]


def test_what_is_spoilt_twice_is_left_as_it_was():
    answers = engine_of(ToyEndpoint(["empty", "lost placeholders"])).translate([SOURCES[0], SOURCES[1]])
    assert [(answer.segment, answer.origin) for answer in answers] == [(SOURCES[0], "source"), (TARGETS[1], "engine")]
    assert answers[0].engine == ""


def test_a_failure_that_lasts_leaves_the_rest_as_it_was_and_asks_no_more():
    toy = ToyEndpoint(["", *["500"] * 99])
    answers = engine_of(toy, batch=4).translate(SOURCES)
    assert [answer.origin for answer in answers] == ["engine"] * 4 + ["source"] * 8
    assert len(toy.requests) == 1 + UNPAUSED.attempts


@pytest.mark.parametrize(
    ("misdeeds", "error", "requests"),
    [(["500"] * 99, UnavailableError, 5), (["401"] * 99, EngineError, 1), (["400"] * 99, RefusedError, 3 + 12 + 1)],
)
def test_where_nothing_is_answered_an_error_is_raised(misdeeds, error, requests):
    toy = ToyEndpoint(misdeeds)
    with pytest.raises(error, match="the endpoint replied"):
        engine_of(toy, batch=4).translate(SOURCES)
    assert len(toy.requests) == requests


def test_a_segment_that_alone_is_refused_stays_as_it_was():
    toy = ToyEndpoint(forbids=SOURCES[0].text)
    engine = engine_of(toy)
    assert [answer.origin for answer in engine.translate(SOURCES[:3])] == ["source", "engine", "engine"]
    assert [(answer.segment, answer.origin) for answer in engine.translate(SOURCES[:1])] == [(SOURCES[0], "source")]


def test_who_is_refused_at_once_asks_something_harmless_and_only_once():
    toy = ToyEndpoint(forbids=SOURCES[0].text)
    engine = engine_of(toy)
    for _ in range(2):
        assert [(answer.segment, answer.origin) for answer in engine.translate(SOURCES[:1])] == [(SOURCES[0], "source")]
    assert [text for texts in asked(toy) for text in texts] == [SOURCES[0].text] * 2 + ["Good morning."] + [
        SOURCES[0].text] * 2  # fmt: skip


@pytest.mark.parametrize("misdeed", ["empty", "lost placeholders", "no JSON", "nothing", "truncated"])
def test_a_segment_that_alone_is_answered_wrongly_stays_as_it_was(misdeed):
    engine = engine_of(ToyEndpoint([misdeed] * 2))
    assert [(answer.segment, answer.origin) for answer in engine.translate(SOURCES[:1])] == [(SOURCES[0], "source")]


def test_a_refusal_hides_no_failure_that_befalls_all():
    toy = ToyEndpoint(["", "400", "401"])
    engine = engine_of(toy)
    engine.translate(SOURCES[:1])
    with pytest.raises(EngineError, match="replied 401"):
        engine.translate(SOURCES[1:2])


def test_without_segments_nobody_is_asked():
    toy = ToyEndpoint()
    assert engine_of(toy).translate([]) == []
    assert toy.requests == []


@pytest.mark.parametrize("concurrency", [1, 4])
def test_what_the_budget_leaves_out_stays_as_it_was(concurrency):
    toy = ToyEndpoint()
    engine = engine_of(toy, Budget(tokens=4000), batch=2, concurrency=concurrency)
    answers = engine.translate(SOURCES)
    assert {answer.origin for answer in answers} == {"engine", "source"}
    assert all(answer.segment in (source, target) for answer, source, target in zip(answers, SOURCES, TARGETS,
                                                                                    strict=True))  # fmt: skip
    assert 0 < toy.billed.prompt_tokens + toy.billed.completion_tokens == engine.spent.tokens <= 4000
    sent = len(toy.requests)
    with pytest.raises(BudgetError, match="the budget does not suffice"):
        engine.translate([Segment("The dog")])
    assert len(toy.requests) == sent


def test_a_budget_for_nothing_is_an_error():
    toy = ToyEndpoint()
    with pytest.raises(BudgetError, match="0 tokens spent, 100 of 100 tokens left, and the next request could cost"):
        engine_of(toy, Budget(tokens=100)).translate(SOURCES)
    assert toy.requests == []


def test_open_requests_do_not_use_up_what_they_may_leave():
    # Each request may cost about 3,000 tokens and costs about 500: one at a time all have room.
    toy = ToyEndpoint()
    engine = engine_of(toy, Budget(tokens=5500), batch=4, concurrency=3)
    assert [answer.segment for answer in engine.translate(SOURCES)] == TARGETS


def test_the_estimate_counts_what_would_be_sent():
    toy = ToyEndpoint()
    engine = engine_of(toy, Budget(1.0, 10.0), spare_tokens=1000)
    cost = engine.estimate([*SOURCES, *SOURCES, Segment("5")])
    assert (cost.requests, toy.requests) == (2, [])
    assert 2000 < cost.completion_tokens < 2500
    assert cost.money == pytest.approx((cost.prompt_tokens + 10 * cost.completion_tokens) / 1_000_000)
    engine.translate(SOURCES)
    assert 0.5 < engine.spent.prompt_tokens / cost.prompt_tokens < 2


def test_a_usage_larger_than_the_estimate_is_booked_within_the_budget():
    toy = ToyEndpoint(["large usage"] * 99)
    engine = engine_of(toy, Budget(tokens=9000), batch=2)
    estimate = engine.estimate(SOURCES)
    answers = engine.translate(SOURCES)
    assert estimate.tokens < engine.spent.tokens <= 9000
    assert {answer.origin for answer in answers} == {"engine", "source"}


@pytest.mark.parametrize("misdeed", MISDEEDS)
def test_an_engine_asks_a_server_that_misbehaves_once(misdeed):
    toy = ToyEndpoint([misdeed])
    # A server that hangs is left soon; all others have time enough on a busy machine.
    timeout = 0.1 if misdeed == "timeout" else 30.0
    with OpenAiServer(toy, key="secret") as server:
        engine = open_llm(
            "toy", "en", "eo", base_url=f"{server.url}/", key="secret", backoff=UNPAUSED, concurrency=2,
            timeout=timeout)  # fmt: skip
        if misdeed == "401":
            with pytest.raises(EngineError, match="replied 401"):
                engine.translate(SOURCES[:3])
        else:
            assert [answer.segment for answer in engine.translate(SOURCES[:3])] == TARGETS[:3]
    assert engine.spent.tokens >= toy.billed.prompt_tokens + toy.billed.completion_tokens


def test_a_wrong_key_is_refused():
    with OpenAiServer(ToyEndpoint(), key="secret") as server, pytest.raises(EngineError, match=r"check .* the key"):
        open_llm("toy", "en", "eo", base_url=server.url, key="guess").translate(SOURCES)


def test_the_signature_names_the_model_the_place_and_the_languages():
    engine = open_llm("m", "en", "zh_CN", base_url="https://me:pass@host.org:8080/v1", temperature=0.5)
    assert engine.signature == "llm:m@host.org:8080:en-zh-CN:prompt2:temperature0.5"


def test_what_cannot_be_opened_is_refused_at_once():
    with pytest.raises(InputError, match="is no address"):
        open_llm("m", "en", "zh", base_url="host.org")
    with pytest.raises(LanguageError):
        open_llm("m", "en", "klingonese", base_url="https://host.org")


@pytest.mark.parametrize("batch", [1, 10])
def test_the_engine_keeps_the_contract_whatever_is_asked_together(batch):
    check_engine(engine_of(ToyEndpoint(), batch=batch, concurrency=3), SOURCES)


def test_what_was_spent_is_what_was_billed():
    toy = ToyEndpoint()
    engine = engine_of(toy, Budget(2.0, 8.0))
    engine.translate(SOURCES)
    assert engine.spent == Budget(2.0, 8.0).cost(toy.billed)
    assert toy.billed.requests == 2
    assert engine_of(toy).spent == Budget().cost(Usage())
