from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amts.engines.amazon.carrier import from_html, page, pages, paragraphs, to_html
from amts.placeholders import collapsed
from amts.records import Mark, MarkKind, Segment

OPEN, CLOSE = Mark(MarkKind.OPEN, "*"), Mark(MarkKind.CLOSE, "*")
CODE = Mark(MarkKind.CODE, "`x`")
MARKED = Segment("⟦1⟧see⟦2⟧ ⟦3⟧ & <go>", (OPEN, CLOSE, CODE))


def test_paired_marks_surround_their_words_and_others_are_not_translated():
    assert to_html(MARKED) == '<b id="1">see</b> <span translate="no">3</span> &amp; &lt;go&gt;'


def test_marks_follow_their_words():
    html = '&lt;iru&gt; &amp; <span translate="no">3</span> <b id="1">vidu</b>'
    assert from_html(html, MARKED) == "<iru> & ⟦3⟧ ⟦1⟧vidu⟦2⟧"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<span translate=no>3</span>", "⟦3⟧"),
        ("<SPAN translate='no' > 3 </SPAN >", "⟦3⟧"),
        ('<span translate="no">9</span>', "9"),
        ('<span translate="no">three</span>', "three"),
        ('<b id="3">vidu</b>', "vidu"),
        ("<i>vidu</i>", "vidu"),
        ('<b id="1">vidu<br>tie</b>', "⟦1⟧vidutie⟦2⟧"),
        ("vidu</b>", "vidu"),
        ("vidu ⟦1⟧", "vidu [1]"),
        ("  vidu\n tie ", "vidu tie"),
        ("&#39;&nbsp;&quot;", "' \""),
    ],
)
def test_answers_of_other_forms_are_read(html, text):
    assert from_html(html, MARKED) == text


def test_a_mark_that_occurs_twice_or_has_no_partner_is_not_translated():
    segment = Segment("⟦2⟧a⟦1⟧ ⟦3⟧⟦3⟧", (OPEN, CLOSE, CODE))
    assert from_html(to_html(segment), segment) == segment.text


PIECES = st.sampled_from(
    ["⟦1⟧", "⟦2⟧", "⟦3⟧", "a", " ", "<", ">", "&", "&amp;", '"', "</b>", "é", "字", "\x00", "<b id=1>"]
)


@given(st.lists(PIECES).map("".join))
def test_what_nobody_translates_comes_back(text):
    segment = Segment(text, (OPEN, CLOSE, CODE))
    assert from_html(to_html(segment), segment) == collapsed(Segment(text.replace("\x00", " "))).text


class Balance(HTMLParser):
    depth = 0

    def handle_starttag(self, tag, attributes):
        self.depth += 1

    def handle_endtag(self, tag):
        self.depth -= 1
        assert self.depth >= 0


@given(st.lists(PIECES).map("".join))
def test_what_is_sent_is_well_formed(text):
    parser = Balance()
    parser.feed(to_html(Segment(text, (OPEN, CLOSE, CODE))))
    parser.close()
    assert parser.depth == 0


@given(st.dictionaries(st.integers(0, 999), st.sampled_from(["a", "<b>a</b>", "&lt;p id=&quot;s1&quot;&gt;", ""])))
def test_a_page_gives_its_paragraphs_back(texts):
    assert paragraphs(page(texts, "en")) == texts


def test_a_page_has_so_many_texts_and_characters_at_most():
    found = [sorted(paragraphs(each)) for each in pages(["aaa", "bb", "cccccccc", "d", "e"], "en", count=3, size=5)]
    assert found == [[0, 1], [2], [3, 4]]
