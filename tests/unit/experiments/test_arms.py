import pytest

from amts.errors import InputError
from amts.experiments.arms import ADAPTED, GENERAL, PLAIN, Plan, parse_plan
from amts.records import Level, Pair, Segment

PAIRS = [Pair(Segment(f"a {n}"), Segment(f"b {n}"), level) for n in range(300) for level in Level]


@pytest.mark.parametrize("plan", [GENERAL, PLAIN, *ADAPTED])
def test_an_arm_is_found_by_its_name(plan):
    assert parse_plan(plan.name) == plan


def test_an_arm_can_have_a_share_of_the_pairs():
    assert parse_plan("sentence:30") == Plan("sentence:30", Level.SENTENCE, 30)
    assert parse_plan("sentence:30").description == "learnt from pairs of sentences (30 % of them)"


@pytest.mark.parametrize("name", ["", "plane", "sentence:", "sentence:0", "sentence:101", "sentence:x", "plain:30"])
def test_another_name_is_refused_with_those_that_there_are(name):
    with pytest.raises(InputError, match=f"no arm is called '{name}': there are general, plain, paragraph, sentence"):
        parse_plan(name)


def test_each_arm_takes_the_pairs_of_its_level():
    assert PLAIN.pairs(PAIRS) == GENERAL.pairs(PAIRS) == []
    assert {pair.level for pair in ADAPTED[0].pairs(PAIRS)} == {Level.PARAGRAPH}
    assert len(ADAPTED[1].pairs(PAIRS)) == 300


def test_a_larger_share_holds_all_of_a_smaller_one():
    tenth, third = (parse_plan(f"sentence:{share}").pairs(PAIRS) for share in (10, 30))
    assert 10 < len(tenth) < 60 < len(third) < 130
    assert set(tenth) < set(third)
