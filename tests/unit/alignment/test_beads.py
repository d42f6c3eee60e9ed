import math
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amts.alignment.beads import BLOCK_BEADS, SENTENCE_BEADS, SKIP, Bead, best_beads

PRIORS = st.sampled_from([SENTENCE_BEADS, BLOCK_BEADS])
SIZES = st.integers(0, 4)


def scorer(seed, forbidden=0.0):
    """Return a score that looks random; a share of the beads is impossible."""

    @cache
    def score(i, k, j, n):
        value = math.sin(seed + 12.9898 * i + 78.233 * k + 37.719 * j + 4.581 * n) * 43758.5453 % 1
        return -math.inf if value < forbidden else 6 * value - 3

    return score


def all_ways(source, target, score, priors):
    """Yield every way through both sequences as a list of (i, k, j, n), with its weight."""
    if source == target == 0:
        yield [], 0.0
        return
    for (k, n), prior in [*priors.items(), ((1, 0), SKIP), ((0, 1), SKIP)]:
        i, j = source - k, target - n
        if i >= 0 and j >= 0:
            here = prior + (score(i, k, j, n) if k and n else 0.0)
            for way, weight in all_ways(i, j, score, priors):
                yield [*way, (i, k, j, n)], weight + here


@given(st.integers(0, 3), st.integers(0, 3), st.integers(0, 10_000), PRIORS, st.sampled_from([0.0, 0.5, 1.0]))
def test_beads_and_posteriors_are_those_of_all_ways_counted_out(source, target, seed, priors, forbidden):
    score = scorer(seed, forbidden)
    ways = list(all_ways(source, target, score, priors))
    total = sum(math.exp(weight) for _, weight in ways)
    best = max(weight for _, weight in ways)
    found = best_beads(source, target, score, priors)
    steps = {(bead.source, bead.sources, bead.target, bead.targets): bead.posterior for bead in found}
    rest = source + target - sum(bead.sources + bead.targets for bead in found)
    weight = rest * SKIP + sum(score(*step) + priors[step[1], step[3]] for step in steps)
    assert weight == pytest.approx(best)
    for step, posterior in steps.items():
        assert posterior == pytest.approx(sum(math.exp(weight) for way, weight in ways if step in way) / total)


@given(SIZES, SIZES, st.integers(0, 10_000), PRIORS)
def test_beads_are_in_order_in_bounds_and_never_cross(source, target, seed, priors):
    beads = best_beads(source, target, scorer(seed), priors)
    i = j = 0
    for bead in beads:
        assert bead.source >= i
        assert bead.target >= j
        assert (bead.sources, bead.targets) in priors
        assert 0 <= bead.posterior <= 1
        i, j = bead.source + bead.sources, bead.target + bead.targets
    assert i <= source
    assert j <= target


def test_equal_sequences_are_paired_one_to_one():
    beads = best_beads(3, 3, lambda i, k, j, n: 10.0 if i == j and k == n == 1 else -10.0, SENTENCE_BEADS)
    assert [(bead.source, bead.target) for bead in beads] == [(0, 0), (1, 1), (2, 2)]
    assert all(bead.posterior > 0.999 for bead in beads)


def test_a_unit_without_a_translation_is_left_out():
    beads = best_beads(3, 2, lambda i, k, j, n: 10.0 if (i, j) in {(0, 0), (2, 1)} else -10.0, BLOCK_BEADS)
    assert [(bead.source, bead.target) for bead in beads] == [(0, 0), (2, 1)]


def test_joined_units_make_one_bead():
    (bead,) = best_beads(2, 1, lambda i, k, j, n: 5.0 if k == 2 else -5.0, SENTENCE_BEADS)
    assert bead == Bead(0, 2, 0, 1, bead.posterior)
    assert bead.posterior > 0.99


def test_a_doubtful_bead_has_a_posterior_between():
    # Pairing costs as much as leaving both out: 2 * SKIP, by two ways, against one bead.
    (bead,) = best_beads(1, 1, lambda i, k, j, n: 2 * SKIP + 1.0, {(1, 1): 0.0})
    assert bead.posterior == pytest.approx(math.e / (math.e + 2))


@pytest.mark.parametrize(("source", "target"), [(0, 0), (0, 3), (3, 0)])
def test_without_a_side_there_are_no_beads(source, target):
    assert best_beads(source, target, scorer(1), SENTENCE_BEADS) == []


def test_impossible_beads_are_never_taken():
    assert best_beads(2, 2, lambda i, k, j, n: -math.inf, SENTENCE_BEADS) == []


def test_long_sequences_do_not_overflow():
    beads = best_beads(60, 60, lambda i, k, j, n: 300.0 if i == j else -300.0, BLOCK_BEADS)
    assert len(beads) == 60
    assert all(bead.posterior == pytest.approx(1.0) for bead in beads)


@pytest.mark.parametrize("priors", [SENTENCE_BEADS, BLOCK_BEADS])
def test_priors_are_probabilities(priors):
    assert sum(map(math.exp, priors.values())) <= 1.02
