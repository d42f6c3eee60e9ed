import pytest

from amts.adaptation.explanation import explained
from amts.records import Match, Pair, Segment, Translation
from amts.testing.fakes import DictionaryEngine

PAIR = Pair(Segment("the dog"), Segment("la hundo"))
DOG = Segment("dog")
MADE = Translation(Segment("hundo"), "engine", "e")


def test_a_translation_says_which_pairs_are_behind_it_and_what_it_would_be_without(fixed_index):
    ((segment, made),) = explained([(DOG, MADE)], fixed_index(PAIR), DictionaryEngine({"dog": "kato"}))
    assert (segment, made.segment, made.engine) == (DOG, MADE.segment, "e")
    assert made.plain == Segment("kato")
    assert [(match.pair, match.score) for match in made.matches] == [(PAIR, 0.8)]


def test_the_plain_engine_is_asked_only_if_it_is_given(fixed_index):
    assert explained([(DOG, MADE)], fixed_index(PAIR))[0][1].plain is None


def test_an_engine_names_the_pairs_that_it_used_itself(fixed_index):
    own = Match(Pair(DOG, Segment("hundo")), 1.0)
    made = Translation(MADE.segment, "engine", "e", (own,))
    assert explained([(DOG, made)], fixed_index(PAIR))[0][1].matches == (own,)


@pytest.mark.parametrize("origin", ["memory", "source", "kept"])
def test_what_no_machine_has_made_needs_no_explanation(fixed_index, origin):
    made = Translation(Segment("hundo"), origin)
    assert explained([(DOG, made)], fixed_index(PAIR), DictionaryEngine({})) == [(DOG, made)]
