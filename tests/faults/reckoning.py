"""What the store holds, beside what was acknowledged: nothing lost, nothing doubled, nothing left undone."""

import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from people import BRAND, Told
from shop_orders import all_orders, whole

from sumisura.app import wired
from sumisura.kernel import OrderState
from sumisura.orders.testpay import KIND as PAYMENT
from sumisura.settings import Settings
from sumisura.store.walk import walk
from sumisura.trust.audit.log import KINDS
from sumisura.trust.grants import Grants
from sumisura.usecases import accounts
from sumisura.usecases.services import Services
from sumisura.usecases.shop import browse, settling

UNDONE = 120
"""Seconds within which the worker must have finished every payment and refund that was cut off."""


@dataclass
class Reckoning:
    """What was found.

    Args:
        placed, paid, called_off: orders in the store.
        payments: at the provider.
        settled_within_s: after so many seconds nothing waited for the worker.
        lost: answered, and not there.
        doubled: customers with more orders than they placed.
        contradicted: answered with two different orders.
        wrong: orders that are not whole, and grants that are not as they were acknowledged.
        audited: entries of the log that were verified.
    """

    placed: int = 0
    paid: int = 0
    called_off: int = 0
    payments: int = 0
    settled_within_s: float = 0.0
    lost: int = 0
    doubled: int = 0
    contradicted: int = 0
    wrong: list[str] = field(default_factory=list)
    audited: int = 0

    @property
    def broken(self) -> list[str]:
        """What must not be, in words."""
        counts = {"lost": self.lost, "doubled": self.doubled, "contradicted": self.contradicted}
        return [f"{number} orders {what}" for what, number in counts.items() if number] + self.wrong


def reckon(settings: Settings, told: Told) -> Reckoning:
    """Wait until the worker has nothing left to do, and compare."""
    found = Reckoning()
    with wired(settings) as services:
        found.settled_within_s = _await_nothing_undone(services, found)
        _orders(services, told, found)
        _grants(services, told, found)
        _audit(services, found)
    return found


def _audit(services: Services, found: Reckoning) -> None:
    """The log is sound, and nothing that happened is left out of it."""
    accounts.seal(services, BRAND)
    report = accounts.check(services, browse.brand(services, BRAND))
    with services.store.read() as tx:
        happened = sum(one.event.kind in KINDS for one in tx.ledger.read(BRAND, limit=10**9))
    found.audited = report.size
    found.wrong += [] if report.sound else [f"the audit log is not sound: {report}"]
    if report.size < happened:
        found.wrong.append(f"{happened - report.size} of {happened} entries cannot be sealed")


def _await_nothing_undone(services: Services, found: Reckoning) -> float:
    began = time.monotonic()
    while left := _undone(services):
        if time.monotonic() - began > UNDONE:
            found.wrong.append(f"{left} payments and refunds are left undone")
            break
        time.sleep(0.2)
    return round(time.monotonic() - began, 1)


def _undone(services: Services) -> int:
    with services.store.read() as tx:
        return sum(1 for kind in (settling.INTENT, settling.DEBT) for _ in walk(tx, BRAND, kind))


def _orders(services: Services, told: Told, found: Reckoning) -> None:
    with services.store.read() as tx:
        orders = {order.id: order for order in all_orders(tx, BRAND)}
        payments = {one.id for one in walk(tx, BRAND, PAYMENT)}
        events = defaultdict(list)
        for entry in tx.ledger.read(BRAND, limit=10**9):
            events[entry.event.subject].append(entry.event.kind)
    for order in orders.values():
        found.wrong += [f"{order.id} {what}" for what in whole(services, order, events[order.id])]
    states = Counter(order.state for order in orders.values())
    found.placed, found.paid = len(orders), states[OrderState.PAID]
    found.called_off, found.payments = states[OrderState.CANCELLED], len(payments)
    found.wrong += [f"{one} was paid without an order" for one in payments - orders.keys()]
    found.wrong += [
        f"{one} was called off and stands" for one in told.called_off if orders[one].state is OrderState.PAID
    ]
    found.lost = sum(not ids <= orders.keys() for ids in told.orders.values())
    found.contradicted = sum(len(ids) > 1 for ids in told.orders.values())
    # Everybody orders once, under one key.
    found.doubled = sum(many > 1 for many in Counter(order.party for order in orders.values()).values())
    asked_for = {one for ids in told.orders.values() for one in ids}
    found.wrong += [f"{one} is an order that nobody was told of" for one in orders.keys() - asked_for]


def _grants(services: Services, told: Told, found: Reckoning) -> None:
    with services.store.read() as tx:
        for (customer, source), on in told.grants.items():
            standing = Grants(services.ids).of(tx, BRAND, customer.rpartition("/")[2])
            mine = [one for one in standing.grants if one.source == source and one.during.end is None]
            if len(mine) != on:
                found.wrong.append(f"{customer} agreed to {source}: {on}, and {len(mine)} grants stand")
