"""Signatures by Standard Webhooks 1.0: HMAC-SHA-256 over id, instant and body, one for each secret that still signs."""

import base64
from collections.abc import Mapping, Sequence
from datetime import datetime

from standardwebhooks import Webhook

from sumisura.kernel import Rng

BYTES = 32
"""Of a secret; the specification asks for 24 to 64."""
PREFIX = "whsec_"


def fresh(rng: Rng) -> str:
    """A new secret, as its owner keeps it.

    Example:
        >>> fresh(Rng(1)).startswith("whsec_")
        True
    """
    return PREFIX + base64.b64encode(rng.randbytes(BYTES)).decode()


def headers(id_: str, at: datetime, body: bytes, secrets: Sequence[str]) -> Mapping[str, str]:
    """The three headers by which a receiver knows whom a message is from, and that it is fresh.

    Args:
        id_: the message's, the same at every try.
        at: of this try, aware UTC.
        body: as it is sent, byte for byte.
        secrets: each signs; a receiver needs one of them.
    """
    signed = [Webhook(one).sign(id_, at, body.decode()) for one in secrets]
    return {
        "webhook-id": id_,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signed),
    }
