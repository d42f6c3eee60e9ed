import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from amts.documents.xliff.format import Xliff
from amts.errors import DocumentError
from amts.records import BlockKind, MarkKind
from amts.segments.masks import mask
from amts.translation.integrity import round_trip_failure

V1 = '<xliff version="1.2"><file><body>{}</body></file></xliff>'
V2 = '<xliff version="2.0" srcLang="en"><file id="f">{}</file></xliff>'


def parsed(text):
    return Xliff().parse(text.encode(), "x.xlf")


def unit(inner, attributes=""):
    return V1.format(f'<trans-unit id="1"{attributes}>{inner}</trans-unit>')


def rendered(text, new, index=0):
    return Xliff().render(parsed(text), {index: new}).decode()


def only(text):
    (block,) = parsed(text).blocks
    return block


def test_a_unit_has_its_source_as_text_and_its_target_as_place():
    text = unit("<source>One</source><target> Uno </target>")
    block = only(text)
    assert (block.text, block.target, block.written, block.approved) == ("One", "Uno", "Uno", True)
    assert text.encode()[block.start : block.end] == b"Uno"


def test_a_target_that_changes_is_replaced_and_nothing_else():
    text = unit('<source>One</source>\r\n<target state="new"> Uno </target><note>Uno</note>')
    assert rendered(text, "Dos") == text.replace(" Uno ", " Dos ")


def test_without_a_target_one_is_written_on_a_line_of_its_own():
    text = unit("\n  <source> One </source>\n  <note>n</note>")
    assert rendered(text, "Uno") == unit(
        "\n  <source> One </source>\n  <target> Uno </target>\n  <note>n</note>"
    )  # fmt: skip


def test_a_target_stands_beside_a_source_that_stands_beside_its_unit():
    assert rendered(unit("<source>One</source>"), "Uno") == unit("<source>One</source><target>Uno</target>")


def test_a_target_has_the_prefix_of_its_source():
    text = V1.format('<trans-unit id="1"><x:source>One</x:source></trans-unit>').replace(
        "<xliff ", '<xliff xmlns:x="urn:oasis:names:tc:xliff:document:1.2" '
    )
    assert "<x:source>One</x:source><x:target>Uno</x:target>" in rendered(text, "Uno")


@pytest.mark.parametrize(
    ("empty", "filled"),
    [
        ("<target></target>", "<target>Uno</target>"),
        ("<target> </target>", "<target>Uno</target>"),
        ("<target/>", "<target>Uno</target>"),
        ('<target state="needs-translation" />', '<target state="needs-translation">Uno</target>'),
    ],
)
def test_an_empty_target_is_filled(empty, filled):
    block = only(unit(f"<source>One</source>{empty}"))
    assert (block.target, block.approved) == ("", False)
    assert rendered(unit(f"<source>One</source>{empty}"), "Uno") == unit(f"<source>One</source>{filled}")


@pytest.mark.parametrize(
    ("unit_attributes", "target", "approved"),
    [
        ("", "<target>Uno</target>", True),
        (' approved="yes"', '<target state="final">Uno</target>', True),
        ("", '<target state="translated">Uno</target>', True),
        (' approved="no"', '<target state="final">Uno</target>', False),
        (' approved="yes"', '<target state="needs-review-translation">Uno</target>', False),
        ("", '<target state="new">Uno</target>', False),
    ],
)
def test_a_translation_is_approved_by_state_and_unit(unit_attributes, target, approved):
    assert only(unit(f"<source>One</source>{target}", unit_attributes)).approved is approved


@pytest.mark.parametrize(
    ("state", "approved"), [("", True), (' state="final"', True), (' state="initial"', False)]
)  # fmt: skip
def test_in_version_2_the_segment_has_the_state(state, approved):
    text = V2.format(f'<unit id="1"><segment{state}><source>One</source><target>Uno</target></segment></unit>')
    assert only(text).approved is approved


def test_each_segment_of_version_2_is_a_block_and_what_is_beside_them_is_none():
    text = V2.format(
        '<unit id="1"><mtc:matches xmlns:mtc="m"><mtc:match><source>No</source><target>No</target></mtc:match>'
        '</mtc:matches><segment><source>One. </source></segment><ignorable><source> </source></ignorable>'
        '<segment><source>Two.</source><target>Dos.</target></segment></unit>'
    )  # fmt: skip
    assert [(block.text, block.target) for block in parsed(text).blocks] == [("One.", ""), ("Two.", "Dos.")]
    assert "<source>One. </source><target>Uno. </target></segment>" in rendered(text, "Uno.")


