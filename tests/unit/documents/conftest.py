from pathlib import Path

import pytest

from amts.documents.markdown.format import Markdown
from amts.segments.masks import mask

FIXTURES = Path(__file__).parents[2] / "fixtures"


def show(block, content):
    """Return a block in a line: `kind text`, with ⟦kind mark⟧ and ↵; of an opaque one its key, or else its source."""
    if not block.text:
        return f"{block.kind} {block.key or content[block.start : block.end].decode()}".replace("\n", "↵")
    segment = mask(block)
    text = segment.text
    for number, mark in enumerate(segment.marks, start=1):
        text = text.replace(f"⟦{number}⟧", f"\x00{mark.kind} {mark.text}\x01", 1)
    return f"{block.kind} {text}".replace("\x00", "⟦").replace("\x01", "⟧").replace("\n", "↵")


@pytest.fixture
def shown():
    """Returns a function that parses Markdown and returns a line for each block."""

    def parse_and_show(text):
        content = text if isinstance(text, bytes) else text.encode()
        return [show(block, content) for block in Markdown().parse(content, "x.md").blocks]

    return parse_and_show


@pytest.fixture
def fixture():
    """Returns a function that reads a file of the fixtures."""
    return lambda name: (FIXTURES / name).read_bytes()
