"""What the owner is told, and that looking every day does not make it untrue."""

from dataclasses import replace

import numpy as np
import pytest

from sumisura.insight.comparison import Verdict, compare
from sumisura.insight.model import PARTS, ArmTotals


def totals(visitors, takers=0, spent=(), meant=0.1, **more):
    revenue, squares = sum(spent), sum(one**2 for one in spent)
    return ArmTotals(visitors, round(visitors * meant * PARTS), takers, takers, revenue, squares, **more)


def test_nobody_at_all_is_answered():
    found = compare(ArmTotals(), ArmTotals())
    assert found.visitors == 0
    assert not found.take_up.difference.known
    assert not found.money.difference.known
    assert not found.returns.difference.known
    assert not found.amiss


def test_money_is_compared_per_visitor_with_its_spread():
    rng = np.random.default_rng(1)
    mine = [int(x) for x in rng.normal(9_000, 2_000, 900)]
    theirs = [int(x) for x in rng.normal(8_000, 2_000, 80)]
    found = compare(totals(9_000, 900, mine), totals(1_000, 80, theirs))
    expected = sum(mine) / 9_000 - sum(theirs) / 1_000
    assert found.money.difference.value == pytest.approx(expected)
    assert found.money.difference.covers(expected)
    assert found.money.personal.covers(sum(mine) / 9_000)


def test_what_visitors_leave_is_never_below_nothing():
    few = totals(400, 2, [90_000, 100])
    assert compare(few, few).money.mass.low == 0
    assert compare(few, few).money.difference.low < 0


def test_returns_are_a_share_of_buyers():
    found = compare(totals(5_000, 1_000, returners=40), totals(5_000, 1_000, meant=0.1, returners=120))
    assert found.returns.personal.value == pytest.approx(0.04)
    assert found.returns.verdict is Verdict.LESS
    assert compare(totals(500, 20), totals(50)).returns.verdict is Verdict.EARLY


def test_a_split_that_cannot_be_chance_is_seen():
    assert compare(totals(9_000), totals(1_000)).ratio_p > 0.05
    assert compare(totals(9_400), totals(600)).amiss
    assert compare(totals(9_000), totals(1_000)).meant == pytest.approx(0.1)


def test_a_share_that_was_changed_on_the_way_is_no_fault():
    before = totals(900), totals(100)
    after = totals(500, meant=0.5), totals(500, meant=0.5)
    found = compare(before[0] + after[0], before[1] + after[1])
    assert found.meant == pytest.approx(0.3)
    assert not found.amiss


def test_one_arm_alone_has_no_split_to_check():
    assert compare(totals(900, meant=0.0), totals(0)).ratio_p == 1.0
    assert compare(ArmTotals(), totals(900, meant=1.0)).ratio_p == 1.0


def test_looking_forty_times_alarms_at_most_once_in_twenty():
    """Purchases come days after the visit, as they do: what is counted at a look is not complete."""
    rng, alarms, runs, looks = np.random.default_rng(2), 0, 100, 40
    for _ in range(runs):
        seen = rng.integers(looks, size=6_000)
        mass, buys = rng.random(6_000) < 0.1, rng.random(6_000) < 0.04
        when = np.where(buys, seen + rng.integers(10, size=6_000), looks)
        spent = np.where(buys, rng.integers(3_000, 12_000, size=6_000), 0)
        for look in range(looks):
            here, bought = seen <= look, when <= look
            arms = [_counted(here & side, bought & side, spent) for side in (~mass, mass)]
            found = compare(*arms)
            if found.take_up.difference.decided or found.money.difference.decided:
                alarms += 1
                break
    assert alarms / runs <= 0.05


def _counted(here, bought, spent):
    money = spent[bought]
    visitors, takers = int(here.sum()), int(bought.sum())
    return replace(
        totals(visitors, takers), revenue=int(money.sum()), squares=int((money.astype(np.int64) ** 2).sum())
    )
