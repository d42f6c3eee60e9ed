import pytest
from hypothesis import given
from hypothesis import strategies as st

from amts.documents.plaintext import PlainText
from amts.errors import DocumentError
from amts.records import BlockKind
from amts.segments.masks import mask


def parse(text):
    return PlainText().parse(text.encode(), "x.txt")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a", ["a"]),
        ("a\nb\n\nc\n", ["a\nb", "c"]),
        ("a\r\nb\r\n\r\nc", ["a\nb", "c"]),
        ("a\rb\r\rc", ["a\nb", "c"]),
        ("  a  \n\t b \n \n\u3000c\u3000", ["a\nb", "c"]),
        ("\ufeffa\n", ["a"]),
        ("", []),
        (" \n\n", []),
    ],
)
def test_paragraphs_are_separated_by_blank_lines(text, expected):
    document = parse(text)
    assert [block.text for block in document.blocks] == expected
    assert {block.kind for block in document.blocks} <= {BlockKind.PARAGRAPH}


def test_indents_and_line_breaks_are_kept_out_of_the_text():
    (block,) = parse("  é  \r\n\tb").blocks
    assert (block.text, block.breaks, block.start, block.end) == ("é\nb", ("  \r\n\t",), 2, 10)


def test_the_brackets_of_placeholders_are_markup():
    (block,) = parse("a ⟦1⟧ b").blocks
    segment = mask(block)
    assert (segment.text, [mark.text for mark in segment.marks]) == ("a ⟦1⟧1⟦2⟧ b", ["⟦", "⟧"])


def test_only_the_changed_paragraphs_change():
    assert PlainText().render(parse("  a\n  b\n\nc\n"), {0: "x\ny"}) == b"  x\n  y\n\nc\n"


def test_a_document_that_is_not_utf8_is_refused_with_the_offset():
    with pytest.raises(DocumentError, match="byte offset 1"):
        PlainText().parse(b"a\x80", "x.txt")


@given(st.text(st.sampled_from("ab \t\n\r\u3000\u2028\x0b\x85⟦深"), max_size=30))
def test_no_visible_character_is_outside_the_paragraphs(text):
    document = parse(text)
    outside, position = b"", 0
    for block in document.blocks:
        outside += document.content[position : block.start]
        position = block.end
    assert (outside + document.content[position:]).decode().strip() == ""