def test_translations_to_choose_from_are_left_alone():
    text = unit("<source>One</source><alt-trans><source>On</source><target>Un</target></alt-trans>")
    assert rendered(text, "Uno") == text.replace("</source><alt", "</source><target>Uno</target><alt")


def test_what_must_not_be_translated_is_opaque():
    text = V1.format(
        '<group translate="no"><trans-unit id="a"><source>A</source></trans-unit>'
        '<trans-unit id="b" translate="yes"><source>B</source></trans-unit></group>'
        '<trans-unit id="c" translate="no"><source>C</source></trans-unit><trans-unit id="d"><source/></trans-unit>'
    )
    assert [(block.kind, block.text, block.key) for block in parsed(text).blocks] == [
        (BlockKind.DIRECTIVE, "", "unit:a"), (BlockKind.PARAGRAPH, "B", ""), (BlockKind.DIRECTIVE, "", "unit:c"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("source", "masked", "kinds"),
    [
        ('a <g id="1">b</g>', "a ⟦1⟧b⟦2⟧", ["open", "close"]),
        ('<g id="1"/>a<x id="2"/>', "⟦1⟧a⟦2⟧", ["code", "html"]),
        ('<bpt id="1">&lt;b></bpt>a<ept id="1">&lt;/b></ept>', "⟦1⟧a⟦2⟧", ["open", "close"]),
        ('<ph id="1">%s</ph> a <it id="2" pos="open">(</it>', "⟦1⟧ a ⟦2⟧", ["html", "html"]),
        ('<bx id="1"/>a<ex id="2"/>', "⟦1⟧a⟦2⟧", ["open", "close"]),
        ('<pc id="1">a</pc><sc id="2"/>b<ec startRef="2"/><cp hex="0001"/>', "⟦1⟧a⟦2⟧⟦3⟧b⟦4⟧⟦5⟧",
         ["open", "close", "open", "close", "html"]),
        ('<sm id="1"/>a<em startRef="1"/>', "⟦1⟧a⟦2⟧", ["open", "close"]),
        ('<mrk mtype="protected">AMTS</mrk> <mrk mtype="seg">a</mrk>', "⟦1⟧ ⟦2⟧a⟦3⟧", ["code", "open", "close"]),
        ('<mrk id="1" translate="no">AMTS</mrk> a', "⟦1⟧ a", ["code"]),
        ("a <!-- b --> c", "a ⟦1⟧ c", ["html"]),
        ("AT&amp;T &lt; &#x41; é", "AT&T < A é", []),
        ("a &lt;b&gt; &amp;amp; ⟦1⟧", "a ⟦1⟧ ⟦2⟧ ⟦3⟧1⟦4⟧", ["escape", "escape", "literal", "literal"]),
        ("<![CDATA[Enter <email> & so]]>", "Enter ⟦1⟧ & so", ["escape"]),
        ("a&#10;b&#13;&#9;c", "a⟦1⟧b⟦2⟧⟦3⟧c", ["escape", "escape", "escape"]),
    ],
)  # fmt: skip
def test_inline_elements_are_marks_and_text_is_decoded(source, masked, kinds):
    block = only(unit(f"<source>{source}</source>"))
    assert mask(block).text == masked
    assert [inline.kind for inline in block.inlines] == kinds


def test_the_segmented_source_is_the_text_and_the_target_comes_behind_it():
    segmented = '<seg-source><mrk mtype="seg" mid="0">One.</mrk></seg-source>'
    text = unit(f"<source>One.</source>{segmented}")
    block = only(text)
    assert mask(block).text == "⟦1⟧One.⟦2⟧"
    assert rendered(text, block.text.replace("One", "Uno")) == unit(
        f'<source>One.</source>{segmented}<target><mrk mtype="seg" mid="0">Uno.</mrk></target>'
    )


@pytest.mark.parametrize(
    ("new", "written"),
    [
        ("<b> & ]]> é", "&lt;b&gt; &amp; ]]&gt; é"),
        ('<g id="1">b</g> "a"', '<g id="1">b</g> "a"'),
        ('<g id="1">b', '&lt;g id="1"&gt;b'),
        ('</g>b<g id="1">', '&lt;/g&gt;b&lt;g id="1"&gt;'),
        ('<g id="1">b</g></g>', '<g id="1">b</g>&lt;/g&gt;'),
        ("a\x00\x0bb\rc", "a\ufffd\ufffdb&#13;c"),
    ],
)
def test_any_text_leaves_the_file_well_formed(new, written):
    text = unit('<source>a <g id="1">b</g></source><target>x</target>')
    assert rendered(text, new) == text.replace("<target>x<", f"<target>{written}<")


def test_line_breaks_of_a_source_are_those_of_its_target():
    text = unit("<source>One\r\n   two</source><target>x\r\n   y</target>")
    assert (only(text).text, only(text).target, only(text).breaks) == ("One\ntwo", "x\ny", ("\r\n   ",))
    assert "<target>u\r\n   d</target>" in rendered(text, "u\nd")


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"<xliff><file></xliff>", "line 1, column 16: not well-formed XML (mismatched tag)"),
        (b"<tmx/>", "its root is <tmx>, not <xliff>"),
        (b"", "no element found"),
        (b"<!DOCTYPE xliff [<!ENTITY a 'b'>]>\n<xliff>&a;</xliff>", "line 1: a document type declaration"),
        (b"\n<!DOCTYPE xliff SYSTEM 'http://x.y/z.dtd'><xliff/>", "line 2: a document type declaration"),
        (b"<xliff>&undeclared;</xliff>", "undefined entity"),
        (b"<?xml version='1.0' encoding='iso-8859-1'?><xliff/>", "the encoding is declared as iso-8859-1"),
        (b"<xliff>" + b"<g>" * 300, "elements are nested more than 250 deep"),
        ("<xliff/>".encode("utf-16"), "not UTF-8"),
        (b"<xliff>\x00</xliff>", "not well-formed"),
    ],
)  # fmt: skip
def test_what_is_no_xliff_or_would_harm_its_reader_is_refused(content, complaint):
    with pytest.raises(DocumentError) as caught:
        Xliff().parse(content, "x.xlf")
    assert str(caught.value).startswith("x.xlf: ")
    assert complaint in str(caught.value)


