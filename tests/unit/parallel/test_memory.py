import pytest
from hypothesis import given
from hypothesis import strategies as st

from amts.parallel.memory import TranslationMemory
from amts.placeholders import numbers
from amts.records import Mark, MarkKind, Pair, Segment


def code(*texts: str) -> tuple[Mark, ...]:
    return tuple(Mark(MarkKind.CODE, text) for text in texts)


def pairs(*sides: tuple[str, str]) -> list[Pair]:
    return [Pair(Segment(source, code("a", "b")), Segment(target, code("a", "b"))) for source, target in sides]


def answer(memory: TranslationMemory, text: str, *marks: str) -> str | None:
    found = memory.exact(Segment(text, code(*marks)))
    return None if found is None else found.text


def test_an_unknown_text_has_no_translation():
    memory = TranslationMemory(pairs(("Hello.", "你好。")))
    assert memory.exact(Segment("Hello!")) is None


def test_white_space_makes_no_difference():
    memory = TranslationMemory(pairs(("Good\nmorning  to you.", "早上\n好。")))
    assert answer(memory, " Good morning\tto you.") == "早上\n好。"


def test_a_translation_has_the_marks_of_the_segment_asked_for():
    memory = TranslationMemory(pairs(("From ⟦1⟧ to ⟦2⟧.", "⟦2⟧，自⟦1⟧。")))
    asked = Segment("From ⟦1⟧ to ⟦2⟧.", code("x", "y"))
    assert memory.exact(asked) == Segment("⟦2⟧，自⟦1⟧。", code("x", "y"))


@pytest.mark.parametrize("target", ["用。", "用⟦1⟧和⟦1⟧。", "用⟦2⟧。", "用⟦1⟧和⟦2⟧。"])
def test_a_translation_with_other_placeholders_than_its_source_is_not_used(target):
    memory = TranslationMemory(pairs(("Use ⟦1⟧.", target)))
    assert answer(memory, "Use ⟦1⟧.", "x", "y") is None
    assert len(memory) == 0


def test_a_repeated_placeholder_must_be_repeated():
    memory = TranslationMemory(pairs(("⟦1⟧ is ⟦1⟧", "⟦1⟧ 是 ⟦1⟧")))
    assert answer(memory, "⟦1⟧ is ⟦1⟧", "x") == "⟦1⟧ 是 ⟦1⟧"


def test_a_segment_with_too_few_marks_is_not_answered():
    memory = TranslationMemory(pairs(("Use ⟦2⟧.", "用⟦2⟧。")))
    assert answer(memory, "Use ⟦2⟧.", "x") is None
    assert answer(memory, "Use ⟦2⟧.", "x", "y") == "用⟦2⟧。"


def test_the_most_frequent_translation_wins():
    memory = TranslationMemory(pairs(("a", "x"), ("a", "y"), ("a", "x"), ("a", "z")))
    assert answer(memory, "a") == "x"


@pytest.mark.parametrize("order", ["xyyx", "yx", "xyyxzzx"])
def test_of_equally_frequent_translations_the_last_one_wins(order):
    memory = TranslationMemory(pairs(*(("a", target) for target in order)))
    assert answer(memory, "a") == "x"


def test_translations_that_differ_in_white_space_count_as_one():
    memory = TranslationMemory(pairs(("a", "x  y"), ("a", "z"), ("a", "z"), ("a", "x\ny"), ("a", "x y")))
    assert answer(memory, "a") == "x y"


def test_an_unusable_translation_does_not_outvote_a_usable_one():
    memory = TranslationMemory(pairs(("⟦1⟧", "x"), ("⟦1⟧", "x"), ("⟦1⟧", "见⟦1⟧")))
    assert answer(memory, "⟦1⟧", "a") == "见⟦1⟧"


def test_empty_texts_are_neither_indexed_nor_answered():
    memory = TranslationMemory(pairs(("", "x"), (" ", "x"), ("a", " ")))
    assert len(memory) == 0
    assert answer(memory, "") is None


def test_its_length_is_the_number_of_different_sources():
    assert len(TranslationMemory(pairs(("a", "x"), ("a ", "y"), ("b", "y")))) == 2


@given(st.data())
def test_every_placeholder_of_an_answer_stands_for_a_mark_of_the_question(any_pair, data):
    known = data.draw(st.lists(any_pair, max_size=4))
    memory = TranslationMemory(known)
    for pair in known:
        found = memory.exact(pair.source)
        if found is not None:
            assert found.marks == pair.source.marks
            assert sorted(numbers(found.text)) == sorted(numbers(pair.source.text))
