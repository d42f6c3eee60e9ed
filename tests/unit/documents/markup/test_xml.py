import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from amts.documents.markup.xml import Xml
from amts.errors import DocumentError
from amts.records import BlockKind
from amts.testing.formats import pseudo_failure
from amts.translation.integrity import round_trip_failure

FRAGMENTS = (
    "a", "b c", "Word. ", " ", "\n", "\r\n", "\r", "<b>", "</b>", "<b/>", "<i>x</i>", "<p>", "</p>", "<para>",
    "</para>", "<literal>x</literal>", "<screen>x</screen>", "<!-- c -->", "<![CDATA[", "]]>",
    "<![CDATA[<p>x</p>]]>", "<?p x?>", "&amp;", "&lt;", "&php.ini;", "&#160;", "&#123;", "&", "<", ">", "'",
    '"', "\\'", "\\n", "%1$s", "%", "{{ x }}", "⟦", "⟧", "\u00a0", "\u2028", "中文。", "é", "<é>", "</é>", "<x:g>",
    "</x:g>", '<t translate="no">', "</t>", '<t translate="yes">',
)  # fmt: skip
ROOTS = ("r", "chapter", "resources")
GLUED = st.lists(st.sampled_from(FRAGMENTS), max_size=15).map("".join)
XML = Xml()
DOCBOOK = '<chapter xmlns="http://docbook.org/ns/docbook">{}</chapter>'
ANDROID = '<resources><string name="a">{}</string></resources>'


def parsed(source, name="x.xml"):
    return XML.parse(source.encode(), name)


def texts(source):
    return [block.text for block in parsed(source).blocks if block.text]


def marks(source):
    return [
        (inline.kind.value, block.text[inline.start : inline.end])
        for block in parsed(source).blocks
        for inline in block.inlines
    ]


def opaque(source):
    document = parsed(source)
    return [
        (block.kind.value, document.body[block.start : block.end].decode())
        for block in document.blocks
        if not block.text
    ]


def rewritten(source, new):
    document = parsed(source)
    index = next(index for index, block in enumerate(document.blocks) if block.text)
    return XML.render(document, {index: new}).decode()


def test_elements_that_stand_beside_text_are_inline_in_an_unknown_vocabulary():
    source = "<r><p>One <b>two</b> three</p><p><b>Four</b></p><q>Five<c/></q></r>"
    assert texts(source) == ["One <b>two</b> three", "Four", "Five"]
    assert marks(source) == [("open", "<b>"), ("close", "</b>")]


def test_docbook_has_kinds_of_blocks():
    source = DOCBOOK.format(
        "<title>A</title><para>B</para><section><title>C</title><example><title>D</title></example></section>"
        "<table><row><entry>E</entry></row></table><simplelist><member>F</member></simplelist>"
    )
    assert [(block.kind.value, block.level, block.text) for block in parsed(source).blocks] == [
        ("heading", 1, "A"), ("paragraph", 0, "B"), ("heading", 2, "C"), ("caption", 0, "D"), ("cell", 0, "E"),
        ("item", 0, "F"),
    ]  # fmt: skip


def test_names_in_code_are_marks_in_docbook():
    source = DOCBOOK.format(
        "<para><function>f</function> takes <db:parameter>x</db:parameter>,\n"
        "  <link linkend='a'>see</link> &php.ini;.</para>"
    )
    assert marks(source) == [
        ("code", "<function>f</function>"), ("code", "<db:parameter>x</db:parameter>"),
        ("open", "<link linkend='a'>"), ("close", "</link>"), ("escape", "&php.ini;"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("inner", "kind"),
    [
        ("<programlisting><![CDATA[<?php a < b ?>]]></programlisting>", "code"),
        ("<screen>a</screen>", "code"),
        ("<literallayout>a</literallayout>", "code"),
        ("<methodsynopsis><type>int</type><methodname>f</methodname></methodsynopsis>", "code"),
        ("<equation>a</equation>", "math"),
        ("<author><firstname>A</firstname></author>", "html"),
    ],
)
def test_listings_and_names_are_opaque_in_docbook(inner, kind):
    assert opaque(DOCBOOK.format(f"<para>b</para>{inner}")) == [(kind, inner)]


@pytest.mark.parametrize("name", ["x.docbook", "x.DBK"])
def test_docbook_is_recognised_by_its_suffix(name):
    assert parsed("<book><title>a</title></book>", name).flavour == "docbook"
    assert parsed("<book><title>a</title></book>").flavour == ""


def test_paragraphs_made_of_references_alone_are_no_texts():
    assert texts(DOCBOOK.format("&reftitle.description;<para>\n &a; &b;\n</para>")) == []


def test_references_are_never_expanded():
    source = '<!DOCTYPE r [<!ENTITY a "words"><!ENTITY b SYSTEM "file:///etc/hostname">]><r>One &a; &b; &c; &amp;</r>'
    assert texts(source) == ["One &a; &b; &c; &"]
    assert marks(source) == [("escape", "&a;"), ("escape", "&b;"), ("escape", "&c;")]


def test_entities_that_multiply_do_nothing():
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 30))
    source = f'<!DOCTYPE r [<!ENTITY a0 "ha">{entities}]><r t="&a29;">Text &a29;</r>'
    assert texts(source) == ["Text &a29;"]


def test_what_must_not_be_translated_is_opaque():
    source = '<r><p its:translate="no">a</p><p translate="yes">b</p><q>c <g translate="no">d</g></q></r>'
    assert texts(source) == ["b", 'c <g translate="no">d</g>']
    assert opaque(source) == [("html", '<p its:translate="no">a</p>')]


