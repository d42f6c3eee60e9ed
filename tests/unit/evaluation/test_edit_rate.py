import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sacrebleu.metrics.lib_ter import BeamEditDistance, translation_edit_rate

from amts.evaluation.edit_rate import distances, edit_rate

WORDS = st.lists(st.sampled_from("abcdefgh"), max_size=30)


@pytest.mark.parametrize(
    ("hypothesis", "reference", "edits"),
    [
        ("a b c", "a b c", 0),
        ("b c a", "a b c", 1),  # one shift
        ("a x c", "a b c", 1),
        ("", "a b", 2),
        ("a b", "", 2),
        ("d e f a b c", "a b c d e f", 1),
    ],
)
def test_the_edits_of_small_cases_can_be_counted_by_hand(hypothesis, reference, edits):
    assert edit_rate(hypothesis.split(), reference.split()) == (edits, len(reference.split()))


@given(WORDS, WORDS)
def test_the_edits_are_those_that_sacrebleu_counts(hypothesis, reference):
    assert edit_rate(hypothesis, reference) == translation_edit_rate(hypothesis, reference)


def _shuffled(reference: list[str], chance: random.Random) -> list[str]:
    words = [chance.choice("的一是在不了") if chance.random() < 0.2 else word for word in reference]
    for _ in range(len(words) // 8):
        start, to = chance.randrange(len(words)), chance.randrange(len(words))
        piece = words[start : start + 4]
        del words[start : start + 4]
        words[to:to] = piece
    return words


@pytest.mark.parametrize(("seed", "length"), [(1, 40), (2, 60), (3, 90)])
def test_long_texts_with_many_shifts_have_the_edits_that_sacrebleu_counts(seed, length):
    chance = random.Random(seed)
    reference = [chance.choice("学习率很重要深度网络模型训练数据") for _ in range(length)]
    hypothesis = _shuffled(reference, chance)
    assert edit_rate(hypothesis, reference) == translation_edit_rate(hypothesis, reference)


@pytest.mark.parametrize("length", [1, 2, 60, 200])
def test_distances_of_very_different_lengths_are_those_of_the_same_beam(length):
    chance = random.Random(length)
    reference = [chance.choice("abc") for _ in range(100)]
    hypotheses = [[chance.choice("abc") for _ in range(length)] for _ in range(5)]
    expected = [BeamEditDistance(reference)(each)[0] for each in hypotheses]
    numbers = np.array([["abc".index(word) for word in each] for each in hypotheses], dtype=np.int32)
    assert distances(numbers, np.array(["abc".index(word) for word in reference], dtype=np.int32)) == expected
