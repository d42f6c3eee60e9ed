import io
import zipfile

import docx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from amts.documents.word.format import Docx
from amts.errors import DocumentError
from amts.records import BlockKind
from amts.segments.masks import mask
from amts.testing.formats import pseudo_failure
from amts.translation.integrity import round_trip_failure

TYPES = (
    '<?xml version="1.0"?>\r\n<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
BODY = f'<?xml version="1.0"?>\r\n<w:document {WORD} xmlns:m="m" xmlns:r="r"><w:body>{{}}</w:body></w:document>'


def packed(members):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


def document(body):
    return packed({"[Content_Types].xml": TYPES, "word/document.xml": BODY.format(body)})


def paragraph(inner):
    return document(f"<w:p>{inner}</w:p>")


def run(text, properties="", space=""):
    return f"<w:r>{properties and f'<w:rPr>{properties}</w:rPr>'}<w:t{space}>{text}</w:t></w:r>"


SPACE = ' xml:space="preserve"'


def parsed(content):
    return Docx().parse(content, "x.docx")


def only(inner):
    (block,) = parsed(paragraph(inner)).blocks
    return block


def rewritten(inner, new):
    """Return what stands in the paragraph once its text is another."""
    result = parsed(Docx().render(parsed(paragraph(inner)), {0: new})).body.decode()
    return result.partition("<w:p>")[2].partition("</w:p>")[0]


def made(build):
    file = io.BytesIO()
    word = docx.Document()
    build(word)
    word.save(file)
    return file.getvalue()


def book(word):
    word.add_heading("A book", 0)
    word.add_heading("Chapter one", 1)
    text = word.add_paragraph("Hello ")
    text.add_run("bold").bold = True
    text.add_run(" world.")
    word.add_paragraph("An item", style="List Bullet")
    word.add_paragraph("Figure 1", style="Caption")
    table = word.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Left", "Right"
    word.sections[0].header.paragraphs[0].text = "Running head"
    word.sections[0].footer.paragraphs[0].text = "Foot"
    word.add_comment(text.runs, "Is this right?")


def test_paragraphs_of_all_parts_are_blocks():
    assert [(block.kind, block.level, block.text) for block in parsed(made(book)).blocks] == [
        (BlockKind.HEADING, 1, "A book"), (BlockKind.HEADING, 1, "Chapter one"),
        (BlockKind.PARAGRAPH, 0, "Hello <b>bold</b> world."), (BlockKind.ITEM, 0, "An item"),
        (BlockKind.CAPTION, 0, "Figure 1"), (BlockKind.CELL, 0, "Left"), (BlockKind.CELL, 0, "Right"),
        (BlockKind.PARAGRAPH, 0, "Running head"), (BlockKind.PARAGRAPH, 0, "Foot"),
        (BlockKind.PARAGRAPH, 0, "Is this right?"),
    ]  # fmt: skip


def test_python_docx_reads_the_result():
    content = made(book)
    before = parsed(content)
    texts = {2: "Hola <b>negrita</b>, mundo <&>.", 6: "Derecha", 7: "Cabecera"}
    result = docx.Document(io.BytesIO(Docx().render(before, texts)))
    assert [(run.text, run.bold) for run in result.paragraphs[2].runs if run.text] == [
        ("Hola ", None), ("negrita", True), (", mundo <&>.", None),
    ]  # fmt: skip
    assert [cell.text for cell in result.tables[0].rows[0].cells] == ["Left", "Derecha"]
    assert result.sections[0].header.paragraphs[0].text == "Cabecera"
    assert result.paragraphs[0].text == "A book"


def test_only_the_changed_part_is_packed_anew():
    content = made(book)
    result = Docx().render(parsed(content), {0: "Un libro"})
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(io.BytesIO(result)) as new:
        assert new.testzip() is None
        assert new.namelist() == old.namelist()
        assert [name for name in old.namelist() if old.read(name) != new.read(name)] == ["word/document.xml"]


def test_without_a_change_not_a_byte_differs():
    content = made(book)
    blocks = parsed(content).blocks
    assert Docx().render(parsed(content), {index: block.text for index, block in enumerate(blocks)}) == content
    assert pseudo_failure(parsed(content), Docx()) == ""


@pytest.mark.parametrize(
    ("inner", "masked"),
    [
        (run("Hel") + "<w:proofErr w:type='spellStart'/>" + run("lo"), "Hello"),
        ("<w:r w:rsidR='1'><w:t>Hel</w:t></w:r><w:r w:rsidR='2'><w:t>lo</w:t></w:r>", "Hello"),
        (run("Hel", "<w:lang w:val='en'/>") + run("lo", "<w:lang w:val='de'/><w:noProof/>"), "Hello"),
        (run("学", "<w:rFonts w:hint='eastAsia'/>") + run("a"), "学a"),
        (run("a", "<w:b/>") + run(" ", space=SPACE) + run("b", "<w:b/>") + run("c"), "⟦1⟧a b⟦2⟧c"),
        (run("all", "<w:b/><w:sz w:val='20'/>") + run(" of it", "<w:sz w:val='20'/><w:b/>", SPACE), "all of it"),
        ("<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t></w:r>", "a⟦1⟧b⟦2⟧c"),
        (run("  a  ") + run(" b", space=SPACE), "a b"),
        (run("a &lt;b&gt; &amp;lt; ⟦1⟧"), "a ⟦1⟧ ⟦2⟧ ⟦3⟧1⟦4⟧"),
        (run("a") + "<w:r><w:footnoteReference w:id='2'/></w:r>" + run("b"), "a⟦1⟧b"),
        (run("a") + "<m:oMath><m:r><m:t>x</m:t></m:r></m:oMath>" + run("b"), "a⟦1⟧b"),
        ("<w:r><w:tab/></w:r>" + run("a") + "<w:r><w:footnoteReference w:id='2'/></w:r>", "a"),
        (run("a") + "<w:del><w:r><w:delText>gone</w:delText></w:r></w:del>" + run("b"), "a⟦1⟧b"),
        (run("a") + "<w:ins w:id='1'>" + run("new") + "</w:ins>", "a⟦1⟧new⟦2⟧"),
    ],
)  # fmt: skip
def test_only_what_readers_see_is_markup(inner, masked):
    assert mask(only(inner)).text == masked


def names(inner):
    block = only(inner)
    return [block.text[inline.start : inline.end] for inline in block.inlines]


FIELD = (
    "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText> {} </w:instrText></w:r>"
    "<w:r><w:fldChar w:fldCharType='separate'/></w:r>" + run("shown") + "<w:r><w:fldChar w:fldCharType='end'/></w:r>"
)


def test_marks_are_named_after_what_they_add():
    link = "<w:hyperlink r:id='rId4' w:history='1'>" + run("here", "<w:color w:val='0000FF'/><w:u w:val='single'/>")
    assert names(run("See ", space=SPACE) + link + "</w:hyperlink>") == [
        "<hyperlink id=rId4 color=0000FF u=single>", "</hyperlink>",
    ]  # fmt: skip
    assert names(run("a") + "<w:r><w:br w:type='page'/></w:r>" + run("b")) == ["<br type=page>"]


def test_a_field_is_one_mark_and_the_text_of_a_link_is_text():
    page = names(run("a") + FIELD.format("PAGE") + run("b"))
    assert [name.rpartition(" #")[0] for name in page] == ["<field PAGE"]
    link = only(run("a") + FIELD.format('HYPERLINK "http://x.y"') + run("b"))
    assert mask(link).text == "a⟦1⟧shown⟦2⟧b"
    assert [inline.kind for inline in link.inlines] == ["open", "close"]


def test_formatting_moves_with_its_words():
    inner = run("a ", space=SPACE) + run("bold", "<w:b/><w:lang w:val='en'/>") + run(" x") + run("it", "<w:i/>")
    assert rewritten(inner, "<i>es</i> und <b>fett</b>") == (
        "<w:r><w:rPr><w:i/></w:rPr><w:t>es</w:t></w:r>" + run(" und ", space=SPACE)
        + "<w:r><w:rPr><w:b/><w:lang w:val='en'/></w:rPr><w:t>fett</w:t></w:r>"
    )  # fmt: skip


def test_a_link_is_written_around_its_words():
    inner = run("See ", space=SPACE) + "<w:hyperlink r:id='rId4'>" + run("here") + "</w:hyperlink>"
    assert rewritten(inner, "<hyperlink id=rId4>Hier</hyperlink> steht es") == (
        "<w:hyperlink r:id='rId4'><w:r><w:t>Hier</w:t></w:r></w:hyperlink>" + run(" steht es", space=SPACE)
    )


def test_what_is_no_text_keeps_its_bytes():
    note = "<w:r><w:rPr><w:vertAlign w:val='superscript'/></w:rPr><w:footnoteReference w:id='2'/></w:r>"
    assert rewritten(run("a") + note + run("b"), "x<footnoteReference id=2>y") == run("x") + note + run("y")


@pytest.mark.parametrize(
    "new",
    [
        "<b>x</b><b>y</b>", "<b>x</b> <b>y</b>", "x<b></b>y<b>z</b>", "<b>x</b><br>y<b>z</b>", "<b><br>x</b><b>y</b>",
        "<br><b>x</b><b>y</b>", "<b>x</b><b>y</b><br>", "<b>x<br></b><b>y</b>", "<b> </b>x<br><b>y</b>",
    ],
)  # fmt: skip
def test_a_text_is_read_as_it_was_written_wherever_its_marks_are(new):
    bold = run("b", "<w:b/>")
    inner = bold + run("a") + "<w:r><w:br/></w:r>" + bold
    content = Docx().render(parsed(paragraph(inner)), {0: new})
    assert parsed(content).blocks[0].text == new


def test_text_boxes_are_blocks_between_those_around_them():
    box = "<w:r><w:pict><w:txbxContent><w:p>" + run("in the box") + "</w:p></w:txbxContent></w:pict></w:r>"
    content = paragraph(run("before") + box + run("after"))
    assert [block.text for block in parsed(content).blocks] == ["before", "in the box", "after"]
    assert pseudo_failure(parsed(content), Docx()) == ""


def test_headings_are_known_by_the_names_of_styles_whatever_their_ids():
    styles = (
        f'<w:styles {WORD}><w:style w:styleId="berschrift2"><w:name w:val="heading 2"/></w:style>'
        '<w:style w:styleId="Own"><w:name w:val="Own"/><w:basedOn w:val="berschrift2"/></w:style>'
        '<w:style w:styleId="Loop"><w:name w:val="Loop"/><w:basedOn w:val="Loop"/></w:style></w:styles>'
    )
    types = TYPES.replace("</Types>", '<Override PartName="/word/styles.xml" ContentType="application/vnd.'
                          'openxmlformats-officedocument.wordprocessingml.styles+xml"/></Types>')  # fmt: skip
    inner = "".join(
        f"<w:p><w:pPr>{layout}</w:pPr>{run('x')}</w:p>"
        for layout in ('<w:pStyle w:val="berschrift2"/>', '<w:pStyle w:val="Own"/>', '<w:outlineLvl w:val="8"/>',
                       '<w:pStyle w:val="Loop"/>', "<w:numPr/>")
    )  # fmt: skip
    content = packed({"[Content_Types].xml": types, "word/document.xml": BODY.format(inner), "word/styles.xml": styles})
    assert [(block.kind, block.level) for block in parsed(content).blocks] == [
        ("heading", 2), ("heading", 2), ("heading", 6), ("paragraph", 0), ("item", 0),
    ]  # fmt: skip


ENTITY = f'<!DOCTYPE d [<!ENTITY a "{"x" * 99}">]><w:document {WORD}><w:body><w:p>&a;</w:p></w:body></w:document>'


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"no zip", "no zip file"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "no zip file, or cut short"),
        (packed({"a": "b"}), r"no Word document \(it has no \[Content_Types\]\.xml\)"),
        (packed({"[Content_Types].xml": "<Types/>"}), "it has no main part"),
        (packed({"[Content_Types].xml": TYPES, "word/document.xml": ENTITY}), "document.xml: line 1: a document type"),
        (packed({"[Content_Types].xml": TYPES, "word/document.xml": b"<a>\xff</a>"}), "document.xml: not UTF-8"),
        (packed({"[Content_Types].xml": TYPES, "word/document.xml": "<a>"}), "not well-formed"),
        (packed({"[Content_Types].xml": TYPES, "word/document.xml": "<a/>"}), "does not have the prefix w:"),
        (packed({"[Content_Types].xml": TYPES, "word/document.xml": bytes(30_000_000)}), "30,000,000 bytes, more than"),
    ],
)
def test_what_is_no_word_document_or_would_harm_its_reader_is_refused(content, complaint):
    with pytest.raises(DocumentError, match=rf"x\.docx: .*{complaint}"):
        parsed(content)


