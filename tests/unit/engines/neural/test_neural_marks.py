import pytest
from hypothesis import given
from hypothesis import strategies as st

from amts.engines.neural.marks import initial, restored, shown
from amts.placeholders import numbers
from amts.records import Mark, MarkKind, Segment

OPEN, CLOSE = Mark(MarkKind.OPEN, "*"), Mark(MarkKind.CLOSE, "*")
CODE = Mark(MarkKind.CODE, "`x`")
SYMBOLS = {"⟦1⟧", "⟦2⟧"}


@pytest.mark.parametrize(
    ("text", "letter"),
    [
        ("no marks", ""),
        ("⟦1⟧ and ⟦2⟧", ""),
        ("⟦3⟧ has no symbol", "X"),
        ("⟦3⟧ is not X1", "Q"),
        ("⟦3⟧ is not x 1 nor Q2", "Z"),
    ],
)
def test_placeholders_are_named_by_a_free_letter_unless_the_model_has_symbols_for_all(text, letter):
    assert initial(text, SYMBOLS) == letter


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("the ⟦1⟧red house⟦2⟧s.", "the X1 red house X2 s."),
        ("⟦1⟧⟦2⟧-th", "X1 X2-th"),
        ("函数⟦1⟧返回⟦2⟧。", "函数X1返回X2。"),
    ],
)
def test_names_stand_apart_from_letters_of_scripts_with_spaces(text, seen):
    assert shown(text, "X") == seen


def test_models_with_symbols_see_the_text_as_it_is():
    assert shown("the ⟦1⟧red⟦2⟧", "") == "the ⟦1⟧red⟦2⟧"


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        ("das X1 und x2.", "das ⟦1⟧ und ⟦2⟧."),
        ("函数X1返回X 2。", "函数⟦1⟧返回⟦2⟧。"),
        ("X12 MAX1 X1", "MAX1 ⟦1⟧"),
        ("X1 X1 X2 X3", "⟦1⟧ ⟦2⟧"),
        ("nothing", "nothing"),
    ],
)
def test_names_become_placeholders_again_and_invented_ones_are_left_out(answer, text):
    source = Segment("⟦1⟧ and ⟦2⟧", (CODE, CODE))
    assert restored(answer, "X", source) == Segment(text, source.marks)


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        ("⟦4⟧ das ⟦1⟧ rote ⟦3⟧ Haus ⟦2⟧", "⟦4⟧ das ⟦1⟧rote ⟦3⟧ Haus⟦2⟧"),
        ("das ⟦2⟧ rote ⟦1⟧ Haus ⟦3⟧", "das rote Haus ⟦3⟧"),
        ("das ⟦1⟧ rote Haus ⟦3⟧", "das rote Haus ⟦3⟧"),
    ],
)
def test_paired_marks_nest_and_close_up_or_are_left_out_all_together(answer, text):
    source = Segment("the ⟦1⟧red ⟦3⟧ house⟦2⟧ ⟦4⟧", (OPEN, CLOSE, CODE, CODE))
    assert restored(answer, "", source).text == text


def test_each_pair_keeps_its_own_partner():
    source = Segment("⟦1⟧a⟦2⟧ ⟦3⟧b⟦4⟧", (OPEN, CLOSE, OPEN, CLOSE))
    assert restored("⟦3⟧ b ⟦4⟧ ⟦1⟧ a ⟦2⟧", "", source).text == "⟦3⟧b⟦4⟧ ⟦1⟧a⟦2⟧"
    assert restored("⟦1⟧ a ⟦4⟧ ⟦3⟧ b ⟦2⟧", "", source).text == "a b"


@given(st.lists(st.sampled_from(["the", "x1", "Haus", "函数", "é", " ", ".", "⟦1⟧", "⟦2⟧", "⟦3⟧", "⟦12⟧", "7"])))
def test_what_is_shown_and_given_back_unchanged_has_all_placeholders_in_order(pieces):
    segment = Segment("".join(pieces), (CODE,) * 12)
    letter = initial(segment.text, ())
    back = restored(shown(segment.text, letter), letter, segment)
    assert numbers(back.text) == numbers(segment.text)
    assert back.text.replace(" ", "") == segment.text.replace(" ", "")
