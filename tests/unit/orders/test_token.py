"""The configuration token: what goes in comes out, and nothing else is believed."""

import base64
import json
import string
import zlib
from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import OctKey, OKPKey

import offers
from offers import INDIGO, KEYS, LATER, LUCIA, NOW
from sumisura.kernel import BadInput, Configuration, Family, Field, Money, Quote, Rng, VaultRef
from sumisura.orders.model import Claims, Personal
from sumisura.orders.token import (
    INFLATED,
    LONGEST,
    Expired,
    Forged,
    WrongBrand,
    offer,
    read,
    sign,
    verify,
)
from sumisura.trust.keys import Keyring

ALPHABET = string.ascii_letters + string.digits + "-_.=+/~ é\n\0"
TOKEN = sign(offers.claims(), KEYS)


def payload(token: str) -> bytes:
    body = token.split(".")[1]
    return base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))


def car(choices: int) -> Claims:
    """A design of the car range, at its worst: names of random letters hardly compress."""
    draw = Rng(3)
    letters = string.ascii_lowercase
    return offers.claims(
        choices={
            "".join(draw.choices(letters, k=16)): "".join(draw.choices(letters, k=12)) for _ in range(choices)
        }
    )


@given(offers.anything())
def test_what_is_signed_is_read_again(said: Claims) -> None:
    assert read(sign(said, KEYS), KEYS) == said


@given(st.integers(0, len(TOKEN) - 1), st.sampled_from(ALPHABET))
@settings(max_examples=400)
def test_a_changed_character_is_refused(place: int, char: str) -> None:
    altered = TOKEN[:place] + char + TOKEN[place + 1 :]
    if altered != TOKEN:
        with pytest.raises(Forged):
            read(altered, KEYS)


def test_every_character_counts() -> None:
    """Each position, with the neighbour in the alphabet that differs in the lowest bit: where slack would show."""
    base64url = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"
    for place, char in enumerate(TOKEN):
        other = base64url[base64url.index(char) ^ 1] if char != "." else "-"
        with pytest.raises(Forged):
            read(TOKEN[:place] + other + TOKEN[place + 1 :], KEYS)


@given(st.text(max_size=300))
def test_noise_is_refused(text: str) -> None:
    for token in (text, f"{text}.{TOKEN}", TOKEN + text if text else "", TOKEN[: len(text)]):
        with pytest.raises(Forged):
            read(token, KEYS)


def test_parts_of_two_tokens_do_not_mix() -> None:
    one, two = (sign(offers.claims(id_), KEYS).split(".") for id_ in ("tok_1", "tok_2"))
    with pytest.raises(Forged):
        read(".".join([one[0], two[1], one[2]]), KEYS)


def forge(header: dict[str, object], key: OKPKey | OctKey, body: bytes | None = None) -> str:
    registry = jws.JWSRegistry(algorithms=["Ed25519", "HS256", "none"], strict_check_header=False)
    return jws.serialize_compact(header, body or payload(TOKEN), key, registry=registry)


def unsigned() -> str:
    header = base64.urlsafe_b64encode(b'{"alg":"none","kid":"' + KEYS.current.kid.encode() + b'"}')
    return f"{header.decode().rstrip('=')}.{TOKEN.split('.')[1]}."


OURS = OKPKey.import_key(KEYS.current.private)
GOOD = {"alg": "Ed25519", "kid": KEYS.current.kid, "typ": "design+jwt"}
FORGERIES: dict[str, Callable[[], str]] = {
    "no algorithm": unsigned,
    "the public key as a shared secret": lambda: forge(
        {**GOOD, "alg": "HS256"}, OctKey.import_key(KEYS.current.public.public_bytes_raw())
    ),
    "another's key under our name": lambda: forge(
        GOOD, OKPKey.import_key(Keyring.fresh(Rng(8)).current.private)
    ),
    "a key that brings itself": lambda: forge(
        {**GOOD, "jwk": Keyring.fresh(Rng(8)).current.public_jwk()},
        OKPKey.import_key(Keyring.fresh(Rng(8)).current.private),
    ),
    "no key named": lambda: forge({"alg": "Ed25519", "typ": "design+jwt"}, OURS),
    "our seal on another kind of paper": lambda: forge({**GOOD, "typ": "session+jwt"}, OURS),
    "our seal on no claims": lambda: forge(GOOD, OURS, b"[]"),
    "our seal on half the claims": lambda: forge(GOOD, OURS, b'{"iss":"indigo"}'),
    "a bomb": lambda: forge(
        {**GOOD, "zip": "DEF"}, OURS, zlib.compress(payload(TOKEN) + b" " * INFLATED, 9, wbits=-15)
    ),
    "not deflated": lambda: forge({**GOOD, "zip": "DEF"}, OURS, b"\xff\xff\xff"),
}


