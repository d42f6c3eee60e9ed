import pytest
from hypothesis import given
from hypothesis import strategies as st

from amts.alignment.anchors import gaps
from amts.records import Block, BlockKind, Passage, Segment, Sentence


def passages(signs):
    """Return a passage for each letter: a small one is text, a capital an anchor, a number a heading of that level."""
    return [_passage(sign) for sign in signs]


def _passage(sign):
    if sign.isupper():
        return Passage(Block(BlockKind.CODE, 0, 0, key=f"code:{sign}"))
    if sign == "-":
        return Passage(Block(BlockKind.HTML, 0, 0))
    kind = BlockKind.HEADING if sign.isdigit() else BlockKind.PARAGRAPH
    level = int(sign) if sign.isdigit() else 0
    return Passage(Block(kind, 0, 0, "text", level=level), (Sentence(Segment("text")),))


def found(source, target):
    """Return the stretches as pairs of strings, empty ones left out."""
    stretches = gaps(passages(source), passages(target))
    pairs = [("".join(source[i] for i in ours), "".join(target[j] for j in theirs)) for ours, theirs in stretches]
    return [pair for pair in pairs if any(pair)]


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("ab", "cde", [("ab", "cde")]),
        ("aXb", "cXd", [("a", "c"), ("b", "d")]),
        ("aXbYc", "dYe", [("aXb", "d"), ("c", "e")]),
        ("aXYbZ", "cZXYd", [("a", "cZ"), ("bZ", "d")]),
        ("aXXb", "cXd", [("a", "c"), ("Xb", "d")]),
        ("a-b", "c-d", [("a-b", "c-d")]),
        ("1a2b", "1c2d", [("1", "1"), ("a", "c"), ("2", "2"), ("b", "d")]),
        ("1a2b", "1c3d", [("1a2b", "1c3d")]),
        ("1a2b", "1c2d2e", [("1a2b", "1c2d2e")]),
        ("1aX2b", "1cX3d", [("1", "1"), ("a", "c"), ("2b", "3d")]),
        ("", "", []),
        ("", "aX", [("", "aX")]),
    ],
)
def test_texts_are_compared_between_equal_anchors(source, target, expected):
    assert found(source, target) == expected


SIGNS = st.text(st.sampled_from("abXYZ12-"), max_size=10)


@given(SIGNS, SIGNS)
def test_every_text_is_in_exactly_one_stretch_in_order(source, target):
    stretches = list(gaps(passages(source), passages(target)))
    for side, signs in ((0, source), (1, target)):
        positions = [index for stretch in stretches for index in stretch[side]]
        assert positions == sorted(set(positions))
        missing = set(range(len(signs))) - set(positions)
        assert all(signs[index].isupper() for index in missing)


@given(SIGNS)
def test_a_document_lies_alongside_itself(signs):
    assert all(ours == theirs for ours, theirs in gaps(passages(signs), passages(signs)))
