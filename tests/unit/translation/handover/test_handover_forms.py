"""What the files look like that translators get, and what of theirs is read."""

import codecs
import csv
import io
import json
from dataclasses import replace

import polib
import pytest

from amts.documents.po.format import Po
from amts.documents.xliff.format import Xliff
from amts.errors import InputError
from amts.records import Mark, MarkKind, Segment
from amts.translation.handover.forms import form_for
from amts.translation.handover.merging import Answer
from amts.translation.handover.units import Unit

MARKS = (Mark(MarkKind.OPEN, "**"), Mark(MarkKind.CLOSE, "**"), Mark(MarkKind.CODE, "`<x>`"))
ONE = Unit("0-11111111", "a b.md", "heading", 1, Segment("A ⟦1⟧bold⟦2⟧ & ⟦3⟧ <", MARKS))
TWO = Unit("1-22222222", "a b.md", "paragraph", 3, Segment("Same"), "Igual", note="Short, please")
THREE = Unit("0-33333333", "c.md", "paragraph", 1, Segment("Same"), "Mismo", approved=True)
UNITS = [ONE, TWO, THREE]


def written(suffix):
    return form_for("x" + suffix).write(UNITS, "en", "pt-BR").decode()


def read(suffix, text, units=()):
    return form_for("x" + suffix).read(text.encode() if isinstance(text, str) else text, "x" + suffix, units or UNITS)


def test_xliff_has_pairs_as_g_and_other_marks_as_x_and_shows_their_markup():
    assert (
        written(".xlf")
        == """\
<?xml version="1.0" encoding="UTF-8"?>
<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">
<file original="a b.md" source-language="en" target-language="pt-BR" datatype="plaintext">
<body>
<trans-unit id="0-11111111" restype="x-heading">
<source>A <g id="1" ctype="x-open" equiv-text="**">bold</g> &amp; <x id="3" ctype="x-code" equiv-text="`&lt;x&gt;`"/> \
&lt;</source>
</trans-unit>
<trans-unit id="1-22222222" restype="x-paragraph">
<source>Same</source>
<target state="needs-review-translation">Igual</target>
<note>Short, please</note>
</trans-unit>
</body>
</file>
<file original="c.md" source-language="en" target-language="pt-BR" datatype="plaintext">
<body>
<trans-unit id="0-33333333" restype="x-paragraph" approved="yes">
<source>Same</source>
<target state="final">Mismo</target>
</trans-unit>
</body>
</file>
</xliff>
"""
    )


def test_our_own_format_reads_the_xliff_that_is_handed_out():
    blocks = Xliff().parse(written(".xlf").encode(), "x.xlf").blocks
    assert [(block.target, block.approved) for block in blocks] == [("", False), ("Igual", False), ("Mismo", True)]
    assert len(blocks[0].inlines) == 3


def test_catalogues_have_markup_as_text_and_contexts_for_texts_that_are_equal():
    assert (
        written(".po").partition('8bit\\n"\n')[2]
        == """
#. heading, a b.md
#: \u2068a b.md\u2069:1
msgid "A **bold** & `<x>` <"
msgstr ""

#. paragraph, a b.md
#. Short, please
#: \u2068a b.md\u2069:3
#, fuzzy
msgctxt "a b.md 1-22222222"
msgid "Same"
msgstr "Igual"

#. paragraph, c.md
#: c.md:1
msgctxt "c.md 0-33333333"
msgid "Same"
msgstr "Mismo"
"""
    )
    assert '"Language: pt_BR\\n"' in written(".po")


def test_polib_and_our_own_format_read_the_catalogue_that_is_handed_out():
    entries = polib.pofile(written(".po"))
    assert [(entry.msgctxt, entry.msgid, entry.msgstr, entry.fuzzy) for entry in entries] == [
        (None, "A **bold** & `<x>` <", "", False), ("a b.md 1-22222222", "Same", "Igual", True),
        ("c.md 0-33333333", "Same", "Mismo", False),
    ]  # fmt: skip
    blocks = Po().parse(written(".po").encode(), "x.po").blocks
    assert [(block.text, block.target) for block in blocks if block.text] == [
        ("A **bold** & `<x>` <", ""), ("Same", "Igual"), ("Same", "Mismo"),
    ]  # fmt: skip


def test_a_table_has_a_legend():
    rows = list(csv.DictReader(io.StringIO(written(".csv").removeprefix("\ufeff"))))
    assert rows[0] == {
        "document": "a b.md", "id": "0-11111111", "source": "A ⟦1⟧bold⟦2⟧ & ⟦3⟧ <", "target": "",
        "legend": "⟦1⟧ **  ⟦2⟧ **  ⟦3⟧ `<x>`", "note": "", "kind": "heading",
    }  # fmt: skip


