import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amts.engines.phrase.language_model import (
    END,
    HALF,
    ORDER,
    START,
    _discounts,
    interpolated,
    kneser_ney,
    language_model,
)
from amts.engines.phrase.trainer import PhraseTrainer, _fit_for_training
from amts.testing import toy_language

SENTENCES = [["a", "b"], ["a", "c"], ["a", "b", "c"]]


class Written:
    """Computes from a model's files what Thot computes."""

    def __init__(self, model, folder):
        model.write(folder / "lm")
        self.counts, self.histories = {}, {}
        for line in (folder / "lm").read_text(encoding="utf-8").splitlines():
            *ngram, history, count = line.split(" ")
            self.counts[tuple(ngram)] = float(count)
            self.histories[tuple(ngram[:-1])] = float(history)
        order, buckets, size, *weights = map(float, (folder / "lm.weights").read_text(encoding="utf-8").split())
        assert (order, size, len(weights)) == (ORDER, 1, ORDER * buckets)
        self.weights = [weights[int(start * buckets) : int((start + 1) * buckets)] for start in range(ORDER)]
        self.vocabulary = [*(ngram[0] for ngram in self.counts if len(ngram) == 1), START, "<unk>", "a third"]

    def probability(self, *ngram):
        if not ngram:
            return 1 / len(self.vocabulary)
        history, weights = self.histories.get(ngram[:-1], 0), self.weights[len(ngram) - 1]
        weight = weights[min(int(history), len(weights) - 1)]
        own = self.counts.get(ngram, 0) / history if history else 0
        return weight * own + (1 - weight) * self.probability(*ngram[1:])


def test_a_small_model_is_as_computed_by_hand(tmp_path):
    model = kneser_ney(SENTENCES)
    # So few counts get 1/2, 1 and 3/2 off. Different words stand before a: <s>; b: a; c: a, b; the end: b, c.
    assert model.shares["b",] == pytest.approx((1 - 1 / 2) / 6)
    assert model.shares["c",] == pytest.approx((2 - 1) / 6)
    assert model.rests[()] == pytest.approx((1 / 2 + 1 / 2 + 1 + 1) / 6)
    # Before "a b" and "a c" stands one word each, the start.
    assert model.shares["a", "b"] == pytest.approx((1 - 1 / 2) / 2)
    # After the start, occurrences count: a three times; then b twice, c once.
    assert model.shares[START, "a"] == pytest.approx((3 - 3 / 2) / 3)
    assert model.shares[START, "a", "b"] == pytest.approx((2 - 1) / 3)
    # The longest n-grams are left out if they occur once.
    assert max(map(len, model.shares)) == 3
    # Three words, the end, and three that only Thot knows.
    written = Written(model, tmp_path)
    assert written.probability("c") == pytest.approx(1 / 6 + 1 / 2 / 7)
    assert written.probability("a", "b") == pytest.approx(1 / 4 + 1 / 2 * (1 / 12 + 1 / 14), rel=0.01)


def test_discounts_are_estimated_from_how_many_occur_once_to_four_times():
    counts = dict.fromkeys("abcdefgh", 1) | {"i": 2, "j": 2, "k": 2, "l": 2, "m": 3, "n": 3, "o": 4}
    # Chen and Goodman: Y = 8 / (8 + 2 * 4) = 1/2; 1 - 2 Y 4/8, 2 - 3 Y 2/4, 3 - 4 Y 1/2.
    assert _discounts({(key,): count for key, count in counts.items()}) == pytest.approx((0.5, 1.25, 2.0))


@pytest.mark.parametrize("counts", [[], [1, 1, 2], [1, 2, 3, 3, 3, 3, 4]])
def test_too_few_counts_get_fixed_discounts(counts):
    assert _discounts({(str(key),): count for key, count in enumerate(counts)}) == (0.5, 1, 1.5)


words = st.lists(st.sampled_from("abcd"), max_size=6)


@settings(max_examples=30)
@given(st.lists(words, min_size=1, max_size=12), st.lists(words, min_size=1, max_size=12))
def test_probabilities_after_a_history_sum_to_one(tmp_path_factory, left, right):
    model = Written(interpolated(kneser_ney(left), kneser_ney(right), 0.7), tmp_path_factory.mktemp("model"))
    for history in [(), *model.histories, ("a",), ("d", "d", "a")]:
        assert sum(model.probability(*history, word) for word in model.vocabulary) == pytest.approx(1, abs=1e-4)


def test_the_projects_sentences_are_the_more_believed_the_more_there_are():
    own, general = ["a", "b"], ["a", "c"]
    few, many = (language_model([own] * number, [general]) for number in (1, HALF))
    assert few.shares["a", "b"] < 0.01
    assert few.shares["a", "c"] > 0.4
    assert many.shares["a", "b"] == pytest.approx(1 / 4)


def test_without_general_sentences_there_is_one_model():
    assert language_model(SENTENCES) == kneser_ney(SENTENCES)


@pytest.mark.slow
def test_thot_computes_the_same_probabilities(tmp_path):
    general, own = toy_language.pairs(150)[60:], toy_language.pairs(60)
    trainer = PhraseTrainer()
    engine = trainer.train_further(trainer.train(general, "en", "eo", tmp_path), general, own, 4, tmp_path)
    model = language_model(
        *([words for _, words, _ in _fit_for_training(pairs, ("en", "eo"))[0]] for pairs in (own, general))
    )
    written = Written(model, tmp_path)
    decoder, thot = engine._decoder
    for question in ("the dog sees the house .", "red the sees zyx", "dog"):
        answer = decoder.translate(question)
        words = (START, *answer.target, END)
        ngrams = [words[max(0, end - ORDER) : end] for end in range(2, len(words) + 1)]
        expected = sum(math.log(written.probability(*ngram)) for ngram in ngrams)
        # The second component is the language model's, times its weight.
        assert answer.score_components[1] / thot.weights[1] == pytest.approx(expected, abs=1e-4)
