"""S21: what is new or unsure gets its chance, with exact propensities, and never what was refused."""

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from sumisura.kernel import BadInput
from sumisura.taste.model import Item, ItemId, Kind
from sumisura.taste.serving.attention import refused
from sumisura.taste.serving.explore import Field, Policy, bearing, is_new, mix, systematic
from sumisura.taste.state import Taste
from wardrobe import NOW, population, signal, wardrobe

SCORES = np.array([2.0, 1.8, 1.7, 1.2, 0.9, 0.5, 0.1, -0.4, -1.0, np.nan])
UNSURE = np.array([0.1, 0.1, 0.5, 0.9, 0.1, 0.4, 1.5, 0.2, 0.3, 0.4])
ALLOWED = np.array([True] * 4 + [False] + [True] * 5)
FIELD = Field(SCORES, UNSURE, ALLOWED, new=np.arange(10) == 7)
POLICY = Policy(places=(2, 4), beside=0.0)


def rng(seed=0):
    return np.random.default_rng(seed)


@given(st.integers(0, 2**32 - 1), st.integers(0, 14), st.sets(st.integers(1, 12), max_size=4))
def test_probabilities_add_up_and_nothing_forbidden_is_shown(seed, k, places):
    r = rng(seed)
    n = 12
    field = Field(r.normal(size=n), r.uniform(0, 1, n), r.uniform(size=n) < 0.7, r.uniform(size=n) < 0.2)
    drawn = mix(field, k, r, Policy(places=tuple(places), beside=0.0))
    assert len(drawn.rows) == min(k, field.allowed.sum()) == len(set(drawn.rows.tolist()))
    assert field.allowed[drawn.rows].all()
    assert drawn.shown.sum() == pytest.approx(len(drawn.rows))
    assert drawn.first.sum() == pytest.approx(min(1, len(drawn.rows)))
    assert (drawn.shown[~field.allowed] == 0).all()
    assert ((drawn.propensity > 0) & (drawn.propensity <= 1 + 1e-12)).all()
    if drawn.open.any():
        assert (drawn.shown[field.allowed] > 0).all()


def test_propensities_are_how_often_it_happens():
    times, counts, places = 4_000, np.zeros(10), np.zeros((5, 10))
    r = rng(1)
    for _ in range(times):
        drawn = mix(FIELD, 5, r, POLICY)
        counts[drawn.rows] += 1
        places[np.arange(5), drawn.rows] += 1
    once = mix(FIELD, 5, rng(), POLICY)
    assert np.abs(counts / times - once.shown).max() < 4 * 0.5 / np.sqrt(times)
    for at, row in enumerate(once.rows):
        assert places[at, row] / times == pytest.approx(once.propensity[at], abs=0.03)
    assert np.abs(places[0] / times - once.first).max() == 0


def test_weighting_by_propensity_is_unbiased():
    """The reason for logging them: inverse propensity scoring finds what another policy would have earned."""
    worth = np.linspace(0, 1, 10)
    r, estimates = rng(2), []
    for _ in range(4_000):
        drawn = mix(FIELD, 5, r, POLICY)
        bought = r.uniform(size=5) < worth[drawn.rows]
        estimates.append((bought * (drawn.rows == 8) / drawn.shown[drawn.rows]).sum())
    error = 4 * np.std(estimates) / np.sqrt(len(estimates))
    assert np.mean(estimates) == pytest.approx(worth[8], abs=error)


@given(st.integers(0, 2**32 - 1), st.lists(st.floats(0, 1), min_size=2, max_size=9))
def test_systematic_draws_distinct_rows(seed, weights):
    total = sum(weights)
    probabilities = np.array([*weights, np.ceil(total) - total])
    drawn = systematic(probabilities, rng(seed))
    assert len(drawn) == len(set(drawn.tolist())) == round(float(probabilities.sum()))
    assert (probabilities[drawn] > 0).all()


