"""From a cart to an order: every price is checked against its seal once more."""

from datetime import datetime
from typing import ClassVar

from sumisura.kernel import BadInput, Order, OrderId, OrderLine, OrderState, VaultRef
from sumisura.orders.cart import total
from sumisura.orders.model import Cart, CartLine
from sumisura.orders.token import Forged, verify
from sumisura.trust.keys import Keyring


class EmptyCart(BadInput):
    """There is nothing to order."""

    code: ClassVar[str] = "empty_cart"

    def __init__(self) -> None:
        super().__init__("the cart is empty", mend="Add a design first.")


def order_from(
    cart: Cart, *, id_: OrderId, recipient: VaultRef, destination: str, keys: Keyring, at: datetime
) -> Order:
    """The order for all that is in a cart, at the prices its tokens carry.

    Args:
        cart: its lines' quotes are for ``destination`` (see ``cart.delivered``).
        id_: fresh, from ``Ids.new("ord")``.
        recipient: vault reference of name and address.
        destination: ISO 3166-1 alpha-2 country the goods go to.
        keys: to verify the tokens with.
        at: now.

    Raises:
        EmptyCart: there is nothing in it.
        Forged, WrongBrand, Expired: a line's token is not good (any more); nothing is ordered.
        BadInput: a line's tax is another country's, or two lines have two currencies.
    """
    if not cart.lines:
        raise EmptyCart
    lines = tuple(_line(cart, line, destination, keys, at) for line in cart.lines)
    return Order(
        id=id_,
        brand=cart.brand,
        party=cart.party,
        lines=lines,
        total=total(cart, cart.lines[0].claims.total.currency),
        destination=destination,
        recipient=recipient,
        state=OrderState.PLACED,
        history=((OrderState.PLACED, at),),
    )


def _line(cart: Cart, line: CartLine, destination: str, keys: Keyring, at: datetime) -> OrderLine:
    claims = verify(line.token, keys, brand=cart.brand, at=at)
    if claims != line.claims or claims.total != line.quote.total:
        raise Forged
    if line.quote.destination != destination:
        raise BadInput(
            f"its tax is reckoned for {line.quote.destination}, and it goes to {destination}",
            where=claims.family_name,
            mend="Reckon the tax for the destination first.",
        )
    return OrderLine(
        token=line.token,
        family_name=claims.family_name,
        configuration=claims.configuration,
        personal={name: value.ref for name, value in claims.personal.items()},
        fields=claims.fields,
        quantity=line.quantity,
        quote=line.quote,
    )
