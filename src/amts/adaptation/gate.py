"""Do no harm: an adapted engine is used only where held-out pairs of the parallel data show that it is no worse."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from amts.engines.wrappers import answered, flaw
from amts.evaluation.metrics import CHRF
from amts.evaluation.significance import compare
from amts.parallel.near_duplicates import NearDuplicates
from amts.placeholders import collapsed, has_words, unmask

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amts.engines.protocol import Engine
    from amts.evaluation.significance import Comparison
    from amts.records import Pair

# Enough for a difference of a point to show, few enough to be translated twice in seconds.
HELD_OUT = 150
# With fewer pairs than this, holding some out costs more than the check is worth: adaptation is then not judged.
MIN_TO_JUDGE = 10 * HELD_OUT
MIN_CONFIDENCE = 0.9


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a strategy's engine is used, and why.

    Attributes:
        strategy: its name.
        kept: whether it is used.
        comparison: of the engine before and with it, on held-out pairs; None if it was not judged.
        reason: why it was not.
    """

    strategy: str
    kept: bool
    comparison: Comparison | None = None
    reason: str = ""

    def __str__(self) -> str:
        """The verdict in words."""
        decision = "kept" if self.kept else "not used"
        if self.comparison is None:
            return f"{self.strategy} {decision}: {self.reason}"
        low, high = self.comparison.interval
        return (
            f"{self.strategy} {decision}: {self.comparison.difference:+.1f} chrF2++ on {self.comparison.segments} "
            f"held-out pairs (95 % interval {low:+.1f} to {high:+.1f})"
        )


@dataclass(frozen=True, slots=True)
class Split:
    """Pairs to judge by, those to learn from, and those that are hidden: of the same texts as the first, or nearly."""

    held_out: list[Pair]
    rest: list[Pair]
    hidden: list[Pair]


def hold_out(pairs: Sequence[Pair]) -> Split:
    """Split pairs into some to judge by and those to learn from, which share no source text, not even nearly.

    Which ones are held out depends on their texts alone, so that it is the same in every run. Of fewer than
    MIN_TO_JUDGE pairs none is.
    """
    if len(pairs) < MIN_TO_JUDGE:
        return Split([], list(pairs), [])
    fit = {_text(pair): pair for pair in pairs if pair.confidence >= MIN_CONFIDENCE and has_words(pair.source.text)}
    held = dict(sorted(fit.items(), key=lambda item: hashlib.sha256(item[0].encode()).digest())[:HELD_OUT])
    near = NearDuplicates(held)
    hidden = [bool(near.of(pair.source.text)) for pair in pairs]
    return Split(
        list(held.values()),
        [pair for pair, away in zip(pairs, hidden, strict=True) if not away],
        [pair for pair, away in zip(pairs, hidden, strict=True) if away],
    )


def judge(strategy: str, before: Engine, after: Engine, held_out: Sequence[Pair], target_tag: str) -> Verdict:
    """Keep a strategy's engine if the 95 % interval of its gain in chrF2++ on the held-out pairs excludes harm.

    Raises:
        EngineError: an engine cannot answer.
    """
    if after.signature == before.signature:
        return Verdict(strategy, kept=False, reason="there was nothing to learn from")
    if not held_out:
        return Verdict(strategy, kept=True, reason="too few pairs to hold some out")
    human = [unmask(pair.target) for pair in held_out]
    baseline, system = (_translated(engine, held_out) for engine in (before, after))
    comparison = compare(baseline, system, human, target_tag, metric=CHRF, names=("before", strategy))
    return Verdict(strategy, comparison.interval[0] >= 0, comparison)


def _translated(engine: Engine, pairs: Sequence[Pair]) -> list[str]:
    """Return what an engine says, as readers would see it: where an answer is spoilt, the source text."""
    sources = [collapsed(pair.source) for pair in pairs]
    texts = [answer.segment.text for answer in answered(engine, sources)]
    return [
        unmask(source if flaw(source, text) else replace(source, text=text))
        for source, text in zip(sources, texts, strict=True)
    ]


def _text(pair: Pair) -> str:
    return collapsed(pair.source).text
