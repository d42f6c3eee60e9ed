import json

import pytest

from amts.documents.formats import format_of
from amts.translation.verification.verify import verify, verify_blocks


def found(name, source, target):
    documents = [format_of(name).parse(text.encode(), name) for text in (source, target)]
    return [(each.reason, each.breaking, each.line) for each in verify(*documents)]


def details(name, source, target):
    documents = [format_of(name).parse(text.encode(), name) for text in (source, target)]
    return [each.detail for each in verify(*documents)]


LINKS = 'A <a href="a.html">word</a>.\n\n<p>See <a href="b.html">this</a></p>\n\nA [d][d].\n\n[d]: http://x.y/d "T"\n'


@pytest.mark.parametrize(
    ("name", "source", "old", "new", "line"),
    [
        ("x.md", LINKS, "a.html", "z.html", 1),
        ("x.md", LINKS, "b.html", "z.html", 3),
        ("x.md", LINKS, "x.y/d", "x.y/z", 5),
        ("x.html", '<p>See <a href="a.html">this</a> now.</p>', "a.html", "z.html", 1),
        ("x.html", '<p>One.</p>\n<p><a href="a.html">Two.</a></p>', "a.html", "z.html", 2),
        ("x.adoc", "See link:a.html[this] now.\n", "a.html", "z.html", 1),
        ("x.rst", "See `this <http://x.y/a>`_ now.\n", "y/a", "y/z", 1),
    ],
)
def test_an_address_that_is_gone_breaks_a_document_wherever_it_stands(name, source, old, new, line):
    assert source.count(old) == 1
    assert found(name, source, source.replace(old, new)) == [("link", True, line)]


@pytest.mark.parametrize(
    ("old", "new"), [("a.html", "../de/a.html#x"), ("http://x.y/d", "https://x.y/d"), ("A [d][d]", "Ein [D][d]")]
)
def test_an_address_may_lead_to_the_translation(old, new):
    assert found("x.md", LINKS, LINKS.replace(old, new)) == []


def test_a_lost_link_is_told_once_and_with_its_host():
    assert details("x.md", "See [a](http://a.b/c).\n", "Siehe [a](http://a.b/d).\n") == [
        "lost ['http://a.b/c'], added ['http://a.b/d']"
    ]


def test_what_only_looks_like_an_address_is_no_link():
    assert found("x.md", "`c` - i\n[a]: u\n", "`c` - i\n[b]: v\n") == []


def test_blocks_alone_can_be_compared_where_nothing_between_them_can_change():
    documents = [format_of("x.md").parse(text.encode(), "x.md") for text in (LINKS, LINKS.replace("x.y/d", "x.y/z"))]
    assert verify_blocks(*documents) == []


DOCBOOK = (
    "<article><title>T</title><para>One &amp; two are here.</para>\n<itemizedlist>"
    "<listitem><para>The first point says something.</para></listitem>\n"
    "<listitem><para>The second point is another.</para></listitem></itemizedlist>\n"
    "<para>The end of it is here, and it is long enough.</para></article>\n"
)
PAGE = '<h1 id="a">Title</h1>\n<div class="b" lang="en"><p>One.</p>\n<p>Two.</p></div>\n'
UNITS = (
    '<xliff version="1.2"><file original="a" source-language="en" target-language="de"><body>\n'
    '<trans-unit id="1"><source>One {0} of it</source><target>Ein {0} davon</target></trans-unit>\n'
    '<trans-unit id="2"><source>Two</source><target>Zwei</target></trans-unit></body></file></xliff>\n'
)
NOTE = "One.\n\nNOTE: Know this.\n\nTwo.\n"


@pytest.mark.parametrize(
    ("name", "source", "old", "new", "reason"),
    [
        ("x.xml", DOCBOOK, "<listitem><para>The second point is another.</para></listitem>", "", "html"),
        ("x.xml", DOCBOOK, "&amp;", "&foo;", "html"),
        ("x.html", PAGE, 'id="a"', 'id="z"', "html"),
        ("x.html", PAGE, ' class="b"', "", "html"),
        ("x.xlf", UNITS, 'id="2"', 'id="3"', "source-text"),
        ("x.adoc", NOTE, "NOTE:", "HINWEIS:", "directive"),
        ("x.rst", ".. note::\n\n   Know this.\n", "   Know", "Know", "directive"),
        ("x.csv", "id,text,label\n1,One.,a\n", "One.", '"One.', "table"),
        ("x.po", 'msgctxt "menu"\nmsgid "One"\nmsgstr "Eins"\n', '"menu"', '"menü"', "source-text"),
    ],
)
def test_what_stands_between_the_texts_must_stay(name, source, old, new, reason):
    assert source.count(old) == 1
    breaking = [each[0] for each in found(name, source, source.replace(old, new)) if each[1]]
    assert breaking == [reason]


@pytest.mark.parametrize(
    ("name", "source", "old", "new"),
    [
        ("x.html", PAGE, 'lang="en"', 'lang="de" dir="ltr"'),
        ("x.html", PAGE, "</p>\n<p>", " "),
        ("x.html", PAGE, "</div>", "<p>Three.</p></div>"),
        ("x.xml", DOCBOOK, "One &amp; two", "Eins &lt; zwei"),
        ("x.csv", "id,text\n1,One.\n", "One.", 'The 5" one'),
        ("x.rst", ".. note::\n\n   Know this.\n", "   Know", "     Know"),
    ],
)
def test_what_people_may_change_between_the_texts_breaks_nothing(name, source, old, new):
    assert source.count(old) == 1
    assert not any(breaking for _, breaking, _ in found(name, source, source.replace(old, new)))


