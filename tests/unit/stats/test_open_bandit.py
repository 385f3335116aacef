"""Open Bandit: what uniform showing says of Bernoulli Thompson sampling, beside what that policy did earn."""

import csv
import gzip

import numpy as np
import pytest

from shared import shared
from sumisura.stats import intervals
from sumisura.stats.off_policy import Log, calibration, ips, snips

ITEMS, PLACES = 34, 3


def read(policy):
    with gzip.open(shared(f"data/recsys/obd/{policy}_men.csv.gz"), "rt") as file:
        rows = [
            (
                int(row["item_id"]),
                int(row["position"]) - 1,
                float(row["click"]),
                float(row["propensity_score"]),
            )
            for row in csv.DictReader(file)
        ]
    item, place, click, propensity = (np.array(column) for column in zip(*rows, strict=True))
    return item, place, click, propensity


@pytest.fixture(scope="module")
def bandit():
    """The uniform log; how often the other policy showed each item at each place; and what it earned."""
    uniform, thompson = read("random"), read("bts")
    shown = np.zeros((PLACES, ITEMS))
    np.add.at(shown, (thompson[1], thompson[0]), 1)
    return uniform, shown / shown.sum(1, keepdims=True), intervals.mean(thompson[2])


def test_uniform_was_uniform(bandit):
    (item, _, _, propensity), _, _ = bandit
    np.testing.assert_allclose(propensity, 1 / ITEMS)
    assert np.abs(calibration(np.full((len(item), ITEMS), 1 / ITEMS), item)).max() < 4


@pytest.mark.parametrize("estimator", [ips, snips])
def test_thompson_sampling_is_foreseen(bandit, estimator):
    (item, place, click, propensity), policy, earned = bandit
    found = estimator(Log.of(click, propensity, policy[place, item]))
    assert found.plausible
    assert 1000 < found.effective < len(click)
    assert found.estimate.covers(earned.value)
    assert earned.covers(found.estimate.value)
