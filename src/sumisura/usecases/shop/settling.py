"""Money in and money back: asked for outside any unit of work, written down before and after.

An intent to pay is kept with the order until the provider has answered, a debt to refund until it has
paid back. A crash leaves either behind, and the worker takes it up; the order's id is the provider's
idempotency key, so asking again never moves money twice.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta

import structlog

from sumisura.insight.repo import EXPOSURE
from sumisura.kernel import BrandId, Event, EventId, Order, OrderId, OrderState, SumisuraError
from sumisura.orders import cart as carting
from sumisura.orders import repo as orders
from sumisura.orders.cart import CartFull
from sumisura.orders.lifecycle import advance
from sumisura.orders.ports import Declined, PaymentState, PaymentUnknown
from sumisura.orders.token import Forged
from sumisura.pricing.quoting import delivered_to
from sumisura.store.codec import decode, encode
from sumisura.store.gathered import gathered
from sumisura.store.ports import Transaction
from sumisura.store.walk import walk
from sumisura.trust import grants
from sumisura.usecases import brands
from sumisura.usecases.again import again
from sumisura.usecases.learning import sales
from sumisura.usecases.office import arms
from sumisura.usecases.services import Services
from sumisura.usecases.tasting import deeds

INTENT, DEBT = "payment-intent", "refund-due"
GIVES_UP = timedelta(days=1)
"""After so long without a trace of a payment, a cancelled order owes nothing."""
NOTHING_DUE = "nothing-due"
"""Stands for the provider's reference where an order costs nothing."""
log = structlog.get_logger()


def intend(tx: Transaction, order: Order, method: str) -> None:
    """Write down how an order is to be paid, in the unit of work that places it."""
    tx.records.put(order.brand, INTENT, order.id, encode(method), version=0)


def settle(services: Services, brand: BrandId, id_: OrderId) -> Order:
    """Have a placed order paid; one that is not waiting for it stays as it is.

    Raises:
        Declined: nothing was taken; the order is cancelled, and its lines are in the bag again where they fit.
        PaymentUnknown: the provider has not answered; ask again later.
    """
    with services.store.read() as tx:
        placed, _ = orders.order(tx, brand, id_)
        found = tx.records.get(brand, INTENT, id_)
    if placed.state is not OrderState.PLACED or found is None:
        return placed
    return take(services, placed, decode(found.body, str))


def take(services: Services, placed: Order, method: str) -> Order:
    """Have an order paid that waits for it, in the way that was intended; raises as ``settle`` does."""
    try:
        reference = _taken(services, placed, method)
    except Declined:
        _decline(services, placed)
        raise
    paid = _paid(services, placed, reference)
    if paid.state is OrderState.CANCELLED:  # called off while the provider was being asked
        with suppress(PaymentUnknown):
            pay_back(services, paid)
    return paid


@again
def call_off(services: Services, order: Order) -> None:
    """Cancel an order, and give back what was or may have been paid; again is the same.

    Raises:
        IllegalStep: making has begun.
    """
    with services.store.write() as tx:
        cancelled, version = orders.order(tx, order.brand, order.id)
        if cancelled.state is not OrderState.CANCELLED:
            cancelled = _cancel(services, tx, cancelled, version)
            tx.records.put(order.brand, DEBT, order.id, encode(services.clock.now()), version=0)
    with suppress(PaymentUnknown):  # the debt is written down: the worker asks until it is paid
        pay_back(services, cancelled)


@again
def pay_back(services: Services, order: Order) -> bool:
    """Refund a cancelled order where anything was taken; True when nothing is owed any more."""
    payment = services.payments.find(order.brand, order.id)
    if payment is not None and payment.state is PaymentState.CHARGED:
        payment = services.payments.refund(order.brand, order.id)
    settled = payment is not None or services.clock.now() - order.history[-1][1] > GIVES_UP
    if settled:
        with services.store.write() as tx:
            tx.records.delete(order.brand, DEBT, order.id)
            tx.records.delete(order.brand, INTENT, order.id)
            if payment is not None and payment.state is PaymentState.REFUNDED:
                # Read anew: whose it was may have been erased while the provider was being asked.
                present, _ = orders.order(tx, order.brand, order.id)
                services.gate.collect(
                    tx, fact(services, present, "order.refunded", payment=payment.reference)
                )
    return settled


