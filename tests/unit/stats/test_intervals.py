"""Intervals for one look: scipy's as oracle, and how often they hold the truth."""

import math

import numpy as np
import pytest
from scipy import stats

from sumisura.stats import intervals
from sumisura.stats.errors import UnusableNumbers


def test_a_mean_has_students_interval():
    values = np.random.default_rng(1).normal(3, 2, 25)
    found = intervals.mean(values)
    expected = stats.t.interval(0.95, 24, values.mean(), values.std(ddof=1) / 5)
    assert (found.low, found.high) == pytest.approx(expected)


@pytest.mark.parametrize(("yes", "n"), [(0, 10), (3, 10), (10, 10), (1, 1), (40, 4000)])
def test_a_rate_has_wilsons_interval(yes, n):
    found = intervals.wilson(yes, n)
    expected = stats.binomtest(yes, n).proportion_ci(0.95, "wilson")
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high), abs=1e-12)


def test_pairs_are_worth_more_than_two_samples():
    rng = np.random.default_rng(2)
    hard = rng.normal(0, 5, 200)
    ours, theirs = hard + rng.normal(0.2, 0.3, 200), hard + rng.normal(0, 0.3, 200)
    assert intervals.paired(ours, theirs).low > 0
    expected = stats.ttest_rel(ours, theirs).confidence_interval(0.95)
    assert intervals.paired(ours, theirs).low == pytest.approx(expected.low)


def test_the_bootstrap_holds_a_median_in_19_of_20():
    rng = np.random.default_rng(3)
    held = sum(
        intervals.bootstrap(rng.exponential(1.0, 60), lambda x: float(np.median(x)), rng, draws=100).covers(
            math.log(2)
        )
        for _ in range(200)
    )
    assert 0.91 <= held / 200 <= 0.98


def test_no_spread_leaves_the_interval_open():
    assert not intervals.mean([2.0, 2.0, 2.0]).known
    assert not intervals.mean([2.0]).known
    assert not intervals.mean([2.0]).decided


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([], "values is empty"),
        ([1, math.nan], "row 1: values holds nan"),
        ([math.inf], "row 0: values holds inf"),
    ],
)
def test_what_cannot_be_used_is_named(values, words):
    with pytest.raises(UnusableNumbers, match=words):
        intervals.mean(values)


def test_pairs_must_match_and_levels_must_be_levels():
    with pytest.raises(UnusableNumbers, match=r"theirs has shape \(1,\)"):
        intervals.paired([1, 2], [1])
    with pytest.raises(UnusableNumbers, match="95 is no level"):
        intervals.mean([1, 2], level=95)
    with pytest.raises(UnusableNumbers, match="3 of 2 cannot be"):
        intervals.wilson(3, 2)
