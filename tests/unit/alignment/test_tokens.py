import pytest

from amts.alignment.tokens import is_shared, tokens, width
from amts.records import Mark, MarkKind, Segment


@pytest.mark.parametrize(
    ("tag", "text", "expected"),
    [
        ("en", "Networks learn, GPUs compute!", ["networ", "learn", ",", "gpus", "comput", "!"]),
        ("es", "aprendizaje", ["aprend"]),
        ("zh", "深度学习 Transformers", ["深度", "学习", "transformers"]),
        ("en", "", []),
    ],
)
def test_words_are_small_stems(tag, text, expected):
    assert tokens(Segment(text), tag) == expected


def test_markup_is_compared_by_its_content():
    marks = (
        Mark(MarkKind.CODE, "`a b`"), Mark(MarkKind.OPEN, "*"), Mark(MarkKind.MATH, "$x\n+ y$"),
        Mark(MarkKind.CLOSE, "*"), Mark(MarkKind.BREAK, "\\\n"), Mark(MarkKind.ESCAPE, "\\*"),
        Mark(MarkKind.ROLE, ":r:`x`"),
    )  # fmt: skip
    segment = Segment("Use ⟦1⟧⟦2⟧ or ⟦3⟧⟦4⟧⟦5⟧⟦6⟧⟦7⟧", marks)
    assert tokens(segment, "en") == ["use", "§`ab`", "or", "§$x+y$", "§:r:`x`"]


@pytest.mark.parametrize("token", ["§`a`", "42", "3.14", "gpu", "transf"])
def test_markup_numbers_and_words_of_some_length_are_repeated_in_a_translation(token):
    assert is_shared(token)


@pytest.mark.parametrize("token", ["a", "of", ",", "深度学习", "año"])
def test_signs_short_words_and_other_scripts_are_not(token):
    assert not is_shared(token)


def test_a_placeholder_is_as_wide_as_one_character():
    assert width(Segment("ab ⟦1⟧⟦12⟧", (Mark(MarkKind.CODE, "`long`"),) * 12)) == 5
    assert width(Segment("")) == 0
