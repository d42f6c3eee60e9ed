"""Do no harm: an adapted engine is used only where held-out pairs of the parallel data show that it is no worse."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from amts.engines.wrappers import answered
from amts.evaluation.metrics import CHRF
from amts.evaluation.significance import compare
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


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a strategy's engine is used, and why.

    Attributes:
        strategy: its name.
        kept: whether it is used.
        comparison: of the engine before and with it, on held-out pairs; None if there were too few to judge.
    """

    strategy: str
    kept: bool
    comparison: Comparison | None = None

    def __str__(self) -> str:
        """The verdict in words."""
        decision = "kept" if self.kept else "not used"
        if self.comparison is None:
            return f"{self.strategy} {decision}: too few pairs to hold some out"
        low, high = self.comparison.interval
        return (
            f"{self.strategy} {decision}: {self.comparison.difference:+.1f} chrF2++ on {self.comparison.segments} "
            f"held-out pairs (95 % interval {low:+.1f} to {high:+.1f})"
        )


def hold_out(pairs: Sequence[Pair]) -> tuple[list[Pair], list[Pair]]:
    """Split pairs into some to judge by and those to learn from; pairs of one source text stay together.

    Which ones are held out depends on their texts alone, so that it is the same in every run.

    Returns:
        The held-out pairs, none if there are fewer than MIN_TO_JUDGE, and the others.
    """
    if len(pairs) < MIN_TO_JUDGE:
        return [], list(pairs)
    fit = {_text(pair): pair for pair in pairs if pair.confidence >= 0.9 and has_words(pair.source.text)}
    held = dict(sorted(fit.items(), key=lambda item: hashlib.sha256(item[0].encode()).digest())[:HELD_OUT])
    return list(held.values()), [pair for pair in pairs if _text(pair) not in held]


def judge(strategy: str, before: Engine, after: Engine, held_out: Sequence[Pair], target_tag: str) -> Verdict:
    """Keep a strategy's engine if the 95 % interval of its gain in chrF2++ on the held-out pairs excludes harm.

    Raises:
        EngineError: an engine cannot answer.
    """
    if not held_out:
        return Verdict(strategy, kept=True)
    human = [unmask(pair.target) for pair in held_out]
    baseline, system = (_translated(engine, held_out) for engine in (before, after))
    comparison = compare(baseline, system, human, target_tag, metric=CHRF, names=("before", strategy))
    return Verdict(strategy, comparison.interval[0] >= 0, comparison)


def _translated(engine: Engine, pairs: Sequence[Pair]) -> list[str]:
    answers = answered(engine, [collapsed(pair.source) for pair in pairs])
    return [unmask(answer.segment) for answer in answers]


def _text(pair: Pair) -> str:
    return collapsed(pair.source).text
