import pytest

from amts.parallel.intake import gathered, outcome
from amts.parallel.protocol import Imported
from amts.records import Level, Mark, MarkKind, Pair, Rejection, Segment

ONE, TWO = Segment("one"), Segment("zwei")


def test_details_may_be_left_blank():
    assert outcome(ONE, TWO, "", "", "") == Pair(ONE, TWO, Level.SENTENCE, 1.0, "")


def test_details_are_read():
    assert outcome(ONE, TWO, " Paragraph", "0.25", "a.md") == Pair(ONE, TWO, Level.PARAGRAPH, 0.25, "a.md")


@pytest.mark.parametrize(
    ("source", "target", "level", "confidence", "reason"),
    [
        (" \n", "zwei", "", "", "empty-source"),
        ("one", "\u3000", "", "", "empty-target"),
        ("one ", "one", "", "", "identical"),
        ("one", "zwei", "chapter", "", "unknown-level"),
        ("one", "zwei", "", "high", "bad-confidence"),
        ("one", "zwei", "", "nan", "bad-confidence"),
        ("one", "zwei", "", "1.01", "bad-confidence"),
    ],
)
def test_what_cannot_be_used_has_a_reason(source, target, level, confidence, reason):
    rejection = outcome(Segment(source), Segment(target), level, confidence, "")
    assert isinstance(rejection, Rejection)
    assert rejection.reason == reason
    assert (rejection.pair.source.text, rejection.pair.target.text) == (source, target)


def test_equal_text_with_other_marks_is_not_identical():
    sides = (Segment("⟦1⟧", (Mark(MarkKind.NOTE, text),)) for text in ("[^a note]", "[^eine Notiz]"))
    assert isinstance(outcome(*sides, "", "", ""), Pair)


def test_nothing_is_lost_in_sorting():
    pair, rejection = Pair(ONE, TWO), Rejection(Pair(ONE, ONE), "identical")
    assert gathered([pair, rejection, pair]) == Imported((pair, pair), (rejection,))
