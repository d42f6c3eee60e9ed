"""The findings of an evaluation in plain sentences, and numbers as people read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amts.evaluation.metrics import BLEU, CHRF, LOWER_IS_BETTER, TER
from amts.evaluation.result import value_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amts.evaluation.result import Evaluation, Fact, Leakage
    from amts.evaluation.significance import Comparison

METRIC_NAMES = {BLEU: "BLEU", CHRF: "chrF2++", TER: "TER"}
ORIGIN_MEANINGS = {
    "memory": "an earlier translation by a person, reused",
    "repaired": "a person's translation of a similar sentence, with what differs replaced",
    "engine": "translated by the engine",
    "retry": "translated by the engine at a second attempt",
    "source": "left untranslated",
}
_FACT_NAMES = {
    "pairs": "Pairs to learn from",
    "train_seconds": "Seconds to choose, learn and judge",
    "translate_seconds": "Seconds to translate",
    "words_per_second": "Words translated a second",
    "engine": "Engine",
    "segments_as_plain": "Segments as without adaptation",
    "sentences_from_memory": "Sentences that people have translated",
    "sentences_from_repaired": "Sentences from a similar one that people have translated",
    "sentences_from_engine": "Sentences by the engine",
    "sentences_from_retry": "Sentences by the engine at a second attempt",
    "sentences_from_source": "Sentences left untranslated",
    "sentences_from_kept": "Sentences without words to translate",
    "terms_missed_most": "Terms most often not as demanded",
}
_MINUS = "\u2212"
_NBSP = "\u00a0"


def headline(evaluation: Evaluation) -> str:
    """Return the result in a sentence or two: what is better, by how much, and whether it may be chance."""
    comparison = main_comparison(evaluation)
    if comparison:
        return _verdict(comparison)
    ranked = sorted(_bleu_by_arm(evaluation).items(), key=lambda item: -item[1])
    if not ranked:
        return "Nothing was scored."
    name, best = ranked[0]
    if len(ranked) == 1:
        return f"{name} scores {best:.1f} BLEU."
    others = ", ".join(f"{other} {value:.1f}" for other, value in ranked[1:])
    return f"{name} scores highest, with {best:.1f} BLEU; {others}. No test says whether chance may explain it."


def main_comparison(evaluation: Evaluation) -> Comparison | None:
    """Return the comparison to lead with: by BLEU, of the best arm if there is one, the first of several."""
    scores = _bleu_by_arm(evaluation)
    best = max(scores, key=lambda name: scores[name], default="")
    by_bleu = [each for each in evaluation.comparisons if each.metric == BLEU]
    of_best = [each for each in by_bleu if each.system_name == best]
    return next(iter([*of_best, *by_bleu, *evaluation.comparisons]), None)


def in_words(comparison: Comparison) -> str:
    """Return what a comparison found, with its interval and p-value, as sentences."""
    low, high = comparison.interval
    metric = METRIC_NAMES.get(comparison.metric, comparison.metric)
    return (
        f"{metric} {comparison.system:.2f} against {comparison.baseline:.2f}: a difference of "
        f"{signed(comparison.difference, 2)}. In 95{_NBSP}% of the resampled test sets it lies between "
        f"{signed(low, 2)} and {signed(high, 2)}. {_likelihood(comparison)}"
    )


def conclusion(comparison: Comparison) -> str:
    """Return the outcome of a comparison in a few words."""
    if not comparison.significant:
        return "May be chance"
    return "Better" if gain(comparison) > 0 else "Worse"


def gain(comparison: Comparison) -> float:
    """Return by how much the system is better: the difference, turned around where lower is better."""
    return -comparison.difference if comparison.metric in LOWER_IS_BETTER else comparison.difference


def leakage_in_words(leakage: Leakage) -> str:
    """Return how much of the held-out text the training data had, as a sentence."""
    if not leakage.held_out:
        return "It was not checked whether held-out sentences also occur in the training data."
    shared = leakage.shared_boilerplate + len(leakage.shared_other)
    if not shared:
        return f"None of the {_sentences(leakage.held_out)} occurs in the training data."
    other = len(leakage.shared_other)
    return (
        f"Of the {_sentences(leakage.held_out)}, {shared:,} also {_occur(shared)} in the training data: "
        f"{leakage.shared_boilerplate:,} as boilerplate that every document repeats, {other:,} otherwise."
    )


def unscored_in_words(unscored: dict[str, int]) -> str:
    """Return how many held-out segments have no score, and why, as a sentence."""
    total = sum(unscored.values())
    if not total:
        return "Every held-out segment was scored."
    reasons = ", ".join(f"{count:,} {reason}" for reason, count in unscored.items())
    return f"Held-out segments without a score: {total:,} ({reasons})."


def p_in_words(p_value: float) -> str:
    """Return a p-value as statisticians print it."""
    return f"p{_NBSP}<{_NBSP}0.001" if p_value < 0.001 else f"p{_NBSP}={_NBSP}{p_value:.3f}"


def signed(value: float, digits: int) -> str:
    """Return a difference with its sign; a true minus, not a hyphen."""
    text = f"{value:+.{digits}f}"
    if not float(text):
        return f"{0:.{digits}f}"
    return text.replace("-", _MINUS)


def fact_name(name: str) -> str:
    """Return what a fact says, in words."""
    kind, _, strategy = name.partition("_")
    return f"Strategy {strategy}" if kind == "strategy" else _FACT_NAMES.get(name, name)


def terms_in_words(facts: Mapping[str, Fact]) -> str:
    """Return how many terms are called what the terminology demands; empty if an arm has none."""
    applied, missed = (int(facts.get(f"terms_{what}", 0)) for what in ("applied", "missed"))
    demanded = applied + missed
    return f"{applied:,} of {demanded:,} ({100 * applied / demanded:.1f} %)" if demanded else ""


def number(value: Fact) -> str:
    """Return a fact's value for reading: thousands separated, no more digits than help."""
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.2f}"
    return value if isinstance(value, str) else f"{value:,}"


