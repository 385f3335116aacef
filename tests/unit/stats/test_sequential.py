"""Intervals that hold at every look, held to looking forty times."""

import numpy as np
import pytest
from scipy import stats

from sumisura.stats import sequential
from sumisura.stats.errors import UnusableNumbers
from sumisura.stats.moments import Moments

RUNS, LOOKS, EACH = 1000, 40, 100
AT = np.arange(1, LOOKS + 1) * EACH


def looks(values):
    """Moments of each run at each look, from (runs, observations) whole numbers."""
    total, squares = values.cumsum(1)[:, AT - 1], (values**2).cumsum(1)[:, AT - 1]
    return [
        [Moments(int(n), int(t), int(s)) for n, t, s in zip(AT, *row, strict=True)]
        for row in zip(total, squares, strict=True)
    ]


@pytest.fixture(scope="module")
def same():
    """Two arms without a difference, looked at forty times: whole numbers round 100 with deviation 30."""
    rng = np.random.default_rng(1)
    return [looks(np.rint(rng.normal(100, 30, (RUNS, LOOKS * EACH))).astype(np.int64)) for _ in range(2)]


def test_peeking_forty_times_alarms_at_most_once_in_twenty_where_a_t_test_alarms_one_in_three(same):
    ours = theirs = 0
    for one, other in zip(*same, strict=True):
        ours += any(
            sequential.difference(a, b, planned=4000).decided for a, b in zip(one, other, strict=True)
        )
        theirs += any(
            abs(a.mean - b.mean) > stats.norm.ppf(0.975) * np.sqrt((a.variance + b.variance) / a.n)
            for a, b in zip(one, other, strict=True)
        )
    assert ours / RUNS <= 0.05
    assert theirs / RUNS > 0.2


def test_a_mean_is_held_at_every_look(same):
    lost = sum(
        any(not sequential.mean(one).covers(100) for one in run if one.n >= sequential.LEAST)
        for run in same[0]
    )
    assert lost / RUNS <= 0.05


@pytest.mark.parametrize("share", [0.1, 0.5])
@pytest.mark.parametrize("taken", [0.01, 0.05, 0.3])
def test_rare_buyers_and_a_small_arm_do_not_alarm(share, taken):
    rng = np.random.default_rng(round(1000 * share + 100 * taken))
    first, second = EACH * 2 * share, EACH * 2 * (1 - share)
    sizes = [(round(look * first), round(look * second)) for look in range(1, LOOKS + 1)]
    runs = RUNS // 2
    counts = [rng.binomial(round(each), taken, (runs, LOOKS)).cumsum(1) for each in (first, second)]
    alarms = sum(
        any(
            sequential.rate_difference((int(a), n1), (int(b), n2)).decided
            for a, b, (n1, n2) in zip(one, other, sizes, strict=True)
        )
        for one, other in zip(*counts, strict=True)
    )
    assert alarms / runs <= 0.05


@pytest.mark.parametrize("share", [0.1, 0.5])
def test_rare_and_uneven_spending_does_not_alarm(share):
    """Three in a hundred buy, some for ten times as much as others: what an owner looks at every day."""
    rng = np.random.default_rng(round(100 * share))
    sizes = [(round(look * 250 * share), round(look * 250 * (1 - share))) for look in range(1, LOOKS + 1)]
    alarms, runs = 0, 300
    for _ in range(runs):
        spent = np.rint((rng.random(10_000) < 0.03) * 5000 * rng.lognormal(0, 1, 10_000)).astype(np.int64)
        split = sizes[-1][0]
        sums = [np.stack([x, x**2]).cumsum(1) for x in (spent[:split], spent[split:])]
        arms = [
            [Moments(n, *map(int, sums[arm][:, n - 1])) for n in (pair[arm] for pair in sizes)]
            for arm in (0, 1)
        ]
        alarms += any(sequential.difference(a, b, planned=10_000).decided for a, b in zip(*arms, strict=True))
    assert alarms / runs <= 0.05