def test_names_that_lead_elsewhere_are_only_names():
    content = packed({"[Content_Types].xml": TYPES, "word/document.xml": BODY.format(f"<w:p>{run('a')}</w:p>"),
                      "../../evil": "x", "/etc/passwd": "y"})  # fmt: skip
    result = Docx().render(parsed(content), {0: "b"})
    assert zipfile.ZipFile(io.BytesIO(result)).namelist()[2:] == ["../../evil", "/etc/passwd"]


FRAGMENTS = (
    run("a"), run("One. Two"), run(" ", space=SPACE), run("b", "<w:b/>"), run(" b ", "<w:b/>", SPACE),
    run("i", "<w:i/>"), run("bi", "<w:b/><w:i/>"), run(" ", "<w:i/>", SPACE), run(""), run("", "<w:b/>"), run("⟦1⟧"),
    run("&lt;b&gt;"), run("&amp;amp;"), run("é😀 مرحبا"), run("&#10;x&#x2028;"), run("<![CDATA[<b>]]>"),
    "<w:r><w:br/></w:r>", "\r\n  ", "<w:r><w:t>x</w:t><w:tab/><w:t>y</w:t></w:r>", "<w:r><w:br/><w:t>y</w:t></w:r>",
    "<w:proofErr/>", "<!-- c -->", "<w:bookmarkStart w:id='1'/>", "<w:hyperlink>", "</w:hyperlink>", "<w:ins>",
    "</w:ins>", FIELD.format("PAGE"), FIELD.format("HYPERLINK x"), "<w:r><w:fldChar w:fldCharType='begin'/></w:r>",
    "</w:p><w:p>", "<w:tbl><w:tc><w:p>", "</w:p></w:tc></w:tbl>", "<w:sdt><w:sdtPr/><w:sdtContent>",
    "</w:sdtContent></w:sdt>", "<w:r><w:pict><w:txbxContent><w:p>", "</w:p></w:txbxContent></w:pict></w:r>",
    "<w:pPr><w:outlineLvl w:val='1'/></w:pPr>",
)  # fmt: skip
GLUED = st.lists(st.sampled_from(FRAGMENTS), max_size=12).map("".join)