def _bleu_by_arm(evaluation: Evaluation) -> dict[str, float]:
    found = {arm.name: value_of(arm.corpus, BLEU) for arm in evaluation.arms}
    return {name: value for name, value in found.items() if value is not None}


def _verdict(comparison: Comparison) -> str:
    system, baseline = comparison.system_name, comparison.baseline_name
    p_value = p_in_words(comparison.p_value)
    if not comparison.significant:
        finding = f"{system} and {baseline} cannot be told apart"
        chance = f"a difference that may be chance ({p_value})"
    else:
        where = "comes closer to" if gain(comparison) > 0 else "stays further from"
        finding = f"{system} {where} the human translations than {baseline}"
        chance = f"a difference that chance hardly explains ({p_value})"
    few = f" Only {comparison.segments} segments were compared: too few to be sure." if comparison.few else ""
    return f"{finding}: {_numbers(comparison)}, {chance}.{few}"


def _numbers(comparison: Comparison) -> str:
    metric = METRIC_NAMES.get(comparison.metric, comparison.metric)
    difference = signed(comparison.difference, 1)
    return f"{comparison.system:.1f} {metric} against {comparison.baseline:.1f} ({difference})"


def _likelihood(comparison: Comparison) -> str:
    if comparison.p_value < 0.001:
        odds = "fewer than 1 of 1,000 resamplings"
    else:
        odds = f"{100 * comparison.p_value:.1f}{_NBSP}% of resamplings"
    few = f" With only {comparison.segments} segments, take this with caution." if comparison.few else ""
    return f"If there were no difference, one this large would appear in {odds}.{few}"


def _sentences(count: int) -> str:
    return f"{count:,} held-out sentence" + ("s" if count != 1 else "")


def _occur(count: int) -> str:
    return "occur" if count != 1 else "occurs"
