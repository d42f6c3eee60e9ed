from hypothesis import example, given
from hypothesis import strategies as st

from amts.documents.po.literals import columns, wrapped


@given(st.text(st.sampled_from("ab <x （「中。」） \t"), max_size=60), st.integers(1, 20))
@example("括号（<literal>x</literal>）的", 6)
@example("（（", 1)
def test_a_wrapped_text_loses_no_character(text, room):
    assert "".join(wrapped(text, room)) == text


def test_lines_end_between_words_and_between_wide_signs_but_not_behind_an_opening_bracket():
    assert list(wrapped("one two three", 8)) == ["one two ", "three"]
    assert list(wrapped("中文（字）。", 6)) == ["中文", "（字）。"]


def test_wide_signs_take_two_columns():
    assert columns("中a") == 3
