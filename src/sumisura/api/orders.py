"""Orders: a customer's own, and all of the brand's."""

from collections.abc import Sequence
from typing import Annotated, Literal

from litestar import Response, get, post, put
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Meta

from sumisura.api.door import LIMIT, Calling, Cursor, Limit
from sumisura.api.routes import route
from sumisura.api.wire.common import Body, Out
from sumisura.api.wire.orders import Order, OrderPage
from sumisura.kernel import BadInput, OrderId, OrderState
from sumisura.trust.api_keys import Scope
from sumisura.usecases.office import operate
from sumisura.usecases.shop import checkout, ordered
from sumisura.usecases.shop.checkout import Unfinished, Wish

TAG = "Orders"
THEIRS = "/v1/{brand:str}/customers/{customer:str}/orders"
ALL = "/v1/{brand:str}/orders"
FIELDS = {
    "understood": "notice_read",
    "method": "payment_method",
    **{name: f"recipient.{name}" for name in (*checkout.ADDRESS, "country")},
}
"""Field of the checkout's form → where it stands in the body."""
Line = Annotated[str, Meta(max_length=200)]
In = Annotated[OrderState | None, QueryParameter(name="state", description="Only those that stand there.")]


class Recipient(Body, frozen=True):
    """Where it goes; kept in the vault, apart from the order."""

    name: Line
    street: Line
    postcode: Line
    town: Line
    email: Line
    country: Annotated[str, Meta(pattern="^[A-Z]{2}$")]


class NewOrder(Body, frozen=True):
    """What a checkout says.

    ``notice_read`` is that the customer read that goods made for them alone cannot be sent back at will; it is needed
    where the cart is ``custom_made``.
    """

    recipient: Recipient
    payment_method: Line
    notice_read: bool = False


class NewState(Body, frozen=True):
    """The step that an order is taken."""

    state: Literal["making", "shipped", "delivered", "cancelled"]


class Address(Out, frozen=True):
    """To whom an order goes, line by line; empty once it was erased."""

    lines: Sequence[str]


@route(post, THEIRS, Scope.SHOP, "Order", tag=TAG, status=201)
def place_order(caller: Calling, customer: FromPath[str], data: JSONBody[NewOrder]) -> Response[Order]:
    """Order what is in the cart, and pay for it: it is on disk when this is answered.

    It needs an Idempotency-Key; the same one never orders twice.
    """
    visitor = caller.customer(customer)
    if not caller.idempotency_key:
        raise BadInput(
            "an order needs an idempotency key", where="Idempotency-Key", mend="Send a UUID of your own."
        )
    to = data.recipient
    address = {
        "name": to.name,
        "street": to.street,
        "postcode": to.postcode,
        "town": to.town,
        "email": to.email,
    }
    key = f"{caller.key.id}/{caller.idempotency_key}"
    wish = Wish(key, address, to.country, data.payment_method, data.notice_read)

    def act() -> Order:
        try:
            return Order.of(checkout.order(caller.services, visitor, wish))
        except Unfinished as error:
            raise Unfinished(dict(map(_in_body, error.problems.items()))) from error

    return caller.once(data, act, status=201, party=customer)


def _in_body(problem: tuple[str, str]) -> tuple[str, str]:
    """What is wrong with a field of the checkout's form, by where it stands in the body."""
    name, text = problem
    more = " Send true once they have." if name == "understood" else ""
    return FIELDS.get(name, name), text + more


@route(get, THEIRS, Scope.SHOP, "Their orders", tag=TAG)
def list_orders_of_customer(
    caller: Calling, customer: FromPath[str], cursor: Cursor = "", limit: Limit = LIMIT
) -> OrderPage:
    """This customer's orders, the latest first."""
    visitor, listed = caller.customer(customer), f"orders/{customer}"
    found = ordered.page(caller.services, visitor, caller.place(listed, cursor), limit)
    return OrderPage([Order.of(one) for one in found.items], caller.page(listed, found.next))


@route(get, f"{THEIRS}/{{order:str}}", Scope.SHOP, "One of their orders", tag=TAG)
def get_order_of_customer(caller: Calling, customer: FromPath[str], order: FromPath[str]) -> Order:
    """An order of this customer's own; another's does not exist for them."""
    return Order.of(ordered.find(caller.services, caller.customer(customer), OrderId(order)))


@route(post, f"{THEIRS}/{{order:str}}/cancellation", Scope.SHOP, "Cancel", tag=TAG)
def cancel_order(caller: Calling, customer: FromPath[str], order: FromPath[str]) -> Response[Order]:
    """Cancel, while making has not begun; what was paid is given back."""
    visitor = caller.customer(customer)

    def act() -> Order:
        ordered.cancel(caller.services, visitor, OrderId(order))
        return Order.of(ordered.find(caller.services, visitor, OrderId(order)))

    return caller.once(None, act, party=customer)


@route(get, ALL, Scope.ORDERS_READ, "All orders", tag=TAG)
def list_orders(caller: Calling, standing: In = None, cursor: Cursor = "", limit: Limit = LIMIT) -> OrderPage:
    """The brand's orders, the latest first."""
    listed = f"orders/{standing or 'all'}"
    before = caller.place(listed, cursor)
    found = operate.orders_page(caller.services, caller.brand, caller.member, standing, before, limit)
    return OrderPage([Order.of(one) for one in found.items], caller.page(listed, found.next))


@route(get, f"{ALL}/{{order:str}}", Scope.ORDERS_READ, "One order", tag=TAG)
def get_order(caller: Calling, order: FromPath[str]) -> Order:
    """An order of the brand."""
    return Order.of(operate.order(caller.services, caller.brand, caller.member, OrderId(order)))


@route(get, f"{ALL}/{{order:str}}/recipient", Scope.ORDERS_PERSONAL, "To whom it goes", tag=TAG)
def get_recipient(caller: Calling, order: FromPath[str]) -> Address:
    """Name and address, to send it; the customer sees in My data that they were read."""
    sheet = operate.order_sheet(caller.services, caller.brand, caller.member, OrderId(order))
    return Address(sheet.recipient)


@route(put, f"{ALL}/{{order:str}}/state", Scope.ORDERS_WRITE, "Move it on", tag=TAG)
def move_order(caller: Calling, order: FromPath[str], data: JSONBody[NewState]) -> Response[Order]:
    """Take an order one step on; a step that it has taken is taken once."""

    def act() -> Order:
        operate.move(caller.services, caller.brand, caller.member, OrderId(order), data.state)
        return Order.of(operate.order(caller.services, caller.brand, caller.member, OrderId(order)))

    return caller.once(data, act)


HANDLERS = (
    place_order,
    list_orders_of_customer,
    get_order_of_customer,
    cancel_order,
    list_orders,
    get_order,
    get_recipient,
    move_order,
)
