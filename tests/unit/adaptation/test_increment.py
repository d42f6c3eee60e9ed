from amts.adaptation.increment import Increment
from amts.records import Pair, Segment
from amts.testing.fakes import DictionaryEngine


class Learning(DictionaryEngine):
    """A dictionary that learns pairs of single words."""

    def learnt(self, pairs):
        return Learning({**self.words, **{pair.source.text: pair.target.text for pair in pairs}})


def test_an_engine_that_learns_single_pairs_fits(task):
    assert Increment().fits(Learning({}))
    assert not Increment().fits(DictionaryEngine({}))


def test_the_pairs_are_learnt_and_the_engine_given_stays_as_it_is(task):
    engine = Learning({"dog": "hundo"})
    adapted = Increment().adapt(engine, task([Pair(Segment("cat"), Segment("kato"))]))
    assert [each.segment.text for each in adapted.translate([Segment("dog"), Segment("cat")])] == ["hundo", "kato"]
    assert engine.words == {"dog": "hundo"}
