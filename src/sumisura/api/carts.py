"""A customer's cart: offers sealed at the price they were shown with."""

from typing import Annotated

from litestar import Response, get, post, put
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from sumisura.api.door import Calling
from sumisura.api.routes import route
from sumisura.api.wire.common import Body
from sumisura.api.wire.orders import Cart
from sumisura.kernel import BadInput, DesignId
from sumisura.taste.model import ItemId
from sumisura.trust.api_keys import Scope
from sumisura.usecases.shop import bag, goods

TAG = "Carts"
CART = "/v1/{brand:str}/customers/{customer:str}/cart"
LINE = f"{CART}/lines/{{line:str}}"


class NewLine(Body, frozen=True):
    """A whole design of the customer's, or a finished good: one of both."""

    design: str = ""
    item: str = ""


class Quantity(Body, frozen=True):
    """So many; 0 takes the line out."""

    quantity: Annotated[int, Meta(ge=0, le=999)]


@route(get, CART, Scope.SHOP, "The cart", tag=TAG)
def get_cart(caller: Calling, customer: FromPath[str]) -> Cart:
    """What is in this customer's cart."""
    return Cart.of(bag.show(caller.services, caller.customer(customer)))


@route(post, f"{CART}/lines", Scope.SHOP, "Put into the cart", tag=TAG, status=201)
def add_line(caller: Calling, customer: FromPath[str], data: JSONBody[NewLine]) -> Response[Cart]:
    """Seal a design at the price it shows, or take a finished good, and put it into the cart."""
    visitor = caller.customer(customer)
    if bool(data.design) == bool(data.item):
        raise BadInput(
            "one thing goes into the cart", where="body", mend="Send `design` or `item`, not both."
        )

    def act() -> Cart:
        if data.design:
            bag.add(caller.services, visitor, DesignId(data.design))
        else:
            goods.put_in_bag(caller.services, visitor, ItemId(data.item))
        return Cart.of(bag.show(caller.services, visitor))

    return caller.once(data, act, status=201, party=customer)


@route(put, LINE, Scope.SHOP, "How many", tag=TAG)
def change_line(
    caller: Calling, customer: FromPath[str], line: FromPath[str], data: JSONBody[Quantity]
) -> Response[Cart]:
    """So many of a line; 0 takes it out."""
    visitor = caller.customer(customer)

    def act() -> Cart:
        bag.change(caller.services, visitor, line, data.quantity)
        return Cart.of(bag.show(caller.services, visitor))

    return caller.once(data, act, party=customer)


@route(post, f"{LINE}/quote", Scope.SHOP, "Today's price", tag=TAG)
def requote_line(caller: Calling, customer: FromPath[str], line: FromPath[str]) -> Response[Cart]:
    """Take today's price for a line whose own has run out."""
    visitor = caller.customer(customer)

    def act() -> Cart:
        bag.requote(caller.services, visitor, line)
        return Cart.of(bag.show(caller.services, visitor))

    return caller.once(None, act, party=customer)


HANDLERS = (get_cart, add_line, change_line, requote_line)
