"""What an evaluation found: the data behind `scores.json` and the report."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from math import isfinite
from typing import TYPE_CHECKING, Any

from amts.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amts.evaluation.significance import Comparison
    from amts.records import Match, Score

Fact = int | float | str

PLAIN = "plain"
"""What the arm without adaptation is called: what the others have changed is shown against it."""


@dataclass(frozen=True, slots=True)
class Example:
    """A held-out segment with its reference and, by arm, its translations and where they come from.

    Attributes:
        document: the document that it belongs to.
        source: its text.
        reference: its translation by a person.
        outputs: its translations by each arm.
        origins: what made them, such as `memory` and `engine`.
        matches: by arm, the pairs that were used for it, or are most like it among those learnt.
        engines: by arm, the signatures of the engines that made it.
    """

    document: str
    source: str
    reference: str
    outputs: dict[str, str]
    origins: dict[str, str]
    matches: dict[str, tuple[Match, ...]] = field(default_factory=dict)
    engines: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Arm:
    """One way to translate the held-out documents: its scores, and facts such as its training time."""

    name: str
    description: str
    corpus: tuple[Score, ...]
    documents: dict[str, tuple[Score, ...]]
    facts: dict[str, Fact]


@dataclass(frozen=True, slots=True)
class Leakage:
    """How many held-out sentences also occur in the training data.

    Attributes:
        held_out: the number of held-out sentences.
        shared_boilerplate: those that occur in both because every document has them, such as a heading.
        shared_other: the others that occur in both, or nearly (a fuzzy match of at least 90 %).
        shared_names: documents learnt from that are called like a held-out one.
        shared_base: how many pairs of the base were left out because they held such a text.
    """

    held_out: int
    shared_boilerplate: int
    shared_other: tuple[str, ...]
    shared_names: tuple[str, ...] = ()
    shared_base: int = 0


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All arms on the same held-out documents.

    Attributes:
        title: what was evaluated.
        source_language: tag of the language translated from.
        target_language: tag of the language translated into.
        arms: in the order in which to show them, baseline first.
        comparisons: between pairs of arms; the one that matters most first.
        leakage: what the held-out and the training data share.
        unscored: how many held-out segments have no score, by reason.
        examples: segments to show.
        signature: of the data and versions that made these numbers.
    """

    title: str
    source_language: str
    target_language: str
    arms: tuple[Arm, ...]
    comparisons: tuple[Comparison, ...]
    leakage: Leakage
    unscored: dict[str, int]
    examples: tuple[Example, ...]
    signature: str


def to_json(evaluation: Evaluation) -> str:
    """Return the content of `scores.json`: everything but the examples, numbers rounded to two decimals.

    Raises:
        DataError: two arms were scored with different settings, so that their scores cannot be compared.
    """
    content = {
        "title": evaluation.title,
        "source_language": evaluation.source_language,
        "target_language": evaluation.target_language,
        "signature": evaluation.signature,
        "signatures": signatures(evaluation),
        "arms": {arm.name: _arm(arm) for arm in evaluation.arms},
        "comparisons": [_comparison(each) for each in evaluation.comparisons],
        "leakage": {
            "held_out": evaluation.leakage.held_out,
            "shared_boilerplate": evaluation.leakage.shared_boilerplate,
            "shared_other": list(evaluation.leakage.shared_other),
            "shared_names": list(evaluation.leakage.shared_names),
            "shared_base": evaluation.leakage.shared_base,
        },
        "unscored": evaluation.unscored,
    }
    return json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def signatures(evaluation: Evaluation) -> dict[str, str]:
    """Return each metric's signature, which all arms must share.

    Raises:
        DataError: two arms have different ones.
    """
    found: dict[str, str] = {}
    for arm in evaluation.arms:
        for score in arm.corpus:
            expected = found.setdefault(score.metric, score.signature)
            if score.signature != expected:
                msg = (
                    f"arm {arm.name!r} has {score.metric} with signature {score.signature!r}, those "
                    f"before with {expected!r}: score all arms with the same settings"
                )
                raise DataError(msg)
    return found


def document_names(evaluation: Evaluation) -> list[str]:
    """Return the names of all scored documents, in the order of the arms."""
    return list(dict.fromkeys(name for arm in evaluation.arms for name in arm.documents))


def value_of(scores: Sequence[Score], metric: str) -> float | None:
    """Return the value of a metric among the scores, or None if it was not computed."""
    return next((score.value for score in scores if score.metric == metric), None)


def _arm(arm: Arm) -> dict[str, Any]:
    return {
        "description": arm.description,
        "corpus": _values(arm.corpus),
        "documents": {name: _values(scores) for name, scores in arm.documents.items()},
        "facts": {name: _rounded(value) for name, value in arm.facts.items()},
    }


def _values(scores: Sequence[Score]) -> dict[str, Any]:
    return {score.metric: _rounded(score.value) for score in scores}


def _comparison(comparison: Comparison) -> dict[str, Any]:
    return {
        "metric": comparison.metric,
        "baseline_name": comparison.baseline_name,
        "system_name": comparison.system_name,
        "baseline": _rounded(comparison.baseline),
        "system": _rounded(comparison.system),
        "difference": _rounded(comparison.difference),
        "relative": _rounded(comparison.relative, digits=4),
        "interval": [_rounded(bound) for bound in comparison.interval],
        "p_value": _rounded(comparison.p_value, digits=4),
        "segments": comparison.segments,
        "signature": comparison.signature,
    }


def _rounded(value: Fact, digits: int = 2) -> Fact | None:
    """Round a number; one that is not finite, such as a speed over no time, has no JSON and becomes null."""
    if not isinstance(value, float):
        return value
    return round(value, digits) + 0.0 if isfinite(value) else None  # + 0.0: never "-0.0"
