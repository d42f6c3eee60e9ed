from itertools import count

import pytest

from amts.engines.wrappers import Metered
from amts.engines.wrappers.meter import Metering
from amts.errors import EngineError
from amts.records import Segment
from amts.testing.engines import check_engine
from amts.testing.fakes import DictionaryEngine

ENGINE = DictionaryEngine({"dog": "hundo"})


def ticking():
    """Return a clock that is three seconds later at every look."""
    return count(0, 3).__next__


def test_everything_is_counted():
    engine = Metered(ENGINE, "en", rate=20.0, clock=ticking())
    engine.translate([Segment("the dog"), Segment("a dog.")])
    engine.translate([])
    engine.translate([Segment("dog")])
    assert engine.spent == Metering(
        requests=2, segments=3, words=5, characters=16, seconds=9, cost=pytest.approx(16 * 20 / 1_000_000)
    )


def test_words_of_a_script_without_spaces_are_counted():
    engine = Metered(ENGINE, "zh", clock=ticking())
    engine.translate([Segment("学习算法。")])
    assert (engine.spent.words, engine.spent.characters) == (2, 5)


def test_a_request_that_fails_counts():
    class Failing:
        signature = "failing"

        def translate(self, segments):
            msg = "no"
            raise EngineError(msg)

    engine = Metered(Failing(), "en", clock=ticking())
    with pytest.raises(EngineError):
        engine.translate([Segment("the dog")])
    assert engine.spent == Metering(requests=1, segments=1, words=2, characters=7, seconds=3)


def test_nothing_costs_nothing():
    assert Metered(ENGINE, "en", rate=20.0).spent == Metering()


def test_the_meter_keeps_the_contract_and_the_signature():
    check_engine(Metered(ENGINE, "en"), [Segment("the dog")])
    assert Metered(ENGINE, "en").signature == ENGINE.signature


def test_the_estimate_counts_each_different_segment_once():
    engine = Metered(ENGINE, "en", rate=20.0)
    segments = [Segment("the dog"), Segment("the dog"), Segment("dog")]
    assert str(engine.estimate(segments)) == "10 characters (0.0002 in money)"
    assert str(engine.spent) == "0 characters"
