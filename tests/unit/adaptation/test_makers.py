import pytest

from amts.adaptation.makers import ReadyMade, Trained
from amts.adaptation.mix import WEIGHT
from amts.errors import InputError
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
