"""What goes into a cart: one line for each design at each price; two designs never share one."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import ClassVar

from sumisura.kernel import BadInput, Money, NotFound, Quote, Stale
from sumisura.orders.model import Cart, CartLine
from sumisura.orders.token import WrongBrand, read, verify
from sumisura.trust.keys import Keyring

MOST_LINES = 50
MOST_OF_ONE = 999


class CartFull(BadInput):
    """More lines, or more of one line, than a cart takes."""

    code: ClassVar[str] = "cart_full"


def add(cart: Cart, token: str, quote: Quote, quantity: int = 1, *, keys: Keyring, at: datetime) -> Cart:
    """The cart with so many more of a design.

    Lines merge only where family revision, every choice, every written word and every term of the price
    are equal; the offer that binds longer then stands for both.

    Args:
        cart: what is in it so far.
        token: the signed offer.
        quote: the lines behind its price.
        quantity: at least 1.
        keys: to verify the token with.
        at: now.

    Raises:
        Forged, WrongBrand, Expired: see ``token.verify``.
        BadInput: the quote is not the token's, or the quantity is below 1.
        CartFull: there is no room for it.
    """
    claims = verify(token, keys, brand=cart.brand, at=at)
    return _joined(cart, _bound(CartLine(token, claims, quote, _counted(quantity))))


def put_back(cart: Cart, token: str, quote: Quote, quantity: int, *, keys: Keyring) -> Cart:
    """The cart with a line that had left it, as after a declined payment: as ``add``, however old the offer.

    One that has expired meanwhile comes back as an expired line, to be priced again.

    Raises:
        Forged, WrongBrand, BadInput, CartFull: as for ``add``.
    """
    claims = read(token, keys)
    if claims.brand != cart.brand:
        raise WrongBrand
    return _joined(cart, _bound(CartLine(token, claims, quote, _counted(quantity))))


def change(cart: Cart, line: str, quantity: int) -> Cart:
    """The cart with so many of a line; 0 takes it out.

    Raises:
        NotFound: there is no such line.
        BadInput: less than none, or more than a cart takes.
    """
    return (
        remove(cart, line)
        if quantity == 0
        else _put(cart, line, replace(_there(cart, line), quantity=_counted(quantity)))
    )


def remove(cart: Cart, line: str) -> Cart:
    """The cart without a line; no error when it is gone already."""
    return replace(cart, lines=tuple(each for each in cart.lines if each.id != line))


def requote(cart: Cart, line: str, token: str, quote: Quote, *, keys: Keyring, at: datetime) -> Cart:
    """The cart with a fresh offer for the SAME design in place of an old one.

    What a customer asks for when a price has expired, and they have seen the new one.

    Raises:
        NotFound: there is no such line.
        Stale: the fresh offer is for another design.
        Forged, WrongBrand, Expired, BadInput: as for ``add``.
    """
    old = _there(cart, line)
    claims = verify(token, keys, brand=cart.brand, at=at)
    fresh = _bound(CartLine(token, claims, quote, old.quantity))
    if fresh.claims.design != old.claims.design:
        raise Stale("cart line", line, "holds another design than the one priced again")
    twin = cart.line(fresh.id)
    if twin is None or twin.id == line:
        return _put(cart, line, fresh)
    return _joined(remove(cart, line), fresh)


def delivered(cart: Cart, quotes: Mapping[str, Quote]) -> Cart:
    """The cart with quotes for another destination, by line id: other taxes, the same prices.

    Raises:
        NotFound: a quote is for no line.
        BadInput: a quote has another total than its token.
    """
    for line, quote in quotes.items():
        cart = _put(cart, line, _bound(replace(_there(cart, line), quote=quote)))
    return cart


def total(cart: Cart, currency: str) -> Money:
    """What the whole cart costs, tax included, expired lines among it; nothing, in ``currency``, when empty."""
    return sum((line.total for line in cart.lines), Money(0, currency))


def tax(cart: Cart, currency: str) -> Money:
    """The tax contained in ``total``: each line's tax for one, times its quantity."""
    return sum((line.quote.tax * line.quantity for line in cart.lines), Money(0, currency))


def expired(cart: Cart, at: datetime) -> tuple[CartLine, ...]:
    """The lines whose price no longer binds; each wants a ``requote`` or a ``remove`` before buying."""
    return tuple(line for line in cart.lines if line.expired(at))


def _joined(cart: Cart, line: CartLine) -> Cart:
    same = cart.line(line.id)
    if same is None:
        return _checked(replace(cart, lines=(*cart.lines, line)))
    longer = max(same, line, key=lambda each: each.claims.expires)
    return _put(cart, same.id, replace(longer, quantity=_counted(same.quantity + line.quantity)))


def _bound(line: CartLine) -> CartLine:
    lines = sum((each.amount for each in line.quote.lines), Money(0, line.claims.total.currency))
    if not line.claims.total == line.quote.total == lines:
        raise BadInput(
            "the quote is not the one that was signed", where=line.claims.family_name, mend="Price it again."
        )
    return line


def _counted(quantity: int) -> int:
    if quantity < 1:
        raise BadInput(f"{quantity} is no quantity", where="quantity", mend="Choose 1 or more.")
    if quantity > MOST_OF_ONE:
        raise CartFull(f"{quantity} are too many of one", where="quantity", mend=f"{MOST_OF_ONE} fit.")
    return quantity


def _checked(cart: Cart) -> Cart:
    if len(cart.lines) > MOST_LINES:
        raise CartFull("the cart is full", where="cart", mend=f"{MOST_LINES} different designs fit.")
    return cart


def _there(cart: Cart, line: str) -> CartLine:
    found = cart.line(line)
    if found is None:
        raise NotFound("cart line", line)
    return found


def _put(cart: Cart, line: str, new: CartLine) -> Cart:
    return replace(cart, lines=tuple(new if each.id == line else each for each in cart.lines))
