import pytest

from amts.documents.splice import MAX_BYTES, decode, splice
from amts.errors import DocumentError
from amts.records import Block, BlockKind, Document


def document(content, *blocks):
    return Document("x.md", "markdown", content, blocks, content)


def text(start, end, content, breaks=()):
    return Block(BlockKind.PARAGRAPH, start, end, content, breaks=breaks)


def test_content_is_decoded():
    assert decode("a深".encode(), "x.md") == "a深"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\xff", r"x\.md: not UTF-8 at byte offset 0 \(byte 0xff\): convert the file to UTF-8"),
        ("é".encode() + b"\xe6\xb7", r"x\.md: not UTF-8 at byte offset 2 \(byte 0xe6\)"),
        ("a".encode("utf-16"), r"offset 0"),
    ],
)
def test_content_that_is_not_utf8_is_refused_with_the_offset(content, message):
    with pytest.raises(DocumentError, match=message):
        decode(content, "x.md")


def test_content_of_the_largest_size_is_decoded():
    assert len(decode(b"a" * MAX_BYTES, "x.md")) == 20_000_000


def test_larger_content_is_refused():
    with pytest.raises(DocumentError, match=r"^x\.md: 20,000,001 bytes is more than the 20,000,000 .* split it"):
        decode(b"a" * (MAX_BYTES + 1), "x.md")


def test_texts_are_replaced_in_their_places_whatever_their_order():
    two = document("# é\n\n深\n".encode(), text(2, 4, "é"), text(6, 9, "深"))
    assert splice(two, {1: "longer", 0: "x"}) == b"# x\n\nlonger\n"
    assert splice(two, {}) == two.content


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ("x\ny\nz", b"> x\n> y\nz"),
        ("x\ny", b"> x\n> y"),
        ("x", b"> x"),
        ("w\nx\ny\nz", b"> w\n> x\n> y\n> z"),
    ],
)
def test_line_breaks_are_put_back_or_else_the_one_that_opens_every_quote(changed, expected):
    lazy = document(b"> a\n> b\nc", text(2, 9, "a\nb\nc", ("\n> ", "\n")))
    assert splice(lazy, {0: changed}) == expected


@pytest.mark.parametrize(("content", "expected"), [(b"a\r\n", b"x\r\ny\r\n"), (b"a\n", b"x\ny\n"), (b"a", b"x\ny")])
def test_a_new_line_break_is_the_documents(content, expected):
    assert splice(document(content, text(0, 1, "a")), {0: "x\ny"}) == expected
