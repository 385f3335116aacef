"""Carts and orders as programs see them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sumisura.api.wire.common import Money, Out, Quote
from sumisura.kernel import Order as OurOrder
from sumisura.kernel import OrderLine as OurLine
from sumisura.usecases.shop.bag import BagView, LineView


class CartLine(Out, frozen=True):
    """One offer in the cart: ``expired`` where its price no longer binds, ``today`` is what one would cost now."""

    id: str
    family: str
    choices: Mapping[str, str]
    quantity: int
    quote: Quote
    total: Money
    expired: bool
    today: Money | None
    decision: str

    @classmethod
    def of(cls, line: LineView) -> "CartLine":
        """A line of ours."""
        return cls(
            id=line.id,
            family=line.family.name,
            choices=line.choices,
            quantity=line.quantity,
            quote=Quote.of(line.quote),
            total=Money.of(line.total),
            expired=line.expired,
            today=Money.of(line.today) if line.today else None,
            decision=line.entry,
        )


class Cart(Out, frozen=True):
    """What is in the cart; ``orderable`` while there is something in it and every price binds."""

    lines: Sequence[CartLine]
    total: Money
    orderable: bool
    custom_made: bool

    @classmethod
    def of(cls, view: BagView) -> "Cart":
        """A bag of ours."""
        return cls(
            [CartLine.of(one) for one in view.lines], Money.of(view.total), view.orderable, view.custom_made
        )


class OrderLine(Out, frozen=True):
    """One design as it was bought; of personal texts only which there are."""

    family: str
    revision: str
    choices: Mapping[str, str]
    texts: Mapping[str, str]
    personal: Sequence[str]
    quantity: int
    quote: Quote
    total: Money
    token: str

    @classmethod
    def of(cls, line: OurLine) -> "OrderLine":
        """A line of ours."""
        return cls(
            family=line.family_name,
            revision=line.configuration.family,
            choices=dict(line.configuration),
            texts=dict(line.fields),
            personal=sorted(line.personal),
            quantity=line.quantity,
            quote=Quote.of(line.quote),
            total=Money.of(line.total),
            token=line.token,
        )


class OrderStep(Out, frozen=True):
    """A state of an order, and when it was entered."""

    state: str
    at: datetime


class Order(Out, frozen=True):
    """An order: to whom it goes stands in the vault, and is read apart."""

    id: str
    customer: str
    placed_at: datetime
    state: str
    total: Money
    destination: str
    lines: Sequence[OrderLine]
    history: Sequence[OrderStep]
    payment: str

    @classmethod
    def of(cls, order: OurOrder) -> "Order":
        """An order of ours."""
        return cls(
            id=order.id,
            customer=order.party,
            placed_at=order.placed_at,
            state=str(order.state),
            total=Money.of(order.total),
            destination=order.destination,
            lines=[OrderLine.of(one) for one in order.lines],
            history=[OrderStep(str(state), at) for state, at in order.history],
            payment=order.payment,
        )


class OrderPage(Out, frozen=True):
    """Orders, and the cursor of the next page; null at the end."""

    items: Sequence[Order]
    next: str | None