def test_the_same_chance_draws_the_same_list():
    one, other = mix(FIELD, 5, rng(7), POLICY), mix(FIELD, 5, rng(7), POLICY)
    assert np.array_equal(one.rows, other.rows)


def test_the_unsure_and_the_new_are_likelier():
    shown = mix(FIELD, 5, rng(), POLICY).shown
    assert shown[6] > shown[5] > shown[8]
    without = mix(Field(SCORES, UNSURE, ALLOWED), 5, rng(), POLICY).shown
    assert shown[7] > without[7]


def test_chance_follows_the_probability_of_belonging_to_the_head():
    field = Field(np.array([1.0, 0.6, 0.2, -0.3]), np.array([0.1, 0.5, 1.0, 1.0]), np.ones(4, bool))
    policy = Policy(places=(2,), floor=1e-9, beside=0.0)
    better = norm.sf(1.0, loc=field.scores[1:], scale=field.unsure[1:])
    assert mix(field, 2, rng(), policy).shown[1:] == pytest.approx(better / better.sum())


def test_without_open_places_it_is_the_ranking():
    drawn = mix(FIELD, 4, rng(), Policy(places=(), beside=0.0))
    assert drawn.rows.tolist() == [0, 1, 2, 3]
    assert drawn.propensity.tolist() == [1] * 4


def test_what_is_no_number_comes_last():
    drawn = mix(FIELD, 9, rng(), Policy(places=(), beside=0.0))
    assert drawn.rows.tolist() == [0, 1, 2, 3, 5, 6, 7, 8, 9]
    assert mix(Field(np.full(3, np.nan), np.full(3, np.nan), np.ones(3, bool)), 2, rng()).rows.size == 2


def test_a_taste_does_not_lock_one_in():
    strongest = np.arange(20) < 12
    field = Field(np.arange(20, 0, -1.0), np.ones(20), np.ones(20, bool), strongest=strongest)
    rows = mix(field, 10, rng(), Policy(places=(), beside=0.3)).rows
    assert (~strongest[rows]).sum() == 3
    assert rows.tolist() == [0, 1, 2, 3, 4, 5, 6, 12, 13, 14]
    every = Field(field.scores, field.unsure, field.allowed, strongest=np.ones(20, bool))
    assert mix(every, 10, rng(), Policy(places=(), beside=0.3)).rows.size == 10


def test_a_list_is_not_all_of_one_kind():
    group = np.array([1, 1, 1, 1, 2, 2, 3])
    field = Field(np.arange(7, 0, -1.0), np.ones(7), np.ones(7, bool), group=group)
    assert mix(field, 4, rng(), Policy(places=(), alike=2)).rows.tolist() == [0, 1, 4, 5]
    assert mix(field, 7, rng(), Policy(places=(), alike=1)).rows.size == 7


def test_nothing_refused_is_ever_tried():
    items = wardrobe(20)
    known = population(items)
    signals = [signal("refused", "material=hemp"), signal("liked", "colour=black")]
    taste = Taste.of(known, signals, NOW)
    rows = np.array([known.row[item.id] for item in items])
    out = refused(signals, items)
    assert 0 < out.sum() < 15
    field = Field(taste.scores[rows], taste.unsure(rows), ~out, strongest=bearing(items, ["colour=black"]))
    for seed in range(200):
        assert not out[mix(field, 8, rng(seed)).rows].any()


def test_new_is_what_came_lately():
    def since(at):
        return Item(ItemId("a"), Kind.GOOD, "a", since=at)

    items = [since(None), since(NOW), since(NOW - timedelta(days=31)), since(NOW + timedelta(days=1))]
    assert is_new(items, NOW).tolist() == [False, True, False, False]


@pytest.mark.parametrize("floor", [0.0, -1.0, 1.1, float("nan")])
def test_a_policy_that_cannot_be_evaluated_is_refused(floor):
    with pytest.raises(BadInput):
        mix(FIELD, 3, rng(), Policy(floor=floor))