def test_lines_of_json_have_the_marks():
    first = json.loads(written(".jsonl").splitlines()[0])
    assert first["source"] == "A ⟦1⟧bold⟦2⟧ & ⟦3⟧ <"
    assert first["marks"][2] == {"number": 3, "kind": "code", "text": "`<x>`"}


@pytest.mark.parametrize("suffix", [".jsonl", ".csv", ".xlf", ".po"])
def test_what_is_written_is_read(suffix):
    assert [(each.document, each.id, each.target) for each in read(suffix, written(suffix))] == [
        ("a b.md", "0-11111111", ""), ("a b.md", "1-22222222", "Igual"), ("c.md", "0-33333333", "Mismo"),
    ]  # fmt: skip


TARGET = "<xliff><file original='a b.md'><body><trans-unit id='0-11111111'><source>{}</source><target>{}</target>"
TARGET += "</trans-unit></body></file></xliff>"


@pytest.mark.parametrize(
    ("target", "text"),
    [
        ('<x id="3"/> <g id="1">fett</g> &amp;', "⟦3⟧ ⟦1⟧fett⟦2⟧ &"),
        ('<mrk mtype="seg">a <ph id="3">code</ph></mrk>', "a ⟦3⟧"),
        ('<![CDATA[a < b]]> <g id="1"/>', "a < b ⟦1⟧⟦2⟧"),
        ('<g id="9">a</g><x/><!-- b -->', "⟦9⟧a⟦0⟧⟦0⟧"),
        ("a&#10;b", "a\nb"),
    ],
)
def test_what_other_tools_write_into_xliff_is_read(target, text):
    (answer,) = read(".xlf", TARGET.format('A <g id="1">bold</g> &amp; <x id="3"/> &lt;', target))
    assert (answer.source, answer.target) == (ONE.source.text, text)


def test_a_catalogue_without_a_text_that_is_still_there_says_which():
    text = 'msgctxt "a b.md 9-99"\nmsgid "Old"\nmsgstr "Viejo"\n\nmsgid "Gone"\nmsgstr "Ido"\n'
    assert read(".po", text) == [Answer("a b.md", "9-99", "Old", "Viejo"), Answer("", "", "Gone", "Ido")]


def test_markup_in_a_catalogue_becomes_placeholders_again():
    text = 'msgid "A **bold** & `<x>` <"\nmsgstr "`<x>` & **fett** <"\n'
    assert [each.target for each in read(".po", text)] == ["⟦3⟧ & ⟦1⟧fett⟦2⟧ <"]


def test_markup_that_cannot_be_told_from_text_stays_a_placeholder_in_a_catalogue():
    unit = Unit("0-1", "x.md", "paragraph", 1, Segment("2 * 3 ⟦1⟧a⟦2⟧", (Mark(MarkKind.OPEN, "*"),) * 2))
    text = form_for("x.po").write([unit], "en", "").decode()
    assert 'msgid "2 * 3 ⟦1⟧a⟦2⟧"' in text
    answers = read(".po", text.replace('⟧"\nmsgstr ""', '⟧"\nmsgstr "⟦1⟧a⟦2⟧ 2 * 3"'), [unit])
    assert [each.target for each in answers] == ["⟦1⟧a⟦2⟧ 2 * 3"]


def test_a_table_may_come_back_from_a_spreadsheet():
    text = "\ufefftarget;id;source;document\r\nHola;0-1;Hello;x.md\r\n"
    assert read(".csv", text) == [Answer("x.md", "0-1", "Hello", "Hola")]


@pytest.mark.parametrize(
    "content",
    [
        b"sep=;\r\ndocument;id;source;target\r\nx.md;0-1;Hello, you;Hola\r\n",
        b"\xef\xbb\xbfsep=\t\nDocument\tID\tSource \tTARGET\tlegend\nx.md\t0-1\tHello, you\tHola\t\n\n",
        codecs.BOM_UTF16_LE + "document\tid\tsource\ttarget\r\nx.md\t0-1\tHello, you\tHola\r\n".encode("utf-16-le"),
        codecs.BOM_UTF16_BE + 'id,document,target,source\n0-1,x.md,Hola,"Hello, you"'.encode("utf-16-be"),
    ],
)
def test_tables_are_read_as_spreadsheets_write_them(content):
    assert read(".csv", content) == [Answer("x.md", "0-1", "Hello, you", "Hola")]


@pytest.mark.parametrize(
    ("suffix", "text"),
    [
        (".csv", "document,id,target\nx.md,0-1,Hola\n"),
        (".jsonl", '{"document": "x.md", "id": "0-1", "target": "Hola"}'),
    ],
)
def test_a_file_need_not_say_the_sources(suffix, text):
    assert read(suffix, text) == [Answer("x.md", "0-1", None, "Hola")]


def test_half_a_character_in_json_is_left_for_the_merge_to_report():
    (answer,) = read(".jsonl", r'{"document": "x.md", "id": "0-1\udc00", "source": "Hello", "target": "Hola\ud800"}')
    assert answer == Answer("x.md", "0-1?", "Hello", "Hola\ud800")


