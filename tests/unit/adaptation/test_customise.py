from dataclasses import dataclass, replace

from amts.adaptation.customise import customise
from amts.adaptation.gate import HELD_OUT, MIN_TO_JUDGE, hold_out
from amts.parallel.retrieval import Retriever
from amts.parallel.retrieval_index import PairIndex
from amts.records import Pair, Segment
from amts.testing import toy_language
from amts.testing.fakes import DictionaryEngine, DictionaryTrainer


@dataclass
class Replacing:
    """A strategy that puts another engine in the place of the one it is given."""

    name: str
    engine: DictionaryEngine
    able: bool = True
    seen: int = 0

    def fits(self, engine):
        return self.able

    def adapt(self, engine, task):
        self.seen = len(task.pairs)
        return self.engine


def learnt(task):
    return DictionaryTrainer().train(task.pairs, "en", "eo", task.cache)


def test_each_strategy_is_judged_and_only_those_that_do_no_harm_are_kept(task):
    pairs = toy_language.pairs(MIN_TO_JUDGE)
    right, wrong = learnt(task(pairs)), DictionaryEngine({})
    good, bad, unfit = Replacing("good", right), Replacing("bad", wrong), Replacing("unfit", wrong, able=False)
    made = customise(lambda _: wrong, [good, bad, unfit], task(pairs))
    assert [(each.strategy, each.kept) for each in made.verdicts] == [("good", True), ("bad", False)]
    assert made.engine.engine is right
    assert made.plain is wrong


def test_what_is_judged_by_is_not_learnt_from(task):
    pairs = toy_language.pairs(MIN_TO_JUDGE)
    strategy = Replacing("any", DictionaryEngine({}))
    customise(lambda _: DictionaryEngine({}), [strategy], task(pairs))
    assert strategy.seen <= len(pairs) - HELD_OUT


def test_a_strategy_does_not_find_what_it_is_judged_by(task):
    pairs = toy_language.pairs(MIN_TO_JUDGE)
    doubled = [*pairs, *(replace(pair, document="again") for pair in pairs)]
    seen = []

    class Looking(Replacing):
        def adapt(self, engine, lesson):
            seen.append((lesson.pairs, lesson.index))
            return self.engine

    customise(lambda _: DictionaryEngine({}), [Looking("look", DictionaryEngine({}))],
              task(doubled, index=Retriever(PairIndex(doubled))))  # fmt: skip
    ((learnt, index),) = seen
    away = [pair for pair in doubled if pair not in learnt]
    assert len(away) >= 2 * HELD_OUT
    assert all(match.score < 1 for pair in away for match in index.relevant(pair.source))


@dataclass(frozen=True)
class Layer:
    """An engine on top of another, which knows how many pairs it was made from."""

    engine: object
    pairs: int

    @property
    def signature(self):
        return f"{self.pairs}+{self.engine.signature}"

    def translate(self, segments):
        return self.engine.translate(segments)


@dataclass
class Layering:
    """A strategy that puts a layer on an engine."""

    name: str

    def fits(self, engine):
        return True

    def adapt(self, engine, task):
        return Layer(engine, len(task.pairs))


class Showing(Layering):
    """A strategy whose layers can be given more pairs."""

    def extended(self, adapted, engine, task):
        return replace(adapted, engine=engine, pairs=len(task.pairs))


def test_once_judged_what_looks_pairs_up_has_all_of_them_and_nothing_is_learnt_again(task):
    pairs = toy_language.pairs(MIN_TO_JUDGE)
    strategies = [Layering("train"), Showing("one"), Showing("other")]
    engine = DictionaryEngine({})
    made = customise(lambda _: engine, strategies, task(pairs))
    learnt = len(hold_out(pairs).rest)
    assert learnt < len(pairs)
    assert made.engine.engine == Layer(Layer(Layer(engine, learnt), len(pairs)), len(pairs))


def test_what_is_trained_on_top_of_what_looks_pairs_up_stays_as_it_was_judged(task):
    pairs = toy_language.pairs(MIN_TO_JUDGE)
    made = customise(lambda _: DictionaryEngine({}), [Showing("one"), Layering("train")], task(pairs))
    learnt = len(hold_out(pairs).rest)
    assert made.engine.engine == Layer(Layer(DictionaryEngine({}), learnt), learnt)


def test_without_strategies_everything_is_learnt_from(task):
    seen = []
    customise(
        lambda lesson: seen.append(len(lesson.pairs)) or DictionaryEngine({}),
        [],
        task(toy_language.pairs(MIN_TO_JUDGE)),
    )
    assert seen == [len(toy_language.pairs(MIN_TO_JUDGE))]


def test_sure_pairs_are_remembered_word_for_word(task):
    sure = Pair(Segment("the house"), Segment("la domego"))
    unsure = Pair(Segment("a dog"), Segment("kato"), confidence=0.5)
    made = customise(lambda _: DictionaryEngine({}), [], task([sure, unsure]))
    answers = made.engine.translate([Segment("the house"), Segment("a dog")])
    assert [(each.segment.text, each.origin) for each in answers] == [("la domego", "memory"), ("a dog", "engine")]
