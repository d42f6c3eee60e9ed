import io
import zipfile

import pptx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE

from amts.documents.powerpoint.format import Pptx
from amts.errors import DocumentError
from amts.records import BlockKind
from amts.segments.masks import mask
from amts.testing.formats import pseudo_failure
from amts.translation.integrity import round_trip_failure

OFFICE = "application/vnd.openxmlformats-officedocument."
DRAWING = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
SLIDE = (
    f'<?xml version="1.0"?>\r\n<p:sld {DRAWING} xmlns:p="p" xmlns:r="r" xmlns:mc="m"><p:txBody>{{}}</p:txBody></p:sld>'
)


def packed(members):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


def presentation(parts):
    """Return a presentation with parts given by path: the last word of the content type, and the content."""
    kinds = {"ppt/presentation.xml": ("presentation.main", "<p/>"), **parts}
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{OFFICE}presentationml.{kind}+xml"/>'
        for name, (kind, _) in kinds.items()
    )
    types = f'<Types xmlns="t">{overrides}</Types>'
    return packed({"[Content_Types].xml": types, **{name: content for name, (_, content) in kinds.items()}})


def paragraph(inner):
    return presentation({"ppt/slides/slide1.xml": ("slide", SLIDE.format(f"<a:p>{inner}</a:p>"))})


def run(text, properties="", attributes=""):
    both = properties or attributes
    return f"<a:r>{both and f'<a:rPr {attributes}>{properties}</a:rPr>'}<a:t>{text}</a:t></a:r>"


def parsed(content):
    return Pptx().parse(content, "x.pptx")


def only(inner):
    (block,) = parsed(paragraph(inner)).blocks
    return block


def rewritten(inner, new):
    """Return what stands in the paragraph once its text is another."""
    result = parsed(Pptx().render(parsed(paragraph(inner)), {0: new})).body.decode()
    return result.partition("<a:p>")[2].partition("</a:p>")[0]


@pytest.fixture(scope="module")
def talk():
    """A presentation with two slides, as python-pptx makes it."""
    slides = pptx.Presentation()
    first = slides.slides.add_slide(slides.slide_layouts[1])
    first.shapes.title.text = "A title"
    text = first.placeholders[1].text_frame
    text.text = "One "
    bold = text.paragraphs[0].add_run()
    bold.text, bold.font.bold = "bold", True
    link = text.paragraphs[0].add_run()
    link.text, link.hyperlink.address = " link", "http://x.y"
    text.add_paragraph().text = "Two\vlines"
    first.shapes.add_textbox(0, 0, 9, 9).text_frame.text = "A box"
    first.shapes.add_table(1, 2, 0, 0, 9, 9).table.cell(0, 1).text = "Right"
    first.notes_slide.notes_text_frame.text = "Say this"
    data = CategoryChartData()
    data.categories = ["A", "B"]
    data.add_series("Sum", (1, 2))
    chart = first.shapes.add_chart(XL_CHART_TYPE.PIE, 0, 0, 9, 9, data).chart
    chart.chart_title.text_frame.text = "A chart"
    slides.slides.add_slide(slides.slide_layouts[0]).shapes.title.text = "The end"
    file = io.BytesIO()
    slides.save(file)
    return file.getvalue()


def test_texts_of_all_parts_are_blocks_slide_after_slide(talk):
    assert [(block.kind, block.level, mask(block).text) for block in parsed(talk).blocks if block.text] == [
        (BlockKind.HEADING, 1, "A title"), (BlockKind.ITEM, 0, "One ⟦1⟧bold⟦2⟧⟦3⟧ link⟦4⟧"),
        (BlockKind.ITEM, 0, "Two⟦1⟧lines"), (BlockKind.PARAGRAPH, 0, "A box"), (BlockKind.CELL, 0, "Right"),
        (BlockKind.HEADING, 1, "The end"), (BlockKind.PARAGRAPH, 0, "Say this"), (BlockKind.CAPTION, 0, "A chart"),
    ]  # fmt: skip


def test_what_a_chart_shows_of_its_workbook_is_opaque(talk):
    document = parsed(talk)
    opaque = [block for block in document.blocks if not block.text]
    assert {block.kind for block in opaque} == {BlockKind.OPAQUE}
    assert [document.body[block.start : block.end] for block in opaque] == [b"Sum", b"A", b"B"]


