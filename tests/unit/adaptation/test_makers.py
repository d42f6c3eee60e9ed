import pytest

from amts.adaptation.makers import FallingBack, ReadyMade, Trained
from amts.adaptation.mix import WEIGHT
from amts.errors import DataError, EngineError, InputError
from amts.records import Pair, Segment
from amts.testing import toy_language
from amts.testing.fakes import DictionaryEngine, DictionaryTrainer


class Watched(DictionaryTrainer):
    """A dictionary trainer that remembers what it was given to learn from."""

    def __init__(self):
        self.learnt = []

    def train(self, pairs, *arguments):
        self.learnt.append(list(pairs))
        return super().train(pairs, *arguments)


def test_without_a_base_there_is_no_plain_engine(task):
    with pytest.raises(InputError, match=r"knows nothing but the project's own pairs.*--base"):
        Trained(DictionaryTrainer()).plain(task([]))


def test_without_a_base_the_pairs_are_all_that_is_learnt(task):
    trainer, pairs = Watched(), toy_language.pairs(40)
    Trained(trainer).customised(task(pairs))
    assert trainer.learnt == [pairs]


def test_of_a_base_the_plain_engine_learns_what_is_like_the_texts_at_hand(task):
    foreign = Pair(Segment("quux frob xylo"), Segment("a b c"))
    trainer, base = Watched(), [foreign, *toy_language.pairs(200)]
    texts = [base[3].source]
    Trained(trainer, lambda: base).plain(task([], texts))
    (learnt,) = trainer.learnt
    assert base[3] in learnt
    assert foreign not in learnt


@pytest.mark.parametrize("act", ["plain", "customised"])
def test_it_is_said_that_the_base_is_too_small_and_not_the_project_s_data(task, act):
    base = toy_language.pairs(4)
    lesson = task(toy_language.pairs(100), [pair.source for pair in base])
    with pytest.raises(
        DataError, match=r"the base, .* is too small \(4 of its pairs .*: too few pairs for a dictionary: 4"
    ):
        getattr(Trained(DictionaryTrainer(), lambda: base), act)(lesson)


def test_the_customised_engine_learns_base_and_pairs_which_count_more(task):
    trainer, base, pairs = Watched(), toy_language.pairs(100), toy_language.pairs(140)[100:]
    made = Trained(trainer, lambda: base).customised(task(pairs, [pair.source for pair in base]))
    plain, mixed = trainer.learnt
    assert mixed == [*plain, *pairs * WEIGHT]
    assert [each.strategy for each in made.verdicts] == ["mix"]


def test_a_ready_made_engine_is_taken_as_it_is(task):
    engine = DictionaryEngine({})
    assert ReadyMade(engine).plain(task([])) is engine
    assert ReadyMade(engine).customised(task([])).plain is engine


class Ill:
    signature = "ill"

    def translate(self, segments):
        msg = "it is ill"
        raise EngineError(msg)


def test_each_engine_of_a_chain_is_adapted_but_the_second_one_only_when_it_is_needed(task):
    trainer, pairs = Watched(), toy_language.pairs(40)
    chain = FallingBack(ReadyMade(Ill()), Trained(trainer))
    made = chain.customised(task(pairs))
    assert trainer.learnt == []
    (answer,) = made.engine.translate([Segment("The dog")])
    assert (answer.segment.text, made.plain.translate([Segment("The dog")])[0].segment.text) == ("La hundo",) * 2
    assert trainer.learnt == [pairs]
    assert chain.passed_on == {"it is ill": 2}


def test_an_engine_that_fails_when_it_is_adapted_is_left_out(task):
    class Failing(ReadyMade):
        def customised(self, task):
            return self.engine.translate(task.segments)

    chain = FallingBack(Failing(Ill()), ReadyMade(DictionaryEngine({})))
    texts = [Segment("The dog"), Segment("The house")]
    assert chain.customised(task([], texts)).plain == DictionaryEngine({})
    assert chain.passed_on == {"it is ill": 2}


def test_the_plain_engine_of_a_chain_is_the_first_one_s(task):
    base = toy_language.pairs(40)
    without, ready = Trained(DictionaryTrainer()), ReadyMade(Ill())
    assert FallingBack(ready, without).plain(task([])) is ready.engine
    plain = FallingBack(ready, Trained(DictionaryTrainer(), lambda: base)).plain(task([], [base[0].source]))
    assert plain.translate([base[0].source])[0].segment.text
    assert [FallingBack(*chain).has_plain for chain in ((without, ready), (ready, without))] == [False, True]
