from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amts.engines.projection import project
from amts.engines.surface import Plain, plain
from amts.placeholders import keeps_marks, numbers, placeholder
from amts.records import Mark, MarkKind, Segment

OPEN, CLOSE = Mark(MarkKind.OPEN, "*"), Mark(MarkKind.CLOSE, "*")


def projected(text, answer, links, marks=(OPEN, CLOSE)):
    """Return the answer with the marks of the text, or None; `links` are `source-target` pairs such as `0-1`."""
    table = {}
    for link in links.split():
        source, target = map(int, link.split("-"))
        table.setdefault(source, []).append(target)
    words = project(answer.split(), plain(Segment(text, marks), "en"), marks, table)
    return words and " ".join(words)


def test_marks_go_around_the_words_that_translate_what_they_enclosed():
    assert projected("the ⟦1⟧red⟦2⟧ dog", "la hundo ruga", "0-0 1-2 2-1") == "la hundo ⟦1⟧ ruga ⟦2⟧"


def test_marks_span_all_words_between_the_first_and_the_last_translation():
    assert projected("⟦1⟧red dog⟦2⟧ barks", "ruga bojas hundo", "0-0 1-2 2-1") == "⟦1⟧ ruga bojas hundo ⟦2⟧"


def test_nested_marks_stay_nested():
    text = "⟦1⟧a ⟦2⟧b⟦3⟧⟦4⟧"
    assert projected(text, "B A", "0-1 1-0", (OPEN, OPEN, CLOSE, CLOSE)) == "⟦1⟧ ⟦2⟧ B ⟦3⟧ A ⟦4⟧"


def test_two_pairs_around_the_same_words_keep_their_order():
    text = "⟦1⟧⟦2⟧a⟦3⟧⟦4⟧"
    assert projected(text, "A", "0-0", (OPEN, OPEN, CLOSE, CLOSE)) == "⟦1⟧ ⟦2⟧ A ⟦3⟧ ⟦4⟧"


def test_neighbours_that_change_places_take_their_marks_with_them():
    text = "⟦1⟧a⟦2⟧⟦3⟧b⟦4⟧"
    assert projected(text, "B A", "0-1 1-0", (OPEN, CLOSE, OPEN, CLOSE)) == "⟦3⟧ B ⟦4⟧ ⟦1⟧ A ⟦2⟧"


@pytest.mark.parametrize(
    ("text", "links", "marks"),
    [
        ("⟦1⟧a⟦2⟧ b", "1-0", (OPEN, CLOSE)),  # nothing translates what is enclosed
        ("⟦1⟧⟦2⟧a", "0-0", (OPEN, CLOSE)),  # nothing is enclosed
        ("⟦1⟧a b", "0-0 1-1", (OPEN,)),  # never closed
        ("a⟦1⟧ b", "0-0 1-1", (CLOSE,)),  # never opened
        ("⟦1⟧a c⟦2⟧ ⟦3⟧b⟦4⟧", "0-0 1-2 2-1", (OPEN, CLOSE, OPEN, CLOSE)),  # one would stand within the other
        ("⟦1⟧a⟦2⟧ ⟦3⟧b⟦4⟧", "0-0 1-0", (OPEN, CLOSE, OPEN, CLOSE)),  # both around the same word
    ],
)
def test_marks_that_cannot_be_placed_are_not_placed(text, links, marks):
    assert projected(text, "A B C", links, marks) is None


def test_without_paired_marks_the_words_are_returned():
    assert project(["A"], Plain(("a",)), (), {}) == ["A"]


@st.composite
def marked_sentences(draw):
    """A sentence with well-nested marks numbered in order, and any links to an answer."""
    pieces, marks, depth = [], [], 0
    for step in draw(st.lists(st.sampled_from(["word", "open", "close", "code"]), max_size=14)):
        if step == "word" or (step == "close" and not depth):
            pieces.append("w")
            continue
        kind = MarkKind(step)
        depth += {"open": 1, "close": -1}.get(step, 0)
        marks.append(Mark(kind, step))
        pieces.append(placeholder(len(marks)))
    for _ in range(depth):
        marks.append(CLOSE)
        pieces.append(placeholder(len(marks)))
    length = draw(st.integers(0, 8))
    indexes = st.lists(st.integers(0, max(length - 1, 0)), max_size=3 if length else 0)
    links = draw(st.dictionaries(st.integers(0, len(pieces)), indexes, max_size=len(pieces)))
    return Segment(" ".join(pieces), tuple(marks)), length, links


@given(marked_sentences())
def test_each_paired_mark_is_placed_once_and_nested_as_in_the_source_or_none_is(case):
    segment, length, links = case
    source = plain(segment, "en")
    words = project([f"W{index}" for index in range(length)], source, segment.marks, links)
    if words is None:
        return
    paired = [number for number, _ in source.marks]
    kept = " ".join(words)
    assert sorted(numbers(kept)) == sorted(paired)
    assert [word for word in words if word.startswith("W")] == [f"W{index}" for index in range(length)]
    only_paired = Segment(" ".join(map(placeholder, paired)), segment.marks)
    assert keeps_marks(only_paired, Segment(kept, segment.marks))
    # Each pair encloses a word: an empty emphasis would be four stars.
    for opening, closing in pairwise(paired):
        between = kept.partition(placeholder(opening))[2].partition(placeholder(closing))[0]
        if segment.marks[opening - 1].kind is MarkKind.OPEN and segment.marks[closing - 1].kind is MarkKind.CLOSE:
            assert "W" in between
