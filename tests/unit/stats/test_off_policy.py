"""Off-policy estimates: unbiased, and their 95 % intervals hold the truth in 93 to 97 % of 1,000 logs."""

import numpy as np
import pytest

from sumisura.stats.errors import BadPropensity, UnusableNumbers
from sumisura.stats.off_policy import Log, calibration, dr, ips, snips

LOGS, ROWS, CONTEXTS, ACTIONS = 1000, 1500, 4, 6


def softmax(scores):
    grown = np.exp(scores - scores.max(-1, keepdims=True))
    return grown / grown.sum(-1, keepdims=True)


class World:
    """Customers of a few kinds, a policy that was logged, and one that was not."""

    def __init__(self, seed):
        rng = np.random.default_rng(seed)
        self.rng = rng
        self.quality = rng.uniform(0.05, 0.6, (CONTEXTS, ACTIONS))
        self.logging = softmax(rng.normal(0, 0.6, (CONTEXTS, ACTIONS)))
        self.target = softmax(3 * self.quality)
        self.value = float((self.target * self.quality).sum(1).mean())

    def rows(self, n=ROWS):
        x = self.rng.integers(CONTEXTS, size=n)
        a = (self.rng.random(n)[:, None] > self.logging[x].cumsum(1)).sum(1).clip(max=ACTIONS - 1)
        return x, a, (self.rng.random(n) < self.quality[x, a]).astype(float)

    def log(self, x, a, r, groups=None):
        return Log.of(r, self.logging[x, a], self.target[x, a], groups)

    def model(self, x, a, wrong=0.0):
        guess = np.clip(self.quality + wrong, 0, 1)
        return guess[x, a], (self.target * guess).sum(1)[x]


def coverage(estimate, seed):
    world = World(seed)
    found = [estimate(world, *world.rows()).estimate for _ in range(LOGS)]
    held = sum(one.covers(world.value) for one in found) / LOGS
    bias = np.mean([one.value for one in found]) - world.value
    return held, bias / (np.std([one.value for one in found]) / np.sqrt(LOGS))


ESTIMATORS = {
    "IPS": lambda world, x, a, r: ips(world.log(x, a, r)),
    "SNIPS": lambda world, x, a, r: snips(world.log(x, a, r)),
    "DR": lambda world, x, a, r: dr(world.log(x, a, r), *world.model(x, a, wrong=0.05)),
}


@pytest.mark.parametrize("name", ESTIMATORS)
def test_intervals_hold_the_truth_in_93_to_97_of_100(name):
    held, z = coverage(ESTIMATORS[name], seed=sum(map(ord, name)))
    assert 0.93 <= held <= 0.97
    assert abs(z) < 4


def test_rows_of_one_customer_count_as_what_they_are():
    world, grouped, alone, size = World(5), 0, 0, 5
    for _ in range(LOGS):
        n = 300
        x = np.repeat(world.rng.integers(CONTEXTS, size=n), size)
        a = np.repeat((world.rng.random(n)[:, None] > world.logging[x[::size]].cumsum(1)).sum(1), size)
        a = a.clip(max=ACTIONS - 1)
        r = np.repeat((world.rng.random(n) < world.quality[x[::size], a[::size]]).astype(float), size)
        grouped += ips(world.log(x, a, r, np.repeat(np.arange(n), size))).estimate.covers(world.value)
        alone += ips(world.log(x, a, r)).estimate.covers(world.value)
    assert 0.93 <= grouped / LOGS <= 0.97
    assert alone / LOGS < 0.75


def test_doubly_robust_is_right_when_either_half_is():
    world = World(6)
    x, a, r = world.rows(200_000)
    wrong_model = dr(world.log(x, a, r), *world.model(x, a, wrong=0.3))
    flat = np.full(len(x), 1 / ACTIONS)  # propensities that are not true, with the true model
    wrong_log = dr(Log.of(r, flat, world.target[x, a]), *world.model(x, a))
    assert wrong_model.estimate.covers(world.value)
    assert wrong_log.estimate.value == pytest.approx(world.value, abs=0.005)
    assert not ips(Log.of(r, flat, world.target[x, a])).estimate.covers(world.value)


def test_a_good_model_makes_it_surer():
    world = World(7)
    rows = world.rows(20_000)
    found = {name: estimate(world, *rows).estimate for name, estimate in ESTIMATORS.items()}
    width = {name: one.high - one.low for name, one in found.items()}
    assert width["DR"] < width["SNIPS"] < width["IPS"]


