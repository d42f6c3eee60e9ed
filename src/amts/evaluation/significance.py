"""Whether one system is better than another or only luckier: paired bootstrap resampling (Koehn 2004)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from amts.evaluation.metrics import BLEU, check_counts, metric_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from sacrebleu.metrics.base import Metric

FEW_SEGMENTS = 30
"""Below this, resampling says little: the few segments at hand stand for too much."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two systems on the same segments.

    Attributes:
        metric: what they are compared by.
        baseline: the baseline's score.
        system: the system's score.
        difference: system minus baseline.
        p_value: how often a difference at least this large, either way, would arise if there were none.
        interval: the middle 95 % of the resampled differences, low and high.
        baseline_name: the arm that is the baseline.
        system_name: the arm that is the system.
        segments: how many segments both translated.
        signature: of the metric and of the resampling.
    """

    metric: str
    baseline: float
    system: float
    difference: float
    p_value: float
    interval: tuple[float, float]
    baseline_name: str = "baseline"
    system_name: str = "system"
    segments: int = 0
    signature: str = ""

    @property
    def significant(self) -> bool:
        """Whether chance alone explains the difference in fewer than one case in twenty."""
        return self.p_value < 0.05

    @property
    def relative(self) -> float:
        """The difference as a share of the baseline's score; 0 if that is 0."""
        return self.difference / self.baseline if self.baseline else 0.0

    @property
    def few(self) -> bool:
        """Whether there are too few segments for a firm conclusion."""
        return 0 < self.segments < FEW_SEGMENTS


def compare(
    baseline: Sequence[str],
    system: Sequence[str],
    references: Sequence[str],
    tag: str,
    resamples: int = 1000,
    seed: int = 12345,
    *,
    metric: str = BLEU,
    names: tuple[str, str] = ("baseline", "system"),
) -> Comparison:
    """Compare two systems' translations of the same segments into the language `tag`.

    Raises:
        DataError: there is nothing to compare, or the lengths differ.
    """
    import numpy as np

    check_counts(baseline, references)
    check_counts(system, references)
    scorer = metric_for(metric, tag)
    statistics = [np.asarray(scorer._extract_corpus_statistics(each, [references])) for each in (baseline, system)]
    of_baseline, of_system = (float(_scores(scorer, each.sum(axis=0)[None])[0]) for each in statistics)
    draws = _resampled(len(references), resamples, seed)
    differences = _scores(scorer, draws @ statistics[1]) - _scores(scorer, draws @ statistics[0])
    low, high = np.percentile(differences, [2.5, 97.5])
    return Comparison(
        metric,
        of_baseline,
        of_system,
        of_system - of_baseline,
        _p_value(differences, of_system - of_baseline),
        (float(low), float(high)),
        *names,
        segments=len(references),
        signature=f"{scorer.get_signature()}|bs:{resamples}|seed:{seed}",
    )


def _resampled(segments: int, resamples: int, seed: int) -> np.ndarray:
    """Return how often each segment is drawn, with replacement, in each resample."""
    import numpy as np

    return np.random.default_rng(seed).multinomial(segments, np.full(segments, 1 / segments), size=resamples)


def _scores(scorer: Metric, sums: np.ndarray) -> np.ndarray:
    import numpy as np

    return np.array([scorer._compute_score_from_stats(each).score for each in sums.tolist()])


def _p_value(differences: np.ndarray, real: float) -> float:
    """Return the share of differences that, shifted to a mean of zero, are at least as large as the real one.

    Two-sided, after Riezler and Maxwell (2005), the real difference counted among them. sacreBLEU's own test
    counts only larger ones, and so finds a system significantly different from itself.
    """
    as_large = abs(differences - differences.mean()) >= abs(real)
    return float((as_large.sum() + 1) / (len(differences) + 1))


@dataclass(frozen=True, slots=True)
class Saving:
    """By what share a way of working costs less than another.

    Attributes:
        value: the share, over all clusters; 0.8 is a fifth of the cost.
        interval: the middle 95 % of the shares when clusters are drawn again, low and high.
        clusters: how many there are.
        signature: of the resampling.
    """

    value: float
    interval: tuple[float, float]
    clusters: int
    signature: str


def saving(
    baseline: Sequence[float], system: Sequence[float], resamples: int = 10_000, seed: int = 12345
) -> Saving | None:
    """Return by what share a system costs less than a baseline; None if the baseline costs nothing.

    Costs within a cluster, such as a file, depend on each other, so that whole clusters are drawn.

    Args:
        baseline: the cost of each cluster.
        system: the same of the other way of working.
        resamples: how often clusters are drawn.
        seed: of the draws.
    """
    import numpy as np

    costs = np.array([baseline, system], dtype=float)
    if not costs[0].sum():
        return None
    drawn = costs @ _resampled(len(baseline), resamples, seed).T
    shares = 1 - drawn[1] / np.where(drawn[0] > 0, drawn[0], np.nan)
    low, high = np.nanpercentile(shares, [2.5, 97.5])
    whole = float(1 - costs[1].sum() / costs[0].sum())
    return Saving(whole, (float(low), float(high)), len(baseline), f"cluster-bs:{resamples}|seed:{seed}")
