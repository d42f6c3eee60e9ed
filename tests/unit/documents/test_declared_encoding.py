import pytest

from amts.documents.markup.html import Html
from amts.documents.markup.svg import Svg
from amts.documents.markup.xml import Xml
from amts.records import ReadingOptions
from amts.testing.formats import pseudo_failure

XML = '<?xml version="1.0" encoding="{}"?>\n<r>Soil</r>'
SVG = '<?xml version="1.0" encoding="{}"?>\n<svg xmlns="http://www.w3.org/2000/svg"><text>Soil</text></svg>'
META = "<head><meta charset={}></head><p>Soil</p>"
HTTP = '<meta http-equiv="Content-Type" content="text/html; charset={}"/><p>Soil</p>'


@pytest.mark.parametrize(
    ("format_", "source"),
    [(Xml(), XML), (Svg(), SVG), (Html(), META), (Html(), HTTP)],
    ids=["xml", "svg", "meta", "http"],
)
@pytest.mark.parametrize(
    ("declared", "text", "then"),
    [
        ("ISO-8859-1", "Suelo", "ISO-8859-1"),
        ("ISO-8859-1", "土", "UTF-8"),
        ("us-ascii", "土", "UTF-8"),
        ("utf-8", "土", "utf-8"),
    ],
)
def test_a_document_declares_utf8_once_it_is_no_longer_ascii(format_, source, declared, text, then):
    document = format_.parse(source.format(declared).encode(), "x", ReadingOptions(drawings=True))
    (index,) = (index for index, block in enumerate(document.blocks) if block.text)
    rendered = format_.render(document, {index: text}).decode()
    assert rendered == source.format(then).replace("Soil", text)
    assert pseudo_failure(document, format_) == ""


def test_a_page_with_a_wrong_declaration_stays_as_it_is_while_no_text_changes():
    source = META.format("latin1").replace("Soil", "土").encode()
    assert Html().render(Html().parse(source, "x"), {}) == source


def test_a_declaration_within_a_text_is_no_declaration():
    source = b"<p>encoding='latin1' charset=latin1</p>"
    document = Html().parse(source, "x")
    assert Html().render(document, {0: "charset=latin1 土"}) == "<p>charset=latin1 土</p>".encode()