def test_python_pptx_reads_the_result(talk):
    before = parsed(talk)
    link = "<hlinkClick:id=rId2>"
    texts = {0: "Un título <&>", 1: f"{link}Enlace</hlinkClick> y <b>negrita</b>.", 4: "Derecha", 6: "Di esto"}
    result = pptx.Presentation(io.BytesIO(Pptx().render(before, texts)))
    shapes = result.slides[0].shapes
    assert shapes.title.text == "Un título <&>"
    assert [(run.text, run.font.bold, run.hyperlink.address) for run in shapes[1].text_frame.paragraphs[0].runs] == [
        ("Enlace", None, "http://x.y"), (" y ", None, None), ("negrita", True, None), (".", None, None),
    ]  # fmt: skip
    assert shapes[3].table.cell(0, 1).text == "Derecha"
    assert result.slides[0].notes_slide.notes_text_frame.text == "Di esto"
    assert shapes[1].text_frame.paragraphs[1].text == "Two\vlines"


def test_only_changed_parts_are_packed_anew(talk):
    result = Pptx().render(parsed(talk), {5: "Das Ende"})
    with zipfile.ZipFile(io.BytesIO(talk)) as old, zipfile.ZipFile(io.BytesIO(result)) as new:
        assert new.testzip() is None
        assert new.namelist() == old.namelist()
        assert [name for name in old.namelist() if old.read(name) != new.read(name)] == ["ppt/slides/slide2.xml"]


def test_without_a_change_not_a_byte_differs(talk):
    blocks = parsed(talk).blocks
    assert Pptx().render(parsed(talk), {index: block.text for index, block in enumerate(blocks) if block.text}) == talk
    assert pseudo_failure(parsed(talk), Pptx()) == ""


def test_the_tenth_slide_comes_after_the_ninth():
    slides = {f"ppt/slides/slide{n}.xml": ("slide", SLIDE.format(f"<a:p>{run(n)}</a:p>")) for n in (10, 1, 9, 2)}
    document = parsed(presentation(slides))
    assert [block.text for block in document.blocks] == ["1", "2", "9", "10"]
    assert [block.text for block in parsed(Pptx().render(document, {2: "nine", 3: "ten"})).blocks] == [
        "1", "2", "nine", "ten",
    ]  # fmt: skip


def test_comments_of_both_kinds_are_texts():
    old = '<p:cmLst xmlns:p="p"><p:cm><p:pos x="1"/><p:text>Why &lt;b&gt;?\nSay so.</p:text></p:cm></p:cmLst>'
    new = f'<c:cmLst xmlns:c="c" {DRAWING}><c:cm><c:txBody><a:p>{run("Right?")}</a:p></c:txBody></c:cm></c:cmLst>'
    document = parsed(
        presentation({"ppt/comments/comment1.xml": ("comments", old), "ppt/comments/modern.xml": ("comments", new)})
    )
    assert [block.text for block in document.blocks] == ["Why <b>?\nSay so.", "Right?"]
    again = parsed(Pptx().render(document, {0: "¿Por qué <b>?\nDi & dilo.", 1: "¿Bien?"}))
    assert [block.text for block in again.blocks] == ["¿Por qué <b>?\nDi & dilo.", "¿Bien?"]


@pytest.mark.parametrize(
    ("inner", "masked"),
    [
        (run("Hel", attributes='lang="en-US" dirty="0"') + run("lo", attributes='lang="de" err="1"'), "Hello"),
        (run("a", attributes='b="1"') + run("b"), "⟦1⟧a⟦2⟧b"),
        (run("a", attributes='b="1" sz="9"') + run("b", attributes='sz="9" b="true"'), "ab"),
        (run("a", "<a:solidFill><a:srgbClr val='FF0000'/></a:solidFill>") + run("b"), "⟦1⟧a⟦2⟧b"),
        (run("a") + "<a:br><a:rPr lang='en'/></a:br>" + run("b"), "a⟦1⟧b"),
        (run("a\tb"), "a⟦1⟧b"),
        (run("a_x000B_b"), "a⟦1⟧b"),
        (run("Page ") + "<a:fld id='1' type='slidenum'><a:rPr/><a:t>3</a:t></a:fld>", "Page"),
        (run("  a  ") + run(" b"), "  a   b"),
        ("<a:pPr lvl='1'><a:buNone/></a:pPr>" + run("a") + "<a:endParaRPr lang='en'/>", "a"),
        (run("x is ") + "<mc:AlternateContent><mc:Choice><a14:m xmlns:a14='m'/></mc:Choice></mc:AlternateContent>"
         + run("."), "x is ⟦1⟧."),
    ],
)  # fmt: skip
def test_only_what_readers_see_is_markup(inner, masked):
    assert mask(only(inner)).text.rstrip() == masked


def test_formatting_moves_with_its_words():
    inner = run("a ") + run("bold", attributes='lang="en" b="1"') + run(" x") + run("it", attributes='i="1"')
    assert rewritten(inner, "<i>es</i> und <b>fett</b>") == (
        '<a:r><a:rPr i="1"></a:rPr><a:t>es</a:t></a:r><a:r><a:t> und </a:t></a:r>'
        '<a:r><a:rPr lang="en" b="1"></a:rPr><a:t>fett</a:t></a:r>'
    )


