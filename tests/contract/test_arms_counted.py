"""Arms are counted exactly, on both engines, however many come at once."""

from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest

from sumisura.insight import repo
from sumisura.insight.model import PARTS, Arm, ArmTotals
from sumisura.kernel import BrandId, PartyId, Rng, Stale

BRAND, OTHER = BrandId("indigo"), BrandId("rosso")
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ADA, EVE = PartyId("pty_ada"), PartyId("pty_eve")


def expose(store, party=ADA, arm=Arm.PERSONAL, at=NOON, brand=BRAND):
    with store.write() as tx:
        return repo.expose(tx, brand, party, arm, at, share=0.1)


def bought(store, party=ADA, amount=5_000, at=NOON):
    with store.write() as tx:
        repo.bought(tx, BRAND, party, amount, at)


def returned(store, party=ADA, amount=5_000, at=NOON):
    with store.write() as tx:
        repo.returned(tx, BRAND, party, amount, at)


def days(store, brand=BRAND):
    with store.read() as tx:
        return repo.totals(tx, brand)


def sums(store, arm=Arm.PERSONAL, *, simulated=False):
    found = (one.totals for one in days(store) if (one.arm, one.simulated) == (arm, simulated))
    return sum(found, ArmTotals())


def test_a_visitor_counts_once_in_their_life(store):
    expose(store)
    again = expose(store, arm=Arm.MASS, at=NOON + timedelta(days=9))
    assert (again.arm, again.day) == (Arm.PERSONAL, date(2026, 3, 1))
    assert sums(store) == ArmTotals(visitors=1, meant=PARTS // 10)
    assert sums(store, Arm.MASS) == ArmTotals()


def test_what_they_do_later_counts_for_the_day_they_came(store):
    expose(store)
    bought(store, amount=5_000, at=NOON + timedelta(days=3))
    bought(store, amount=2_000, at=NOON + timedelta(days=4))
    returned(store, amount=2_000, at=NOON + timedelta(days=5))
    (found,) = days(store)
    assert (found.day, found.last) == (date(2026, 3, 1), NOON + timedelta(days=5))
    assert found.totals == ArmTotals(1, PARTS // 10, 1, 2, 5_000, 5_000**2, 1, 1)


def test_who_was_never_shown_an_arm_is_no_part_of_it(store):
    bought(store)
    returned(store)
    with store.write() as tx:
        repo.choose(tx, BRAND, ADA, Arm.MASS)
        assert repo.exposure(tx, BRAND, ADA) is None
    assert not days(store)


def test_what_was_bought_before_cannot_come_back_within(store):
    bought(store)
    expose(store)
    returned(store)
    assert sums(store) == ArmTotals(visitors=1, meant=PARTS // 10)


def test_a_choice_by_hand_changes_what_is_shown_and_not_what_is_counted(store):
    expose(store)
    with store.write() as tx:
        repo.choose(tx, BRAND, ADA, Arm.MASS)
    bought(store)
    with store.read() as tx:
        found = repo.exposure(tx, BRAND, ADA)
    assert (found.shown, found.arm) == (Arm.MASS, Arm.PERSONAL)
    assert sums(store).takers == 1
    with store.write() as tx:
        repo.choose(tx, BRAND, ADA, None)
        assert repo.exposure(tx, BRAND, ADA).shown is Arm.PERSONAL


def test_simulated_customers_are_never_added_to_real_ones(store):
    expose(store)
    expose(store, PartyId("pty_sim_1"))
    bought(store, PartyId("pty_sim_1"))
    assert sums(store).takers == 0
    assert sums(store, simulated=True).takers == 1


def test_forgetting_takes_the_visitor_and_leaves_the_sums(store):
    expose(store)
    bought(store)
    before = sums(store)
    with store.write() as tx:
        repo.forget(tx, BRAND, ADA)
        repo.forget(tx, BRAND, EVE)
        assert repo.exposure(tx, BRAND, ADA) is None
    assert sums(store) == before
    with store.read() as tx:
        assert all(
            ADA not in record.id and ADA.encode() not in record.body
            for record in tx.records.page(BRAND, repo.TOTAL)
        )


def test_brands_are_apart(store):
    expose(store)
    assert days(store, OTHER) == []
    assert expose(store, arm=Arm.MASS, brand=OTHER).arm is Arm.MASS


def _fail_after_counting(store):
    with store.write() as tx:
        repo.expose(tx, BRAND, ADA, Arm.MASS, NOON, share=0.1)
        raise ZeroDivisionError


def test_a_unit_of_work_that_fails_counts_nothing(store):
    with pytest.raises(ZeroDivisionError):
        _fail_after_counting(store)
    assert days(store) == []


def patient(act, *args, **named):
    for _ in range(200):
        try:
            return act(*args, **named)
        except Stale:
            continue
    pytest.fail("never got through")


def test_orders_of_one_visitor_at_once_all_count(store):
    expose(store)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda amount: patient(bought, store, amount=amount), [1, 2, 3, 4] * 4))
    assert sums(store) == ArmTotals(1, PARTS // 10, 1, 16, 40, 1600)


def test_many_at_once_are_all_counted(store):
    """Random deeds by many hands, held to the same sums taken one by one."""
    rng = Rng(1)
    parties = [PartyId(f"pty_{number}") for number in range(30)]
    arms = {party: rng.choice(list(Arm)) for party in parties}
    orders = [(rng.choice(parties), rng.randrange(100, 9_000)) for _ in range(60)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda party: patient(expose, store, party, arms[party]), parties * 2))
        list(pool.map(lambda order: patient(bought, store, *order), orders))
        list(pool.map(lambda order: patient(returned, store, *order), orders[:20]))
    left, bought_by, back = defaultdict(int), defaultdict(int), defaultdict(int)
    for number, (party, amount) in enumerate(orders):
        kept = number >= 20
        left[party] += amount * kept
        bought_by[party] += 1
        back[party] += not kept
    for arm in Arm:
        mine = [party for party in parties if arms[party] is arm]
        assert sums(store, arm) == ArmTotals(
            visitors=len(mine),
            meant=len(mine) * PARTS // 10,
            takers=sum(bought_by[party] > 0 for party in mine),
            orders=sum(bought_by[party] for party in mine),
            revenue=sum(left[party] for party in mine),
            squares=sum(left[party] ** 2 for party in mine),
            returners=sum(back[party] > 0 for party in mine),
            returned=sum(back[party] for party in mine),
        )
