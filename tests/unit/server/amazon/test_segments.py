import pytest
from hypothesis import given
from hypothesis import strategies as st

from amts.documents.markup.html import Html, html_blocks
from amts.placeholders import collapsed
from amts.records import MarkKind
from amts.segments.masks import mask
from amts.server.amazon.segments import read_text


@pytest.mark.parametrize(
    ("text", "masked", "marks"),
    [
        ("Plain text.", "Plain text.", []),
        ("a < b & c", "a < b & c", []),
        ("Tom &amp; Jerry", "Tom & Jerry", []),
        ("A <b>bold</b> word", "A ⟦1⟧bold⟦2⟧ word", ["<b>", "</b>"]),
        ('Set <span translate="no">$x$</span> now', "Set ⟦1⟧ now", ['<span translate="no">$x$</span>']),
        ("two\n  lines", "two lines", []),
        ("brackets ⟦9⟧ too", "brackets ⟦1⟧9⟦2⟧ too", ["⟦", "⟧"]),
        ("1234", "1234", []),
        ("<br/>", "⟦1⟧", ["<br/>"]),
        ("", "", []),
    ],
)
def test_markup_is_masked(text, masked, marks):
    found = read_text(text)
    assert (found.text, [mark.text for mark in found.marks]) == (masked, marks)


def test_pairs_of_tags_are_known_as_such():
    assert [mark.kind for mark in read_text("A <b>b</b> c").marks] == [MarkKind.OPEN, MarkKind.CLOSE]


@pytest.mark.parametrize("text", ["See <a href='x'>this</a> and <code>that</code>.", "<em>All</em> of it<br>here"])
def test_a_text_is_the_same_segment_as_in_a_document(text):
    document = Html().parse(f"<html><body><p>{text}</p></body></html>".encode(), "page")
    (block,) = [block for block in document.blocks if block.text]
    assert read_text(text) == collapsed(mask(block))


@given(st.text(st.sampled_from("ab <&{}⟦⟧\t\n\u00a0\u2028;/%=\"'>好.")))
def test_a_text_with_words_is_read_as_in_a_document_whatever_it_is(text):
    words = f"word {text} word"
    (block,) = [block for block in html_blocks(words.encode(), 0, len(words.encode())) if block.text][:1]
    found = read_text(words)
    if block.end == len(words.encode()):
        assert found == collapsed(mask(block))
    else:
        assert found.text.startswith(collapsed(mask(block)).text)
