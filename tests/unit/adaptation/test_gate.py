from dataclasses import replace

import pytest

from amts.adaptation.gate import HELD_OUT, MIN_TO_JUDGE, Split, hold_out, judge
from amts.records import Mark, MarkKind, Pair, Segment
from amts.testing.fakes import DictionaryEngine

WORDS = [f"{first}{second}" for first in "bdfgklmnprst" for second in ("alo", "emi", "iro", "ovu", "uxa")]
DICTIONARY = {word: word[::-1] for word in WORDS}


def pairs(count):
    texts = [" ".join(WORDS[(number * step) % len(WORDS)] for step in range(1, 7)) for number in range(count)]
    return [Pair(Segment(f"{text} {n}"), Segment(f"{' '.join(DICTIONARY[w] for w in text.split())} {n}"))
            for n, text in enumerate(texts)]  # fmt: skip


def test_some_pairs_are_held_out_and_no_source_text_is_on_both_sides():
    doubled = [*pairs(MIN_TO_JUDGE), *(replace(pair, document="other") for pair in pairs(200))]
    split = hold_out(doubled)
    assert len(split.held_out) == HELD_OUT
    assert {pair.source for pair in split.held_out}.isdisjoint(pair.source for pair in split.rest)
    assert {pair.source for pair in split.hidden} >= {pair.source for pair in split.held_out}
    assert sorted([*split.hidden, *split.rest], key=repr) == sorted(doubled, key=repr)


def test_what_is_nearly_held_out_is_not_learnt_from_either():
    found = pairs(MIN_TO_JUDGE)
    (held, *_), rest = hold_out(found).held_out, hold_out(found).rest
    near = Pair(Segment(held.source.text + "s"), held.target)
    split = hold_out([*found, near])
    assert near in split.hidden or near in split.held_out
    assert near not in split.rest
    assert len(split.rest) <= len(rest)


def test_the_order_of_the_pairs_does_not_matter():
    found = pairs(MIN_TO_JUDGE)
    assert hold_out(found).held_out == hold_out(found[::-1]).held_out


def test_of_few_pairs_none_is_held_out():
    few = pairs(MIN_TO_JUDGE - 1)
    assert hold_out(few) == Split([], few, [])


def test_unsure_pairs_are_nothing_to_judge_by():
    unsure = [replace(pair, confidence=0.5) for pair in pairs(MIN_TO_JUDGE)]
    assert hold_out(unsure) == Split([], unsure, [])


@pytest.mark.parametrize(
    ("before", "after", "kept"),
    [
        (DictionaryEngine({}), DictionaryEngine(DICTIONARY), True),
        (DictionaryEngine(DICTIONARY), DictionaryEngine({}), False),
    ],
)
def test_what_does_harm_is_not_kept(before, after, kept):
    verdict = judge("mix", before, after, pairs(60), "eo")
    assert verdict.kept is kept
    assert verdict.comparison.segments == 60


class Inventing(DictionaryEngine):
    """Writes a placeholder that is not in the question."""

    signature = "inventing"

    def translate(self, segments):
        return [
            replace(answer, segment=Segment(f"{answer.segment.text} ⟦9⟧")) for answer in super().translate(segments)
        ]


def test_a_spoilt_answer_counts_as_none():
    verdict = judge("mix", DictionaryEngine(DICTIONARY), Inventing(DICTIONARY), pairs(60), "eo")
    plain = judge("mix", DictionaryEngine(DICTIONARY), DictionaryEngine({}), pairs(60), "eo")
    assert not verdict.kept
    assert verdict.comparison == plain.comparison


def test_the_markup_of_an_answer_is_that_of_the_question():
    class Forgetful(DictionaryEngine):
        signature = "forgetful"

        def translate(self, segments):
            return [replace(answer, segment=Segment(answer.segment.text)) for answer in super().translate(segments)]

    marked = [Pair(*(Segment(f"⟦1⟧ {side.text}", (Mark(MarkKind.CODE, "`x`"),)) for side in (pair.source, pair.target)))
              for pair in pairs(60)]  # fmt: skip
    engine = Forgetful(DICTIONARY)
    assert judge("mix", engine, DictionaryEngine(DICTIONARY), marked, "eo").comparison.difference == 0


def test_a_verdict_says_what_it_rests_on():
    verdict = judge("mix", DictionaryEngine({}), DictionaryEngine(DICTIONARY), pairs(60), "eo")
    assert str(verdict).startswith("mix kept: +")
    assert "chrF2++ on 60 held-out pairs (95 % interval +" in str(verdict)
    assert str(judge("mix", DictionaryEngine({}), DictionaryEngine(DICTIONARY), [], "eo")) == (
        "mix kept: too few pairs to hold some out"
    )
    assert str(judge("mix", DictionaryEngine({}), DictionaryEngine({}), pairs(60), "eo")) == (
        "mix not used: there was nothing to learn from"
    )
