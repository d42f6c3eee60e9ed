import io
from pathlib import Path

import docx
import pptx
import pytest
import xlsxwriter

from amts import plugins
from amts.documents.markdown.format import Markdown
from amts.documents.protocol import AS_USUAL, UNCHANGED
from amts.records import Document
from amts.testing.formats import check_format

FIXTURES = Path(__file__).parents[1] / "fixtures"


def word_document():
    """Return a Word document with a heading, formatted runs, a list, a table and a running head."""
    word, file = docx.Document(), io.BytesIO()
    word.add_heading("One", 1)
    text = word.add_paragraph("Two ")
    text.add_run("three").bold = True
    text.add_run(" & <b> ⟦1⟧\tfour").italic = True
    word.add_paragraph("学习", style="List Bullet")
    word.add_table(1, 2).cell(0, 1).text = "Five"
    word.sections[0].header.paragraphs[0].text = "Six"
    word.save(file)
    return file.getvalue()


def presentation():
    """Return a presentation with a title, formatted runs, a table and notes."""
    slides, file = pptx.Presentation(), io.BytesIO()
    slide = slides.slides.add_slide(slides.slide_layouts[1])
    slide.shapes.title.text = "One"
    text = slide.placeholders[1].text_frame.paragraphs[0]
    text.text = "Two\v"
    bold = text.add_run()
    bold.text, bold.font.bold = "three & <b> ⟦1⟧\tfour", True
    slide.shapes.add_table(1, 2, 0, 0, 9, 9).table.cell(0, 1).text = "学习"
    slide.notes_slide.notes_text_frame.text = "Six"
    slides.save(file)
    return file.getvalue()


