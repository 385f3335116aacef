import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sumisura.taste.dataset import Histories
from sumisura.taste.evaluation.metrics import ndcg, rankings, recall
from sumisura.taste.evaluation.splits import fold_in, ordered, strong
from sumisura.taste.learning import baselines


def histories(seed=0, customers=20, items=15, entries=120):
    rng = np.random.default_rng(seed)
    return Histories.of(
        rng.integers(customers, size=entries), rng.integers(items, size=entries), (customers, items)
    )


def pairs(found, names=None):
    rows = found.rows if names is None else names[found.rows]
    return set(zip(rows.tolist(), found.columns.tolist(), strict=True))


@given(st.integers(0, 2**31))
def test_what_is_held_back_is_a_fifth_and_never_known(seed):
    seen = histories(seed)
    fold = fold_in(seen, np.random.default_rng(seed))
    assert not pairs(fold.known) & pairs(fold.held)
    assert pairs(fold.known, fold.names) | pairs(fold.held, fold.names) == {
        pair for pair in pairs(seen) if seen.lengths[pair[0]] > 1
    }
    assert (fold.known.lengths == np.maximum((seen.lengths[fold.names] * 0.8).astype(int), 1)).all()
    few = fold.at_most(2, np.random.default_rng(1))
    assert pairs(few.known) <= pairs(fold.known)
    assert (few.known.lengths == np.minimum(fold.known.lengths, 2)).all()


def test_in_order_of_time_the_latest_are_held_back():
    seen = histories()
    times = np.random.default_rng(5).random(len(seen.columns))
    fold = ordered(seen, times)
    when = dict(zip(zip(seen.rows, seen.columns, strict=True), times, strict=True))
    for name in fold.names:
        known = [when[pair] for pair in pairs(fold.known, fold.names) if pair[0] == name]
        held = [when[pair] for pair in pairs(fold.held, fold.names) if pair[0] == name]
        assert max(known) < min(held)


def test_nobody_is_in_two_parts():
    train, tune, test = strong(6018, np.random.default_rng(0), 500)
    assert (len(train), len(tune), len(test)) == (5018, 500, 500)
    assert len({*train, *tune, *test}) == 6018


@pytest.mark.oracle
@given(st.integers(0, 2**31), st.integers(1, 12))
def test_gains_are_those_of_the_definition(seed, k):
    rng = np.random.default_rng(seed)
    fold = fold_in(histories(seed), rng)
    scores = rng.normal(size=(fold.known.size, fold.known.width))
    ranked = rankings(scores, fold.known, k)
    gains, recalls = ndcg(ranked, fold.held, k), recall(ranked, fold.held, k)
    for customer in range(fold.known.size):
        known = {item for one, item in pairs(fold.known) if one == customer}
        held = {item for one, item in pairs(fold.held) if one == customer}
        order = [item for item in np.argsort(-scores[customer]) if item not in known][:k]
        gain = sum(1 / np.log2(place + 2) for place, item in enumerate(order) if item in held)
        most = sum(1 / np.log2(place + 2) for place in range(min(k, len(held))))
        assert gains[customer] == pytest.approx(gain / most)
        assert recalls[customer] == pytest.approx(len(held & set(order)) / min(k, len(held)))


def test_neighbours_are_cosines():
    seen = histories()
    x = np.minimum(seen.dense(seen.pull), 1.0)
    lengths = np.sqrt(np.outer(x.sum(axis=0), x.sum(axis=0)))
    cosine = (x.T @ x) / (lengths + baselines.SHRINK)
    np.fill_diagonal(cosine, 0)
    assert baselines.neighbours(seen, seen) == pytest.approx(x @ cosine)
    near = np.where(cosine >= np.sort(cosine, axis=1)[:, [-1]], cosine, 0)
    assert baselines.neighbours(seen, seen, k=1).max() <= (x @ near.T).max() + 1e-12
    assert (baselines.popularity(seen, seen)[3] == x.sum(axis=0)).all()
