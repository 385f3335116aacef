"""Sums that merge and subtract, held to fractions and numpy."""

import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sumisura.stats.errors import UnusableNumbers
from sumisura.stats.moments import Moments

WHOLE = st.lists(st.integers(-(10**15), 10**15), max_size=30)


@given(WHOLE, WHOLE)
def test_merging_is_adding_and_subtracting_leaves_no_trace(ours, theirs):
    one, other = Moments.of(ours), Moments.of(theirs)
    assert one + other == other + one == Moments.of([*theirs, *ours])
    assert (one + other) - other == one


@given(st.lists(st.integers(-(10**12), 10**12), min_size=2, max_size=30))
def test_mean_and_variance_are_exact(values):
    found = Moments.of(values)
    assert found.mean == statistics.mean(values)
    assert found.variance == pytest.approx(float(statistics.variance(values)), rel=1e-12)


def test_a_small_spread_on_large_numbers_is_not_lost():
    found = Moments.of([10**16 + value for value in (0, 1, 2)])
    assert found.variance == 1.0


def test_none_and_one_have_no_spread():
    assert np.isnan(Moments().mean)
    assert np.isnan(Moments.of([3]).variance)


def test_what_is_not_whole_is_named():
    with pytest.raises(UnusableNumbers, match=r"row 1: 2\.5 is not whole"):
        Moments.of([1, 2.5])


def test_more_cannot_go_than_came():
    with pytest.raises(UnusableNumbers, match="more is taken away"):
        Moments.of([1]) - Moments.of([1, 2])
    with pytest.raises(UnusableNumbers, match="more is taken away"):
        Moments.of([1, 1]) - Moments.of([5])