def workbook():
    """Return a workbook with texts, one of them of formatted runs, a comment, a table and a formula."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        page = book.add_worksheet()
        page.write_column("A1", ["One & <b> ⟦1⟧\nlines", "学习", "Done"])
        page.write_rich_string("A4", "Two ", book.add_format({"bold": True}), "three")
        page.write_formula("B1", '=A3="Done"')
        page.write_comment("A1", "Four")
        page.add_table("D1:E2", {"columns": [{"header": "Five"}, {"header": "Six"}]})
    return file.getvalue()


SAMPLES = {
    "docx": [word_document()],
    "pptx": [presentation()],
    "xlsx": [workbook()],
    "xliff": [
        b'<xliff version="1.2"><file><body>\n<trans-unit id="1">\n  <source>One <g id="1">two</g> &amp; &lt;b></source>'
        b"\r\n</trans-unit><trans-unit id='2' approved='no'><source>Three<x id='1'/></source><target state='new'/>"
        b"</trans-unit><trans-unit id='3' translate='no'><source>Four</source></trans-unit></body></file></xliff>\n",
        '<xliff version="2.0"><file><unit><segment state="initial"><source><![CDATA[学习 <b>]]> ⟦1⟧</source>'
        "<target>Uno</target></segment></unit></file></xliff>".encode(),
    ],
    "html": [
        b"<!DOCTYPE html>\n<title>A &lt;b&gt;</title>\n<h1 id=top>Hi</h1>\n<p>One <b>two</b>\r\n  <code>x</code> &amp; "
        b"<a href='a.html' title=\"To 'a'\">three</a>.<li><img src=b.png alt='A picture'><input placeholder=Name>",
        "<div translate=no>x</div><p>学习 &nbsp; {{ name }} ⟦1⟧<pre>code</pre>".encode(),
    ],
    "svg": [],
    "xml": [
        b'<?xml version="1.0"?>\n<!DOCTYPE chapter [<!ENTITY a "b">]>\n<chapter xml:id="c"><title>One</title>\n<para>'
        b'Two <literal>x</literal> &amp; &a; &b;\n <link linkend="c">three</link>.</para>'
        b"\n<screen>y</screen></chapter>\n",
        "<notes><note lang='en'>Buy <b>milk</b> ⟦1⟧ &lt;now&gt; ]]&gt;</note><note/></notes>".encode(),
    ],
    "asciidoc": [
        b"= Book\n:description: A text\n\nNAME\n----\n* An *item* with `code`\n  and link:a.html[more]\n\nterm:: its\n"
        b"\nimage::b.png[A bee,20]\n\n----\ncode\n----\n[cols=2*]\n|===\n|a |b \\| c\n|===\n",
        "[[top]]\r\n== 深度 *学习*\r\nNOTE: <<top,here>> ⟦1⟧ {x}\r\n".encode(),
    ],
    "po": [
        b'msgid ""\nmsgstr "Plural-Forms: nplurals=2;\\n"\n\n#, c-format\nmsgid "%d bee"\nmsgid_plural "%d bees"\n'
        b'msgstr[0] ""\nmsgstr[1] "%d abejas"\n\n#~ msgid "wasp"\n#~ msgstr ""\n',
        b'\xef\xbb\xbfmsgctxt "c"\r\nmsgid ""\r\n"A `title <u>`_ and "\r\n"*more*."\r\nmsgstr ""',
    ],
    "markdown": [path.read_bytes() for path in sorted(FIXTURES.glob("*.md"))],
    "restructured": [
        b"=====\n Book\n=====\n\n.. _start:\n\nSee `The part`_, `more <a/b.html>`_ and :doc:`c`::\n\n   code\n\n"
        b"The part\n--------\n\n- one\n  *two*\n\n.. figure:: d.png\n   :alt: A picture\n\n   Caption.\n",
        '.. note::\r\n   深度\\ **学习**\\ 。\r\n\r\n.. csv-table::\r\n\r\n   "a, ""b""", ⟦1⟧'.encode(),
    ],
    "notebook": [
        b'{"cells": [\n {"cell_type": "markdown", "metadata": {}, "source": [\n  "# A *title*\\n",\n  "\\n",\n'
        b'  "Two\\n",\n  "lines"\n ]},\n {"source": "x = 1", "cell_type": "code", "metadata": {}, "outputs": [],'
        b' "execution_count": 1}\n], "metadata": {"b": 1, "a": 2}, "nbformat": 4, "nbformat_minor": 4}',
        '\ufeff{"nbformat":4,"nbformat_minor":4,"metadata":{},"cells":[{"cell_type":"markdown","metadata":{},"source":'
        '"深度 [学习](u \\"t\\")\\r\\n\\r\\n- ⟦1⟧ \\u2028"}]}\r\n'.encode(),
    ],
    "jsonl": [
        b'{"id": 1, "annot_utt": "wake me up at [time : nine am]"}\r\n'
        b'{"messages": [{"content": "Hi {name},\\n\\n \\"you\\""}]}',
        '{"text": "⟦学习⟧ %s"}\n\n'.encode(),
    ],
    "csv": [
        b'id,utt,n\r\n1,"say ""yes"", twice",3\r\n2, wake [time : nine am] ,4\r\n3,"two\nlines",5\r\n4,short\r\n',
        "\ufefftext;n\n⟦学习⟧;2".encode(),
    ],
    "tsv": [b'text\tn\n"Quoted\ttext"\t1\nmore\t2\n', b'text\tn\n"Well\t1\nGood" or not, [a : b]\t2\n'],
    "plaintext": [b"  One paragraph\n  of two lines. \n\n\tAnother.\r\n", "深度\r\n学习\r\r末".encode()],
}


@pytest.mark.parametrize("name", plugins.names("amts.formats"))
def test_a_format_keeps_the_contract(name):
    check_format(plugins.load("amts.formats", name), SAMPLES[name])


def test_the_fixtures_are_there():
    assert len(SAMPLES["markdown"]) >= 2


class Forgetful(Markdown):
    """Loses line breaks at the end."""

    def render(self, document, texts, addresses=UNCHANGED):
        return super().render(document, texts, addresses).rstrip(b"\n")


class Deaf(Markdown):
    """Replaces nothing."""

    def render(self, document, texts, addresses=UNCHANGED):
        return document.content


class Lenient(Markdown):
    """Takes anything for text."""

    def parse(self, content, name, options=AS_USUAL):
        return super().parse(content.decode(errors="replace").encode(), name, options)


class Blind(Markdown):
    """Finds nothing."""

    def parse(self, content, name, options=AS_USUAL):
        return Document(name, "blind", content, (), content)


class Nameless(Markdown):
    suffixes = ("md",)


@pytest.mark.parametrize(
    ("broken", "complaint"),
    [
        (Forgetful, "awkward content 1: render: byte 0 differs"),
        (Deaf, "sample 0: text 0 was not replaced, but by 'Text'"),
        (Lenient, "parsing the broken document must raise a DocumentError"),
        (Blind, "sample 0: no text was found in it"),
        (Nameless, r"suffix 'md' is not like \.md"),
    ],
)
def test_the_contract_catches_a_format_that_breaks_it(broken, complaint):
    with pytest.raises(AssertionError, match=complaint):
        check_format(broken, [b"Text\n"])
