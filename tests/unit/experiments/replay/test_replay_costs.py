import pytest

from amts.experiments.replay.costs import KEYSTROKES, READING, TIMED, Deed, edits, words


def test_a_word_translated_from_scratch_costs_one_by_all_models():
    assert [model.cost(Deed.SCRATCH, 10, 1.0) for model in (KEYSTROKES, READING, TIMED)] == [10, 10, 10]


def test_what_stays_untouched_costs_nothing_and_beside_a_change_it_is_read():
    assert [model.cost(Deed.UNTOUCHED, 10, 1.0) for model in (KEYSTROKES, READING, TIMED)] == [0, 0, 0]
    assert [model.cost(Deed.BESIDE, 10, 1.0) for model in (KEYSTROKES, READING, TIMED)] == [0, 3, 3]


def test_a_suggestion_is_read_and_edited():
    assert KEYSTROKES.cost(Deed.PROPOSAL, 10, 0.2) == pytest.approx(2)
    assert READING.cost(Deed.PROPOSAL, 10, 0.2) == pytest.approx(5)
    assert TIMED.cost(Deed.PROPOSAL, 10, 0.2) == pytest.approx(10 / 1.66)


def test_of_what_rolls_forward_a_twentieth_is_looked_at():
    assert READING.cost(Deed.ROLLED, 10, 0.2) == pytest.approx(0.25)
    assert KEYSTROKES.cost(Deed.ROLLED, 10, 0.2) == 0


def test_chinese_counts_by_character_and_a_mark_as_one_word():
    assert words("用⟦1⟧求导。", "zh") == ["用", "⟦1⟧", "求", "导", "。"]
    assert words("a big ⟦12⟧ dog", "eo") == ["a", "big", "⟦12⟧", "dog"]


def test_edits_are_counted_to_the_nearest_reference_and_are_at_most_all_words():
    assert edits("la granda hundo", ["la eta hundo"], "eo") == pytest.approx(1 / 3)
    assert edits("la granda hundo", ["la eta hundo", "la granda hundo"], "eo") == 0
    assert edits("unu du tri kvar kvin", ["ses"], "eo") == 1
