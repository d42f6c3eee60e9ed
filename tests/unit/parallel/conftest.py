import pytest
from hypothesis import strategies as st

from amts.placeholders import placeholder
from amts.records import Level, Mark, MarkKind, Pair, Segment

# What formats stumble over, more often than chance would bring it up.
TEXT = st.text(
    st.one_of(
        st.sampled_from("⟦⟧0123 \t\r\n<>&;\"',`\x00\x85\ufeff\ufffe😀中"),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=12,
)
MARK = st.builds(Mark, st.sampled_from(MarkKind), TEXT)


@st.composite
def segments(draw):
    marks = tuple(draw(st.lists(MARK, max_size=5)))
    numbers = st.integers(1, len(marks)).map(placeholder) if marks else st.just("")
    return Segment("".join(draw(st.lists(st.one_of(TEXT, numbers), max_size=6))), marks)


@pytest.fixture(scope="session")
def any_pair():
    """Pairs with marks that are used once, often, or not at all."""
    return st.builds(
        Pair, segments(), segments(), st.sampled_from(Level), st.floats(0, 1), TEXT
    )  # fmt: skip
