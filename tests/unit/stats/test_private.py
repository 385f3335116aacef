"""Noisy reports (S39): no report tells two people apart by more than e^ε, and the sums are estimated without bias."""

from itertools import product
from math import exp

import numpy as np
import pytest

from sumisura.stats.errors import UnusableNumbers
from sumisura.stats.private import Noise, counts, variance


def likelihood(report, truth, noise):
    chance = [noise.p if at == truth else noise.q for at in range(len(report))]
    return np.prod([one if bit else 1 - one for bit, one in zip(report, chance, strict=True)])


@pytest.mark.parametrize("epsilon", [0.1, 0.5, 1.0, 3.0])
@pytest.mark.parametrize("positions", [1, 2, 3, 5])
def test_no_report_tells_two_truths_apart_by_more_than_its_epsilon(epsilon, positions):
    """Every report under every pair of truths, "none of them" (None) included; the bound is met, not only kept."""
    noise, worst = Noise(epsilon), 0.0
    for report in product((0, 1), repeat=positions):
        seen = [likelihood(report, truth, noise) for truth in (*range(positions), None)]
        worst = max(worst, max(seen) / min(seen))

    assert worst <= exp(epsilon) * (1 + 1e-12)
    if positions > 1:
        assert worst == pytest.approx(noise.ratio, rel=1e-12)
        assert noise.ratio == pytest.approx(exp(epsilon), rel=1e-12)


def test_every_chance_is_one():
    noise = Noise(1.0)

    for truth in (0, 1, None):
        assert sum(likelihood(report, truth, noise) for report in product((0, 1), repeat=3)) == pytest.approx(
            1
        )


def drawn(true, n, noise, rng, times):
    """(times, d) sums over n devices of which ``true[j]`` stand at j."""
    true = np.array(true)
    return rng.binomial(true, noise.p, (times, len(true))) + rng.binomial(
        n - true, noise.q, (times, len(true))
    )


@pytest.mark.parametrize("epsilon", [0.5, 1.0, 2.0])
def test_intervals_hold_the_truth_as_often_as_they_say(epsilon):
    """1,000 populations: between 93 and 97 of 100 intervals cover, and the estimate is right on average."""
    noise, true, n = Noise(epsilon), [300, 120, 40, 0], 2_000
    found = [counts(row, n, noise) for row in drawn(true, n, noise, np.random.default_rng(7), 1_000)]

    for at, truth in enumerate(true):
        covered = np.mean([row[at].covers(truth) for row in found])
        values = np.array([row[at].value for row in found])
        assert 0.93 <= covered <= 0.97, (truth, covered)
        assert abs(values.mean() - truth) < 4 * np.sqrt(variance(truth, n, noise) / 1_000)
        assert values.var() == pytest.approx(variance(truth, n, noise), rel=0.2)


def test_nobody_reported_nothing_is_known():
    (one,) = counts([0], 0, Noise(1.0))

    assert not one.known


@pytest.mark.parametrize("epsilon", [0.0, -1.0, float("nan"), float("inf")])
def test_a_useless_epsilon_is_refused(epsilon):
    with pytest.raises(UnusableNumbers):
        Noise(epsilon)


@pytest.mark.parametrize("sums", [[-1], [11], [float("nan")]])
def test_sums_that_cannot_be_are_refused(sums):
    with pytest.raises(UnusableNumbers):
        counts(sums, 10, Noise(1.0))
