import pytest

from amts.adaptation.gate import HELD_OUT, MIN_TO_JUDGE, hold_out, judge
from amts.records import Pair, Segment
from amts.testing.fakes import DictionaryEngine

WORDS = [f"{first}{second}" for first in "bdfgklmnprst" for second in ("alo", "emi", "iro", "ovu", "uxa")]
DICTIONARY = {word: word[::-1] for word in WORDS}


def pairs(count):
    texts = [" ".join(WORDS[(number * step) % len(WORDS)] for step in range(1, 7)) for number in range(count)]
    return [Pair(Segment(f"{text} {n}"), Segment(f"{' '.join(DICTIONARY[w] for w in text.split())} {n}"))
            for n, text in enumerate(texts)]  # fmt: skip


def test_some_pairs_are_held_out_and_no_source_text_is_on_both_sides():
    doubled = [*pairs(MIN_TO_JUDGE), *pairs(200)]
    held, rest = hold_out(doubled)
    assert len(held) == HELD_OUT
    assert {pair.source for pair in held}.isdisjoint(pair.source for pair in rest)
    assert len(rest) + len(held) <= len(doubled)
    assert {pair.source for pair in [*held, *rest]} == {pair.source for pair in doubled}


def test_the_order_of_the_pairs_does_not_matter():
    found = pairs(MIN_TO_JUDGE)
    assert hold_out(found)[0] == hold_out(found[::-1])[0]


def test_of_few_pairs_none_is_held_out():
    few = pairs(MIN_TO_JUDGE - 1)
    assert hold_out(few) == ([], few)


def test_unsure_pairs_are_nothing_to_judge_by():
    unsure = [Pair(pair.source, pair.target, confidence=0.5) for pair in pairs(MIN_TO_JUDGE)]
    assert hold_out(unsure) == ([], unsure)


@pytest.mark.parametrize(
    ("before", "after", "kept"),
    [
        (DictionaryEngine({}), DictionaryEngine(DICTIONARY), True),
        (DictionaryEngine(DICTIONARY), DictionaryEngine({}), False),
        (DictionaryEngine(DICTIONARY), DictionaryEngine(DICTIONARY), True),
    ],
)
def test_what_does_harm_is_not_kept(before, after, kept):
    verdict = judge("mix", before, after, pairs(60), "eo")
    assert verdict.kept is kept
    assert verdict.comparison.segments == 60


def test_a_verdict_says_what_it_rests_on():
    verdict = judge("mix", DictionaryEngine({}), DictionaryEngine(DICTIONARY), pairs(60), "eo")
    assert str(verdict).startswith("mix kept: +")
    assert "chrF2++ on 60 held-out pairs (95 % interval +" in str(verdict)
    assert str(judge("mix", DictionaryEngine({}), DictionaryEngine({}), [], "eo")) == (
        "mix kept: too few pairs to hold some out"
    )
