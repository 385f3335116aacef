"""What a customer sees of their orders, and what they may still do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sumisura.kernel import BrandId, Family, Money, NotFound, Order, OrderId, OrderLine, OrderState, Quote
from sumisura.orders import repo as orders
from sumisura.orders.lifecycle import STEPS
from sumisura.store.ports import Transaction
from sumisura.trust.vault import Erased
from sumisura.usecases.services import Services, Visitor
from sumisura.usecases.shop import priced, settling, viewing

WAY = (OrderState.PLACED, OrderState.PAID, OrderState.MAKING, OrderState.SHIPPED, OrderState.DELIVERED)
NAMES = {
    OrderState.PLACED: "Ordered",
    OrderState.PAID: "Paid",
    OrderState.MAKING: "Being made",
    OrderState.SHIPPED: "On its way",
    OrderState.DELIVERED: "With you",
    OrderState.CANCELLED: "Cancelled",
}
HEADLINES = {
    OrderState.PLACED: "We have your order",
    OrderState.PAID: "Thank you. It is yours to be made",
    OrderState.MAKING: "It is being made",
    OrderState.SHIPPED: "It is on its way",
    OrderState.DELIVERED: "It is with you",
    OrderState.CANCELLED: "This order was cancelled",
}


@dataclass(frozen=True, slots=True)
class StepView:
    """One step of an order's life: done, now or next, and when it was entered."""

    label: str
    state: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class BoughtLine:
    """One line as it was bought; ``facts`` holds what this reader may see of it."""

    family: Family
    choices: Mapping[str, str]
    facts: Sequence[tuple[str, str]]
    quantity: int
    quote: Quote
    total: Money


@dataclass(frozen=True, slots=True)
class OrderHead:
    """An order in the customer's list; ``number`` is how people say which one it is."""

    id: OrderId
    number: str
    placed_at: datetime
    headline: str
    total: Money


@dataclass(frozen=True, slots=True)
class OrderView:
    """An order's page for the customer.

    Args:
        number: how people say which one it is.
        waiting: the payment provider has not answered yet.
        recipient: the rows of the address; empty once erased.
        entry: names the decision behind its price, in the audit log.
    """

    id: OrderId
    number: str
    placed_at: datetime
    headline: str
    steps: Sequence[StepView]
    lines: Sequence[BoughtLine]
    total: Money
    tax: Money
    recipient: Sequence[str]
    waiting: bool
    cancellable: bool
    entry: str


@dataclass(frozen=True, slots=True)
class Page:
    """Orders, newest first; ``next`` is where the next page begins, "" at the end."""

    items: Sequence[Order]
    next: str

    @classmethod
    def of(cls, found: Sequence[Order], limit: int) -> "Page":
        """A page of one more than it may hold, which says that there are more."""
        items = found[:limit]
        return cls(items, items[-1].id if len(found) > limit else "")


def show(services: Services, visitor: Visitor, id_: OrderId) -> OrderView:
    """An order of this visitor's own; another's does not exist for them."""
    with services.store.read() as tx:
        return _view(services, tx, own(tx, visitor, id_))


def every(services: Services, visitor: Visitor) -> Sequence[OrderHead]:
    """This visitor's latest orders, newest first; nobody's address is opened for a list."""
    if not visitor.party:
        return []
    with services.store.read() as tx:
        found = orders.orders_of(tx, visitor.brand.id, visitor.party)
    return [
        OrderHead(one.id, number(one.id), one.placed_at, HEADLINES[one.state], one.total) for one in found
    ]


def page(services: Services, visitor: Visitor, before: str, limit: int) -> Page:
    """This visitor's orders, newest first, from just below the id ``before``."""
    with services.store.read() as tx:
        found = orders.orders_of(tx, visitor.brand.id, visitor.party, before=before, limit=limit + 1)
    return Page.of(found, limit)


def find(services: Services, visitor: Visitor, id_: OrderId) -> Order:
    """An order of this visitor's own.

    Raises:
        NotFound: it is another's: it does not exist for them.
    """
    with services.store.read() as tx:
        return own(tx, visitor, id_)


def cancel(services: Services, visitor: Visitor, id_: OrderId) -> None:
    """Cancel, while making has not begun; what was paid is given back.

    Raises:
        IllegalStep: making has begun.
    """
    with services.store.read() as tx:
        order = own(tx, visitor, id_)
    settling.call_off(services, order)


def number(id_: OrderId) -> str:
    """How people say which order: the last eight characters, in fours.

    Example:
        >>> number(OrderId("ord_019b76daa8007d8e91b7584a2265b1f5"))
        '2265-B1F5'
    """
    return f"{id_[-8:-4]}-{id_[-4:]}".upper()


def recipient(services: Services, tx: Transaction, order: Order) -> list[str]:
    """The rows of an order's address; none once it was erased."""
    if not order.recipient:
        return []
    try:
        kept = services.vault.fields(tx, order.brand, order.recipient)
    except Erased:
        return []
    return [kept["name"], kept["street"], f"{kept['postcode']} {kept['town']}", kept["country"]]


def tax(order: Order) -> Money:
    """The tax in an order: each line's tax for one, times its quantity."""
    return sum((line.quote.tax * line.quantity for line in order.lines), Money(0, order.total.currency))


def line(services: Services, tx: Transaction, brand: BrandId, bought: OrderLine) -> BoughtLine:
    """A line as it was bought; private words are not among its facts."""
    family = services.shelf.family(tx, brand, bought.configuration.family)
    facts = viewing.facts(family, bought.configuration, bought.fields, bought.personal)
    return BoughtLine(family, dict(bought.configuration), facts, bought.quantity, bought.quote, bought.total)


def own(tx: Transaction, visitor: Visitor, id_: OrderId) -> Order:
    """An order of this visitor's own. Raises NotFound for another's: it does not exist for them."""
    order, _ = orders.order(tx, visitor.brand.id, id_)
    if not visitor.party or order.party != visitor.party:
        raise NotFound("order", id_)
    return order


def _view(services: Services, tx: Transaction, order: Order) -> OrderView:
    return OrderView(
        id=order.id,
        number=number(order.id),
        placed_at=order.placed_at,
        headline=HEADLINES[order.state],
        steps=_steps(order),
        lines=[line(services, tx, order.brand, one) for one in order.lines],
        total=order.total,
        tax=tax(order),
        recipient=recipient(services, tx, order),
        waiting=order.state is OrderState.PLACED,
        cancellable=OrderState.CANCELLED in STEPS[order.state],
        entry=priced.order_entry(order.id),
    )


def _steps(order: Order) -> Sequence[StepView]:
    entered = dict(order.history)
    way = WAY if order.state is not OrderState.CANCELLED else tuple(entered)
    return [StepView(NAMES[state], _standing(order, state, entered), entered.get(state)) for state in way]


def _standing(order: Order, state: OrderState, entered: Mapping[OrderState, datetime]) -> str:
    if state is order.state:
        return "now"
    return "done" if state in entered else "next"
