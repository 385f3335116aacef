"""Models are trained once a night by one worker, and as soon as there is enough for a first one."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from sumisura import worker
from sumisura.jobs import repo as jobs
from sumisura.kernel import Brand, BrandId, PartyId
from sumisura.taste import repo
from sumisura.taste.model import Item, ItemId, Kind, Signal
from sumisura.trust.grants import Grants
from sumisura.usecases import brands
from sumisura.usecases.background import duties
from sumisura.usecases.background.duties import NIGHT
from sumisura.usecases.background.running import scheduled
from sumisura.usecases.learning import crowds
from sumisura.usecases.learning.nights import when
from sumisura.usecases.tasting.signals import record_many

SHOP = Brand(BrandId("lucia"), "Lucia", "EUR", time_zone="Europe/Rome")
GOODS = [
    Item(ItemId(f"good-{row}"), Kind.GOOD, f"Good {row}", tokens=(f"style={row % 3}",)) for row in range(30)
]


@pytest.fixture
def stocked(services):
    """A shop with thirty goods, at noon of the first of March."""
    with services.store.write() as tx:
        brands.save(tx, SHOP)
        repo.save_items(tx, SHOP.id, GOODS)
    return services


def crowd(services, customers=40):
    """Customers who each bought eight goods of their style; counted."""
    for number in range(customers):
        party = PartyId(f"pty_{number}")
        with services.store.write() as tx:
            for purpose in ("personalise", "improve"):
                Grants(services.ids).give(tx, SHOP.id, party, purpose, "purchases", "v1")
            record_many(services, tx, SHOP.id, party, bought(services, number))
    services.clock.advance(hours=50)
    crowds.refresh(services, SHOP.id)


def bought(services, number):
    return [
        Signal(
            f"sig-{number}-{step}",
            services.clock.now() + timedelta(hours=6 * step),
            "purchases",
            ItemId(f"good-{(number % 3 + 3 * (number + step)) % 30}"),
            "bought",
        )
        for step in range(8)
    ]


def next_night(services):
    with services.store.read() as tx:
        done = jobs.job(tx, SHOP.id, NIGHT.name)[0].done
        return when(services, tx, SHOP.id, done)


def is_due(services):
    at = next_night(services)
    return at is not None and at <= services.clock.now()


def night(services, worker="wrk_1"):
    """A worker looks whether the night has come; says whether it had."""
    return scheduled(services, SHOP.id, NIGHT, worker, threading.Event())


def test_an_empty_shop_is_left_alone(stocked):
    assert next_night(stocked) is None
    assert not night(stocked)


def test_the_first_model_waits_for_enough_and_not_for_the_night(stocked):
    crowd(stocked, 20)
    assert not is_due(stocked)
    crowd(stocked, 40)
    assert is_due(stocked)
    assert night(stocked)
    with stocked.store.read() as tx:
        assert jobs.job(tx, SHOP.id, NIGHT.name)[0].done == stocked.clock.now()
    assert list(stocked.models.folder.rglob("*.json"))
    assert not is_due(stocked)
    assert not night(stocked)


def test_it_is_night_at_three_where_the_shop_is(stocked):
    crowd(stocked)
    stocked.clock.at = datetime(2026, 3, 10, 12, tzinfo=UTC)
    night(stocked)
    stocked.clock.at = datetime(2026, 3, 11, 1, 59, tzinfo=UTC)
    assert not is_due(stocked)
    stocked.clock.at = datetime(2026, 3, 11, 2, tzinfo=UTC)
    assert is_due(stocked)
    with stocked.store.write() as tx:
        brands.save(tx, replace(SHOP, time_zone="America/New_York"))
    assert next_night(stocked) == datetime(2026, 3, 11, 7, tzinfo=UTC)


def test_of_two_workers_one_trains(stocked):
    crowd(stocked)
    told, both = [], threading.Barrier(2)

    def work(name):
        both.wait()
        told.append(night(stocked, name))

    workers = [threading.Thread(target=work, args=(f"wrk_{number}",)) for number in range(2)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert sorted(told) == [False, True]


def test_a_worker_that_is_told_to_stop_leaves_its_training_where_it_is(stocked, monkeypatch):
    crowd(stocked)
    stop, began = threading.Event(), threading.Event()

    def long(services, brand, progress):
        began.set()
        while True:
            progress("Replaying", 1, 2)

    monkeypatch.setattr(worker, "NIGHT", replace(duties.NIGHT, act=long))
    running = threading.Thread(target=worker.run, args=(stocked, stop))
    running.start()
    assert began.wait(20)
    stop.set()
    running.join(20)
    assert not running.is_alive()
    with stocked.store.read() as tx:
        left, _ = jobs.job(tx, SHOP.id, NIGHT.name)
        assert jobs.workers(tx) == []
    assert (left.holder, left.tries, left.failing, left.done) == ("", 0, None, None)


def test_a_turn_of_the_worker_counts_the_crowd(stocked):
    crowd(stocked, 3)
    with stocked.store.write() as tx:
        Grants(stocked.ids).give(tx, SHOP.id, PartyId("pty_new"), "personalise", "purchases", "v1")
        Grants(stocked.ids).give(tx, SHOP.id, PartyId("pty_new"), "improve", "purchases", "v1")
        one = replace(bought(stocked, 1)[0], id="sig-new")
        record_many(stocked, tx, SHOP.id, PartyId("pty_new"), [one])
    worker.turn(stocked)
    with stocked.store.read() as tx:
        assert crowds.load(stocked, tx, SHOP.id).parties == 4
