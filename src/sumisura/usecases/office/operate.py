"""The back office: orders and their tickets, families and what each option does."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sumisura.kernel import BadInput, Brand, Family, Money, Order, OrderId, OrderLine, OrderState
from sumisura.orders import repo as orders
from sumisura.orders.lifecycle import STEPS, advance
from sumisura.orders.ticket import Ticket, ticket
from sumisura.space import repo
from sumisura.space.model import Bounds
from sumisura.space.space import Space
from sumisura.store.ports import Transaction
from sumisura.trust.members import Member
from sumisura.trust.permissions import allowed, require
from sumisura.usecases.again import again
from sumisura.usecases.office import opening, trusting
from sumisura.usecases.services import Services
from sumisura.usecases.shop import ordered, settling
from sumisura.usecases.shop.settling import fact

PAGE = 50
BADGES = {
    OrderState.PLACED: "wait",
    OrderState.PAID: "now",
    OrderState.MAKING: "now",
    OrderState.SHIPPED: "now",
    OrderState.DELIVERED: "done",
    OrderState.CANCELLED: "stop",
}
DEEDS = {
    OrderState.MAKING: "Begin making",
    OrderState.SHIPPED: "It has been sent",
    OrderState.DELIVERED: "It has arrived",
    OrderState.CANCELLED: "Cancel and give the money back",
}
"""State → the button that leads there; being paid is the payment provider's to say."""


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order in the list."""

    id: OrderId
    number: str
    placed_at: datetime
    what: str
    destination: str
    state: str
    badge: str
    total: Money


@dataclass(frozen=True, slots=True)
class OrderPage:
    """A page of orders, newest first; ``older`` is where the next begins, "" at the end."""

    orders: Sequence[OrderRow]
    sentence: str
    older: str


@dataclass(frozen=True, slots=True)
class Deed:
    """A step a member may take an order."""

    state: OrderState
    label: str


@dataclass(frozen=True, slots=True)
class OrderSheet:
    """One order with its tickets; ``recipient`` is empty for who may not read it."""

    id: OrderId
    number: str
    placed_at: datetime
    state: str
    badge: str
    next: Sequence[Deed]
    tickets: Sequence[Ticket]
    recipient: Sequence[str]
    total: Money
    tax: Money
    payment: str
    history: Sequence[tuple[str, datetime]]


@dataclass(frozen=True, slots=True)
class OptionRow:
    """What one option does to what can be made, and to the price.

    Args:
        count: variants that have it; ``share`` of all, None where only bounds are known.
        cheapest: the price of the cheapest of these; None when there is none.
    """

    variable: str
    option: str
    is_default: bool
    price: Money
    count: int | Bounds
    share: float | None
    cheapest: Money | None


@dataclass(frozen=True, slots=True)
class FamilyRow:
    """A family in numbers; ``rows`` only on its own page.

    Args:
        ways: how each of its components is answered, and why so, in sentences.
    """

    family: Family
    options: int
    safety: int
    count: int | Bounds
    cheapest: Money
    dearest: Money
    book: str
    ways: Sequence[str]
    rows: Sequence[OptionRow] = ()


def order_list(services: Services, brand: Brand, member: Member, before: str = "") -> OrderPage:
    """The brand's orders, newest first."""
    require(member, "orders.read")
    with services.store.read() as tx:
        found = orders.orders(tx, brand.id, before=before, limit=PAGE)
        waiting = len(orders.orders_in(tx, brand.id, OrderState.PAID, limit=1000))
        rows = [_row(services, tx, one) for one in found]
    sentence = f"{waiting} paid and waiting to be begun." if rows else "Nothing was ordered yet."
    return OrderPage(rows, sentence, found[-1].id if len(found) == PAGE else "")


def orders_page(
    services: Services, brand: Brand, member: Member, state: OrderState | None, before: str, limit: int
) -> ordered.Page:
    """The brand's orders, or those in one state, newest first, from just below the id ``before``."""
    require(member, "orders.read")
    with services.store.read() as tx:
        if state:
            found = orders.orders_in(tx, brand.id, state, before=before, limit=limit + 1)
        else:
            found = orders.orders(tx, brand.id, before=before, limit=limit + 1)
    return ordered.Page.of(found, limit)


def order(services: Services, brand: Brand, member: Member, id_: OrderId) -> Order:
    """An order of the brand; to whom it goes is not in it."""
    require(member, "orders.read")
    with services.store.read() as tx:
        return orders.order(tx, brand.id, id_)[0]


def order_sheet(services: Services, brand: Brand, member: Member, id_: OrderId) -> OrderSheet:
    """One order, with everything its maker needs."""
    require(member, "orders.read")
    with services.store.read() as tx:
        order, _ = orders.order(tx, brand.id, id_)
        private = allowed(member, "orders.personal")
        sheet = OrderSheet(
            id=order.id,
            number=ordered.number(order.id),
            placed_at=order.placed_at,
            state=ordered.NAMES[order.state],
            badge=BADGES[order.state],
            next=_deeds(member, order),
            tickets=[_ticket(services, tx, order, line) for line in order.lines] if private else [],
            recipient=ordered.recipient(services, tx, order) if private else [],
            total=order.total,
            tax=ordered.tax(order),
            payment=order.payment,
            history=[(ordered.NAMES[state], at) for state, at in order.history],
        )
    if private:
        opening.note(services, order, member)
    return sheet