def test_what_all_runs_share_is_written_where_no_run_has_it_alone():
    inner = run("a", "<a:latin typeface='X'/>", 'sz="9" b="1"') + run("b", "<a:latin typeface='X'/>", 'i="1" sz="9"')
    assert rewritten(inner, "x <i>y</i>").startswith(
        "<a:r><a:rPr sz=\"9\"><a:latin typeface='X'/></a:rPr><a:t>x </a:t></a:r><a:r>"
    )


def test_a_run_never_holds_more_than_one_text():
    inner = run("a", attributes='b="1"') + run(" ") + run("c", attributes='i="1"')
    for new in ("<b>x</b> <i>y</i>", "<b> </b><i>y</i>", "<b>x</b> <i> </i>"):
        written = rewritten(inner, new)
        assert only(written).text == new
        assert all(one.count("<a:t") == 1 for one in written.split("</a:r>")[:-1])


def test_a_text_with_line_breaks_and_tabs_is_written_with_blanks():
    assert rewritten(run("a"), "x\ty\nz\r\n") == run("x y z ")


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"no zip", "no zip file"),
        (packed({"a": "b"}), r"no PowerPoint presentation \(it has no \[Content_Types\]\.xml\)"),
        (packed({"[Content_Types].xml": "<Types/>"}), "it has no main part"),
        (presentation({"ppt/slides/a.xml": ("slide", "<!DOCTYPE a><a/>")}), "slides/a.xml: line 1: a document type"),
        (presentation({"ppt/slides/a.xml": ("slide", b"<a>\xff</a>")}), "slides/a.xml: not UTF-8"),
        (presentation({"ppt/slides/a.xml": ("slide", "<a>")}), "not well-formed"),
        (presentation({"ppt/slides/a.xml": ("slide", "<a>" * 300 + "</a>" * 300)}), "nested more than 250 deep"),
        (presentation({"ppt/slides/a.xml": ("slide", bytes(30_000_000))}), "30,000,000 bytes, more than"),
        (presentation({"ppt/slides/a.xml": ("slide", f"<s {DRAWING.replace(':a=', ':b=')}/>")}), "the prefix a:"),
        (presentation({f"ppt/slides/{n}.xml": ("slide", f"<a>{' ' * 7_000_000}</a>") for n in range(3)}),
         "its texts have more than 20,000,000 bytes"),
    ],
)  # fmt: skip
def test_what_is_no_presentation_or_would_harm_its_reader_is_refused(content, complaint):
    with pytest.raises(DocumentError, match=rf"x\.pptx: .*{complaint}"):
        parsed(content)


FRAGMENTS = (
    run("a"), run("One. Two"), run(" "), run("b", attributes='b="1"'), run(" b ", attributes="b='1'"),
    run("i", "<a:ln w='1'><a:noFill/></a:ln>"), run("bi", "<a:ln w='1'><a:noFill/></a:ln>", 'b="1" lang="en"'),
    run(" ", attributes='i="1"'), run(""), run("", attributes='b="1"'), run("⟦1⟧"), run("&lt;b&gt;"),
    run("&amp;amp;"), run("é😀 مرحبا"), run("&#10;x&#x2028;"), run("<![CDATA[<b>\t]]>"), run("\r\n"), run("_x000D_"),
    run("y\t", attributes='b="1"'), "<a:br/>", "<a:br><a:rPr b='1'/></a:br>", "\r\n  ", "<!-- c -->",
    "<a:fld><a:t>3</a:t></a:fld>", "<a:r/>", "<a:r><a:rPr b='1'/></a:r>", "<a:endParaRPr/>", "</a:p><a:p>",
    "<a:p>", "</a:p>", "<a:tc>", "</a:tc>", "<a:t>bare</a:t>", "<a:r><a:t>x</a:t><a:other/><a:t>y</a:t></a:r>",
    "<a:pPr/>", run("h", "<a:hlinkClick r:id='1'><a:extLst/></a:hlinkClick>"),
)  # fmt: skip
GLUED = st.lists(st.sampled_from(FRAGMENTS), max_size=12).map("".join)


def failure(inner):
    try:
        found = parsed(paragraph(inner))
    except DocumentError:
        return ""
    return round_trip_failure(found, Pptx(), "en") or pseudo_failure(found, Pptx())


@pytest.mark.thorough
@given(GLUED)
@example(run("a", attributes='b="1"') + run("\r\n") + run("b"))
def test_awkward_paragraphs_come_out_as_they_went_in_and_as_they_were_translated(inner):
    assert failure(inner) == ""
