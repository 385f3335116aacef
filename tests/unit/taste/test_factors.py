from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sumisura.taste.dataset import Histories
from sumisura.taste.learning.content import described
from sumisura.taste.learning.factors import Settings, factorise, random_start, ridges, solved
from sumisura.taste.learning.prior import Prior, prior, spread
from sumisura.taste.learning.tuning import folded_in


def histories(seed=0, customers=30, items=12, entries=120):
    rng = np.random.default_rng(seed)
    pull = rng.choice([1.0, 0.5, -1.0], entries)
    rows, columns = rng.integers(customers, size=entries), rng.integers(items, size=entries)
    return Histories.of(rows, columns, (customers, items), weight=np.abs(pull) * 2, pull=pull)


@pytest.mark.oracle
@given(st.integers(0, 2**31), st.integers(1, 9))
def test_a_step_solves_the_normal_equations(seed, d):
    rng, seen = np.random.default_rng(seed), histories(seed)
    vectors, ridge, pull = rng.normal(size=(12, d)), rng.random(30) + 0.1, rng.normal(size=(30, d))
    shared = 0.3 * vectors.T @ vectors
    found = solved(seen, vectors, shared, ridge, pull)
    weight, liked = seen.dense(seen.weight), seen.dense(seen.pull)
    for customer in range(30):
        normal = shared + (vectors.T * weight[customer]) @ vectors + ridge[customer] * np.eye(d)
        right = vectors.T @ liked[customer] + pull[customer]
        assert found[customer] == pytest.approx(np.linalg.solve(normal, right), abs=1e-8)


def objective(seen, factors, settings):
    of = factors.customers @ factors.items.T
    weight, background = seen.dense(seen.weight), factors.background
    target = np.divide(seen.dense(seen.pull), weight, out=np.zeros_like(weight), where=weight > 0)
    customers = ridges(seen, background, seen.width, settings, 0.0)
    items = ridges(seen.flipped, background, seen.size, settings, 0.0)
    return (
        (weight * (target - of) ** 2).sum()
        + background * (of**2).sum()
        + customers @ (factors.customers**2).sum(axis=1)
        + items @ (factors.items**2).sum(axis=1)
    )


def test_every_epoch_lowers_the_objective():
    seen, start = histories(), random_start(12, 4, np.random.default_rng(1))
    values = []
    for epochs in range(1, 8):
        settings = Settings(dimension=4, epochs=epochs)
        values.append(objective(seen, factorise(seen, start, settings), settings))
    assert all(later <= before + 1e-9 for before, later in pairwise(values))
    assert values[-1] < values[0]


def test_folding_in_is_a_special_case_of_the_gaussian():
    seen, settings = histories(3), Settings(dimension=4, exponent=0.0)
    factors = factorise(seen, random_start(12, 4, np.random.default_rng(1)), settings)
    tastes = spread(factors.customers)
    gram = prior(tastes, factors.items, factors.background, 1.0, 0.0, settings.ridge)
    assert gram.mean == pytest.approx(np.zeros(4))
    theirs = solved(seen, factors.items, gram.precision, 0.0, gram.pull) @ factors.items.T
    assert folded_in(factors, seen, settings) == pytest.approx(theirs, abs=1e-12)


def test_implicit_finds_the_same():
    peer = pytest.importorskip("implicit.cpu.als", reason="the extra `implicit` is not installed")
    from scipy.sparse import csr_matrix

    rng = np.random.default_rng(0)
    seen = Histories.of(rng.integers(40, size=200), rng.integers(15, size=200), (40, 15))
    seen = Histories(seen.begin, seen.columns, np.ones(len(seen.columns)), np.ones(len(seen.columns)), 15)
    start = rng.normal(size=(15, 6)) * 0.1
    confidence = csr_matrix((2 * np.ones(len(seen.columns)), seen.columns, seen.begin), shape=(40, 15))
    model = peer.AlternatingLeastSquares(
        factors=6, regularization=0.5, alpha=1.0, iterations=4, use_cg=False, num_threads=1, dtype=np.float64
    )
    model.item_factors, model.user_factors = start.copy(), np.zeros((40, 6))
    model.fit(confidence, show_progress=False)
    # implicit weighs an event c = 2 and what is unseen 1: beside a background of 1 that is one more, pulled by 2
    double = Histories(seen.begin, seen.columns, seen.weight, 2 * seen.pull, 15)
    settings = Settings(dimension=6, ridge=0.5, exponent=0.0, contrast=1e9, epochs=4)
    ours = factorise(double, start, settings)
    assert ours.background == 1.0
    assert ours.items == pytest.approx(model.item_factors, abs=1e-4)


def test_an_item_leaves_its_content_as_events_come():
    table = np.array([[1.0, 0.0], [0.5, 0.5], [0.0, 1.0]])
    known, settings = described(table, 2), Settings(dimension=2, contrast=0.0, floor=(1.0, 5.0))
    apart = []
    for times in (0, 1, 100):
        customers = max(2 * times, 1)
        likes = np.repeat([[0, 2]], times, axis=0).ravel()
        seen = Histories.of(np.repeat(np.arange(times), 2), likes, (customers, 5))
        found = factorise(seen, known.vectors, settings, known)
        apart.append(np.linalg.norm(found.items[0] - known.vectors[0]))
        assert found.items[1] == pytest.approx(table[1] @ found.items[3:], abs=1e-6), "nobody has seen it"
    assert apart[0] == pytest.approx(0, abs=1e-6)
    assert apart[0] < apart[1] < apart[2]


def test_tokens_that_all_have_say_little():
    content = described(np.array([[0.5, 0.5, 0.0], [0.5, 0.0, 0.5]]), 2)
    lengths = np.linalg.norm(content.start, axis=1)
    assert lengths[0] < lengths[1]
    assert np.mean(np.linalg.norm(content.vectors[:2], axis=1) ** 2) == pytest.approx(1)


def test_a_prior_is_what_it_is_made_of():
    rng = np.random.default_rng(2)
    tastes, vectors = spread(rng.normal(size=(50, 3))), rng.normal(size=(9, 3))
    found: Prior = prior(tastes, vectors, 0.2, 0.5, 0.3, 0.1)
    inverse = np.linalg.inv(tastes.covariance)
    assert found.precision == pytest.approx(0.1 * vectors.T @ vectors + 0.3 * inverse + 0.1 * np.eye(3))
    assert found.precision @ found.mean == pytest.approx(0.3 * inverse @ tastes.mean)


def test_a_spread_of_nobody_is_what_was_believed_before():
    none = spread(np.empty((0, 3)), before=2.0)
    assert none.mean.tolist() == [0, 0, 0]
    assert none.covariance == pytest.approx(2 * np.eye(3))
    many = spread(np.random.default_rng(0).normal(3.0, 0.5, size=(20_000, 3)))
    assert many.mean == pytest.approx(np.full(3, 3.0), abs=0.02)
    assert np.diag(many.covariance) == pytest.approx(np.full(3, 0.25), abs=0.02)