def take_up(services: Services, brand: BrandId) -> int:
    """Finish every payment and refund that was cut off; says how many moved on. For the worker."""
    paid = _each(services, brand, INTENT, lambda id_: _settled(services, brand, id_))
    return paid + _each(services, brand, DEBT, lambda id_: _refunded(services, brand, id_))


def fact(services: Services, of: Order, kind: str, **context: object) -> Event:
    """A fact of an order: kept to fulfil it."""
    return Event(
        id=EventId(services.ids.new("evt")),
        brand=of.brand,
        kind=kind,
        at=services.clock.now(),
        party=of.party,
        subject=of.id,
        source="purchases",
        purpose="order",
        context=context,
    )


def _each(services: Services, brand: BrandId, kind: str, act: Callable[[OrderId], bool]) -> int:
    with services.store.read() as tx:
        waiting = sorted(OrderId(one.id) for one in walk(tx, brand, kind))
    return sum(_tried(kind, act, id_) for id_ in waiting)


def _tried(kind: str, act: Callable[[OrderId], bool], id_: OrderId) -> bool:
    """Whether it moved on; one that cannot must not hold up those behind it."""
    try:
        return act(id_)
    except Declined:
        return True
    except PaymentUnknown:
        return False
    except SumisuraError as error:
        log.warning("payment.stuck", kind=kind, order=id_, code=error.code)
        return False


def _settled(services: Services, brand: BrandId, id_: OrderId) -> bool:
    return settle(services, brand, id_).state is OrderState.PAID


def _refunded(services: Services, brand: BrandId, id_: OrderId) -> bool:
    with services.store.read() as tx:
        order, _ = orders.order(tx, brand, id_)
    return pay_back(services, order)


def _taken(services: Services, order: Order, method: str) -> str:
    """The provider's reference, once it has taken the money; no provider takes nothing."""
    if not order.total.amount:
        return NOTHING_DUE
    return services.payments.charge(order.brand, order.id, order.total, method).reference


@again
def _paid(services: Services, placed: Order, payment: str) -> Order:
    brand, id_ = placed.brand, placed.id
    with services.store.write() as whole, gathered(whole) as tx:
        tx.foresee_all(brand, _facts(placed))
        before, version = orders.order(tx, brand, id_)
        if before.state is not OrderState.PLACED:
            return before
        after = advance(before, OrderState.PAID, services.clock.now(), payment=payment)
        orders.save(tx, after, version)
        tx.records.delete(brand, INTENT, id_)
        arms.bought(services, tx, after)
        sales.paid(tx, after)
        deeds.bought(services, tx, after)
        services.gate.collect(tx, fact(services, after, "order.paid"))
    return after


def _facts(order: Order) -> Iterator[tuple[str, str]]:
    """The records that the payment of an order touches, to be read in one question."""
    yield from ((orders.ORDER, order.id), (EXPOSURE, order.party), (grants.KIND, order.party))
    yield from ((sales.SALE, row) for row in sales.rows(order))


@again
def _decline(services: Services, declined: Order) -> None:
    with services.store.write() as tx:
        order, version = orders.order(tx, declined.brand, declined.id)
        if order.state is not OrderState.PLACED:
            return
        _cancel(services, tx, order, version)
        tx.records.delete(order.brand, INTENT, order.id)
        _put_back(services, tx, order)


def _cancel(services: Services, tx: Transaction, order: Order, version: int) -> Order:
    after = advance(order, OrderState.CANCELLED, services.clock.now())
    orders.save(tx, after, version)
    if order.state is OrderState.PAID:  # what was never paid was never counted
        arms.returned(services, tx, after)
        sales.called_off(tx, after)
        deeds.returned(services, tx, after)
    services.gate.collect(tx, fact(services, after, "order.cancelled"))
    return after


def _put_back(services: Services, tx: Transaction, order: Order) -> None:
    """Put an order's lines in the bag again, so that nothing has to be made anew.

    A line that no longer fits there, or whose seal is no longer good, stays in the cancelled order alone.
    """
    home, now = brands.load(tx, order.brand).home, services.clock.now()
    taxes = services.shelf.prices(tx, order.brand).taxes
    cart, version = orders.cart(tx, order.brand, order.party)
    for line in order.lines:
        quote = delivered_to(line.quote, home, taxes=taxes, at=now)
        with suppress(CartFull, Forged):
            cart = carting.put_back(cart, line.token, quote, line.quantity, keys=services.keyring)
    orders.save_cart(tx, cart, version)
