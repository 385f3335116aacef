"""Keys for programs: each belongs to one brand, may do what its scopes say, and can be revoked at once.

The program holds the secret; the database holds only its SHA-256, so a stolen copy of the database opens nothing.
"""

import hashlib
import hmac
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from sumisura.kernel import BadInput, BrandId, Ids, NotFound, Rng, SumisuraError
from sumisura.store.codec import decode, encode
from sumisura.store.ports import Record, Transaction
from sumisura.trust.keys import SECRET_BYTES

KIND = "api_key"
PREFIX = "sumi"
"""What every key begins with, so that scanners for leaked secrets can find it."""
FORM = re.compile(rf"{PREFIX}_(key_[0-9a-f]{{32}})_([0-9a-f]{{64}})")
NOTED_EVERY = timedelta(hours=1)
"""The last use of a key is written this often at most."""
LONGEST_NAME = 80


class Scope(StrEnum):
    """What a key may do; nothing follows from anything else."""

    CATALOGUE = "catalogue:read"
    SHOP = "shop:write"
    ORDERS_READ = "orders:read"
    ORDERS_WRITE = "orders:write"
    ORDERS_PERSONAL = "orders:personal"
    TASTE = "taste:read"
    SIGNALS = "signals:write"
    CONSENT = "consent:write"
    MY_DATA = "my_data:read"
    ERASE = "my_data:erase"
    EVENTS_READ = "events:read"
    EVENTS_WRITE = "events:write"
    WEBHOOKS = "webhooks:write"


class BadKey(SumisuraError):
    """The request bears no key that this brand knows.

    Args:
        what: what is wrong with it.
    """

    code: ClassVar[str] = "bad_key"
    status: ClassVar[int] = 401

    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__(
            f"{what}. Send a key of this brand as Authorization: Bearer …; its owner makes one with sumisura api-keys add."
        )


class OutOfScope(SumisuraError):
    """The key is good, and may not do this.

    Args:
        scope: what it would need.
    """

    code: ClassVar[str] = "out_of_scope"
    status: ClassVar[int] = 403

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        super().__init__(
            f"This key may not do that. It needs the scope {scope}: have a key made that has it."
        )


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key as its brand knows it.

    Args:
        id: names it; no secret.
        name: what it is for, in its owner's words.
        scopes: what it may do.
        made: when.
        used: when it was last used, to within an hour; None for never.
        revoked: since when it opens nothing; None while it does.
    """

    id: str
    brand: BrandId
    name: str
    scopes: tuple[Scope, ...]
    made: datetime
    used: datetime | None = None
    revoked: datetime | None = None

    def require(self, scope: Scope) -> None:
        """Let it go on with what this scope allows.

        Raises:
            OutOfScope: it has another.
        """
        if scope not in self.scopes:
            raise OutOfScope(scope)


@dataclass(frozen=True, slots=True)
class _Kept:
    """A key as it rests."""

    key: ApiKey
    digest: str


def make(
    tx: Transaction, ids: Ids, rng: Rng, brand: BrandId, name: str, scopes: Collection[Scope]
) -> tuple[ApiKey, str]:
    """A new key and its secret, which is never to be had again.

    Raises:
        BadInput: it has no name, or may do nothing.
    """
    if not 0 < len(name.strip()) <= LONGEST_NAME:
        raise BadInput(
            "a key needs a name", where="name", mend=f"Say what it is for in 1 to {LONGEST_NAME} characters."
        )
    if not scopes:
        raise BadInput(
            "a key without scopes opens nothing", where="scopes", mend=f"Choose among {', '.join(Scope)}."
        )
    secret = rng.randbytes(SECRET_BYTES).hex()
    allowed = tuple(scope for scope in Scope if scope in scopes)
    key = ApiKey(ids.new("key"), brand, name.strip(), allowed, ids.clock.now())
    tx.records.put(brand, KIND, key.id, encode(_Kept(key, _digest(secret))), version=0)
    return key, f"{PREFIX}_{key.id}_{secret}"


def find(tx: Transaction, brand: BrandId, text: str) -> ApiKey:
    """The key that this text is.

    Raises:
        BadKey: it is none of this brand's, or was revoked.
    """
    shaped = FORM.fullmatch(text)
    record = tx.records.get(brand, KIND, shaped[1]) if shaped else None
    kept = decode(record.body, _Kept) if record else None
    if shaped is None or kept is None or not hmac.compare_digest(kept.digest, _digest(shaped[2])):
        raise BadKey(
            "No key of this brand came with the request" if not text else "This is no key of this brand"
        )
    if kept.key.revoked:
        raise BadKey(f'The key "{kept.key.name}" was revoked')
    return kept.key


def is_due(key: ApiKey, now: datetime) -> bool:
    """Whether it is time to note again that the key is in use."""
    return key.used is None or now - key.used >= NOTED_EVERY


def note_use(tx: Transaction, brand: BrandId, id_: str, now: datetime) -> None:
    """Write down that the key was used now."""
    record = _record(tx, brand, id_)
    kept = decode(record.body, _Kept)
    _put(tx, replace(kept, key=replace(kept.key, used=now)), record.version)


def id_of(text: str) -> str:
    """The id within a key that was shown, so that its secret is repeated nowhere; any other text as it is.

    Example:
        >>> id_of("sumi_key_" + 32 * "0" + "_" + 64 * "f")
        'key_00000000000000000000000000000000'
        >>> id_of("key_1")
        'key_1'
    """
    found = FORM.fullmatch(text)
    return found[1] if found else text


def revoke(tx: Transaction, brand: BrandId, id_: str, now: datetime) -> ApiKey:
    """Let the key open nothing from now on; one that is revoked already stays as it is.

    Raises:
        NotFound: the brand has no such key.
    """
    record = _record(tx, brand, id_)
    kept = decode(record.body, _Kept)
    key = replace(kept.key, revoked=kept.key.revoked or now)
    _put(tx, replace(kept, key=key), record.version)
    return key


def every(tx: Transaction, brand: BrandId) -> Sequence[ApiKey]:
    """All keys of a brand, the latest first; revoked ones, too."""
    return [decode(record.body, _Kept).key for record in tx.records.page(brand, KIND, limit=1000)]


def _record(tx: Transaction, brand: BrandId, id_: str) -> Record:
    record = tx.records.get(brand, KIND, id_)
    if record is None:
        raise NotFound("key", id_)
    return record


def _put(tx: Transaction, kept: _Kept, version: int) -> None:
    tx.records.put(kept.key.brand, KIND, kept.key.id, encode(kept), version=version)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
