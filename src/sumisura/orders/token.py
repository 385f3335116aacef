"""The signed configuration token: one design with its price, as one string that any cart can carry.

A compact JWS (RFC 7515) signed with Ed25519 (RFC 8037, named ``Ed25519`` by RFC 9864) over JSON claims
(RFC 7519), explicitly typed (RFC 8725 §3.11). Large claims are deflated, as in SMART Health Cards
(https://spec.smarthealth.cards, header ``zip: DEF``). The decision record on tokens says why.
"""

import json
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from typing import Any, ClassVar, Final

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from sumisura.kernel import (
    BadInput,
    BrandId,
    Configuration,
    Family,
    Money,
    Quote,
    SumisuraError,
    VaultRef,
)
from sumisura.orders.model import Claims, Personal
from sumisura.trust.keys import Keyring, UnknownKey

ALGORITHM: Final = "Ed25519"
TYPE: Final = "design+jwt"
LONGEST: Final = 8192
"""Characters in the longest token that is looked at; 150 choices with names of random letters take 4,456."""
READABLE: Final = 2048
"""Bytes of claims up to which a token stays plain JSON; above, it is deflated."""
INFLATED: Final = 65_536
"""Bytes that deflated claims may open into."""
_REGISTRY: Final = jws.JWSRegistry(algorithms=[ALGORITHM], strict_check_header=False)


class Forged(SumisuraError):
    """A token was not signed by this installation, or was altered. Says no more, so that nobody can learn from it.

    Example:
        >>> Forged.code, Forged.status, str(Forged())
        ('forged', 400, 'This design does not carry our seal. Open the design again, and add it from there.')
    """

    code: ClassVar[str] = "forged"
    status: ClassVar[int] = 400

    def __init__(self) -> None:
        super().__init__("This design does not carry our seal. Open the design again, and add it from there.")


class Expired(SumisuraError):
    """A token's price no longer binds.

    Args:
        claims: what it said, so that the design can be priced anew.
        zone: whose clocks say until when it held.
    """

    code: ClassVar[str] = "expired"
    status: ClassVar[int] = 410

    def __init__(self, claims: Claims, zone: tzinfo | None = UTC) -> None:
        self.claims = claims
        super().__init__(
            f"This price held until {claims.expires.astimezone(zone):%Y-%m-%d %H:%M %Z}. Ask for the price of the design again."
        )


class WrongBrand(SumisuraError):
    """A token of another brand. Does not say which."""

    code: ClassVar[str] = "wrong_brand"
    status: ClassVar[int] = 403

    def __init__(self) -> None:
        super().__init__("This design belongs to another shop. Open it there.")


def offer(
    family: Family,
    configuration: Configuration,
    quote: Quote,
    *,
    id_: str,
    brand: BrandId,
    at: datetime,
    fields: Mapping[str, str] | None = None,
    personal: Mapping[str, Personal] | None = None,
) -> Claims:
    """What a token for this design will say.

    Args:
        family: the family the design was made in; says which fields are personal.
        configuration: every choice.
        quote: the price of ONE, and until when it binds.
        id_: fresh, from ``Ids.new("tok")``.
        brand: who offers.
        at: now.
        fields: what was written in fields that are not personal.
        personal: references and digests of what was written in those that are.

    Raises:
        BadInput: a field is not the family's, or personal words would stand in the open.
    """
    fields, personal = fields or {}, personal or {}
    _check_fields(family, set(fields), set(personal))
    return Claims(
        id=id_,
        brand=brand,
        issued=at.replace(microsecond=0),
        expires=quote.valid_until.replace(microsecond=0),
        family_name=family.name,
        configuration=configuration,
        total=quote.total,
        destination=quote.destination,
        book=quote.book,
        fields=dict(fields),
        personal=dict(personal),
    )


