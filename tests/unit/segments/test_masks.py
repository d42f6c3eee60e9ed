import pytest

from amts.placeholders import unmask
from amts.records import Block, BlockKind, Inline, Mark, MarkKind, Segment
from amts.segments.masks import mask


def block(text, *inlines):
    return Block(BlockKind.PARAGRAPH, 0, len(text.encode()), text, tuple(Inline(*inline) for inline in inlines))


@pytest.mark.parametrize(
    ("given", "text", "marks"),
    [
        (block("plain"), "plain", []),
        (block(""), "", []),
        (block("`a`", (MarkKind.CODE, 0, 3)), "⟦1⟧", ["`a`"]),
        (block("a `b` c", (MarkKind.CODE, 2, 5)), "a ⟦1⟧ c", ["`b`"]),
        (block("*a*$b$", (MarkKind.OPEN, 0, 1), (MarkKind.CLOSE, 2, 3), (MarkKind.MATH, 3, 6)), "⟦1⟧a⟦2⟧⟦3⟧",
         ["*", "*", "$b$"]),
        (block("深\\\n度", (MarkKind.BREAK, 1, 3)), "深⟦1⟧度", ["\\\n"]),
        (block("⟦1⟧", (MarkKind.LITERAL, 0, 1), (MarkKind.LITERAL, 2, 3)), "⟦1⟧1⟦2⟧", ["⟦", "⟧"]),
    ],
)  # fmt: skip
def test_the_nth_stretch_of_markup_becomes_the_nth_placeholder(given, text, marks):
    segment = mask(given)
    assert (segment.text, [mark.text for mark in segment.marks]) == (text, marks)
    assert unmask(segment) == given.text


def test_a_mark_knows_its_kind():
    given = block("a <b>", (MarkKind.HTML, 2, 5))
    assert mask(given) == Segment("a ⟦1⟧", (Mark(MarkKind.HTML, "<b>"),))


def test_there_may_be_more_than_nine_marks():
    given = block("*" * 12, *((MarkKind.ESCAPE, place, place + 1) for place in range(12)))
    assert mask(given).text == "⟦1⟧⟦2⟧⟦3⟧⟦4⟧⟦5⟧⟦6⟧⟦7⟧⟦8⟧⟦9⟧⟦10⟧⟦11⟧⟦12⟧"
    assert unmask(mask(given)) == "*" * 12
