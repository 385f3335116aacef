"""Signed tree heads: what the log commits to, as a text that anyone may keep and check without us.

Source: the C2SP specifications signed-note and tlog-checkpoint, <https://c2sp.org/tlog-checkpoint>; RFC 8032 (Ed25519).
"""

import base64
import binascii
import re
from datetime import datetime
from hashlib import sha256

from cryptography.exceptions import InvalidSignature

from sumisura.kernel import BadInput, BrandId
from sumisura.store.codec import Unreadable, decode, encode
from sumisura.store.ports import Transaction
from sumisura.store.walk import walk
from sumisura.trust.audit.model import Head, LogDamaged
from sumisura.trust.signing import SigningKey

KIND = "audit-head"
ED25519 = b"\x01"
"""The signed-note algorithm byte of Ed25519."""
_NOTE = re.compile(r"(?P<text>(\S+)\n(\d{1,18})\n([\w+/]+=*)\n(\S+)\n)\n\u2014 (\S+) ([\w+/]+=*)\n", re.ASCII)
MEND = "Give the note whole, as `sumisura audit checkpoint` prints it."


def origin(brand: BrandId) -> str:
    """What names a brand's log in its heads."""
    return f"sumisura/{brand}"


def sign(brand: BrandId, size: int, root: bytes, at: datetime, key: SigningKey) -> Head:
    """The head of a tree, signed.

    Example:
        >>> from datetime import UTC
        >>> head = sign(BrandId("indigo"), 3, bytes(32), datetime(2026, 3, 1, tzinfo=UTC), SigningKey(bytes(32)))
        >>> print(head.note, end="")
        sumisura/indigo
        3
        AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
        2026-03-01T00:00:00+00:00
        <BLANKLINE>
        — sumisura/indigo gotNWI7m...
        >>> parse(head.note, BrandId("indigo"), SigningKey(bytes(32))) == head
        True
    """
    name = origin(brand)
    text = f"{name}\n{size}\n{_base64(root)}\n{at.isoformat()}\n"
    signature = key_hash(name, key) + key.private.sign(text.encode())
    return Head(name, size, root, at, f"{text}\n\u2014 {name} {_base64(signature)}\n")


def parse(note: str, brand: BrandId, key: SigningKey) -> Head:
    """The head of that brand's log in a note that this key signed.

    Raises:
        BadInput: it is no such note, another key signed it, it is another log's, or it was altered.
    """
    found = _NOTE.fullmatch(note.replace("\r\n", "\n").strip() + "\n")
    if found is None:
        raise BadInput("that is no signed head of an audit log", mend=MEND)
    text, name, size, root, at, signer, signature = (found[at] for at in range(1, 8))
    try:
        hashed, when, raw = base64.b64decode(root), datetime.fromisoformat(at), base64.b64decode(signature)
        if {signer, name} != {origin(brand)} or raw[:4] != key_hash(name, key):
            raise BadInput(f"that head was not signed by the log of {origin(brand)}", mend=MEND)
        key.public.verify(raw[4:], text.encode())
    except (InvalidSignature, binascii.Error, ValueError) as error:
        raise BadInput("the signature of that head does not hold: it was altered", mend=MEND) from error
    return Head(name, int(size), hashed, when, found[0])


def key_hash(name: str, key: SigningKey) -> bytes:
    """The four bytes by which a signed note names its key."""
    return sha256(name.encode() + b"\n" + ED25519 + key.public.public_bytes_raw()).digest()[:4]


def verifier(brand: BrandId, key: SigningKey) -> str:
    """The public key in the form that signed-note tools take."""
    name = origin(brand)
    return f"{name}+{key_hash(name, key).hex()}+{_base64(ED25519 + key.public.public_bytes_raw())}"


def latest(tx: Transaction, brand: BrandId, key: SigningKey) -> Head | None:
    """The newest head of a brand's log.

    Raises:
        LogDamaged: it is not what was signed.
    """
    for record in tx.records.page(brand, KIND, limit=1):
        try:
            return parse(decode(record.body, str), brand, key)
        except (BadInput, Unreadable) as error:
            raise LogDamaged(brand, "its latest signed head") from error
    return None


def notes(tx: Transaction, brand: BrandId) -> list[tuple[str, bytes]]:
    """Every head that is kept, newest first, as it rests: (its hour, its record's body)."""
    return [(record.id, record.body) for record in walk(tx, brand, KIND)]


def keep(tx: Transaction, brand: BrandId, head: Head) -> None:
    """Keep a head. Of each hour the last one stays; that the others came between can still be shown."""
    hour = head.at.isoformat()[:13]
    found = tx.records.get(brand, KIND, hour)
    tx.records.put(brand, KIND, hour, encode(head.note), version=found.version if found else 0)


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
