"""Orders as the shop places them: ``checkout.order``, its payment and refund, and the worker beside it.

One visitor for each key. Keys ending in 3 or 8 pay with an answer that is lost, in 4 or 9 with a request that is
lost, and those ending in 5 are called off again at once.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import offers
from sumisura.kernel import (
    Brand,
    BrandId,
    Ids,
    Order,
    OrderState,
    PartyId,
    Rng,
    Span,
    Stale,
    SystemClock,
)
from sumisura.orders import cart as carting
from sumisura.orders import repo as orders
from sumisura.orders.model import Cart
from sumisura.orders.ports import PaymentState
from sumisura.orders.testpay import KIND as PAYMENT
from sumisura.orders.testpay import LOST, OK, SLOW, TestPayments
from sumisura.orders.token import sign
from sumisura.pricing import repo as prices
from sumisura.pricing.model import Prices, TaxRate, TaxTable
from sumisura.space.cache import SpaceCache
from sumisura.store.ports import Store, Transaction
from sumisura.telemetry.figures import Figures
from sumisura.trust.erasure import Erasures
from sumisura.trust.gate import Gate
from sumisura.trust.keys import Keyring
from sumisura.trust.limits import Limits
from sumisura.trust.vault import Vault
from sumisura.usecases import brands
from sumisura.usecases.services import Services, Visitor
from sumisura.usecases.shelf import Shelf
from sumisura.usecases.shop import checkout, ordered, settling

COMMITS = 4
"""Units of work for one order: the bag, the order, the money, its receipt."""
INDIGO = Brand(BrandId("indigo"), "Indigo", "EUR")
ADDRESS = dict.fromkeys(checkout.ADDRESS, "x") | {"email": "ada@example.org"}
METHODS = {"3": SLOW, "8": SLOW, "4": LOST, "9": LOST}


def placing(store: Store) -> Callable[[str], str]:
    """A function that fills the bag of a key's visitor, orders it under that key and answers the order's id."""
    services, calls = _services(store), count(1)
    _open(services)

    def place(key: str) -> str:
        visitor = Visitor(INDIGO, PartyId(f"pty_{key}"))
        _fill(services, visitor)
        wish = checkout.Wish(key, ADDRESS, "IT", METHODS.get(key[-1], OK), understood=True)
        order = checkout.order(services, visitor, wish)
        if key.endswith("5"):
            ordered.cancel(services, visitor, order.id)
        if next(calls) % 7 == 0:  # the worker has its turn
            settling.take_up(services, INDIGO.id)
        return order.id

    return place


def audit(store: Store) -> Mapping[str, list[str]]:
    """Every key with the ids of all its orders, once the worker has taken up what was cut off.

    Raises:
        AssertionError: orders, payments and events do not tell the same.
    """
    services = _services(store)
    settling.take_up(services, INDIGO.id)
    placed: dict[str, list[str]] = defaultdict(list)
    with store.read() as tx:
        found = all_orders(tx, INDIGO.id)
        payments = {one.id for one in tx.records.page(INDIGO.id, PAYMENT, limit=10**6)}
        told = defaultdict(list)
        for entry in tx.ledger.read(INDIGO.id, limit=10**9):
            told[entry.event.subject].append(entry.event.kind)
        waiting = tx.records.page(INDIGO.id, settling.INTENT, limit=10**6)
    assert payments <= {order.id for order in found}, "paid without an order"
    for order in found:
        _check(services, order, told[order.id])
        placed[order.party.removeprefix("pty_")].append(order.id)
    live = {order.id for order in found if order.state is not OrderState.CANCELLED}
    assert not {one.id for one in waiting} & live, "an order waits for its payment for ever"
    return placed


def _check(services: Services, order: Order, told: list[str]) -> None:
    key = order.party.removeprefix("pty_")
    assert [line.quantity for line in order.lines] == [1], "a line was put in twice"
    assert order.state is not OrderState.CANCELLED or key.endswith("5"), "called off by nobody"
    assert not (wrong := whole(services, order, told)), "; ".join(wrong)


def whole(services: Services, order: Order, told: list[str]) -> list[str]:
    """What is not as it must be with an order, its payment and its events; nothing where they tell the same."""
    payment = services.payments.find(order.brand, order.id)
    if order.state is OrderState.CANCELLED:
        event, right = "order.cancelled", payment is None or payment.state is PaymentState.REFUNDED
        what = "called off and not paid back"
    elif payment is None:
        event, right, what = "order.paid", False, "paid without a trace"
    else:
        event, what = "order.paid", f"{order.state}, and the payment is {payment.state}"
        right = order.state is OrderState.PAID and payment.state is PaymentState.CHARGED
        right = right and (payment.amount, payment.reference) == (order.total, order.payment)
    counts = {each: told.count(each) for each in ("order.placed", event)}
    wrong = [f"{each} is told {number} times" for each, number in counts.items() if number != 1]
    return wrong if right else [*wrong, what]


def all_orders(tx: Transaction, brand: BrandId) -> list[Order]:
    """Every order of a brand."""
    found: list[Order] = []
    while page := orders.orders(tx, brand, before=found[-1].id if found else "", limit=1000):
        found += page
    return found


def _open(services: Services) -> None:
    """The brand and its tax, once."""
    rate = TaxRate("IT", Fraction(22, 100), Span(datetime(2020, 1, 1, tzinfo=UTC)), "DPR 633/1972")
    with suppress(Stale), services.store.write() as tx:
        if not brands.every(tx):
            brands.save(tx, INDIGO)
            prices.save(tx, INDIGO.id, Prices((), TaxTable((rate,))))


def _fill(services: Services, visitor: Visitor) -> None:
    """One design in a bag that was never used: who comes second finds it there."""
    now = services.clock.now()
    said = offers.claims(
        f"tok_{visitor.party}", issued=now, expires=(now + timedelta(days=14)).replace(microsecond=0)
    )
    token, quote = sign(said, services.keyring), offers.quote_for(said)
    with suppress(Stale), services.store.write() as tx:
        cart = carting.add(Cart(INDIGO.id, visitor.party), token, quote, keys=services.keyring, at=now)
        orders.save_cart(tx, cart, 0)


def _services(store: Store) -> Services:
    """What ordering needs, with the same keys in every process; what it does not need is absent."""
    clock, rng, keyring = SystemClock(), random.SystemRandom(), Keyring.fresh(Rng(1))
    ids = Ids(clock, rng)
    absent: Any = SimpleNamespace()
    return Services(
        store=store,
        clock=clock,
        rng=rng,
        ids=ids,
        keyring=keyring,
        vault=Vault(keyring, ids, rng),
        gate=Gate(ids, lambda _: None),
        navigation=absent,
        shelf=Shelf(SpaceCache(Path("unused")), clock, absent, Figures()),
        models=absent,
        payments=TestPayments(store),
        limits=Limits(clock, keyring.session),
        sessions=absent,
        staff=absent,
        mass_share=0.1,
        tailor=absent,
        factoriser=absent,
        audit=absent,
        use=absent,
        workbench=absent,
        figures=Figures(),
        sender=absent,
        erasures=Erasures(keyring, Path("unused")),
    )