@pytest.mark.parametrize("forgery", FORGERIES.values(), ids=FORGERIES.keys())
def test_a_forgery_is_refused_and_learns_nothing(forgery: Callable[[], str]) -> None:
    with pytest.raises(Forged) as caught:
        verify(forgery(), KEYS, brand=INDIGO, at=NOW)
    assert (caught.value.code, caught.value.status) == ("forged", 400)
    assert str(caught.value) == str(Forged())
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_the_good_header_is_what_we_sign() -> None:
    """The forgeries above fail for their own reason, not for a spoilt header."""
    assert read(forge(GOOD, OURS), KEYS) == offers.claims()


def test_a_price_binds_until_its_last_second() -> None:
    assert verify(TOKEN, KEYS, brand=INDIGO, at=LATER - timedelta(microseconds=1)) == offers.claims()
    with pytest.raises(Expired, match="held until 2026-03-15 12:00 UTC") as caught:
        verify(TOKEN, KEYS, brand=INDIGO, at=LATER)
    assert (caught.value.status, caught.value.claims) == (410, offers.claims())


def test_another_brand_is_refused_unnamed() -> None:
    with pytest.raises(WrongBrand) as caught:
        verify(TOKEN, KEYS, brand=LUCIA, at=NOW)
    assert caught.value.status == 403
    assert INDIGO not in str(caught.value)


def test_brand_comes_before_time() -> None:
    """A stranger's expired token must not hand out its claims."""
    with pytest.raises(WrongBrand):
        verify(TOKEN, KEYS, brand=LUCIA, at=LATER)


def test_keys_turn_over() -> None:
    turned = KEYS.rotate_signing(Rng(9))
    assert read(TOKEN, turned) == offers.claims()
    fresh = sign(offers.claims(), turned)
    assert read(fresh, turned) == offers.claims()
    for token, keys in ((fresh, KEYS), (TOKEN, turned.retire_signing(KEYS.current.kid))):
        with pytest.raises(Forged):
            read(token, keys)


def test_the_car_range_fits() -> None:
    token = sign(car(150), KEYS)
    assert len(payload(token)) < len(json.dumps(dict(car(150).configuration))) * 0.7
    assert len(token) < 6000
    assert read(token, KEYS) == car(150)


def test_a_small_design_can_be_read_by_eye() -> None:
    said = json.loads(payload(TOKEN))
    assert said["choices"] == {"wash": "stone"}
    assert (said["iss"], said["exp"] - said["iat"], said["total"]) == ("indigo", 14 * 86400, 10100)


@given(st.integers(0, 400))
@settings(max_examples=30)
def test_deflated_or_plain_it_is_the_same(length: int) -> None:
    said = offers.claims(fields={"words": "".join(Rng(length).choices(string.ascii_letters, k=length * 8))})
    token = sign(said, KEYS)
    assert read(token, KEYS) == said
    assert len(token) <= LONGEST


def test_what_no_token_can_hold_is_refused() -> None:
    long = "".join(Rng(1).choices(string.printable, k=20_000))
    with pytest.raises(BadInput, match="too large for a token"):
        sign(offers.claims(fields={"words": long}), KEYS)


@given(offers.anything(), offers.anything())
def test_two_designs_never_give_one_token(one: Claims, two: Claims) -> None:
    if one != two:
        assert sign(one, KEYS) != sign(two, KEYS)


JEANS = Family(
    "jeans", "Jeans", "EUR", (), fields=(Field("words", "Words"), Field("waist", "Waist", personal=True))
)
DESIGN = Configuration.of(JEANS.digest, {"wash": "stone"})
SECRET = {"waist": Personal(VaultRef("vlt_1"), "d1")}


def offered(fields: dict[str, str], personal: dict[str, Personal]) -> Claims:
    quote: Quote = offers.quote_for(offers.claims(expires=LATER.replace(microsecond=9)))
    return offer(
        JEANS,
        DESIGN,
        quote,
        id_="tok_9",
        brand=INDIGO,
        at=NOW.replace(microsecond=5),
        fields=fields,
        personal=personal,
    )


def test_an_offer_says_what_was_quoted() -> None:
    said = offered({"words": "ciao"}, SECRET)
    assert (said.issued, said.expires, said.total) == (NOW, LATER, Money(10100, "EUR"))
    assert (said.configuration, said.fields, said.personal) == (DESIGN, {"words": "ciao"}, SECRET)
    assert read(sign(said, KEYS), KEYS) == said


@pytest.mark.parametrize(
    ("fields", "personal", "words"),
    [
        ({"waist": "84"}, {}, r"jeans\.waist: a personal field must go to the vault"),
        ({}, {"words": SECRET["waist"]}, r"jeans\.words: a field that is not personal"),
        ({"hip": "1"}, {}, 'no field "hip"'),
        ({}, {"hip": SECRET["waist"]}, 'no field "hip"'),
    ],
)
def test_personal_words_never_stand_in_a_token(
    fields: dict[str, str], personal: dict[str, Personal], words: str
) -> None:
    with pytest.raises(BadInput, match=words) as caught:
        offered(fields, personal)
    assert "84" not in str(caught.value)
