import numpy as np
import pytest

from amts.alignment.confidence import MIN_PAIRS, Judge, learn_judge
from amts.alignment.evidence import Lengths, Unit
from amts.alignment.lexicon import Vocabulary, learn

WORDS = 30


def unit(*ids):
    return Unit(np.array(ids, dtype=np.int64), 4 * len(ids))


@pytest.fixture(scope="module")
def book():
    """Pairs of a book in which word n is translated by word n, with the lexicon learnt from it."""
    random = np.random.default_rng(5)
    ours, theirs = Vocabulary(), Vocabulary()
    for vocabulary in (ours, theirs):
        vocabulary.encode(f"w{number}" for number in range(WORDS))
    pairs = []
    for _ in range(120):
        ids = random.integers(1, WORDS + 1, size=random.integers(3, 9)).tolist()
        pairs.append((unit(*ids), unit(*ids)))
    lexicon = learn([(source.ids, target.ids) for source, target in pairs], ours, theirs)
    return pairs, lexicon, (ours.frequencies(), theirs.frequencies())


def judge_of(book, count=None):
    pairs, lexicon, chance = book
    # The last three words are shared markup; each has its own number on both sides.
    shared = np.where(np.arange(WORDS + 1) > WORDS - 3, np.arange(WORDS + 1), 0)
    return learn_judge(pairs[:count], lexicon, chance, Lengths(), (shared, shared))


def test_right_pairs_are_told_from_wrong_ones(book):
    judge = judge_of(book)
    pairs = book[0]
    right = [judge.probability(*pair) for pair in pairs]
    wrong = [judge.probability(pairs[place][0], pairs[place - 7][1]) for place in range(len(pairs))]
    assert np.mean(np.array(right) > 0.9) > 0.95
    assert np.mean(np.array(wrong) < 0.5) > 0.95


def test_half_a_translation_is_less_probable_than_all_of_it(book):
    judge = judge_of(book)
    whole = unit(1, 2, 3, 4, 5, 6)
    assert judge.probability(whole, whole) > judge.probability(whole, unit(1, 2, 3))


def test_missing_markup_makes_a_pair_less_probable(book):
    judge = judge_of(book)
    source = unit(1, 2, 3, WORDS)
    assert judge.probability(source, unit(1, 2, 3, WORDS)) > judge.probability(source, unit(1, 2, 3, WORDS - 1))


def test_a_small_book_is_judged_by_the_weights_it_starts_with(book):
    small, large = judge_of(book, MIN_PAIRS - 1), judge_of(book, MIN_PAIRS)
    assert small.weights.tolist() == [1.5, 1.0, 1.0, -0.5, -0.5, 0.5, -1.0, 1.0]
    assert large.weights.tolist() != small.weights.tolist()


def test_features_say_how_much_markup_agrees_and_differs(book):
    judge = judge_of(book, 0)
    features = judge.features(unit(1, 28, 29, 29), unit(28, 29, 30, 2, 2))
    assert features[-3:].tolist() == pytest.approx([np.log(3), np.log(3), 1.0])


def test_units_without_words_have_a_probability(book):
    assert 0 < judge_of(book).probability(unit(), unit()) < 1


def test_chances_are_even_where_nothing_speaks_for_or_against(book):
    _, lexicon, chance = book
    shared = np.zeros(WORDS + 1, dtype=np.int64)
    judge = Judge(lexicon, chance, Lengths(), (shared, shared), np.zeros(8))
    assert judge.probability(unit(1, 2), unit(3)) == pytest.approx(0.5)
