from xml.etree import ElementTree

import pytest

from amts.parallel.inline import numbered, plain, read_back, seg_content, seg_pieces, unused_marks
from amts.records import Mark, MarkKind, Segment

CODE = Mark(MarkKind.CODE, "`a<b`")
OPEN, CLOSE = Mark(MarkKind.OPEN, "**"), Mark(MarkKind.CLOSE, "**")


def pieces(content: str):
    return seg_pieces(ElementTree.fromstring(f"<seg>{content}</seg>"))


def test_a_mark_is_a_ph_of_its_kind():
    assert seg_content(Segment("x & ⟦1⟧\r", (CODE,))) == 'x &amp; <ph x="1" type="code">`a&lt;b`</ph>&#13;'


def test_nested_marks_are_a_bpt_and_an_ept():
    assert seg_content(Segment("⟦1⟧x⟦2⟧", (OPEN, CLOSE))) == (
        '<bpt i="2" x="1" type="open">**</bpt>x<ept i="2">**</ept>'
    )


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("⟦1⟧x", (OPEN,)),
        ("⟦2⟧x⟦1⟧", (OPEN, CLOSE)),
        ("⟦1⟧x⟦2⟧⟦1⟧y⟦2⟧", (OPEN, CLOSE)),
    ],
)
def test_marks_that_do_not_nest_are_ph(text, marks):
    content = seg_content(Segment(text, marks))
    assert "bpt" not in content
    assert "ept" not in content
    assert content.count("<ph ") == text.count("⟦")


@pytest.mark.parametrize("text", ["⟦2⟧ ⟦0⟧ ⟦01⟧ ⟦x⟧ ⟦", "⟦٣⟧"])
def test_brackets_that_stand_for_no_mark_are_text(text):
    assert seg_content(Segment(text, (CODE,))) == text


def test_marks_without_a_placeholder_are_known():
    assert unused_marks(Segment("⟦2⟧", (OPEN, CODE, CLOSE))) == {1: OPEN, 3: CLOSE}


def test_codes_changed_by_another_tool_are_not_read_back():
    assert read_back(pieces('<ph x="2">a</ph>'), {}) is None
    assert read_back(pieces("<ph>a</ph>"), {}) is None
    assert read_back(pieces('<ph x="1">a</ph><ph x="1">b</ph>'), {}) is None


def test_every_inline_element_of_tmx_is_understood():
    found = pieces(
        '<bpt i="1">&lt;b&gt;</bpt>bold <hi>high <ph>{x}</ph></hi><ept i="1">&lt;/b&gt;</ept> '
        '<it pos="begin">[i]</it><it pos="end">[/i]</it><ut>?</ut><ph>&lt;img alt="<sub>pic</sub>"></ph>.'
    )
    segment, _ = numbered(found, ())
    assert segment == Segment(
        "⟦1⟧bold high ⟦2⟧⟦3⟧ ⟦4⟧⟦5⟧⟦6⟧⟦7⟧.",
        (
            Mark(MarkKind.OPEN, "<b>"),
            Mark(MarkKind.LITERAL, "{x}"),
            Mark(MarkKind.CLOSE, "</b>"),
            Mark(MarkKind.OPEN, "[i]"),
            Mark(MarkKind.CLOSE, "[/i]"),
            Mark(MarkKind.LITERAL, "?"),
            Mark(MarkKind.LITERAL, '<img alt="pic">'),
        ),
    )
    assert plain(found) == '<b>bold high {x}</b> [i][/i]?<img alt="pic">.'


def test_codes_with_the_same_x_have_the_same_number():
    source = pieces('<bpt i="1" x="8">[</bpt>a<ept i="1">](en)</ept> <ph x="9">{n}</ph>')
    target = pieces('<ph x="9">{n}</ph><bpt i="1" x="8">[</bpt>b<ept i="1">](zh)</ept>')
    assert [side.text for side in numbered(source, target)] == ["⟦1⟧a⟦2⟧ ⟦3⟧", "⟦3⟧⟦1⟧b⟦2⟧"]
    assert [mark.text for mark in numbered(source, target)[1].marks] == ["[", "](zh)", "{n}"]


def test_codes_without_x_are_matched_by_their_text():
    source, target = numbered(pieces("<ph>a</ph> <ph>b</ph>"), pieces("<ph>c</ph><ph>b</ph>"))
    assert source.text == "⟦1⟧ ⟦2⟧"
    assert target == Segment("⟦3⟧⟦2⟧", tuple(Mark(MarkKind.LITERAL, text) for text in "abc"))


def test_text_of_another_tool_that_looks_like_a_placeholder_becomes_a_mark():
    source, _ = numbered(pieces("⟦7⟧ <ph>a</ph>"), ())
    assert source == Segment("⟦1⟧ ⟦2⟧", (Mark(MarkKind.LITERAL, "⟦7⟧"), Mark(MarkKind.LITERAL, "a")))
