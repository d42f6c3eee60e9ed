import io
import zipfile

import openpyxl
import pytest
import xlsxwriter
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl.comments import Comment

from amts.documents.excel.format import Xlsx
from amts.errors import DocumentError
from amts.records import BlockKind
from amts.segments.masks import mask
from amts.segments.sentences import split
from amts.testing.formats import pseudo_failure
from amts.translation.integrity import round_trip_failure

OFFICE = "application/vnd.openxmlformats-officedocument."
SHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
SPACE = ' xml:space="preserve"'
WORKBOOK = f"<workbook {SHEET}><calcPr calcId='1'/></workbook>"


def packed(members):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


def workbook(strings="", parts=(), main=WORKBOOK):
    """Return a workbook with shared strings, and parts by path: the last word of the content type, and the content."""
    kinds = {"xl/workbook.xml": ("sheet.main", main), **dict(parts)}
    if strings:
        kinds["xl/sharedStrings.xml"] = ("sharedStrings", f"<sst {SHEET}>{strings}</sst>")
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{OFFICE}spreadsheetml.{kind}+xml"/>'
        for name, (kind, _) in kinds.items()
    )
    types = f'<Types xmlns="t">{overrides}</Types>'
    return packed({"[Content_Types].xml": types, **{name: content for name, (_, content) in kinds.items()}})


def cell(inner):
    return workbook(f"<si>{inner}</si>")


def sheet(inner):
    return "xl/worksheets/sheet1.xml", ("worksheet", f"<worksheet {SHEET}>{inner}</worksheet>")


def run(text, properties="", space=""):
    return f"<r>{properties and f'<rPr>{properties}</rPr>'}<t{space}>{text}</t></r>"


def parsed(content):
    return Xlsx().parse(content, "x.xlsx")


def texts(content):
    return [block.text for block in parsed(content).blocks if block.text]


def only(inner):
    (block,) = parsed(cell(inner)).blocks
    return block


def rewritten(inner, new):
    """Return what stands in the cell once its text is another."""
    result = parsed(Xlsx().render(parsed(cell(inner)), {0: new})).body.decode()
    return result.partition("<si>")[2].partition("</si>")[0]


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """A workbook as Excel writes it: shared strings, rich text, a comment, a text box, a chart, a table, formulas."""
    path = tmp_path_factory.mktemp("xlsx") / "report.xlsx"
    book = xlsxwriter.Workbook(path)
    page = book.add_worksheet("Data")
    page.write("A1", "Hello world")
    page.write_rich_string("A2", "One ", book.add_format({"bold": True}), "bold", " word")
    page.write("A3", "Two\nlines")
    page.write_column("A5", ["Done", "Still open", "Hello world", 3])
    page.write_formula("B1", '=COUNTIF(A5:A7,"Done")')
    page.add_table("D1:E3", {"columns": [{"header": "Name"}, {"header": "Price"}], "data": [["Pear", 2], ["Plum", 3]]})
    page.data_validation("F1", {"validate": "list", "source": ["Yes", "No"]})
    page.write_column("F1", ["Yes", "Maybe"])
    page.write_comment("A1", "Is this right?")
    page.insert_textbox("H1", "A box")
    chart = book.add_chart({"type": "pie"})
    chart.add_series({"values": "=Data!$E$2:$E$3"})
    chart.set_title({"name": "A chart"})
    page.insert_chart("H9", chart)
    book.close()
    return path.read_bytes()


def test_texts_of_all_parts_are_blocks(report):
    found = [(block.kind, mask(block).text) for block in parsed(report).blocks if block.text]
    assert [(kind, text) for kind, text in found if kind is BlockKind.CELL] == [
        ("cell", "Hello world"), ("cell", "One ⟦1⟧bold⟦2⟧⟦3⟧ word⟦4⟧"), ("cell", "Two⟦1⟧lines"),
        ("cell", "Still open"), ("cell", "Pear"), ("cell", "Plum"), ("cell", "Maybe"),
    ]  # fmt: skip
    assert found[7:] == [("paragraph", "Is this right?"), ("paragraph", "A box"), ("caption", "A chart")]


def test_what_formulas_tables_and_lists_go_by_stays(report):
    kept = [(block.kind, block.key) for block in parsed(report).blocks if block.kind is BlockKind.CODE]
    assert kept == [("code", "Done"), ("code", "Name"), ("code", "Price"), ("code", "Yes")]


def test_openpyxl_reads_the_result(report):
    result = Xlsx().render(parsed(report), {0: "Hola <&>", 1: "<b color:theme=1 rFont=Calibri sz=11>Una</b> palabra"})
    page = openpyxl.load_workbook(io.BytesIO(result), rich_text=True)["Data"]
    assert (page["A1"].value, page["A7"].value, page["A3"].value) == ("Hola <&>", "Hola <&>", "Two\nlines")
    assert [(str(part), getattr(getattr(part, "font", None), "b", None)) for part in page["A2"].value] == [
        ("Una", True), (" palabra", None),
    ]  # fmt: skip
    assert page["B1"].value == '=COUNTIF(A5:A7,"Done")'


