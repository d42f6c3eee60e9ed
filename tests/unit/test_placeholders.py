import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amts.placeholders import (
    ANY_PLACEHOLDER,
    collapsed,
    concatenated,
    has_words,
    matched,
    numbers,
    placeholder,
    renumbered,
    unmask,
)
from amts.records import Mark, MarkKind, Segment


def code(*texts: str) -> tuple[Mark, ...]:
    return tuple(Mark(MarkKind.CODE, text) for text in texts)


def test_a_placeholder_is_a_number_in_brackets():
    assert placeholder(12) == "⟦12⟧"


def test_the_numbers_of_a_text_are_found_in_order():
    assert numbers("a ⟦2⟧ b ⟦10⟧⟦2⟧ ⟦x⟧ [3]") == [2, 10, 2]


def test_unmask_puts_each_mark_in_its_place():
    assert unmask(Segment("⟦2⟧ and ⟦1⟧ and ⟦2⟧", code("a", "b"))) == "b and a and b"


def test_a_mark_that_looks_like_a_placeholder_is_not_filled_in_again():
    assert unmask(Segment("⟦1⟧ ⟦2⟧", code("⟦2⟧", "b"))) == "⟦2⟧ b"


@given(st.lists(st.text(st.characters(exclude_characters="⟦⟧")), max_size=5))
def test_unmask_of_placeholders_alone_is_their_marks(texts):
    segment = Segment("".join(placeholder(number + 1) for number in range(len(texts))), code(*texts))
    assert unmask(segment) == "".join(texts)


def test_marks_that_do_not_occur_are_left_out_when_renumbered():
    assert renumbered(Segment("⟦3⟧ ⟦1⟧ ⟦3⟧", code("a", "b", "c"))) == Segment("⟦1⟧ ⟦2⟧ ⟦1⟧", code("c", "a"))


def test_concatenated_segments_number_their_marks_on():
    parts = [Segment("⟦1⟧.", code("a")), Segment("no mark"), Segment("⟦2⟧⟦1⟧", code("b", "c"))]
    assert concatenated(parts, [" ", "\n", ""]) == Segment("⟦1⟧. no mark\n⟦3⟧⟦2⟧", code("a", "b", "c"))


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        (Segment("⟦1⟧⟦2⟧", code("b", "a")), Segment("⟦2⟧⟦1⟧", code("a", "b"))),
        (Segment("⟦1⟧", code("b")), Segment("⟦2⟧", code("a", "b"))),
        (Segment("⟦1⟧", code("new")), Segment("⟦3⟧", code("a", "b", "new"))),
        (Segment("none"), Segment("none", code("a", "b"))),
    ],
)
def test_equal_markup_has_the_number_it_has_in_the_source(target, expected):
    assert matched(Segment("⟦1⟧ ⟦2⟧", code("a", "b")), target) == expected


def test_a_translated_link_may_lead_elsewhere():
    source = Segment("⟦1⟧a⟦2⟧", (Mark(MarkKind.OPEN, "["), Mark(MarkKind.CLOSE, "](en.md)")))
    target = Segment("⟦1⟧b⟦2⟧", (Mark(MarkKind.OPEN, "["), Mark(MarkKind.CLOSE, "](zh.md)")))
    assert matched(source, target) == target


def test_collapsed_text_has_single_spaces_and_all_marks():
    assert collapsed(Segment(" a\n\t b ", code("x"))) == Segment("a b", code("x"))


@pytest.mark.parametrize("text", ["⟦٣⟧", "⟦³⟧", "⟦123456789⟧", "⟦" + "9" * 5000 + "⟧", "⟦-1⟧", "⟦1 ⟧"])
def test_what_only_looks_like_a_placeholder_is_text(text):
    assert numbers(text) == []
    assert re.fullmatch(ANY_PLACEHOLDER, text) is None


@pytest.mark.parametrize("number", [1, 1_000_000, 20_000_000])
def test_as_many_marks_as_a_document_may_have_are_numbered(number):
    assert numbers(placeholder(number)) == [number]
    assert re.fullmatch(ANY_PLACEHOLDER, placeholder(number))


@pytest.mark.parametrize(
    ("text", "expected"), [("a", True), ("文", True), ("⟦1⟧", False), ("5 %", False), ("", False), ("⟦1⟧é", True)]
)
def test_only_letters_outside_markup_are_to_be_translated(text, expected):
    assert has_words(text) is expected
