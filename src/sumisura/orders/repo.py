"""Carts and orders on the store's records; an order is placed once for each idempotency key."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sumisura.kernel import BrandId, NotFound, Order, OrderId, OrderState, PartyId
from sumisura.orders.model import Cart
from sumisura.orders.ports import KeyReused
from sumisura.store.codec import decode, encode
from sumisura.store.ports import Keys, Record, Transaction

CART: Final = "cart"
ORDER: Final = "order"
PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class _Placed:
    """An order as it rests.

    Args:
        key: the idempotency key it was placed under.
        content: what was asked for then, as a digest.
    """

    order: Order
    key: str
    content: str


def cart(tx: Transaction, brand: BrandId, party: PartyId) -> tuple[Cart, int]:
    """A party's cart and its version; an empty one with version 0 where nothing was put in yet."""
    record = tx.records.get(brand, CART, party)
    if record is None:
        return Cart(brand, party), 0
    return decode(record.body, Cart), record.version


def save_cart(tx: Transaction, cart: Cart, version: int) -> None:
    """Write a cart back; Stale when it was changed meanwhile."""
    tx.records.put(cart.brand, CART, cart.party, encode(cart), version=version)


def forget_cart(tx: Transaction, brand: BrandId, party: PartyId) -> None:
    """Forget what a party put in the cart; no error when there is none."""
    tx.records.delete(brand, CART, party)


def place(tx: Transaction, order: Order, key: str, *, recipient: str = "") -> Order:
    """Keep a new order, once for each key of its party.

    Args:
        tx: a durable unit of work.
        order: as ``placing.order_from`` made it.
        key: the idempotency key of the request.
        recipient: the salted digest of name and address, since every attempt stores these anew.

    Returns:
        The order that is kept: this one, or the one that an earlier attempt with the same key left.

    Raises:
        KeyReused: the key was used for another order.
        Stale: another attempt with the key is being kept at this moment: repeat.
    """
    content = _content(order, recipient)
    earlier = _by_key(tx, order.brand, order.party, key)
    if earlier is None:
        _put(tx, _Placed(order, key, content), version=0)
        return order
    if earlier.content != content:
        raise KeyReused("order")
    return earlier.order


def placed(tx: Transaction, brand: BrandId, party: PartyId, key: str) -> Order | None:
    """What a party placed under a key, to answer a repeated request whose cart is empty by now; or None."""
    found = _by_key(tx, brand, party, key)
    return found.order if found else None


def order(tx: Transaction, brand: BrandId, id_: OrderId) -> tuple[Order, int]:
    """An order and its version.

    Raises:
        NotFound: the brand has no such order.
    """
    record = _record(tx, brand, id_)
    return decode(record.body, _Placed).order, record.version


def save(tx: Transaction, order: Order, version: int) -> None:
    """Write an order back after a step; Stale when it was changed meanwhile.

    Raises:
        NotFound: it was never placed.
    """
    before = decode(_record(tx, order.brand, order.id).body, _Placed)
    _put(tx, _Placed(order, before.key, before.content), version=version)


def disown(tx: Transaction, order: Order, version: int) -> None:
    """Keep an order under another pseudonym: with no key and no digest by which its former party could be found.

    Args:
        order: as it is to be kept; its id says which one it is.
    """
    _put(tx, _Placed(order, order.id, ""), version=version)


def forget(tx: Transaction, brand: BrandId, id_: OrderId) -> None:
    """Forget an order whose time is over; no error when there is none."""
    tx.records.delete(brand, ORDER, id_)


def orders(tx: Transaction, brand: BrandId, *, before: str = "", limit: int = PAGE) -> Sequence[Order]:
    """A brand's orders, newest first, from just below the id ``before``."""
    return _orders(tx.records.page(brand, ORDER, before=before, limit=limit))


def orders_of(
    tx: Transaction, brand: BrandId, party: PartyId, *, before: str = "", limit: int = PAGE
) -> Sequence[Order]:
    """A party's orders, newest first, from just below the id ``before``."""
    return _paged(tx.records.find(brand, ORDER, "party", party), before, limit)


def orders_in(
    tx: Transaction, brand: BrandId, state: OrderState, *, before: str = "", limit: int = PAGE
) -> Sequence[Order]:
    """A brand's orders in a state, newest first, from just below the id ``before``."""
    return _paged(tx.records.find(brand, ORDER, "state", state.value), before, limit)


def _put(tx: Transaction, kept: _Placed, *, version: int) -> None:
    order = kept.order
    keys = Keys(
        unique={"key": _scoped(order.party, kept.key)},
        index={"party": order.party, "state": order.state.value},
    )
    tx.records.put(order.brand, ORDER, order.id, encode(kept), version=version, keys=keys)


def _by_key(tx: Transaction, brand: BrandId, party: PartyId, key: str) -> _Placed | None:
    found = tx.records.find(brand, ORDER, "key", _scoped(party, key))
    return decode(found[0].body, _Placed) if found else None


def _scoped(party: PartyId, key: str) -> str:
    """A party's own key: nobody is answered with another's order for having guessed a word.

    Hashed, because a key comes from outside and may be of any length.
    """
    return hashlib.sha256(f"{party}\x1f{key}".encode()).hexdigest()


def _record(tx: Transaction, brand: BrandId, id_: OrderId) -> Record:
    record = tx.records.get(brand, ORDER, id_)
    if record is None:
        raise NotFound("order", id_)
    return record


def _orders(records: Sequence[Record]) -> Sequence[Order]:
    return [decode(record.body, _Placed).order for record in records]


def _paged(records: Sequence[Record], before: str, limit: int) -> Sequence[Order]:
    newest = sorted(records, key=lambda record: record.id, reverse=True)
    below = [record for record in newest if not before or record.id < before]
    return _orders(below[:limit])


def _content(order: Order, recipient: str) -> str:
    """What a customer asked for; not which id or reference this attempt gave it, nor when."""
    asked = (order.destination, recipient, [(line.token, line.quantity) for line in order.lines])
    return hashlib.sha256(json.dumps(asked).encode()).hexdigest()