@pytest.mark.parametrize(
    ("old", "new"),
    [("%(name)s", "%(nome)s"), ("%(name)s", ""), ("{0}", "{1}"), ("%d", "")],
)
def test_a_lost_placeholder_breaks_a_message(old, new):
    source = 'msgid "Hi %(name)s, {0}: %d\\n"\nmsgstr "%(name)s, hallo, {0}: %d\\n"\n'
    head, _, message = source.partition("msgstr")
    assert found("x.po", source, f"{head}msgstr{message.replace(old, new)}") == [("markup", True, 2)]
    assert found("x.po", source, source.replace("hallo", "moin")) == []


def test_a_placeholder_that_a_format_does_not_know_counts_too():
    assert found("x.xlf", UNITS, UNITS.replace("Ein {0}", "Ein {1}")) == [("markup", True, 2)]


def test_the_entries_of_a_catalogue_are_never_merged():
    entries = [f'msgid "{word}"\nmsgstr "{word}"\n' for word in ("One file", "Two", "%d files", "End")]
    assert found("x.po", "\n".join(entries), "\n".join(entries[:2])) == [("truncated", True, 6)]
    assert found("x.po", "\n".join(entries), "\n".join([*entries[:1], *entries[2:]])) == [("source-text", True, 2)]


@pytest.mark.parametrize("new", ["[zeit : neun]", "neun"])
def test_the_name_of_a_slot_stays(new):
    row = '{"id": 1, "utt": "Wake me at [time : nine] please"}\n'
    translated = '{"id": 1, "utt": "Weck mich um [time : neun] bitte"}\n'
    assert found("x.jsonl", row, translated) == []
    assert found("x.jsonl", row, translated.replace("[time : neun]", new)) == [("label", True, 1)]


@pytest.mark.parametrize(
    ("texts", "reason"), [(("One.", "Two.", "Three."), "paragraph"), (("One.", "Two.", "Three.", "Four."), "truncated")]
)
def test_the_last_text_of_more_than_a_few_is_the_end(texts, reason):
    found_ = found("x.md", "\n\n".join(texts) + "\n", "\n\n".join(texts[:-1]) + "\n")
    assert [each[:2] for each in found_] == [(reason, reason == "truncated")]


def notebook(*cells, language="python"):
    kinds = {"markdown": {}, "code": {"execution_count": None, "outputs": []}, "raw": {"outputs": []}}
    return json.dumps(
        {
            "cells": [{"cell_type": kind, "metadata": {}, "source": text, **kinds[kind]} for kind, text in cells],
            "metadata": {"language_info": {"name": language}},
            "nbformat": 4,
            "nbformat_minor": 4,
        }
    )


def test_findings_in_a_notebook_name_the_cell_and_its_line():
    source = notebook(("markdown", "# One\n\nUse `a`."), ("code", "# one\nx = 1\ny = 2"))
    target = notebook(("markdown", "# Eins\n\n`b` benutzen."), ("code", "# eins\nx = 1\ny = 3"))
    assert details("x.ipynb", source, target) == [
        "cell 1, line 3: lost ['a'], added ['b']",
        "cell 2, line 3: expected 'y = 2', found 'y = 3'",
    ]


def test_what_a_notebook_breaks_is_said_in_words():
    source = notebook(("markdown", "One."), ("code", "x = 1"))
    assert "notebook: cell 2 has an entry that does not belong there" in [
        f"{each.reason}: {each.detail}"
        for each in verify(
            *(
                format_of("x.ipynb").parse(text.encode(), "x.ipynb")
                for text in (source, notebook(("markdown", "Eins."), ("raw", "x = 1")))
            )
        )
    ]
    assert details("x.ipynb", source, notebook(("markdown", "Eins."), ("code", "x = 1"), language="ruby")) == [
        "language_info: expected python, found ruby"
    ]


@pytest.mark.parametrize(
    ("source", "target", "reason", "line", "detail"),
    [
        (
            "---\ntitle: A\nweight: 3\n---\n\nOne.\n",
            "---\ntitle: Ä\ngewicht: 3\n---\n\nEins.\n",
            "front-matter",
            3,
            "expected 'weight: 3', found 'gewicht: 3'",
        ),
        (
            "---\ntitle: A\nweight: 3\n---\n\nOne.\n",
            '---\ntitle: "Ä\nweight: 3\n---\n\nEins.\n',
            "front-matter",
            2,
            "no longer parses: 'title: \"Ä'",
        ),
        (
            "```python\n# one\na = 1\nb = a + 42\n```\n",
            "```python\n# eins\n# und mehr\na = 1\nb = a + 43\n```\n",
            "code",
            5,
            "expected 'b = a + 42', found 'b = a + 43'",
        ),
        ("```\na\nb\n```\n", "```\na\n```\n", "code", 3, "expected 'b', found ''"),
    ],
)
def test_the_line_is_told_that_breaks_a_block(source, target, reason, line, detail):
    documents = [format_of("x.md").parse(text.encode(), "x.md") for text in (source, target)]
    assert [(each.reason, each.line, each.detail) for each in verify(*documents)] == [(reason, line, detail)]


def test_lost_emphasis_in_tags_breaks_nothing_and_a_tag_without_its_partner_does():
    assert found("x.html", "<p>A <b>big</b> one.</p>", "<p>Ein großes.</p>") == [("emphasis", False, 1)]
    assert ("html", True, 1) in found("x.html", "<p>A <b>big</b> one.</p>", "<p>Ein <b>großes.</p>")
