from hypothesis import given
from hypothesis import strategies as st

from amts.parallel.rows import from_row, to_row
from amts.records import Level, Mark, MarkKind, Pair, Segment

PAIR = Pair(
    Segment("See ⟦1⟧.", (Mark(MarkKind.CODE, "`a`"),)), Segment("见⟦1⟧。", (Mark(MarkKind.CODE, "`é`"),)),
    Level.PARAGRAPH, 0.5, "a.md",
)  # fmt: skip


def test_a_row_has_masked_text_and_compact_json():
    assert to_row(PAIR) == (
        "paragraph", "See ⟦1⟧.", '[["code","`a`"]]', "见⟦1⟧。", '[["code","`é`"]]', 0.5, "a.md",
    )  # fmt: skip


@given(st.data())
def test_a_pair_read_from_its_row_is_equal(any_pair, data):
    pair = data.draw(any_pair)
    assert from_row(to_row(pair)) == pair
