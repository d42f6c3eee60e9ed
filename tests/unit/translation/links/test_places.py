from hypothesis import given
from hypothesis import strategies as st

from amts.documents.markdown.format import Markdown
from amts.translation.links.places import Places


@given(st.text("a\n# \r", max_size=30))
def test_lines_and_blocks_are_those_that_counting_finds(text):
    document = Markdown().parse(text.encode(), "x.md")
    places = Places(document)
    for byte in range(len(text) + 1):
        assert places.line(byte) == text.count("\n", 0, byte) + 1
        begun = [index for index, block in enumerate(document.blocks) if block.start <= byte]
        assert places.block(byte) == max(begun, default=0)
