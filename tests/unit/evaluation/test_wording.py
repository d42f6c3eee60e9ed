from __future__ import annotations

from dataclasses import replace

from amts.evaluation.result import Leakage
from amts.evaluation.significance import Comparison
from amts.evaluation.wording import (
    conclusion,
    headline,
    in_words,
    leakage_in_words,
    number,
    p_in_words,
    signed,
    unscored_in_words,
)


def _plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_the_headline_says_what_is_better_by_how_much_and_how_surely(evaluation):
    assert _plain(headline(evaluation)) == (
        "adapted comes closer to the human translations than base: 28.9 BLEU against 20.1 (+8.8), "
        "a difference that chance hardly explains (p < 0.001)."
    )


def test_the_headline_does_not_claim_what_may_be_chance(evaluation):
    comparison = replace(evaluation.comparisons[0], p_value=0.31, segments=12)
    assert _plain(headline(replace(evaluation, comparisons=(comparison,)))) == (
        "adapted and base cannot be told apart: 28.9 BLEU against 20.1 (+8.8), a difference that "
        "may be chance (p = 0.310). Only 12 segments were compared: too few to be sure."
    )


def test_the_headline_admits_that_a_system_is_worse(evaluation):
    worse = Comparison("bleu", 28.9, 20.1, -8.8, 0.001, (-12.0, -5.0), "base", "adapted", 412)
    text = headline(replace(evaluation, comparisons=(worse,)))
    assert text.startswith("adapted stays further from the human translations than base")
    assert "(\u22128.8)" in text


def test_the_headline_leads_with_the_comparison_of_the_best_arm(evaluation):
    by_chrf = replace(evaluation.comparisons[0], metric="chrf2++")
    of_another = replace(evaluation.comparisons[0], system_name="memory")
    of_best = replace(evaluation.comparisons[0], baseline_name="memory")
    found = headline(replace(evaluation, comparisons=(by_chrf, of_another, of_best)))
    assert found.startswith("adapted comes closer to the human translations than memory")


def test_without_a_comparison_the_headline_ranks_the_arms_and_says_that_none_was_tested(evaluation):
    assert headline(replace(evaluation, comparisons=())) == (
        "adapted scores highest, with 28.9 BLEU; base 20.1. No test says whether chance may explain it."
    )
    assert headline(replace(evaluation, comparisons=(), arms=evaluation.arms[:1])) == "base scores 20.1 BLEU."
    assert headline(replace(evaluation, comparisons=(), arms=())) == "Nothing was scored."


def test_a_comparison_in_words_has_its_interval_and_likelihood(evaluation):
    assert _plain(in_words(evaluation.comparisons[0])) == (
        "BLEU 28.90 against 20.11: a difference of +8.79. In 95 % of the resampled test sets it lies between "
        "+5.12 and +12.50. If there were no difference, one this large would appear in fewer than 1 of 1,000 "
        "resamplings."
    )


def test_fewer_edits_are_better():
    fewer = Comparison("ter", 60.0, 50.0, -10.0, 0.002, (-12.0, -8.0))
    assert conclusion(fewer) == "Better"
    assert conclusion(replace(fewer, difference=10.0)) == "Worse"
    assert conclusion(replace(fewer, p_value=0.05)) == "May be chance"


def test_leakage_is_counted_in_a_sentence():
    assert leakage_in_words(Leakage(412, 3, ("A leaked sentence.",))) == (
        "Of the 412 held-out sentences, 4 also occur in the training data: "
        "3 as boilerplate that every document repeats, 1 otherwise."
    )
    assert leakage_in_words(Leakage(412, 0, ())) == ("None of the 412 held-out sentences occurs in the training data.")
    assert "was not checked" in leakage_in_words(Leakage(0, 0, ()))


def test_unscored_segments_are_counted_by_reason():
    assert unscored_in_words({"no counterpart": 1200, "only markup": 2}) == (
        "Held-out segments without a score: 1,202 (1,200 no counterpart, 2 only markup)."
    )
    assert unscored_in_words({}) == "Every held-out segment was scored."


def test_numbers_are_shown_with_no_more_digits_than_help():
    assert [number(14210), number(1.234), number(1893.4), number("c.md")] == [
        "14,210",
        "1.23",
        "1,893",
        "c.md",
    ]
    assert [signed(1.25, 1), signed(-3.14, 2), signed(-0.001, 1)] == ["+1.2", "\u22123.14", "0.0"]
    assert _plain(p_in_words(0.0421)) == "p = 0.042"