def test_a_mark_keeps_its_kind():
    assert only(unit("<source>⟦</source>")).inlines[0].kind is MarkKind.LITERAL


FRAGMENTS = (
    "a", "One. Two", " ", "\n  ", "\r\n", "\r", "\t", "é", "😀", "مرحبا", "⟦1⟧", "\u2028", "&lt;b&gt;", "&amp;amp;",
    "&#10;", "&#13;", "&lt;", "]]&gt;", "<![CDATA[<b>]]>", "<!-- c -->", "<?p i?>", "<x id='1'/>", "<g id='2'>",
    "</g>", "<ph>c</ph>", "<mrk mtype='protected'>P</mrk>", "<g\n id='3'/>", "</source><target>", "</target>",
    "</source><target/>", "<source>", "</source>", "</trans-unit>", "<trans-unit>", "<note>n</note>", "\x00",
    "\ufeff", "<alt-trans>", "</alt-trans>",
)  # fmt: skip
GLUED = st.lists(st.sampled_from(FRAGMENTS), max_size=12).map("".join)


def failure(text, frame):
    try:
        document = Xliff().parse(frame.format(text).encode(), "x.xlf")
    except DocumentError:
        return ""
    return round_trip_failure(document, Xliff(), "en")


FRAMES = st.sampled_from([
    unit("<source>{}</source>"), unit("\r\n\t<source>A</source>{}"), unit("<source>a</source><target>{}</target>"),
    V2.format("<unit><segment><source>{}</source></segment></unit>"),
])  # fmt: skip


@pytest.mark.thorough
@given(GLUED, FRAMES)
@example("⟦1⟧&lt;", unit("<source>{}</source>"))
def test_awkward_xliff_comes_out_as_it_went_in(text, frame):
    assert failure(text, frame) == ""


@pytest.mark.thorough
@given(
    st.text(max_size=40),
    st.sampled_from(["<source>a <g id='1'>b</g></source>", "<source>a</source><target>x</target>"]),
)
def test_any_target_is_read_again_or_seen_to_differ(new, inner):
    document = parsed(unit(inner))
    again = Xliff().parse(Xliff().render(document, {0: new.encode(errors="replace").decode()}), "x.xlf")
    assert again.blocks[0].text == document.blocks[0].text