@pytest.mark.parametrize(
    ("unit", "target", "finished"),
    [
        ("", "", True),
        ("", 'state="translated"', True),
        ("", 'state="x-checked"', True),
        ('approved="no"', 'state="signed-off"', True),
        ("", 'state="needs-translation"', False),
        ('approved="yes"', 'state="needs-review-translation"', False),
        ("", 'state="new"', False),
        ('approved="no"', "", False),
    ],
)
def test_xliff_says_whether_a_translation_is_finished(unit, target, finished):
    text = f"<xliff><file original='x.md'><body><trans-unit id='0-1' {unit}><source>A</source><target {target}>B"
    answer = Answer("x.md", "0-1", "A", "B", finished)
    assert read(".xlf", f"{text}</target></trans-unit></body></file></xliff>") == [answer]


@pytest.mark.parametrize("suffix", [".xlf", ".po"])
def test_what_a_document_holds_unfinished_is_handed_out_as_that(suffix):
    assert [each.finished for each in read(suffix, written(suffix)) if each.target] == [False, True]


def test_an_entry_of_a_catalogue_that_is_fuzzy_is_not_finished():
    text = '#, fuzzy\nmsgid "A **bold** & `<x>` <"\nmsgstr "Viejo"\n'
    assert [(each.target, each.finished) for each in read(".po", text)] == [("Viejo", False)]


def test_equal_texts_of_a_renamed_document_are_its_own_in_a_catalogue():
    units = [Unit(f"{n}-1", "a.md", "paragraph", n, Segment("Same")) for n in range(2)]
    units.append(Unit("2-2", "a.md", "paragraph", 3, Segment("Once")))
    content = form_for("x.po").write(units, "en", "es")
    renamed = [replace(unit, document="c.md") for unit in units]
    assert [(each.document, each.id) for each in read(".po", content, renamed)] == [
        ("c.md", "0-1"), ("c.md", "1-1"), ("c.md", "2-2"),
    ]  # fmt: skip


def test_equal_texts_of_documents_that_are_not_given_go_to_no_other_one():
    units = [Unit("0-1", name, "paragraph", 1, Segment("Same")) for name in ("a.md", "z.md")]
    content = form_for("x.po").write(units, "en", "es")
    assert [each.document for each in read(".po", content, units[:1])] == ["a.md", "z.md"]
    below = [replace(unit, document=f"en/{unit.document}") for unit in units]
    assert [each.document for each in read(".po", content, below)] == ["en/a.md", "en/z.md"]


def test_an_entry_for_a_document_of_another_name_has_its_markup_as_placeholders_too():
    text = 'msgctxt "en/a.md 7-11111111"\nmsgid "A **bold** & `<x>` <"\nmsgstr "**fett** `<x>`"\n'
    assert read(".po", text) == [Answer("a b.md", "7-11111111", ONE.source.text, "⟦1⟧fett⟦2⟧ ⟦3⟧")]


@pytest.mark.parametrize(
    ("suffix", "content", "complaint"),
    [
        (".jsonl", "{}", r"x\.jsonl, line 1: expected an object with the texts document, id, target"),
        (".jsonl", "\n[", r"x\.jsonl, line 2: no JSON"),
        (".jsonl", "[" * 100_000, "no JSON"),
        (".csv", "id,source\n", r"x\.csv: no column document target"),
        (".csv", b"\xff", "not UTF-8 at byte offset 0"),
        (".csv", b"\xff\xfea", "not UTF-16, as its first bytes say, at byte offset 2"),
        (".csv", "document,id,target,note\nx.md,0-1,Half a sen", r"x\.csv, line 2: 3 cells, expected 4"),
        (".csv", "document,id,target\nx.md,0-1,one, two\n", r"x\.csv, line 2: 4 cells, expected 3"),
        (".csv", 'document,id,target\nx.md,0-1,"Half a\nsen', r"x\.csv, line 3: unexpected end of data"),
        (".csv", 'sep=,\ndocument,id,target\nx.md,0-1,"Half" a\n', r"x\.csv, line 3: .*expected after"),
        (".csv", "", "no column document id target"),
        (".xlf", "<xliff>", "not well-formed"),
        (".xlf", b"\xff", "not UTF-8"),
        (".xlf", "<tmx/>", "no XLIFF 1.2"),
        (".xlf", "<xliff version='2.1'/>", "no XLIFF 1.2"),
        (".po", "msgid", r"x\.po: line 1"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(suffix, content, complaint):
    with pytest.raises(InputError, match=complaint):
        read(suffix, content)


def test_an_unknown_form_is_refused():
    with pytest.raises(InputError, match=r"x\.docx: texts are handed over as \.jsonl \.csv \.xlf \.po"):
        form_for("x.docx")
