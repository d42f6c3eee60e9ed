from amts.adaptation.explanation import Explained
from amts.engines.wrappers import Remembering
from amts.records import Pair, Segment
from amts.testing.fakes import DictionaryEngine

PAIR = Pair(Segment("the dog"), Segment("la hundo"))
DOG = Segment("dog")


def test_a_translation_says_which_pairs_are_behind_it_and_what_it_would_be_without(fixed_index):
    adapted, plain = DictionaryEngine({"dog": "hundo"}), DictionaryEngine({"dog": "kato"})
    (answer,) = Explained(adapted, fixed_index(PAIR), plain).translate([DOG])
    assert answer.segment.text == "hundo"
    assert answer.plain == Segment("kato")
    assert [(match.pair, match.score) for match in answer.matches] == [(PAIR, 0.8)]


def test_the_plain_engine_is_asked_only_if_it_is_given_and_nothing_is_remembered(fixed_index):
    adapted = DictionaryEngine({})
    assert Explained(adapted, fixed_index(PAIR)).translate([DOG])[0].plain is None
    remembering = Remembering(adapted, lambda segment: segment)
    (answer,) = Explained(remembering, fixed_index(PAIR), DictionaryEngine({})).translate([DOG])
    assert (answer.origin, answer.plain) == ("memory", None)


def test_an_explanation_changes_neither_answers_nor_signature(fixed_index):
    engine = DictionaryEngine({"dog": "hundo"})
    explained = Explained(engine, fixed_index(PAIR))
    assert explained.signature == engine.signature
    assert explained.translate([]) == []
