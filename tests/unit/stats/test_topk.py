import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sumisura.stats.topk import places, top

numbers = st.lists(st.sampled_from([0.0, -1.0, 1.0, 2.5, float("nan"), float("-inf")]), max_size=40)


@pytest.mark.oracle
@given(numbers, st.integers(-1, 45), st.booleans(), st.integers(0, 2**32 - 1))
def test_it_ranks_as_a_stable_sort_does(values, k, single, seed):
    scores = np.array(values, np.float32 if single else np.float64)
    mask = np.random.default_rng(seed).random(len(values)) < 0.7
    allowed = [at for at in range(len(values)) if mask[at] and not np.isnan(scores[at])]
    expected = sorted(allowed, key=lambda at: (-scores[at], at))
    assert top(scores, k, mask).tolist() == expected[: max(k, 0)]
    found = places(scores, expected, mask)
    assert found.tolist() == list(range(1, len(expected) + 1))


def test_what_the_mask_leaves_out_has_no_place():
    assert places(np.array([1.0, 2.0]), [0, 1], np.array([True, False])).tolist() == [1, 0]


def test_it_takes_any_stride():
    assert top(np.arange(10.0)[::2], 2).tolist() == [4, 3]