def test_the_same_policy_is_worth_its_mean_and_all_its_rows():
    log = Log.of([1.0, 0.0, 2.0], [0.2, 0.5, 1.0], [0.2, 0.5, 1.0])
    for found in (ips(log), snips(log)):
        assert found.estimate.value == pytest.approx(1.0)
        assert found.effective == pytest.approx(3.0)
        assert found.plausible
        assert found.mean_weight == 1.0


def test_snips_does_not_leave_the_rewards_seen_nor_move_with_their_zero():
    rng = np.random.default_rng(8)
    logged, target, r = rng.uniform(0.01, 1, 50), rng.uniform(0, 1, 50), rng.uniform(4, 5, 50)
    log, shifted = Log.of(r, logged, target), Log.of(r + 100, logged, target)
    assert 4 <= snips(log).estimate.value <= 5
    assert snips(shifted).estimate.value == pytest.approx(snips(log).estimate.value + 100)
    assert snips(shifted).estimate.high - 100 == pytest.approx(snips(log).estimate.high)


def test_clipping_is_named_and_counted():
    log = Log.of([1, 1, 0, 0], [0.1, 0.5, 0.5, 1.0], [1.0, 0.5, 0.25, 0.5])
    found = ips(log, clip=2.0)
    assert found.method == "IPS clipped at 2"
    assert found.clipped == 0.25
    assert found.estimate.value == pytest.approx((2 + 1) / 4)
    assert found.mean_weight == pytest.approx(3.0)  # before clipping: what the check is about
    with pytest.raises(UnusableNumbers, match="clipped at 0"):
        snips(log, clip=0)


def test_propensities_that_cannot_be_true_are_doubted():
    world = World(9)
    x, a, r = world.rows(20_000)
    honest = ips(world.log(x, a, r))
    halved = ips(Log.of(r, world.logging[x, a] / 2, world.target[x, a]))
    assert honest.plausible
    assert not halved.plausible
    assert halved.mean_weight == pytest.approx(2.0, abs=0.05)


def test_what_was_shown_is_held_to_the_logged_probabilities():
    world = World(10)
    x, a, _ = world.rows(20_000)
    assert np.abs(calibration(world.logging[x], a)).max() < 4
    assert np.abs(calibration(world.target[x], a)).max() > 10
    with pytest.raises(BadPropensity, match=r"row 1: probabilities add up to 0\.9"):
        calibration([[0.5, 0.5], [0.5, 0.4]], [0, 1])
    with pytest.raises(UnusableNumbers, match="no candidate"):
        calibration([[0.5, 0.5]], [2])
    with pytest.raises(UnusableNumbers, match="probabilities for"):
        calibration(np.zeros((0, 2)), [])


@pytest.mark.parametrize(
    ("columns", "error", "words"),
    [
        (([], [], []), UnusableNumbers, "rewards is empty"),
        (([1, np.nan], [1, 1], [1, 1]), UnusableNumbers, "row 1: rewards holds nan"),
        (([1], [0.0], [1]), BadPropensity, "row 0: logged propensity 0.0"),
        (([1], [1.5], [1]), BadPropensity, "logged propensity 1.5"),
        (([1, 1], [0.5, 0.5], [0.5, -0.1]), BadPropensity, "row 1: target propensity -0.1"),
        (([1], [np.nan], [1]), UnusableNumbers, "logged holds nan"),
        (([1, 1], [1], [1, 1]), UnusableNumbers, r"logged has shape \(1,\)"),
        (([1, 1], [1, 1], [1, 1], [1]), UnusableNumbers, r"groups has shape \(1,\)"),
    ],
)
def test_bad_rows_are_named(columns, error, words):
    with pytest.raises(error, match=words):
        Log.of(*columns)


def test_a_log_of_something_else_is_said_to_be():
    log = Log.of([1, 0], [0.5, 0.5], [0, 0])
    assert ips(log).estimate.value == 0
    assert ips(log).effective == 0
    with pytest.raises(UnusableNumbers, match="would have shown none"):
        snips(log)


def test_one_customer_and_no_spread_leave_the_interval_open():
    assert not ips(Log.of([1, 0], [1, 1], [1, 1], ["pty_1", "pty_1"])).estimate.known
    assert not ips(Log.of([0, 0, 0], [1, 1, 1], [1, 1, 1])).estimate.known
