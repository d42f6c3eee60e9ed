import json

import pytest

from amts.engines.surface import (
    MAX_WORDS,
    Plain,
    Surface,
    atoms_first,
    is_capital,
    ordered,
    plain,
    renamed,
    training_words,
)
from amts.records import Mark, MarkKind, Pair, Segment

OPEN, CLOSE, CODE, MATH = (
    Mark(MarkKind.OPEN, "*"),
    Mark(MarkKind.CLOSE, "*"),
    Mark(MarkKind.CODE, "`x`"),
    Mark(MarkKind.MATH, "$3$"),
)


def test_paired_marks_are_taken_out_of_the_words_and_their_place_is_kept():
    segment = Segment("The ⟦1⟧red dog⟦2⟧ ⟦3⟧.", (OPEN, CLOSE, CODE))
    assert plain(segment, "en") == Plain(("The", "red", "dog", "⟦3⟧", "."), ((1, 1), (2, 3)))
    assert plain(segment, "en").lowered == ["the", "red", "dog", "⟦3⟧", "."]


def test_a_segment_of_only_marks_has_no_words_but_its_atoms():
    assert plain(Segment("⟦1⟧⟦2⟧", (OPEN, CLOSE)), "en") == Plain((), ((1, 0), (2, 0)))
    assert plain(Segment("⟦1⟧", (CODE,)), "en") == Plain(("⟦1⟧",))
    assert plain(Segment(""), "en") == Plain(())


def test_marks_that_stay_in_the_text_are_numbered_first():
    segment = Segment("⟦1⟧a⟦2⟧ ⟦3⟧ ⟦4⟧", (OPEN, CLOSE, CODE, MATH))
    assert atoms_first(segment.marks) == {3: 1, 4: 2, 1: 3, 2: 4}
    assert ordered(segment) == Segment("⟦3⟧a⟦4⟧ ⟦1⟧ ⟦2⟧", (CODE, MATH, OPEN, CLOSE))


def test_a_text_renamed_back_is_what_it_was():
    marks = (OPEN, CODE, CLOSE, MATH)
    names = atoms_first(marks)
    text = "⟦1⟧⟦2⟧ a ⟦3⟧⟦4⟧"
    assert renamed(renamed(text, names), {new: old for old, new in names.items()}) == text


def pair(source, target, source_marks=(), target_marks=None):
    return Pair(Segment(source, source_marks), Segment(target, source_marks if target_marks is None else target_marks))


def test_training_words_are_small_and_have_no_paired_marks():
    found = training_words(pair("The ⟦1⟧Dog⟦2⟧ ⟦3⟧.", "La ⟦1⟧Hundo⟦2⟧ ⟦3⟧.", (OPEN, CLOSE, CODE)), "en", "eo")
    assert found == (["the", "dog", "⟦1⟧", "."], ["la", "hundo", "⟦1⟧", "."])


def test_a_placeholder_that_only_the_source_has_is_left_out():
    assert training_words(pair("A ⟦1⟧ b.", "A b.", (CODE,)), "en", "eo") == (["a", "b", "."], ["a", "b", "."])


def test_a_number_that_only_the_target_has_as_markup_becomes_a_number():
    found = training_words(pair("three", "⟦1⟧", (), (MATH,)), "en", "eo")
    assert found == (["three"], ["3"])


@pytest.mark.parametrize(
    ("source", "target", "marks", "reason"),
    [
        ("a", "b ⟦1⟧", ((), (CODE,)), "unmatched-markup"),
        ("", "b", ((), ()), "empty"),
        ("a", " ", ((), ()), "empty"),
        ("⟦1⟧⟦2⟧", "⟦1⟧⟦2⟧", ((OPEN, CLOSE), None), "empty"),
        ("⟦1⟧", "b", ((CODE,), None), "empty"),
        ("a " * (MAX_WORDS + 1), "b", ((), ()), "too-long"),
        ("a", "b " * (MAX_WORDS + 1), ((), ()), "too-long"),
    ],
)
def test_pairs_that_would_teach_wrong_things_are_left_out_with_a_reason(source, target, marks, reason):
    assert training_words(pair(source, target, *marks), "en", "eo") == reason


def test_a_sentence_of_just_the_limit_is_fit_for_training():
    words = training_words(pair("a " * MAX_WORDS, "b " * MAX_WORDS), "en", "eo")
    assert [len(side) for side in words] == [MAX_WORDS, MAX_WORDS]


@pytest.fixture
def surface():
    learnt = Surface("es")
    learnt.learn([
        Segment("En Python, la lista (vacía) no es ⟦1⟧.", (CODE,)),
        Segment("Con Python la lista ⟦1⟧larga⟦2⟧ es mejor.", (OPEN, CLOSE)),
    ])  # fmt: skip
    return learnt


def written(surface, words, source="", marks=(), *, capital=True):
    return surface.written(words.split(), plain(Segment(source, marks), "en"), marks, capital=capital)


def test_words_are_written_with_the_spaces_and_capitals_of_the_learnt_texts(surface):
    assert written(surface, "la lista ( vacía ) en python .") == "La lista (vacía) en Python."


def test_a_word_taken_over_from_the_source_keeps_its_capitals(surface):
    assert written(surface, "la lista de numpy", "The list of NumPy") == "La lista de NumPy"


def test_a_text_that_begins_small_in_the_source_does_so_in_the_translation(surface):
    assert written(surface, "la lista", capital=False) == "la lista"


def test_paired_marks_stand_close_to_what_they_enclose(surface):
    assert written(surface, "la lista ⟦1⟧ larga ⟦2⟧ es", marks=(OPEN, CLOSE)) == "La lista ⟦1⟧larga⟦2⟧ es"


def test_no_capitals_are_made_in_a_script_without_them():
    learnt = Surface("zh")
    learnt.learn([Segment("学习率很重要。")])
    assert learnt.written(["x", "很", "重要", "。"], Plain(("x",)), (), capital=True) == "x很重要。"


def test_what_was_learnt_survives_json(surface):
    again = Surface.from_json(json.loads(json.dumps(surface.to_json())))
    for words in ("la lista ( vacía ) en python .", "con python , no es mejor"):
        assert written(again, words) == written(surface, words)
    assert again.to_json() == surface.to_json()


@pytest.mark.parametrize(
    ("text", "capital"),
    [("The", True), ("the", False), ("⟦1⟧ the", False), ("“The", True), ("学习", True), ("3 dogs", False), ("", True)],
)
def test_it_is_known_whether_a_text_begins_with_a_capital(text, capital):
    assert is_capital(Segment(text, (CODE,))) is capital


def test_a_placeholder_that_the_source_does_not_have_is_left_out():
    assert renamed("a ⟦3⟧ b ⟦1⟧", {1: 2}) == "a b ⟦2⟧"
