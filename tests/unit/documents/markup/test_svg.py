import pytest

from amts.documents.markup.svg import Svg
from amts.errors import DocumentError
from amts.records import Block, BlockKind, ReadingOptions
from amts.testing.formats import pseudo_failure

SVG = Svg()
DRAWING = (
    b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"><style>.a { fill: red }</style>'
    b"<title>A plan</title>"
    b'<g id="g"><text x="1">Hi <tspan dy="2">there</tspan> &amp; you</text><desc>Boxes &lt;b></desc>'
    b'<a xlink:href="b.svg"><text>Next</text></a></g><path d="M0"/></svg>\n'
)


def texts(options):
    return [block.text for block in SVG.parse(DRAWING, "x.svg", options).blocks if block.text]


def test_a_drawing_is_an_opaque_picture():
    assert SVG.parse(DRAWING, "x.svg").blocks == (Block(BlockKind.IMAGE, 0, len(DRAWING)),)


def test_the_texts_in_a_drawing_are_read_if_asked_for():
    expected = ["A plan", 'Hi <tspan dy="2">there</tspan> & you', "Boxes <b>", "Next"]
    assert texts(ReadingOptions(drawings=True)) == expected


def test_a_drawing_survives_translation():
    document = SVG.parse(DRAWING, "x.svg", ReadingOptions(drawings=True))
    assert pseudo_failure(document, SVG) == ""
    assert SVG.render(document, {}) == DRAWING
    index = next(index for index, block in enumerate(document.blocks) if block.text == "Next")
    assert SVG.render(document, {index: "a < b"}) == DRAWING.replace(b"Next", b"a &lt; b")


def test_links_and_anchors_are_found():
    links = SVG.links(SVG.parse(DRAWING, "x.svg"))
    assert [address.text for address in links.addresses] == ["b.svg"]
    assert [anchor.name for anchor in links.anchors] == ["g"]


def test_what_is_not_xml_is_refused():
    with pytest.raises(DocumentError, match=r"x\.svg: line 1, column 6: not well-formed XML .no element found"):
        SVG.parse(b"<svg>", "x.svg")
