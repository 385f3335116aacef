"""Opaque cursors: a place in one list of one brand, sealed so that no other place can be made up."""

import base64
import binascii
import hmac

from sumisura.kernel import BadInput, BrandId
from sumisura.trust.keys import Keyring, mac

SEAL = 16
"""Hexadecimal digits of the seal."""


def pack(keyring: Keyring, brand: BrandId, listed: str, place: str) -> str:
    """The cursor of a place in a list; "" for the place after its end.

    Args:
        listed: which list of the brand.
        place: where the next page begins, in the list's own terms.

    Example:
        >>> from random import Random
        >>> keys, brand = Keyring.fresh(Random(1)), BrandId("indigo")
        >>> unpack(keys, brand, "orders", pack(keys, brand, "orders", "ord_1"))
        'ord_1'
    """
    if not place:
        return ""
    text = f"{mac(keyring.session, 'cursor', brand, listed, place)[:SEAL]}{place}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def unpack(keyring: Keyring, brand: BrandId, listed: str, cursor: str) -> str:
    """The place that a cursor of this list of this brand names; "" for its beginning.

    Raises:
        BadInput: it is of another list, of another brand, or none of ours.
    """
    if not cursor:
        return ""
    try:
        padded = cursor.encode() + b"=" * (-len(cursor) % 4)
        text = base64.b64decode(padded, altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError):
        raise _bad() from None
    seal, place = text[:SEAL], text[SEAL:]
    sealed = mac(keyring.session, "cursor", brand, listed, place)[:SEAL]
    if not place or not hmac.compare_digest(seal.encode(), sealed.encode()):
        raise _bad()
    return place


def _bad() -> BadInput:
    return BadInput(
        "this is no cursor of this list",
        where="cursor",
        mend="Send the one from `next` of its page before, or none.",
    )
