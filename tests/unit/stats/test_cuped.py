"""CUPED: the cut in variance is 1 - ρ², and the interval still holds the truth."""

import numpy as np
import pytest

from sumisura.stats import cuped
from sumisura.stats.errors import UnusableNumbers

LOGS, N = 1000, 400


def arm(rng, effect, n=N, rho=0.7):
    before = rng.normal(0, 1, n)
    return 5 + effect + rho * before + np.sqrt(1 - rho**2) * rng.normal(0, 1, n), before


@pytest.mark.parametrize("rho", [0.0, 0.3, 0.7, 0.95])
def test_the_variance_left_is_one_minus_rho_squared(rho):
    outcome, before = arm(np.random.default_rng(1), 0, 20_000, rho)
    left = cuped.adjusted(outcome, before).var() / outcome.var()
    assert left == pytest.approx(1 - np.corrcoef(outcome, before)[0, 1] ** 2, rel=1e-9)
    assert left == pytest.approx(1 - rho**2, abs=0.02)
    assert cuped.adjusted(outcome, before).mean() == pytest.approx(outcome.mean())


def test_intervals_hold_the_truth_in_93_to_97_of_100_and_are_shorter():
    rng = np.random.default_rng(2)
    found = [cuped.difference(arm(rng, 0.2), arm(rng, 0.0, N // 2)) for _ in range(LOGS)]
    assert 0.93 <= sum(one.estimate.covers(0.2) for one in found) / LOGS <= 0.97
    assert np.mean([one.left for one in found]) == pytest.approx(0.51, abs=0.01)
    plain = 2 * 1.96 * np.sqrt(1 / N + 2 / N)
    width = np.mean([one.estimate.high - one.estimate.low for one in found])
    assert width == pytest.approx(plain * np.sqrt(0.51), rel=0.02)


def test_a_difference_between_the_arms_is_not_taken_for_a_slope():
    rng = np.random.default_rng(3)
    found = cuped.difference(arm(rng, 10.0, rho=0.0), arm(rng, 0.0, rho=0.0))
    assert found.slope == pytest.approx(0, abs=0.1)
    assert found.estimate.covers(10)


def test_nothing_known_before_changes_nothing():
    rng = np.random.default_rng(4)
    outcome = rng.normal(0, 1, 50)
    np.testing.assert_array_equal(cuped.adjusted(outcome, np.ones(50)), outcome)
    found = cuped.difference((outcome, np.ones(50)), (outcome + 1, np.ones(50)))
    assert (found.slope, found.left) == (0.0, 1.0)


def test_no_spread_and_single_customers_leave_the_interval_open():
    still = ([2.0, 2.0], [1.0, 1.0])
    assert not cuped.difference(still, still).estimate.known
    assert cuped.difference(still, still).left == 1.0
    assert not cuped.difference(([2.0], [1.0]), ([1.0, 3.0], [1.0, 2.0])).estimate.known


def test_an_empty_arm_and_missing_numbers_are_named():
    with pytest.raises(UnusableNumbers, match="outcome is empty"):
        cuped.difference(([1.0], [1.0]), ([], []))
    with pytest.raises(UnusableNumbers, match="row 0: before holds nan"):
        cuped.adjusted([1.0], [np.nan])
