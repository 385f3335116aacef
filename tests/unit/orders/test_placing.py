"""An order is what the cart's sealed tokens say, or nothing."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest

from offers import ADA, EMPTY, INDIGO, KEYS, LATER, NOW, claims, order, put, quote_for
from sumisura.kernel import BadInput, Money, OrderId, OrderState, VaultRef
from sumisura.orders import cart as carts
from sumisura.orders.model import Cart, Personal
from sumisura.orders.notices import CUSTOM_MADE, custom_made
from sumisura.orders.placing import EmptyCart, order_from
from sumisura.orders.token import Expired, Forged, sign

ENGRAVED = claims(
    "tok_2", fields={"font": "serif"}, personal={"words": Personal(VaultRef("vlt_1"), "d1")}, total=5000
)


def test_an_order_carries_all_that_was_sealed() -> None:
    cart = put(put(EMPTY, claims(), 2), ENGRAVED, 3)
    got = order(cart=cart)
    assert (got.brand, got.party, got.state, got.placed_at) == (INDIGO, ADA, OrderState.PLACED, NOW)
    assert (
        got.total
        == Money(2 * 10100 + 3 * 5000, "EUR")
        == sum((line.total for line in got.lines), Money(0, "EUR"))
    )
    assert [(line.quantity, line.token) for line in got.lines] == [
        (each.quantity, each.token) for each in cart.lines
    ]
    engraved = got.lines[1]
    assert (engraved.personal, engraved.fields) == ({"words": "vlt_1"}, {"font": "serif"})
    assert engraved.configuration == ENGRAVED.configuration
    assert (got.recipient, got.destination) == ("vlt_home", "IT")


def test_nothing_can_be_ordered_from_an_empty_cart() -> None:
    with pytest.raises(EmptyCart):
        order(cart=EMPTY)


def test_one_expired_line_stops_the_whole_order() -> None:
    cart = put(put(EMPTY, claims(expires=NOW + timedelta(days=1))), ENGRAVED)
    with pytest.raises(Expired):
        order(cart=cart, at=NOW + timedelta(days=1))


def test_a_cart_that_was_tampered_with_is_refused() -> None:
    (line,) = put(EMPTY, claims()).lines
    cheap = claims(total=1)
    for altered in (
        replace(line, claims=cheap, quote=quote_for(cheap)),
        replace(line, quote=quote_for(cheap)),
        replace(line, token=sign(cheap, KEYS)),
    ):
        with pytest.raises(Forged):
            order(cart=replace(EMPTY, lines=(altered,)))


def test_tax_must_be_reckoned_for_where_it_goes() -> None:
    cart = put(EMPTY, claims())

    def to_germany(cart: Cart) -> Money:
        return order_from(
            cart, id_=OrderId("ord_1"), recipient=VaultRef("v"), destination="DE", keys=KEYS, at=NOW
        ).total

    with pytest.raises(BadInput, match="reckoned for IT, and it goes to DE"):
        to_germany(cart)
    german = quote_for(claims(), rate=Fraction(19, 100), destination="DE")
    assert to_germany(carts.delivered(cart, {cart.lines[0].id: german})) == order().total


def test_two_currencies_do_not_add_up() -> None:
    cart = put(put(EMPTY, claims()), claims("tok_2", total=Money(100, "CHF")))
    with pytest.raises(BadInput, match="EUR and CHF"):
        order(cart=cart)


@pytest.mark.parametrize("language", sorted(CUSTOM_MADE))
def test_the_notice_is_there_in_each_language_with_its_law(language: str) -> None:
    notice = custom_made(f"{language}-XX")
    assert notice.locale == language
    assert "16(c)" in notice.reference
    assert notice.text == CUSTOM_MADE[language]


def test_an_expired_price_is_expired_at_its_last_instant() -> None:
    cart = put(EMPTY, claims())
    assert order(cart=cart, at=LATER - timedelta(seconds=1)).lines
    with pytest.raises(Expired):
        order(cart=cart, at=LATER)
