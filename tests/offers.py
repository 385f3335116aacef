"""Offers, carts and orders to test with."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from sumisura.kernel import (
    BrandId,
    Configuration,
    Money,
    Order,
    OrderId,
    PartyId,
    Quote,
    QuoteLine,
    Rng,
    VaultRef,
)
from sumisura.orders import cart as carts
from sumisura.orders.model import Cart, Claims, Personal
from sumisura.orders.placing import order_from
from sumisura.orders.token import sign
from sumisura.trust.keys import Keyring

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=14)
INDIGO, LUCIA = BrandId("indigo"), BrandId("lucia")
ADA = PartyId("pty_ada")
KEYS = Keyring.fresh(Rng(7))
EMPTY = Cart(INDIGO, ADA)

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
NAMES = st.text("abcxyz_äß", min_size=1, max_size=6)


def claims(
    id_: str = "tok_1",
    *,
    revision: str = "f" * 64,
    choices: Mapping[str, str] | None = None,
    total: int | Money = 10100,
    **changes: Any,
) -> Claims:
    """What a token says, unless told otherwise."""
    plain = Claims(
        id=id_,
        brand=INDIGO,
        issued=NOW,
        expires=LATER,
        family_name="jeans",
        configuration=Configuration.of(revision, choices or {"wash": "stone"}),
        total=total if isinstance(total, Money) else Money(total, "EUR"),
        destination="IT",
        book="2026",
    )
    return replace(plain, **changes)


def quote_for(said: Claims, *, rate: Fraction = Fraction(22, 100), destination: str = "") -> Quote:
    """A quote of one line that belongs to those claims."""
    tax = said.total.tax_within(rate)
    return Quote(
        (QuoteLine("Jeans", said.total, tax, "base"),),
        said.total,
        tax,
        rate,
        destination or said.destination,
        said.expires,
        said.book,
    )


def put(cart: Cart, said: Claims, quantity: int = 1, *, at: datetime = NOW) -> Cart:
    """The cart with that offer, signed."""
    return carts.add(cart, sign(said, KEYS), quote_for(said), quantity, keys=KEYS, at=at)


def order(id_: str = "ord_1", cart: Cart | None = None, at: datetime = NOW) -> Order:
    """A placed order of one pair of jeans, or of what is in the cart."""
    return order_from(
        cart or put(EMPTY, claims()),
        id_=OrderId(id_),
        recipient=VaultRef("vlt_home"),
        destination="IT",
        keys=KEYS,
        at=at,
    )


def personals() -> st.SearchStrategy[Mapping[str, Personal]]:
    """Personal values by reference; few digests, so that equal ones occur."""
    ref = st.sampled_from(["vlt_1", "vlt_2"]).map(VaultRef)
    return st.dictionaries(NAMES, st.builds(Personal, ref, st.sampled_from(["d1", "d2"])), max_size=2)


def anything() -> st.SearchStrategy[Claims]:
    """Claims of every shape."""
    instants = st.integers(0, 4_000_000_000).map(lambda second: datetime.fromtimestamp(second, UTC))
    return st.builds(
        claims,
        WORDS,
        brand=WORDS.map(BrandId),
        family_name=WORDS,
        revision=WORDS,
        choices=st.dictionaries(WORDS, WORDS, min_size=1, max_size=4),
        fields=st.dictionaries(WORDS, WORDS, max_size=3),
        personal=personals(),
        total=st.integers(-(2**40), 2**40),
        destination=WORDS,
        book=WORDS,
        issued=instants,
        expires=instants,
    )
