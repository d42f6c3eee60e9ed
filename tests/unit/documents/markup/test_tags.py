import pytest
from hypothesis import given
from hypothesis import strategies as st

from amts.documents.markup.tags import attributes, is_empty, tokens

FRAGMENTS = (
    "a", " ", "\n", "<", ">", "</", "/>", "<p", "<p>", "</p>", "<a b=", '"', "'", "<!--", "-->", "<![CDATA[", "]]>",
    "<!DOCTYPE ", "[", "]", "<?", "?>", "<%", "%>", "{{", "}}", "{", "}", "{%", "%}", "<script>", "</script>",
    "é", "<é>",
)  # fmt: skip
GLUED = st.lists(st.sampled_from(FRAGMENTS), max_size=30).map("".join)


def read(source, **options):
    return [(token.kind.value, source[token.start : token.end]) for token in tokens(source, **options)]


def tag_of(source):
    return next(iter(tokens(source)))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("", []),
        ("a < 6 & b > 7", [("text", "a < 6 & b > 7")]),
        ("<p class='a>b'>x</p>", [("start", "<p class='a>b'>"), ("text", "x"), ("end", "</p>")]),
        ("<br/><BR />", [("start", "<br/>"), ("start", "<BR />")]),
        ("a<!-- <b> -->b", [("text", "a"), ("comment", "<!-- <b> -->"), ("text", "b")]),
        ("<!-->a", [("comment", "<!-->"), ("text", "a")]),
        ("<!-- a", [("comment", "<!-- a")]),
        ("<![CDATA[<b>]]>]]>", [("cdata", "<![CDATA[<b>]]>"), ("text", "]]>")]),
        ("<!DOCTYPE html>x", [("doctype", "<!DOCTYPE html>"), ("text", "x")]),
        (
            "<!DOCTYPE r [<!ENTITY a ']>'><!-- ' -->]><r/>",
            [("doctype", "<!DOCTYPE r [<!ENTITY a ']>'><!-- ' -->]>"), ("start", "<r/>")],
        ),
        ("<?php echo '<b>' ?>x", [("instruction", "<?php echo '<b>' ?>"), ("text", "x")]),
        ("<%= a > b %>x", [("template", "<%= a > b %>"), ("text", "x")]),
        ('{{ "<b>" }}{% if a %}', [("template", '{{ "<b>" }}'), ("template", "{% if a %}")]),
        ("{{/* {{ a }} */}}b", [("template", "{{/* {{ a }} */}}"), ("text", "b")]),
        ("{ a }} {{ b", [("text", "{ a }} {{ b")]),
        ("<script>if (a<b) {}</script>", [("start", "<script>"), ("raw", "if (a<b) {}"), ("end", "</script>")]),
        ("<TITLE>a <b> c</title >", [("start", "<TITLE>"), ("raw", "a <b> c"), ("end", "</title >")]),
        ("<style>a</styles>", [("start", "<style>"), ("raw", "a</styles>")]),
        ("<![if IE]></ x></>", [("bogus", "<![if IE]>"), ("bogus", "</ x>"), ("bogus", "</>")]),
        ('<a href="{{ "/x" | url }}">b', [("start", '<a href="{{ "/x" | url }}">'), ("text", "b")]),
        ("<a href={{ a > b }}>c", [("start", "<a href={{ a > b }}>"), ("text", "c")]),
        ("<a b=\"c", [("start", '<a b="c')]),
        ("<é>", [("text", "<é>")]),
    ],
)  # fmt: skip
def test_a_source_is_cut_into_tokens(source, expected):
    assert read(source) == expected
    assert [(kind, text.encode()) for kind, text in expected] == read(source.encode())


def test_in_xml_nothing_is_raw_and_any_letter_begins_a_name():
    assert read("<title>a<é/></title>", raw=frozenset(), xml=True) == [
        ("start", "<title>"), ("text", "a"), ("start", "<é/>"), ("end", "</title>"),
    ]  # fmt: skip


def test_only_a_part_of_a_source_may_be_cut():
    assert [(token.kind.value, token.start, token.end) for token in tokens(b"<p>ab</p>", 4, 8)] == [
        ("text", 4, 5), ("end", 5, 8),
    ]  # fmt: skip


def test_the_name_of_a_tag_is_as_it_is_written():
    assert [token.name for token in tokens("<Tab x>a</my:el>")] == ["Tab", "", "my:el"]


def test_attributes_have_values_and_places():
    source = '<a href=\'x y\' b c = d e="" {{ f }} g="{{ "h" }}"/>'
    found = list(attributes(source, tag_of(source)))
    assert [(each.name, each.value, each.quote) for each in found] == [
        ("href", "x y", "'"), ("b", "", ""), ("c", "d", ""), ("e", "", '"'), ("g", '{{ "h" }}', '"'),
    ]  # fmt: skip
    assert [source[each.start : each.end] for each in found] == ["x y", "", "d", "", '{{ "h" }}']


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<a/>", True),
        ("<a />", True),
        ("<a b='c'/>", True),
        ("<a>", False),
        ("<a href=/x/>", False),
        ("<a b=c />", True),
    ],
)
def test_a_slash_that_ends_a_value_does_not_end_an_element(source, expected):
    assert is_empty(source, tag_of(source)) is expected
    assert is_empty(source.encode(), tag_of(source.encode())) is expected


def check_tiles(source, **options):
    position = 0
    for token in tokens(source, **options):
        assert token.start == position < token.end
        position = token.end
    assert position == len(source)


@pytest.mark.thorough
@given(GLUED, st.booleans())
def test_tokens_tile_any_source(source, xml):
    check_tiles(source, xml=xml)
    check_tiles(source.encode(), xml=xml)


@pytest.mark.parametrize(
    "piece",
    ["<", "<a ", "</", "<!--", "<![", "<![CDATA[", "<!DOCTYPE \"", "<!DOCTYPE [<!--", "<?", "<%", "{{", "{{{", "{{a{b}",
     "{{/*", '<a b="', "<a b='{{", "<a b='<%", "<a =", "<script>", "&", "<a><b>"],
)  # fmt: skip
def test_hostile_sources_take_linear_time(piece):
    # A pattern that looked at each byte again for every other one would need hours.
    check_tiles(piece.encode() * (300_000 // len(piece)))
