from pathlib import Path

import pytest

from amts.adaptation.examples import Examples
from amts.adaptation.protocol import Extensible, Task
from amts.engines.llm.endpoint import Endpoint
from amts.engines.llm.engine import LlmEngine
from amts.errors import EngineError
from amts.records import Match
from amts.testing.fakes import DictionaryEngine
from amts.testing.openai_server import ToyEndpoint
from amts.testing.toy_language import pairs

PAIRS = pairs(10)


class First:
    """Finds the first of the pairs relevant to everything."""

    def relevant(self, segment, limit=5):
        return [Match(PAIRS[0], 0.5)][:limit]


def task(known=PAIRS):
    return Task([pair.source for pair in PAIRS[5:]], known, First(), "en", "eo", Path("unused"))


def llm():
    return LlmEngine(Endpoint(ToyEndpoint().post, "toy"), "toy", ("en", "eo"))


def test_an_engine_that_learns_from_examples_is_shown_the_relevant_pairs():
    plain = llm()
    adapted = Examples().adapt(plain, task())
    (answer,) = adapted.translate([PAIRS[5].source])
    assert (answer.segment, answer.matches) == (PAIRS[5].target, (Match(PAIRS[0], 0.5),))
    assert adapted.knowledge.document == task().segments
    assert plain.translate([PAIRS[5].source])[0].matches == ()


def test_it_may_be_shown_more_pairs_once_it_is_judged():
    strategy, engine = Examples(), llm()
    assert isinstance(strategy, Extensible)
    more = strategy.extended(strategy.adapt(engine, task(PAIRS[1:])), engine, task())
    assert more.signature == strategy.adapt(engine, task()).signature


def test_other_pairs_make_another_signature():
    engine = llm()
    signatures = {Examples().adapt(engine, task(known)).signature for known in (PAIRS, PAIRS[1:], PAIRS[::-1], PAIRS)}
    assert len(signatures) == 3
    assert engine.signature not in signatures


def test_other_engines_do_not_fit():
    assert Examples().fits(llm())
    assert not Examples().fits(DictionaryEngine({}))
    with pytest.raises(EngineError, match=r"dictionary:.* cannot be shown examples"):
        Examples().adapt(DictionaryEngine({}), task())
