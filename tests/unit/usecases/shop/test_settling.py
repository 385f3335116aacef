"""Money that may have moved is never lost sight of."""

from dataclasses import replace

import pytest

from sumisura.kernel import OrderState
from sumisura.orders import repo as orders
from sumisura.orders.cart import MOST_LINES
from sumisura.orders.ports import Declined, PaymentUnknown
from sumisura.orders.testpay import DECLINED, LOST, OK
from sumisura.space import repo
from sumisura.usecases.bringing_in.publish import publish_family
from sumisura.usecases.shop import bag, checkout, configure, ordered, settling
from sumisura.usecases.shop.checkout import ADDRESS, Wish


def ring(services, visitor, engraved=""):
    design = configure.start(services, visitor, "rings")
    configure.write(services, visitor, design, {"engraving": engraved})
    bag.add(services, visitor, design)


def placed(services, visitor, method):
    address = dict.fromkeys(ADDRESS, "a@b.example")
    return checkout.order(services, visitor, Wish("form-1", address, "IT", method, understood=True))


def debt(services, order):
    with services.store.read() as tx:
        return tx.records.get(order.brand, settling.DEBT, order.id)


def test_a_late_cancellation_is_watched_as_long_as_an_early_one(services, ada):
    ring(services, ada)
    order = placed(services, ada, LOST)
    services.clock.advance(days=2)
    ordered.cancel(services, ada, order.id)
    assert debt(services, order), "the request may still be on its way to the provider"
    services.clock.advance(days=1, seconds=1)
    settling.take_up(services, ada.brand.id)
    assert not debt(services, order)


@pytest.fixture
def late_decline(services, ada, monkeypatch):
    """An order whose decline arrives when the bag has filled up again."""

    def charge(*_):
        raise Declined(None) if heard else PaymentUnknown("k")

    heard = []
    ring(services, ada, "the one ordered")
    monkeypatch.setattr(services.payments, "charge", charge)
    order = placed(services, ada, DECLINED)
    for number in range(MOST_LINES):
        ring(services, ada, f"number {number}")
    heard.append(True)
    return order


def test_a_full_bag_does_not_keep_a_declined_order_alive(services, ada, late_decline):
    settling.take_up(services, ada.brand.id)
    with services.store.read() as tx:
        order, _ = orders.order(tx, ada.brand.id, late_decline.id)
    assert order.state is OrderState.CANCELLED
    assert len(bag.show(services, ada).lines) == MOST_LINES


def test_a_retired_key_does_not_keep_a_declined_order_alive(services, ada, late_decline):
    keyring = services.keyring.rotate_signing(services.rng)
    turned = replace(services, keyring=keyring.retire_signing(services.keyring.current.kid))
    settling.take_up(turned, ada.brand.id)
    with services.store.read() as tx:
        order, _ = orders.order(tx, ada.brand.id, late_decline.id)
    assert order.state is OrderState.CANCELLED


def test_what_costs_nothing_is_paid_without_asking_anybody(services, shop, ada, monkeypatch):
    with services.store.read() as tx:
        rings = services.shelf.family(tx, shop.id, repo.current(tx, shop.id, "rings"))
    publish_family(services, shop, replace(rings, base_price=0))
    monkeypatch.setattr(services.payments, "charge", None)
    ring(services, ada)
    order = placed(services, ada, OK)
    assert (order.state, order.total.amount) == (OrderState.PAID, 0)
    ordered.cancel(services, ada, order.id)
    assert ordered.show(services, ada, order.id).headline == "This order was cancelled"