def failure(inner):
    try:
        found = parsed(paragraph(inner))
    except DocumentError:
        return ""
    return round_trip_failure(found, Docx(), "en") or pseudo_failure(found, Docx())


@pytest.mark.thorough
@given(GLUED)
@example(run("a") + "<w:r><w:tab/></w:r>" + run(" b", "<w:b/>"))
def test_awkward_paragraphs_come_out_as_they_went_in_and_as_they_were_translated(inner):
    assert failure(inner) == ""


def test_what_stands_behind_a_link_stays_outside_of_it():
    inner = "<w:hyperlink r:id='1'>" + run("a") + "</w:hyperlink>" + FIELD.format("PAGE") + run("b")
    assert mask(only(inner)).text == "⟦1⟧a⟦2⟧⟦3⟧b"
    assert pseudo_failure(parsed(paragraph(inner)), Docx()) == ""


def test_the_title_of_a_chart_is_a_text_too():
    chart = '<c:chart xmlns:c="c" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><c:title><a:p><a:r>'
    chart += "<a:t>One</a:t></a:r></a:p></c:title></c:chart>"
    kind = '<Override PartName="/word/charts/chart1.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    types = TYPES.replace("</Types>", f'{kind}drawingml.chart+xml"/></Types>')
    members = {"word/document.xml": BODY.format(f"<w:p>{run('a')}</w:p>"), "word/charts/chart1.xml": chart}
    document = parsed(packed({"[Content_Types].xml": types, **members}))
    assert [(block.kind, block.text) for block in document.blocks] == [("paragraph", "a"), ("caption", "One")]
    assert [block.text for block in parsed(Docx().render(document, {1: "Uno"})).blocks] == ["a", "Uno"]
