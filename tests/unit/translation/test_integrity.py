import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from amts.documents.markdown.format import Markdown
from amts.documents.plaintext import PlainText
from amts.documents.protocol import UNCHANGED
from amts.records import Block, BlockKind, Document, Inline, MarkKind, ReadingOptions
from amts.translation.integrity import round_trip_failure

# What Markdown parsers and splitters stumble over, alone and glued together.
FRAGMENTS = (
    "a", "b c", "Word", " ", "  ", "\t", "\n", "\n\n", "\r\n", "\r", "> ", ">", "- ", "* ", "1. ", "  - ",
    "    ", "# ", "## ", "===\n", "---\n", "\n---\n", "---\nt: x\n---\n", "`", "``", "```", "```python\n",
    "~~~\n", "$", "$$", "$$\n", "*", "**", "_", "~~", "~", "[", "]", "(", ")", "](u)", "![", "![a](b.png)", "<",
    "</", "<b>", "<!-- ", "-->", "<div>\n", "<http://x.y>", "https://x.y/z?a=b", "\\", "\\\n", "  \n", "|",
    "| a | b |\n|---|---|\n", "|---|---|\n", "\\|", "[^1]", "[^1]: ", "[a]: u\n", "[a]", "[]", "&amp;", "&",
    "⟦", "⟧", "⟦1⟧", ":label:`x`", ":numref:`y`", ":eqref:`z`", "\n:label:`x`\n", ":begin_tab:`m`\n",
    ":end_tab:\n", ":width:`1px`\n", "(**", "**)", "[**", "**]", "#@tab all\n", "\ufeff", "中文。", "日本！", "é",
    "e\u0301", "\u00a0", "\u2028", "\u3000", "\x0b", "\x0c", "\x00", ". ", "? ", "Mr. ", "e.g. ", "。", "”",
    "... ", "{#i}", ": ", "=\n", "+ x\n", "> 0\n", "- [ ] ", "😀",
)  # fmt: skip
GLUED = st.lists(st.sampled_from(FRAGMENTS), max_size=25).map("".join)
TAGS = st.sampled_from(["en", "zh", "es", "ja"])
MARKDOWN = Markdown()


def failure(text, tag, format_=MARKDOWN, flavour=""):
    return round_trip_failure(format_.parse(text.encode(), "x.md", ReadingOptions(flavour)), format_, tag)


@pytest.mark.thorough
@pytest.mark.parametrize("flavour", ["", "d2l", "github"])
@given(text=GLUED, tag=TAGS)
@example(text="![a *b* `c` d](e.png)", tag="en")
@example(text="#@tab x\n[**a**](u)", tag="en")
@example(text="> a  \n>      > `b\n> c`\nd", tag="en")
@example(text="\\*a\\*", tag="en")
@example(text="a :end_tab:\n`b`", tag="en")
def test_awkward_markdown_comes_out_as_it_went_in(flavour, text, tag):
    assert failure(text, tag, flavour=flavour) == ""


@pytest.mark.thorough
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=80), TAGS, st.sampled_from([Markdown(), PlainText()]))
def test_any_text_comes_out_as_it_went_in(text, tag, format_):
    assert failure(text, tag, format_) == ""


@pytest.mark.thorough
@given(GLUED, TAGS)
@example("⟦1⟧", "en")
@example("a \n b\r\rc", "en")
def test_awkward_plain_text_comes_out_as_it_went_in(text, tag):
    assert failure(text, tag, PlainText()) == ""


class Forgetful(Markdown):
    """Loses the last byte."""

    def render(self, document, texts, addresses=UNCHANGED):
        return super().render(document, texts, addresses)[:-1]


class Careless(Markdown):
    """Writes small letters."""

    def render(self, document, texts, addresses=UNCHANGED):
        return super().render(document, texts, addresses).lower()


def document(*blocks, content=b"ab cd"):
    return Document("x.md", "markdown", content, blocks, content)


def text(start, end, content, *inlines):
    return Block(BlockKind.PARAGRAPH, start, end, content, tuple(Inline(MarkKind.CODE, *inline) for inline in inlines))


def test_a_format_that_loses_a_byte_is_found_out():
    assert failure("# a\n\nb\n", "en", Forgetful()) == (
        "x.md: render: byte 6 differs: b'# a\\n\\nb\\n' became b'# a\\n\\nb'"
    )


def test_a_format_that_changes_a_byte_is_found_out():
    assert failure("# a\n\nB\n", "en", Careless()).startswith("x.md: render: byte 5 differs")


@pytest.mark.parametrize(
    ("broken", "step"),
    [
        (document(text(0, 2, "ab"), text(1, 5, "b cd")), "x.md: parse: bytes 1 to 5 are out of order"),
        (document(text(3, 5, "cd"), text(0, 2, "ab")), "x.md: parse: bytes 0 to 2 are out of order"),
        (document(text(0, 6, "ab cd!")), "x.md: parse: bytes 5 to 5 are out of order after a text that ends at 6"),
        (document(text(2, 0, "ab")), "x.md: parse: bytes 2 to 0"),
        (document(text(0, 2, "ab", (1, 3))), "x.md: block 0 (bytes 0 to 2): parse: markup at 1 to 3"),
        (document(text(0, 2, "ab", (0, 2), (1, 2))), "x.md: block 0 (bytes 0 to 2): parse: markup at 1 to 2"),
        (document(text(0, 2, "ab", (1, 1))), "x.md: block 0 (bytes 0 to 2): parse: markup at 1 to 1"),
        (document(text(0, 9, "⟦1⟧ab", (3, 4))), "x.md: block 0 (bytes 0 to 9): mask: '⟦1⟧ab' came back as 'aab'"),
        (document(text(0, 2, "ax")), "x.md: render: byte 1 differs"),
    ],
)
def test_a_wrong_document_is_found_out(broken, step):
    assert round_trip_failure(broken, Markdown(), "en").startswith(step)


def test_opaque_blocks_may_overlap():
    opaque = Block(BlockKind.HTML, 0, 5), Block(BlockKind.MATH, 1, 2)
    assert round_trip_failure(document(*opaque), Markdown(), "en") == ""