def test_a_difference_in_rates_is_held_at_every_look():
    rng = np.random.default_rng(12)
    small, large = (
        rng.binomial(20, 0.02, (500, LOOKS)).cumsum(1),
        rng.binomial(180, 0.06, (500, LOOKS)).cumsum(1),
    )
    lost = sum(
        any(
            not sequential.rate_difference((int(a), 20 * look), (int(b), 180 * look)).covers(-0.04)
            for look, (a, b) in enumerate(zip(one, other, strict=True), 1)
        )
        for one, other in zip(small, large, strict=True)
    )
    assert lost / 500 <= 0.05


def test_a_rate_is_held_at_every_look_from_the_first():
    rng = np.random.default_rng(3)
    lost = 0
    for row in (rng.random((RUNS // 2, 400)) < 0.04).cumsum(1):
        lost += any(
            not sequential.rate(int(row[n - 1]), n).covers(0.04)
            for n in (1, 2, 5, 10, 20, 40, 80, 120, 160, 240, 320, 400)
        )
    assert lost / (RUNS // 2) <= 0.05


def test_a_difference_is_found_in_the_end():
    rng = np.random.default_rng(4)
    found = 0
    for _ in range(100):
        one, other = rng.binomial(20_000, 0.06), rng.binomial(20_000, 0.05)
        found += sequential.rate_difference((int(one), 20_000), (int(other), 20_000)).low > 0
    assert found > 75


def test_the_interval_leaves_zero_out_exactly_where_the_msprt_rejects():
    rng = np.random.default_rng(5)
    v, t = rng.uniform(0.01, 2, 500), rng.uniform(0.01, 2, 500)
    value = rng.normal(0, 4, 500)
    outside = np.abs(value) > sequential.reach(v, t, 0.95)
    np.testing.assert_array_equal(outside, sequential.p_value(value, v, t) < 0.05)
    assert 50 < outside.sum() < 450


def test_the_ratio_is_the_mixture_it_says():
    value, v, t = 1.7, 0.2, 0.5
    effects = np.linspace(-12, 12, 200_001)
    density = stats.norm.pdf(effects, 0, np.sqrt(t))
    ratio = stats.norm.pdf(value, effects, np.sqrt(v)) / stats.norm.pdf(value, 0, np.sqrt(v))
    expected = np.trapezoid(density * ratio, effects)
    assert sequential.p_value(value, v, t) == pytest.approx(1 / expected, rel=1e-6)
    assert sequential.p_value(0.0, v, t) == 1.0


def test_the_mixing_is_narrowest_about_where_it_was_planned():
    v = 0.01
    best = min(np.geomspace(v / 10, v * 1000, 2000), key=lambda t: sequential.reach(v, t))
    assert sequential.reach(v, sequential.tuned(v)) == pytest.approx(sequential.reach(v, best), rel=0.01)


def test_a_rates_edges_are_where_its_mixture_says():
    s, n = 7, 60
    found = sequential.rate(s, n, prior=(1, 1))
    for edge in (found.low, found.high):
        likelihood = stats.binom.pmf(s, n, edge)
        assert 1 / (n + 1) / likelihood == pytest.approx(
            20, rel=1e-6
        )  # Beta(1, 1): every count equally likely


def test_too_little_leaves_the_interval_open():
    few, many, still = Moments.rate(3, 29), Moments.rate(30, 300), Moments.of([5] * 40)
    assert not sequential.difference(few, many).known
    assert not sequential.rate_difference((3, 29), (30, 300)).known
    assert not sequential.rate_difference((0, 0), (30, 300)).known
    assert not sequential.mean(still).known
    assert not sequential.difference(still, still).known
    assert sequential.rate_difference((0, 40), (0, 400)).known
    assert sequential.difference(still, many).known


def test_counts_that_cannot_be_are_refused():
    with pytest.raises(UnusableNumbers, match="5 of 4 cannot be"):
        sequential.rate(5, 4)
    with pytest.raises(UnusableNumbers, match="-1 of 4 cannot be"):
        sequential.rate_difference((1, 3), (-1, 4))
    with pytest.raises(UnusableNumbers, match="no level"):
        sequential.mean(Moments.rate(3, 40), level=1.0)
