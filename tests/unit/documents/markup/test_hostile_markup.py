"""Texts that a careless pattern would look at again and again: HTML of them takes linear time, XML too or is refused.

There is no clock here: what is not linear would take minutes.
"""

from contextlib import suppress

import pytest

from amts.documents.markup.html import Html
from amts.documents.markup.xml import Xml
from amts.errors import DocumentError

# A unit that is repeated; or two, the second as often after the first.
UNITS = (
    ("<",), ("<a ",), ("&",), ("&#",), ("<!--",), ("<![CDATA[",), ("<![CDATA[]]>",), ("<b>",), ("</b>",), ("<p",),
    ("<p>a",), ("='",), ("<a b='",), ("<a href=b>",), ("<script>",), ("<!DOCTYPE [",), ("<?",), ("<%",), ("{{",),
    ("{%",), ("<code>",), ("<img alt='a'>",), ("<svg>",), ("<title>",), ("\n",), ("a &nbsp;",), ("%s",), ("---\n",),
    ("<meta charset",), ("<b>", "</b>"), ("<b>", "</i>"), ("<div><code>", "</div>"), ("<pre>", "</pre>"),
    ("<!--", "-->"), ("<a b='", "'>"), ("<div translate=no><p translate=yes>", "</p></div>"),
    ("<a srcset='", "a 1x,"), ("<b>", " "),
)  # fmt: skip
WRAPPERS = ("<r>{}</r>", "<resources><string>{}</string></resources>", "<r><![CDATA[{}]]></r>", "<!DOCTYPE r [{}]><r/>")


def repeated(units, size):
    return "".join(unit * (size // len("".join(units))) for unit in units)


def check(format_, text):
    document = format_.parse(text.encode(), "x.html")
    texts = {index: f"{block.text} x" for index, block in enumerate(document.blocks) if block.text}
    assert format_.render(document, {}) == document.content
    assert format_.render(document, texts).count(b" x") >= len(texts)
    assert format_.links(document)


def check_unless_refused(text):
    with suppress(DocumentError):
        check(Xml(), text)


@pytest.mark.parametrize("units", UNITS)
def test_a_hostile_page_of_html_is_read_at_once(units):
    check(Html(), repeated(units, 40_000))


@pytest.mark.slow
@pytest.mark.parametrize("units", UNITS)
def test_a_large_hostile_page_of_html_is_read_in_linear_time(units):
    check(Html(), repeated(units, 400_000))


@pytest.mark.parametrize("units", UNITS)
@pytest.mark.parametrize("wrapper", WRAPPERS)
def test_hostile_xml_is_read_or_refused_at_once(wrapper, units):
    check_unless_refused(wrapper.format(repeated(units, 40_000)))


@pytest.mark.slow
@pytest.mark.parametrize("units", UNITS)
@pytest.mark.parametrize("wrapper", WRAPPERS[:2])
def test_a_large_hostile_document_of_xml_is_read_or_refused_in_linear_time(wrapper, units):
    check_unless_refused(wrapper.format(repeated(units, 400_000)))