def sign(claims: Claims, keys: Keyring) -> str:
    """The token that carries these claims, signed with the keyring's current key.

    Raises:
        BadInput: it would be longer than any token that is looked at.

    Example:
        >>> from sumisura.kernel import Rng
        >>> keys, now = Keyring.fresh(Rng(1)), datetime(2026, 1, 1, tzinfo=UTC)
        >>> design = Configuration.of("f" * 64, {"wash": "stone"})
        >>> claims = Claims(
        ...     "tok_1", BrandId("indigo"), now, now.replace(day=15), "jeans", design, Money(10100, "EUR"), "IT"
        ... )
        >>> verify(sign(claims, keys), keys, brand=BrandId("indigo"), at=now) == claims
        True
    """
    key = keys.current
    header = {"alg": ALGORITHM, "kid": key.kid, "typ": TYPE}
    payload = json.dumps(_said(claims), sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    if len(payload) > READABLE:
        header["zip"] = "DEF"
        payload = _deflated(payload)
    token = jws.serialize_compact(header, payload, OKPKey.import_key(key.private), registry=_REGISTRY)
    if len(token) > LONGEST:
        raise BadInput(
            "the design is too large for a token", where=claims.family_name, mend="Write less on it."
        )
    return token


def verify(token: str, keys: Keyring, *, brand: BrandId, at: datetime) -> Claims:
    """What a token says, once its signature, brand and time are found good, in this order.

    Args:
        at: now; its time zone is the one in which an expired price is spoken of.

    Raises:
        Forged: it is no token of ours, or was altered.
        WrongBrand: it is another brand's.
        Expired: its price no longer binds.
    """
    claims = read(token, keys)
    if claims.brand != brand:
        raise WrongBrand
    if at >= claims.expires:
        raise Expired(claims, at.tzinfo)
    return claims


def read(token: str, keys: Keyring) -> Claims:
    """What a token of ours says, of whichever brand and however old: for showing, not for buying.

    Raises:
        Forged: it is no token of ours, or was altered.
    """
    if len(token) > LONGEST or not token.isascii():
        raise Forged
    try:
        signed = jws.deserialize_compact(token, lambda guest: _key(guest.headers(), keys), registry=_REGISTRY)
        header = signed.headers()
        if header.get("typ") != TYPE:
            raise Forged
        return _meant(json.loads(_inflated(signed.payload) if header.get("zip") == "DEF" else signed.payload))
    # Which of these it was must not reach whoever tries tokens.
    except (JoseError, UnknownKey, ValueError, KeyError, TypeError, zlib.error):
        raise Forged from None


def _key(header: Mapping[str, Any], keys: Keyring) -> OKPKey:
    return OKPKey.import_key(keys.verifying(str(header["kid"])).public)


def _said(claims: Claims) -> dict[str, object]:
    """Claims by their registered names (RFC 7519 §4.1) and our own."""
    return {
        "iss": claims.brand,
        "jti": claims.id,
        "iat": int(claims.issued.timestamp()),
        "exp": int(claims.expires.timestamp()),
        "family": claims.family_name,
        "revision": claims.configuration.family,
        "choices": dict(claims.configuration.chosen),
        "fields": dict(claims.fields),
        "personal": {name: [value.ref, value.digest] for name, value in claims.personal.items()},
        "total": claims.total.amount,
        "currency": claims.total.currency,
        "destination": claims.destination,
        "book": claims.book,
    }


def _meant(said: dict[str, Any]) -> Claims:
    return Claims(
        id=said["jti"],
        brand=BrandId(said["iss"]),
        issued=datetime.fromtimestamp(said["iat"], UTC),
        expires=datetime.fromtimestamp(said["exp"], UTC),
        family_name=said["family"],
        configuration=Configuration.of(said["revision"], said["choices"]),
        total=Money(said["total"], said["currency"]),
        destination=said["destination"],
        book=said["book"],
        fields=said["fields"],
        personal={name: Personal(VaultRef(ref), digest) for name, (ref, digest) in said["personal"].items()},
    )


def _deflated(plain: bytes) -> bytes:
    packer = zlib.compressobj(level=9, wbits=-zlib.MAX_WBITS)
    return packer.compress(plain) + packer.flush()


def _inflated(packed: bytes) -> bytes:
    opener = zlib.decompressobj(wbits=-zlib.MAX_WBITS)
    plain = opener.decompress(packed, INFLATED)
    if not opener.eof:
        raise ValueError("more than any token says")
    return plain


def _check_fields(family: Family, open_: set[str], private: set[str]) -> None:
    known = {each.name: each.personal for each in family.fields}
    for name in sorted(open_ | private):
        if name not in known:
            raise BadInput(f'there is no field "{name}"', where=family.name, mend="Open the design again.")
    # Which field it is may be said; what was written in it may not.
    for name in sorted(open_):
        if known[name]:
            raise BadInput("a personal field must go to the vault", where=f"{family.name}.{name}")
    for name in sorted(private):
        if not known[name]:
            raise BadInput(
                "a field that is not personal is written in the open", where=f"{family.name}.{name}"
            )
