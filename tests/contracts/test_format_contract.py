from pathlib import Path

import pytest

from amts import plugins
from amts.documents.markdown import Markdown
from amts.documents.protocol import AS_USUAL, UNCHANGED
from amts.records import Document
from amts.testing.formats import check_format

FIXTURES = Path(__file__).parents[1] / "fixtures"
SAMPLES = {
    "markdown": [path.read_bytes() for path in sorted(FIXTURES.glob("*.md"))],
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
