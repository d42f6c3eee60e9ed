import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amts.alignment.evidence import LEXICAL, MAX_RUN, NULL, Evidence, Lengths, Unit, learn_lengths
from amts.alignment.lexicon import Lexicon, Vocabulary, learn, no_lexicon

TOKENS = 5


def unit(*ids, width=10):
    return Unit(np.array(ids, dtype=np.int64), width)


def lexicon(seed):
    """Return a lexicon in which every pair of tokens has some probability."""
    random = np.random.default_rng(seed)
    cells = np.arange(TOKENS * TOKENS)
    return Lexicon(cells, random.random(len(cells)), random.random(len(cells)), TOKENS, np.full(TOKENS, -1))


CHANCE = (np.linspace(0.1, 0.3, TOKENS), np.linspace(0.3, 0.1, TOKENS))


def by_definition(table, chance, given_ids, explained_ids):
    """Return the log ratio of the explained words as the docstring of the module has it, word by word."""
    total = 0.0
    for word in explained_ids:
        mean = sum(table[given, word] for given in [NULL, *given_ids]) / (len(given_ids) + 1)
        total += math.log((LEXICAL * mean + (1 - LEXICAL) * chance[word]) / chance[word])
    return total


def joined(lists):
    return [number for each in lists for number in each]


IDS = st.lists(st.integers(1, TOKENS - 1), max_size=4)


@given(st.lists(IDS, min_size=1, max_size=4), st.lists(IDS, min_size=1, max_size=4), st.integers(0, 9))
def test_the_words_of_every_bead_are_scored_by_the_formula(source, target, seed):
    learnt = lexicon(seed)
    evidence = Evidence([unit(*ids) for ids in source], [unit(*ids) for ids in target], learnt, CHANCE, Lengths())
    forward, backward = (table.reshape(TOKENS, TOKENS) for table in (learnt.forward, learnt.backward))
    for i, j in np.ndindex(len(source), len(target)):
        for k, n in np.ndindex(min(MAX_RUN, len(source) - i), min(MAX_RUN, len(target) - j)):
            ours, theirs = joined(source[i : i + k + 1]), joined(target[j : j + n + 1])
            expected = (
                by_definition(forward, CHANCE[1], ours, theirs),
                by_definition(backward.T, CHANCE[0], theirs, ours),
            )
            assert evidence.words(i, k + 1, j, n + 1) == pytest.approx(expected)


def test_a_word_that_the_lexicon_gives_no_translation_speaks_against_a_bead():
    ours, theirs = Vocabulary(), Vocabulary()
    pairs = [(ours.encode(["a"]), theirs.encode(["x"])), (ours.encode(["b"]), theirs.encode(["y"]))]
    chance = (ours.frequencies(), theirs.frequencies())
    cells = np.array([4, 8])
    strict = Lexicon(cells, np.ones(2), np.ones(2), 3, np.full(3, -1))
    assert Evidence([unit(1)], [unit(2)], strict, chance, Lengths()).words(0, 1, 0, 1) == (
        pytest.approx(math.log(0.5)), pytest.approx(math.log(0.5)),
    )  # fmt: skip
    nothing = no_lexicon(ours, theirs)
    assert Evidence([unit(1)], [unit(2)], nothing, chance, Lengths()).words(0, 1, 0, 1) == (0.0, 0.0)
    assert (nothing.empty, learn(pairs, ours, theirs).empty) == (True, False)


def test_before_anything_is_learnt_only_repeated_words_speak():
    ours, theirs = Vocabulary(), Vocabulary()
    units = [unit(*ours.encode(["the", "42"]))], [unit(*theirs.encode(["42", "el"]))]
    chance = (ours.frequencies(), theirs.frequencies())
    evidence = Evidence(*units, no_lexicon(ours, theirs), chance, Lengths())
    # Of two given words and the empty word one is repeated, nearly surely; chance is 2 of 5 tokens.
    expected = math.log((0.5 * 0.9 / 3 + 0.5 * 0.4) / 0.4)
    assert evidence.words(0, 1, 0, 1) == (pytest.approx(expected), pytest.approx(expected))


def test_the_widths_of_a_bead_are_those_of_its_units():
    evidence = Evidence(
        [unit(1, width=5), unit(2, width=7)], [unit(1, width=3), unit(2, width=4)], lexicon(0), CHANCE, Lengths()
    )
    assert evidence.widths(0, 1, 1, 1) == (5, 4)
    assert evidence.widths(0, 2, 0, 2) == (12, 7)


def test_a_score_is_the_mean_of_both_directions_and_the_cost_of_the_lengths():
    lengths = Lengths(1.0, 2.0)
    evidence = Evidence([unit(1, width=5)], [unit(2, 3, width=9)], lexicon(1), CHANCE, lengths)
    forward, backward = evidence.words(0, 1, 0, 1)
    assert evidence.score(0, 1, 0, 1) == pytest.approx((forward + backward) / 2 + lengths.cost(5, 9))


def test_units_without_words_have_no_evidence():
    evidence = Evidence([unit()], [unit()], lexicon(0), CHANCE, Lengths())
    assert evidence.words(0, 1, 0, 1) == (0.0, 0.0)


def test_a_deviation_is_in_standard_deviations():
    assert Lengths(0.5, 4.0).deviation(100, 70) == pytest.approx(1.0)
    assert Lengths(0.5, 4.0).deviation(100, 50) == 0.0
    assert Lengths(2.0, 1.0).deviation(0, 1) == 1.0


@pytest.mark.parametrize(("source", "target", "expected"), [(100, 100, 1.0), (100, 110, 0.3173), (100, 120, 0.0455)])
def test_a_cost_is_the_probability_of_so_large_a_deviation(source, target, expected):
    assert math.exp(Lengths(1.0, 1.0).cost(source, target)) == pytest.approx(expected, abs=1e-4)


def test_a_cost_is_finite_however_wide_a_translation():
    assert Lengths().cost(1, 10**9) == pytest.approx(math.log(1e-12))


def test_the_ratio_of_widths_is_their_median():
    lengths = learn_lengths([(100, 30), (100, 30), (100, 30), (100, 32), (100, 900)], Lengths())
    assert lengths.ratio == pytest.approx(0.3)
    assert lengths.variance == 0.2


def test_the_variance_is_that_of_the_middle_half():
    # Deviations of 0.6745 standard deviations on both sides of the median are half of a normal distribution.
    lengths = learn_lengths([(100, 100 + 20 * step) for step in (-0.6745, 0.6745, -0.6745, 0.6745, 0.0)], Lengths())
    assert lengths == Lengths(pytest.approx(1.0), pytest.approx(4.0))


def test_too_few_widths_teach_nothing():
    assert learn_lengths([(10, 90)] * 4, Lengths(3.0)) == Lengths(3.0)


def test_an_empty_text_is_as_wide_as_one_character():
    assert learn_lengths([(0, 2)] * 5, Lengths()).ratio == 2.0
