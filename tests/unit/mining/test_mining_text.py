import pytest
from hypothesis import given
from hypothesis import strategies as st

from amts.mining.text import read_segment
from amts.placeholders import unmask
from amts.records import Mark, MarkKind, Segment

FRAGMENTS = ["word ", "字。", "`code`", "*", "**", "[", "](x.md)", "$x$", "$$", "⟦1⟧", "⟦", "\n", "\r\n", "\n\n", "- ",
             "> ", "# ", "| a | b |\n|---|---|\n", "```\n", "<b>", "&amp;", "\\*", "  ", "\t", "1. ", ":label:`x`",
             "---\n", "\ufeff", "\u2028", "  \n", "![p](q)"]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "masked", "marks"),
    [
        ("A `b` c.", "A ⟦1⟧ c.", ["`b`"]),
        ("One\r\ntwo *three*", "One\r\ntwo ⟦1⟧three⟦2⟧", ["*", "*"]),
        ("- One\n  two `c`", "⟦1⟧One\n  two ⟦2⟧", ["- ", "`c`"]),
        ("> One\n> two", "⟦1⟧One⟦2⟧two", ["> ", "\n> "]),
        ("# One `x`", "⟦1⟧One ⟦2⟧", ["# ", "`x`"]),
        ("One `x\r\ny`", "One ⟦1⟧", ["`x\r\ny`"]),
        ("⟦1⟧", "⟦1⟧1⟦2⟧", ["⟦", "⟧"]),
        ("```\ncode\n```", "⟦1⟧", ["```\ncode\n```"]),
        ("<p>\nOne &amp; <b>two</b>", "⟦1⟧One ⟦2⟧ ⟦3⟧two⟦4⟧", ["<p>\n", "&amp;", "<b>", "</b>"]),
        ("  ", "  ", []),
        ("", "", []),
    ],
)
def test_markup_becomes_marks_and_text_stays_text(text, masked, marks):
    segment = read_segment(text, "en")
    assert (segment.text, [mark.text for mark in segment.marks]) == (masked, marks)


def test_a_mark_knows_its_kind():
    assert read_segment("`b`", "en") == Segment("⟦1⟧", (Mark(MarkKind.CODE, "`b`"),))


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=12).map("".join) | st.text(st.characters(codec="utf-8")))
def test_unmasked_it_is_the_text_that_was_read(text):
    assert unmask(read_segment(text, "zh")) == text
