"""Counts of what is chosen, alone and together, add up and subtract exactly."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sumisura.taste.crowd.popular import count, popularity

BASKETS = st.lists(st.lists(st.integers(0, 5), max_size=6), max_size=8)


@given(BASKETS)
def test_counts_match_a_dense_product(baskets):
    dense = np.zeros((len(baskets), 6), dtype=np.int64)
    for party, basket in enumerate(baskets):
        dense[party, basket] = 1
    together = count(baskets, 6)
    assert together.counts().tolist() == np.diag(dense.T @ dense).tolist()
    assert [together.both(row).tolist() for row in range(6)] == (dense.T @ dense).tolist()


@given(BASKETS, BASKETS)
def test_a_party_taken_back_was_never_there(one, other):
    whole = count(one + other, 6)
    assert count(one, 6) + count(other, 6) == whole
    assert whole - count(other, 6) == count(one, 6)


def test_other_rows_do_not_mix():
    with pytest.raises(ValueError, match="6 rows and over 5"):
        _ = count([], 6) + count([], 5)


def test_nobody_yet():
    assert popularity(count([], 3)).tolist() == [0, 0, 0]
    shares = popularity(count([[0]] * 3 + [[1]], 3))
    assert shares[0] > shares[1] > shares[2] > 0
