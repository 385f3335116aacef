"""Forgetting one customer is one exact step (S27)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sumisura.kernel import BadInput
from sumisura.taste.dataset import Histories
from sumisura.taste.learning.ease import Ease, entries


def histories(seed=0, customers=25, items=9):
    rng = np.random.default_rng(seed)
    seen = rng.random((customers, items)) < 0.4
    rows, columns = np.nonzero(seen)
    return Histories.of(rows, columns, seen.shape, pull=rng.choice([1.0, 0.5, -1.0], len(rows)))


@pytest.mark.oracle
def test_weights_minimise_the_squared_error_without_self():
    seen = histories()
    x, weights = seen.dense(seen.pull), Ease.fit(seen, 3.0).weights()
    for item in range(seen.width):
        others = np.delete(x, item, axis=1)
        ridge = np.linalg.solve(others.T @ others + 3.0 * np.eye(seen.width - 1), others.T @ x[:, item])
        assert np.delete(weights[:, item], item) == pytest.approx(ridge, abs=1e-5)
        assert weights[item, item] == 0


@pytest.mark.oracle
@given(st.integers(0, 2**31), st.integers(0, 24))
def test_without_one_customer_is_the_fit_without_them(seed, gone):
    seen = histories(seed)
    row = np.zeros(seen.width, np.int64)
    of = slice(seen.begin[gone], seen.begin[gone + 1])
    row[seen.columns[of]] = entries(seen.pull[of])
    left = Ease.fit(seen, 2.0).without(row)
    never = Ease.fit(seen.take(np.delete(np.arange(seen.size), gone)), 2.0)
    assert left.gram.tobytes() == never.gram.tobytes()
    assert left.inverse == pytest.approx(never.inverse, abs=1e-10)
    assert left.weights() == pytest.approx(never.weights(), abs=1e-5)


def test_a_row_that_was_never_there_is_refused():
    with pytest.raises(BadInput, match="not among those"):
        Ease.fit(histories(), 0.5).without(entries(np.ones(9) * 1e3) * 1_000)