def test_only_what_changes_is_packed_anew_and_formulas_are_calculated_on_opening(report):
    result = Xlsx().render(parsed(report), {0: "Hola"})
    with zipfile.ZipFile(io.BytesIO(report)) as old, zipfile.ZipFile(io.BytesIO(result)) as new:
        assert new.testzip() is None
        assert [name for name in old.namelist() if old.read(name) != new.read(name)] == ["xl/sharedStrings.xml"]
    own = workbook("<si><t>a</t></si>")
    with zipfile.ZipFile(io.BytesIO(Xlsx().render(parsed(own), {0: "b"}))) as new:
        assert new.read("xl/workbook.xml").decode() == WORKBOOK.replace("calcPr", 'calcPr fullCalcOnLoad="1"')


def test_without_a_change_not_a_byte_differs(report):
    for content in (report, workbook("<si><t>a</t></si>")):
        blocks = parsed(content).blocks
        same = {index: block.text for index, block in enumerate(blocks) if block.text}
        assert Xlsx().render(parsed(content), same) == content
        assert pseudo_failure(parsed(content), Xlsx()) == ""


def test_texts_in_the_sheet_itself_are_found():
    book = openpyxl.Workbook()
    book.active.append(["A text", 3, "=1+1"])
    book.active["A1"].comment = Comment("A comment", "me")
    file = io.BytesIO()
    book.save(file)
    assert texts(file.getvalue()) == ["A text", "A comment"]
    result = Xlsx().render(parsed(file.getvalue()), {0: "Ein Text", 1: "Ein Kommentar"})
    page = openpyxl.load_workbook(io.BytesIO(result)).active
    assert (page["A1"].value, page["A1"].comment.text, page["C1"].value) == ("Ein Text", "Ein Kommentar", "=1+1")


def test_elements_may_have_the_prefix_that_other_programs_give_them():
    shared = (
        f"<x:sst {SHEET.replace('=', ':x=', 1)}><x:si><x:t>One</x:t></x:si><x:si><x:r><x:rPr><x:b/></x:rPr><x:t>Two"
    )
    shared += "</x:t></x:r><x:r><x:t> three</x:t></x:r></x:si></x:sst>"
    content = workbook(parts=[("xl/sharedStrings.xml", ("sharedStrings", shared))])
    result = parsed(Xlsx().render(parsed(content), {0: "Uno", 1: "<b>Dos</b> tres"}))
    assert [block.text for block in result.blocks] == ["Uno", "<b>Dos</b> tres"]
    assert b"<x:si><x:r><x:rPr><x:b/></x:rPr><x:t>Dos</x:t></x:r><x:r><x:t" in result.body


def test_a_part_may_be_named_by_the_type_of_its_suffix():
    types = f'<Types><Default Extension="xml" ContentType="{OFFICE}spreadsheetml.sheet.main+xml"/><Override PartName='
    types += f'"/xl/s.xml" ContentType="{OFFICE}spreadsheetml.sharedStrings+xml"/></Types>'
    strings = f"<sst {SHEET}><si><t>a</t></si></sst>"
    assert texts(packed({"[Content_Types].xml": types, "xl/workbook.xml": WORKBOOK, "xl/s.xml": strings})) == ["a"]


def test_threaded_comments_are_texts():
    comments = '<T xmlns="t"><threadedComment ref="A1"><text>Why?</text></threadedComment></T>'
    content = workbook(parts=[("xl/threadedComments/a.xml", ("threadedcomments", comments))])
    assert texts(content) == ["Why?"]
    assert texts(Xlsx().render(parsed(content), {0: "Warum & wozu?"})) == ["Warum & wozu?"]


@pytest.mark.parametrize(
    "naming",
    [
        '<c><f>IF(A1="Done",1)</f></c>', "<c><f>A1=&quot;DONE&quot;</f></c>", '<formula1>"Open, done ,x"</formula1>',
        '<cfRule><formula>A1="Done"</formula></cfRule>', "<filter val='Done'/>", '<x:customFilter val="done"/>',
    ],
)  # fmt: skip
def test_a_cell_that_something_goes_by_stays(naming):
    assert texts(workbook("<si><t>Done</t></si><si><t>Not done</t></si>", [sheet(naming)])) == ["Not done"]


def test_the_header_of_a_table_stays_also_in_two_lines():
    table = "xl/tables/table1.xml", ("table", f'<table {SHEET}><tableColumn id="1" name="Unit_x000a_Price"/></table>')
    assert texts(workbook("<si><t>Unit\nPrice</t></si><si><t>Unit</t></si>", [table])) == ["Unit"]


