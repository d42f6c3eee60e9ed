from functools import partial
from pathlib import Path

from amts.adaptation.general_pairs import select_general
from amts.adaptation.protocol import Task
from amts.parallel.retrieval import Retriever
from amts.parallel.retrieval_index import PairIndex
from amts.records import Pair, Segment

PAIRS = [Pair(Segment(f"the red house number {n} is old"), Segment(f"domo {n}")) for n in range(300)]
RARE = Pair(Segment("the ship sails on a calm sea"), Segment("sipo"))


def task(*texts):
    segments = [Segment(text) for text in texts]
    return Task(segments, [], Retriever(PairIndex([])), "en", "eo", Path())


def chosen(texts, budget):
    return select_general(partial(iter, [*PAIRS[:150], RARE, *PAIRS[150:]]), task(*texts), budget)


def test_the_pairs_that_cover_the_texts_are_chosen():
    assert RARE in chosen(["a ship on a calm sea"], 20)


def test_without_texts_about_as_many_words_as_the_budget_are_drawn():
    drawn = chosen([], 700)
    assert 60 < len(drawn) < 140
    assert drawn == [pair for pair in [*PAIRS[:150], RARE, *PAIRS[150:]] if pair in drawn]
    assert drawn == chosen([], 700)


def test_without_texts_a_base_within_the_budget_is_learnt_whole():
    assert len(chosen([], 10_000)) == 301