def test_html_within_cdata_is_read():
    source = "<r><p><![CDATA[<h2>One</h2> <p>two <b>three</b> &amp; <br>four]]></p></r>"
    assert texts(source) == ["One", "two <b>three</b> & <br>four"]
    assert rewritten(source, "a ]]> <b>").startswith("<r><p><![CDATA[<h2>a ]]&gt; &lt;b></h2>")


def test_strings_of_android_have_escapes_and_specifiers():
    source = ANDROID.format(r"It\'s \"%1$s\" of %d%%\n<b>now</b> \u0041 &lt;i> <xliff:g id=" + "'x'>URL</xliff:g>")
    assert texts(source) == ["It's \"%1$s\" of %d%%\\n<b>now</b> \\u0041 <i> <xliff:g id='x'>URL</xliff:g>"]
    assert marks(source) == [
        ("code", "%1$s"), ("code", "%d"), ("code", "%%"), ("escape", "\\n"), ("open", "<b>"), ("close", "</b>"),
        ("escape", "\\u0041"), ("code", "<xliff:g id='x'>URL</xliff:g>"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("new", "expected"),
    [('it\'s "a\\b"', r"it\'s \"a\\b\""), ("@home <b>", r"\@home &lt;b>"), ("?", r"\?")],
)
def test_a_new_string_of_android_is_escaped(new, expected):
    source = ANDROID.format("a")
    assert rewritten(source, new) == ANDROID.format(expected)
    assert texts(ANDROID.format(expected)) == [new]


def test_untranslatable_strings_of_android_are_opaque():
    source = '<resources><string name="a" translatable="false">a</string><string name="b">b</string></resources>'
    assert texts(source) == ["b"]


@pytest.mark.parametrize(
    ("new", "expected"),
    [("x < y & z", "x &lt; y &amp; z"), ("a ]]> b", "a ]]&gt; b"), ("<b>", "&lt;b>"), ("&a;", "&amp;a;")],
)
def test_any_new_text_is_written_safely(new, expected):
    assert rewritten("<r>a</r>", new) == f"<r>{expected}</r>"


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"<r>\n<p>a</r>", "x.xml: line 2, column 7: not well-formed XML (mismatched tag): correct it there"),
        (b"", "x.xml: line 1, column 1: not well-formed XML (no element found): correct it there"),
        (b"<r>a & b</r>", "x.xml: line 1, column 7: not well-formed XML (not well-formed"),
        (b"<a/><b/>", "x.xml: line 1, column 5: not well-formed XML (junk after document element"),
        (b"<r>\xff</r>", "x.xml: not UTF-8 at byte offset 3"),
        (
            '<?xml version="1.0" encoding="ISO-8859-1"?><r>é</r>'.encode(),
            "x.xml: declares the encoding ISO-8859-1: convert the file to UTF-8",
        ),
    ],
)
def test_what_is_not_xml_is_refused(content, complaint):
    with pytest.raises(DocumentError) as caught:
        XML.parse(content, "x.xml")
    assert str(caught.value).startswith(complaint)


@pytest.mark.parametrize(
    "content",
    [
        b'\xef\xbb\xbf<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<r>a &b;</r>',
        b'<?xml version="1.0" encoding="iso-8859-1"?><r>a</r>',
        b"<!-- c -->\n<!DOCTYPE r PUBLIC '-//X' \"x.dtd\"><r>a</r>\n<!-- d -->",
    ],
)
def test_prologues_are_read_over(content):
    document = XML.parse(content, "x.xml")
    assert [block.text[0] for block in document.blocks] == ["a"]
    assert XML.render(document, {}) == content


def test_links_and_anchors_are_found():
    source = '<r xml:id="a" xmlns="urn:x"><p id="b"><u url="c.html"/><l xlink:href="d&amp;e"/><x linkend="a"/></p></r>'
    links = XML.links(parsed(source))
    assert [address.text for address in links.addresses] == ["c.html", "d&amp;e"]
    assert [anchor.name for anchor in links.anchors] == ["a", "b"]


def test_letters_beyond_ascii_may_begin_the_name_of_an_element():
    assert marks("<r>a <é>b</é> c</r>") == [("open", "<é>"), ("close", "</é>")]


def check_survives(source):
    try:
        document = parsed(source)
    except DocumentError:
        return
    assert round_trip_failure(document, XML, "en") == ""
    pseudo_failure(document, XML)  # it may fail to translate, but not to answer


@pytest.mark.thorough
@given(st.sampled_from(ROOTS), GLUED)
@example("resources", "<string>\\'%1$s\"</string>")
def test_awkward_xml_comes_out_as_it_went_in(root, inner):
    check_survives(f"<{root}>{inner}</{root}>")


def test_deep_nesting_takes_linear_time():
    depth = 100_000
    assert texts("<a>" * depth + "x" + "</a>" * depth) == ["x"]


def test_blocks_of_code_are_anchors():
    document = parsed(DOCBOOK.format("<screen>a</screen>"))
    assert [block.kind for block in document.blocks] == [BlockKind.CODE]


@pytest.mark.parametrize("opening", ["<!-->", "<!--->", "<!--", "<!-- a -!>"])
def test_a_comment_ends_where_xml_says_not_html(opening):
    assert texts(f"<r>{opening}<b>No text</b>--><b>Text</b></r>") == ["Text"]