@pytest.mark.parametrize(
    ("inner", "masked"),
    [
        ("<t>Hello</t>", "Hello"),
        (run("Hel", "<family val='2'/>") + run("lo", "<scheme val='minor'/>"), "Hello"),
        (run("a", "<b/>") + run("b"), "⟦1⟧a⟦2⟧b"),
        (run("a", "<b/><sz val='9'/>") + run("b", "<sz val='9'/><b val='1'/>"), "ab"),
        ("<t>a\r\nb</t>", "a⟦1⟧b"),
        ("<t>a_x000D_&lt;b&gt;</t>", "a⟦1⟧⟦2⟧"),
        ("<t>学习</t><rPh sb='0' eb='2'><t>ガク</t></rPh><phoneticPr fontId='1'/>", "学习"),
    ],
)
def test_only_what_readers_see_is_markup(inner, masked):
    assert mask(only(inner)).text == masked


@pytest.mark.parametrize(
    ("inner", "new", "written"),
    [
        ("<t>a</t>", "b < c", "<t>b &lt; c</t>"),
        ("<t>a</t>", " b ", f"<t{SPACE}> b </t>"),
        ("<t>a\nb</t>", "c&#10;d", f"<t{SPACE}>c&#10;d</t>"),
        (run("a", "<b/>") + run(" b"), "c <b>d</b>", run("c ", space=SPACE) + run("d", "<b/>")),
        ("<t>学</t><rPh sb='0' eb='1'><t>ガク</t></rPh><phoneticPr fontId='1'/>", "learn", "<t>learn</t>"),
    ],
)
def test_a_new_text_is_written_as_excel_writes_it(inner, new, written):
    assert rewritten(inner, new) == written


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"\xd0\xcf\x11\xe0" + bytes(600), "no zip file, or cut short"),
        (packed({"a": "b"}), r"no Excel workbook \(it has no \[Content_Types\]\.xml\)"),
        (packed({"[Content_Types].xml": "<Types/>"}), "it has no main part"),
        (workbook(parts=[("xl/s.xml", ("sharedStrings", "<!DOCTYPE a><a/>"))]), "xl/s.xml: line 1: a document type"),
        (workbook(parts=[("xl/s.xml", ("sharedStrings", "<sst/>"))]), "does not have the prefix x: or none"),
        (workbook(parts=[("xl/s.xml", ("sharedStrings", f"<sst {SHEET.replace('=', ':y=', 1)}/>"))]), "x: or none"),
        (workbook("<si><t>a</t>"), "not well-formed"),
        (workbook(parts=[sheet("inlineStr" + " " * 30_000_000)]), "bytes, more than the 20,000,000"),
        (workbook("<si>" * 300 + "</si>" * 300), "nested more than 250 deep"),
    ],
)  # fmt: skip
def test_what_is_no_workbook_or_would_harm_its_reader_is_refused(content, complaint):
    with pytest.raises(DocumentError, match=rf"x\.xlsx: .*{complaint}"):
        parsed(content)


FRAGMENTS = (
    "<t>a</t>", "<t>One. Two</t>", f"<t{SPACE}> </t>", "<t/>", "<t>⟦1⟧ &lt;b&gt; &amp;amp;</t>", "<t>é😀 مرحبا\r\n</t>",
    "<t>&#10;_x000D_</t>", "<t><![CDATA[<b>]]></t>", run("a"), run(" ", space=SPACE), run("b", "<b/>"),
    run(" b ", "<b/>", SPACE), run("i", "<i/><sz val='9'/>"), run("", "<b/>"), run(""), run("\n"), run("\n", "<b/>"),
    "</si><si>", "<!-- c -->", "\r\n", "<rPh><t>x</t></rPh>", "<phoneticPr/>", "<other/>", "<si>", "</si>", "<r/>",
)  # fmt: skip
GLUED = st.lists(st.sampled_from(FRAGMENTS), max_size=12).map("".join)


def failure(inner):
    try:
        found = parsed(cell(inner))
    except DocumentError:
        return ""
    return round_trip_failure(found, Xlsx(), "en") or pseudo_failure(found, Xlsx())


@pytest.mark.thorough
@given(GLUED)
@example(run("a", "<b/>") + "<t>bare</t>")
def test_awkward_cells_come_out_as_they_went_in_and_as_they_were_translated(inner):
    assert failure(inner) == ""


def test_a_line_break_in_a_cell_ends_a_line():
    block = only("<t>One.\nTwo_x000D_\n3_x0009_</t>")
    assert [(mark.kind, mark.text) for mark in mask(block).marks] == [
        ("break", "&#10;"), ("break", "_x000D_"), ("break", "&#10;"), ("escape", "_x0009_"),
    ]  # fmt: skip
    assert [sentence.segment.text for sentence in split(mask(block), "en")] == ["One.⟦1⟧", "Two⟦1⟧⟦2⟧3⟦3⟧"]