@again
def move(services: Services, brand: Brand, member: Member, id_: OrderId, state: str) -> None:
    """Take an order one step on.

    Raises:
        IllegalStep: the order's life has no such step.
        Forbidden: it is not this member's to take.
    """
    wanted = _state(state)
    require(member, "orders.cancel" if wanted is OrderState.CANCELLED else "orders.advance")
    with services.store.read() as tx:
        order, _ = orders.order(tx, brand.id, id_)
    if wanted is OrderState.CANCELLED:
        settling.call_off(services, order)
        return
    with services.store.write() as tx:
        order, version = orders.order(tx, brand.id, id_)
        if order.state is wanted:  # pressed twice, or by two
            return
        after = advance(order, wanted, services.clock.now())
        orders.save(tx, after, version)
        if wanted is OrderState.DELIVERED:
            trusting.delivered(tx, brand, after)
        services.gate.collect(tx, fact(services, after, f"order.{wanted}", by=member.id))


def families(services: Services, brand: Brand, member: Member) -> Sequence[FamilyRow]:
    """The brand's families in numbers."""
    require(member, "families.read")
    with services.store.read() as tx:
        return [_family(services, tx, brand, name) for name in repo.names(tx, brand.id)]


def family(services: Services, brand: Brand, member: Member, name: str) -> FamilyRow:
    """One family, with what each option does to count and price (S30)."""
    require(member, "families.read")
    with services.store.read() as tx:
        row = _family(services, tx, brand, name)
        space = services.shelf.take(tx, brand.id, repo.current(tx, brand.id, name)).space
    return replace(row, rows=list(_options(space, row.count)))


def _state(name: str) -> OrderState:
    if name not in DEEDS:
        raise BadInput(f"“{name[:20]}” is no step", where="state", mend="Press a button of the order's page.")
    return OrderState(name)


def _row(services: Services, tx: Transaction, order: Order) -> OrderRow:
    titles = [
        f"{line.quantity} × {services.shelf.family(tx, order.brand, line.configuration.family).title}"
        for line in order.lines
    ]
    return OrderRow(
        order.id,
        ordered.number(order.id),
        order.placed_at,
        ", ".join(titles),
        order.destination,
        ordered.NAMES[order.state],
        BADGES[order.state],
        order.total,
    )


def _deeds(member: Member, order: Order) -> Sequence[Deed]:
    return [
        Deed(state, DEEDS[state])
        for state in STEPS[order.state]
        if state in DEEDS
        and allowed(member, "orders.cancel" if state is OrderState.CANCELLED else "orders.advance")
    ]


def _ticket(services: Services, tx: Transaction, order: Order, line: OrderLine) -> Ticket:
    family = services.shelf.family(tx, order.brand, line.configuration.family)
    texts = {name: services.vault.get(tx, order.brand, ref) for name, ref in line.personal.items()}
    return ticket(family, order.id, line, texts)


def _family(services: Services, tx: Transaction, brand: Brand, name: str) -> FamilyRow:
    shelved = services.shelf.take(tx, brand.id, repo.current(tx, brand.id, name))
    space, family = shelved.space, shelved.space.family
    return FamilyRow(
        family=family,
        options=sum(len(variable.values) for variable in family.variables),
        safety=sum(bool(rule.standard) for rule in family.rules),
        count=space.count(),
        cheapest=Money(space.start().price, family.currency),
        dearest=Money(_dearest(space), family.currency),
        book=shelved.book,
        ways=[str(way) for way in space.ways],
    )


def _dearest(space: Space) -> int:
    """The price of the dearest variant: the cheapest where every price is turned round."""
    family = space.family
    turned = replace(
        family,
        base_price=-family.base_price,
        variables=tuple(
            replace(one, values=tuple(replace(value, price=-value.price) for value in one.values))
            for one in family.variables
        ),
        surcharges=tuple(replace(one, amount=-one.amount) for one in family.surcharges),
    )
    return -space.priced(turned).start().price


def _options(space: Space, total: int | Bounds) -> Iterator[OptionRow]:
    family, start = space.family, space.start()
    swept = start.options()
    for variable in family.variables:
        for value in variable.values:
            option = swept[variable.name][value.name]
            count = start.choose(variable.name, value.name).count() if option.available else 0
            price = Money(start.price + option.price_delta, family.currency) if option.available else None
            own = Money(value.price, family.currency)
            default = variable.default == value.name
            yield OptionRow(variable.label, value.label, default, own, count, _share(count, total), price)


def _share(count: int | Bounds, total: int | Bounds) -> float | None:
    return None if isinstance(count, Bounds) or isinstance(total, Bounds) else count / total
