import pytest

from amts.engines.llm.opening import open_cached_llm
from amts.errors import InputError
from amts.records import Segment
from amts.testing.openai_server import OpenAiServer, ToyEndpoint


def test_the_options_of_the_engine_reach_the_endpoint(tmp_path):
    toy = ToyEndpoint()
    with OpenAiServer(toy) as server:
        open_options = {"temperature": 0.5, "batch": 2, "concurrency": 1, "spare_tokens": 5000}
        open_options |= {"requests_per_minute": 30, "retries": 1}
        engine = open_cached_llm("en", "eo", tmp_path, model="toy", base_url=server.url, **open_options)
        answers = engine.translate([Segment("The dog"), Segment("The house"), Segment("The tree")])
    assert [answer.segment.text for answer in answers] == ["La hundo", "La domo", "La arbo"]
    assert len(toy.requests) == 2
    assert {request["temperature"] for request in toy.requests} == {0.5}
    assert all(5000 < request["max_tokens"] < 6000 for request in toy.requests)
    assert engine.engine.concurrency == 1
    assert (engine.engine.endpoint.pace.requests, engine.engine.endpoint.backoff.attempts) == (30, 2)
    assert engine.signature.endswith(":temperature0.5")


@pytest.mark.parametrize("option", [{"batch": 0}, {"concurrency": 0}, {"spare_tokens": -1}, {"temperature": -0.1}])
def test_an_option_that_makes_no_sense_is_refused(option, tmp_path):
    with pytest.raises(InputError, match=next(iter(option))):
        open_cached_llm("en", "eo", tmp_path, model="toy", base_url="http://host/v1", **option)
