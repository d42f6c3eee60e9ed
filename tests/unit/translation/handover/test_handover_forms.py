"""What the files look like that translators get, and what of theirs is read."""

import csv
import io
import json

import polib
import pytest

from amts.documents.po.format import Po
from amts.documents.xliff.format import Xliff
from amts.errors import InputError
from amts.records import Mark, MarkKind, Segment
from amts.translation.handover.forms import form_for
from amts.translation.handover.units import Answer, Unit

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
        "document": "a b.md", "id": "0-11111111", "kind": "heading", "source": "A ⟦1⟧bold⟦2⟧ & ⟦3⟧ <", "target": "",
        "legend": "⟦1⟧ **  ⟦2⟧ **  ⟦3⟧ `<x>`", "note": "",
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


TARGET = "<xliff><file original='a b.md'><body><trans-unit id='0-11111111'><source/><target>{}</target>"
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
    assert [each.target for each in read(".xlf", TARGET.format(target))] == [text]


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
    ("suffix", "content", "complaint"),
    [
        (".jsonl", "{}", r"x\.jsonl, line 1: expected an object with the texts document, id, source, target"),
        (".jsonl", "\n[", r"x\.jsonl, line 2: no JSON"),
        (".jsonl", "[" * 100_000, "no JSON"),
        (".csv", "id,source\n", r"x\.csv: no column document target"),
        (".csv", b"\xff", "not UTF-8 at byte offset 0"),
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
