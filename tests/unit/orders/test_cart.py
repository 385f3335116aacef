"""The cart (S51): two designs never share a line, and no price moves by itself."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import offers
from offers import EMPTY, KEYS, LATER, LUCIA, NOW, claims, put, quote_for
from sumisura.kernel import BadInput, Money, NotFound, Stale, VaultRef
from sumisura.orders import cart as carts
from sumisura.orders.cart import MOST_LINES, MOST_OF_ONE, CartFull
from sumisura.orders.model import Cart, Claims, Personal
from sumisura.orders.token import Expired, Forged, WrongBrand, sign

PLAIN = claims()
SOON = NOW + timedelta(days=1)


def content(said: Claims) -> tuple[object, ...]:
    """All that two offers must share to share a line, spelled out a second time."""
    return (
        said.brand,
        said.family_name,
        said.configuration,
        tuple(sorted(said.fields.items())),
        tuple(sorted((name, value.digest) for name, value in said.personal.items())),
        said.total,
        said.destination,
        said.book,
    )


def near() -> st.SearchStrategy[Claims]:
    """Offers that often agree, and often differ in one thing."""
    few = st.sampled_from(["", "a", "ab", "b", "a,b"])
    return st.builds(
        claims,
        st.uuids().map(str),
        revision=st.sampled_from(["f", "e"]),
        choices=st.dictionaries(st.sampled_from(["a", "b"]), few, min_size=1, max_size=2),
        fields=st.dictionaries(st.sampled_from(["a", "b"]), few, max_size=2),
        personal=st.dictionaries(
            st.sampled_from(["a", "b"]),
            st.builds(
                Personal, st.sampled_from(["vlt_1", "vlt_2"]).map(VaultRef), st.sampled_from(["d1", "d2"])
            ),
            max_size=1,
        ),
        total=st.sampled_from([100, 200]),
        destination=st.sampled_from(["IT", "DE"]),
        book=st.sampled_from(["1", "2"]),
        expires=st.sampled_from([SOON, LATER]),
    )


@given(st.lists(st.tuples(near(), st.integers(1, 9)), max_size=8))
def test_a_cart_never_merges_two_designs(added: list[tuple[Claims, int]]) -> None:
    cart, wanted = EMPTY, Counter[tuple[object, ...]]()
    for said, quantity in added:
        cart = put(cart, said, quantity)
        wanted[content(said)] += quantity
    assert Counter({content(line.claims): line.quantity for line in cart.lines}) == wanted
    assert len(cart.lines) == len(wanted) == len({line.id for line in cart.lines})
    spent = sum(said.total.amount * quantity for said, quantity in added)
    assert carts.total(cart, "EUR") == Money(spent, "EUR")


@pytest.mark.parametrize(
    "other",
    [
        claims("tok_2", choices={"wash": "raw"}),
        claims("tok_2", choices={"wash": "stone", "cut": "slim"}),
        claims("tok_2", revision="e" * 64),
        claims("tok_2", family_name="rings"),
        claims("tok_2", fields={"words": "Ada"}),
        claims("tok_2", personal={"words": Personal(VaultRef("vlt_1"), "d1")}),
        claims("tok_2", total=10000),
        claims("tok_2", total=Money(10100, "CHF")),
        claims("tok_2", destination="DE"),
        claims("tok_2", book="2027"),
    ],
)
def test_any_difference_keeps_lines_apart(other: Claims) -> None:
    assert len(put(put(EMPTY, PLAIN), other).lines) == 2


def test_one_text_written_twice_is_one_design_and_two_texts_are_two() -> None:
    def engraved(id_: str, ref: str, digest: str) -> Claims:
        return claims(id_, personal={"words": Personal(VaultRef(ref), digest)})

    cart = put(put(EMPTY, engraved("tok_1", "vlt_1", "ada")), engraved("tok_2", "vlt_2", "ada"))
    assert [line.quantity for line in cart.lines] == [2]
    assert [line.quantity for line in put(cart, engraved("tok_3", "vlt_3", "bob")).lines] == [2, 1]


@pytest.mark.parametrize("order", [(SOON, LATER), (LATER, SOON)])
def test_of_two_equal_offers_the_longer_one_stands(order: tuple[object, ...]) -> None:
    cart = EMPTY
    for number, expires in enumerate(order):
        cart = put(cart, claims(f"tok_{number}", expires=expires))
    assert [(line.quantity, line.claims.expires) for line in cart.lines] == [(2, LATER)]


def test_quantities_change_and_lines_go() -> None:
    cart = put(put(EMPTY, PLAIN), claims("tok_2", choices={"wash": "raw"}))
    first, second = (line.id for line in cart.lines)
    assert [line.quantity for line in carts.change(cart, second, 5).lines] == [1, 5]
    assert carts.change(cart, first, 0) == carts.remove(cart, first)
    assert [line.id for line in carts.remove(cart, first).lines] == [second]
    assert carts.remove(cart, "gone") == cart
    with pytest.raises(NotFound, match='no cart line "gone"'):
        carts.change(cart, "gone", 2)


@pytest.mark.parametrize("quantity", [-1, MOST_OF_ONE + 1])
def test_impossible_quantities_are_refused(quantity: int) -> None:
    cart = put(EMPTY, PLAIN)
    with pytest.raises(BadInput, match="quantity: "):
        carts.change(cart, cart.lines[0].id, quantity)
    with pytest.raises(BadInput, match="quantity: "):
        put(cart, PLAIN, quantity)


def test_a_cart_is_bounded() -> None:
    cart = EMPTY
    for number in range(MOST_LINES):
        cart = put(cart, claims(f"tok_{number}", choices={"wash": str(number)}))
    with pytest.raises(CartFull, match="50 different designs fit"):
        put(cart, claims("tok_x", choices={"wash": "x"}))
    assert put(cart, claims("tok_y", choices={"wash": "0"})).lines[0].quantity == 2
    with pytest.raises(CartFull, match="999 fit"):
        put(put(EMPTY, PLAIN, MOST_OF_ONE), PLAIN)


def test_only_sealed_offers_of_this_brand_go_in() -> None:
    token = sign(PLAIN, KEYS)
    with pytest.raises(Forged):
        carts.add(EMPTY, token[:-2] + "AA", quote_for(PLAIN), keys=KEYS, at=NOW)
    with pytest.raises(WrongBrand):
        put(EMPTY, claims(brand=LUCIA))
    with pytest.raises(Expired):
        put(EMPTY, PLAIN, at=LATER)


def test_a_quote_that_was_not_signed_is_refused() -> None:
    cheap = quote_for(claims(total=1))
    with pytest.raises(BadInput, match="not the one that was signed"):
        carts.add(EMPTY, sign(PLAIN, KEYS), cheap, keys=KEYS, at=NOW)
    lies = replace(quote_for(PLAIN), lines=cheap.lines)
    with pytest.raises(BadInput, match="not the one that was signed"):
        carts.add(EMPTY, sign(PLAIN, KEYS), lies, keys=KEYS, at=NOW)


def test_an_expired_line_stays_as_it_is_and_says_so() -> None:
    cart = put(put(EMPTY, claims(expires=SOON)), claims("tok_2", choices={"wash": "raw"}))
    assert carts.expired(cart, SOON - timedelta(seconds=1)) == ()
    assert carts.expired(cart, SOON) == cart.lines[:1]
    assert cart.lines[0].total == PLAIN.total


DEARER = claims("tok_9", revision="e" * 64, total=12000, book="2027", expires=LATER + timedelta(days=9))


def requoted(cart: Cart, line: str, said: Claims) -> Cart:
    return carts.requote(cart, line, sign(said, KEYS), quote_for(said), keys=KEYS, at=LATER)


def test_a_line_is_priced_again_only_for_the_same_design() -> None:
    cart = put(EMPTY, PLAIN, 3)
    fresh = requoted(cart, cart.lines[0].id, DEARER)
    assert [(line.claims, line.quantity) for line in fresh.lines] == [(DEARER, 3)]
    for other in (
        replace(DEARER, fields={"words": "x"}),
        replace(DEARER, configuration=claims(choices={"wash": "raw"}).configuration),
        replace(DEARER, family_name="rings"),
        replace(DEARER, personal={"words": Personal(VaultRef("vlt_1"), "d1")}),
    ):
        with pytest.raises(Stale, match="another design"):
            requoted(cart, cart.lines[0].id, other)
    with pytest.raises(NotFound):
        requoted(cart, "gone", DEARER)


def test_a_line_priced_again_joins_its_twin() -> None:
    cart = put(put(EMPTY, PLAIN, 3), DEARER, 2)
    assert [line.quantity for line in cart.lines] == [3, 2]
    joined = requoted(cart, cart.lines[0].id, replace(DEARER, id="tok_10"))
    assert [(line.claims.total.amount, line.quantity) for line in joined.lines] == [(12000, 5)]


def test_a_line_renewed_at_its_old_price_keeps_its_place() -> None:
    cart = put(EMPTY, PLAIN, 3)
    fresh = requoted(cart, cart.lines[0].id, replace(PLAIN, id="tok_9", expires=LATER + timedelta(days=9)))
    assert [(line.id, line.quantity) for line in fresh.lines] == [(cart.lines[0].id, 3)]
    assert not carts.expired(fresh, LATER)


def test_another_destination_changes_taxes_and_no_price() -> None:
    cart = put(EMPTY, PLAIN, 2)
    line = cart.lines[0].id
    german = quote_for(PLAIN, rate=Fraction(19, 100), destination="DE")
    moved = carts.delivered(cart, {line: german})
    assert carts.total(moved, "EUR") == carts.total(cart, "EUR")
    assert (carts.tax(cart, "EUR").amount, carts.tax(moved, "EUR").amount) == (2 * 1821, 2 * 1613)
    with pytest.raises(BadInput, match="not the one that was signed"):
        carts.delivered(cart, {line: quote_for(claims(total=9000))})


@given(offers.anything(), offers.anything())
def test_names_of_designs_and_terms_tell_contents_apart(one: Claims, two: Claims) -> None:
    assert (one.terms == two.terms) == (content(one) == content(two))
    if one.configuration.chosen != two.configuration.chosen or one.fields != two.fields:
        assert one.design != two.design


def test_what_had_left_comes_back_as_it_was() -> None:
    cart = put(put(EMPTY, claims(expires=SOON), 2), claims("tok_2", choices={"wash": "raw"}))
    back = EMPTY
    for line in cart.lines:
        back = carts.put_back(back, line.token, line.quote, line.quantity, keys=KEYS)
    assert back == cart
    assert carts.expired(back, SOON) == cart.lines[:1]
    (twice, _) = carts.put_back(back, cart.lines[0].token, cart.lines[0].quote, 1, keys=KEYS).lines
    assert twice.quantity == 3


def test_only_what_was_ours_comes_back() -> None:
    token, quote = sign(claims(brand=LUCIA), KEYS), quote_for(PLAIN)
    with pytest.raises(WrongBrand):
        carts.put_back(EMPTY, token, quote, 1, keys=KEYS)
    with pytest.raises(Forged):
        carts.put_back(EMPTY, token[:-4], quote, 1, keys=KEYS)
    with pytest.raises(BadInput, match="not the one that was signed"):
        carts.put_back(EMPTY, sign(PLAIN, KEYS), quote_for(claims(total=1)), 1, keys=KEYS)
