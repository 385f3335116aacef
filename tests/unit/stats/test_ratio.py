"""The sample-ratio check: scipy's chi-square as oracle, and what watching does to it."""

import numpy as np
import pytest
from scipy import stats
from scipy.special import betaln

from sumisura.stats import ratio
from sumisura.stats.errors import UnusableNumbers


@pytest.mark.parametrize("counts", [(90, 910), (130, 870), (0, 40)])
def test_one_look_is_pearsons(counts):
    n = sum(counts)
    expected = stats.chisquare(counts, [0.1 * n, 0.9 * n]).pvalue
    assert ratio.chi_square_p(counts, [0.1, 0.9]) == pytest.approx(expected)


def test_three_arms():
    expected = stats.chisquare([30, 50, 20], [33, 33, 34]).pvalue
    assert ratio.chi_square_p([30, 50, 20], [0.33, 0.33, 0.34]) == pytest.approx(expected)


def test_watching_every_visitor_alarms_at_most_as_often_as_it_says():
    rng, runs, alarms, peeked = np.random.default_rng(1), 500, 0, 0
    at = np.arange(50, 4001, 50)
    for arrivals in (rng.random((runs, 4000)) < 0.1).cumsum(1):
        counts = [(int(arrivals[n - 1]), int(n - arrivals[n - 1])) for n in at]
        alarms += any(ratio.sequential_p(one, [0.1, 0.9]) < 0.05 for one in counts)
        peeked += any(ratio.chi_square_p(one, [0.1, 0.9]) < 0.05 for one in counts)
    assert alarms / runs <= 0.05
    assert peeked / runs > 0.2


def test_a_leak_in_one_arm_is_found():
    assert ratio.sequential_p([10_000, 9_000], [0.5, 0.5]) < 1e-6
    assert ratio.sequential_p([600, 9_400], [0.1, 0.9]) < 1e-6


def test_the_ratio_is_the_dirichlet_mixture():
    strength, one, other = 40.0, 30, 5
    log_ratio = betaln(20 + one, 20 + other) - betaln(20, 20) - (one + other) * np.log(0.5)
    found = ratio.sequential_p([one, other], [0.5, 0.5], strength=strength)
    assert found == pytest.approx(np.exp(-log_ratio))


def test_nobody_is_no_warning():
    assert ratio.chi_square_p([0, 0], [0.5, 0.5]) == 1.0
    assert ratio.sequential_p([0, 0], [0.5, 0.5]) == 1.0


@pytest.mark.parametrize("shares", [[0.0, 1.0], [0.5, 0.6], [1.0], [float("nan"), 0.5]])
def test_shares_that_divide_nothing_are_refused(shares):
    with pytest.raises(UnusableNumbers, match="do not divide"):
        ratio.chi_square_p([1, 2], shares)


def test_counts_below_none_are_refused():
    with pytest.raises(UnusableNumbers, match="cannot be"):
        ratio.sequential_p([-1, 2], [0.5, 0.5])
