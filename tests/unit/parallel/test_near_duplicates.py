import pytest

from amts.parallel.near_duplicates import NearDuplicates

TEXTS = ["The dog sees the house today.", "A cat.", "⟦1⟧ 5"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("the dog sees THE  house today.", {"the dog sees the house today."}),
        ("The dog sees the houses today.", {"the dog sees the house today."}),
        ("The dog sees a tree in the garden today.", set()),
        ("A cat.", {"a cat."}),
        ("⟦2⟧ 5", {"⟦ 5"}),
        ("", set()),
    ],
)
def test_what_differs_in_a_letter_is_the_same(text, found):
    assert NearDuplicates(TEXTS).of(text) == found
