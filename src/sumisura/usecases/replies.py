"""What a program was answered under an idempotency key, so that asking again answers the same and does nothing twice.

A reply that may hold words of a customer rests in the vault under their key: an erasure makes it unreadable, too.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import ClassVar

from sumisura.kernel import BrandId, PartyId, Stale, SumisuraError, VaultRef
from sumisura.store.codec import decode, encode
from sumisura.store.ports import Transaction
from sumisura.store.walk import walk
from sumisura.trust.keys import mac
from sumisura.trust.vault import Erased
from sumisura.usecases.again import again
from sumisura.usecases.services import Services

KIND = "reply"
KEPT = timedelta(hours=24)
"""How long a reply is given again."""
ABANDONED = timedelta(minutes=1)
"""After which a request without an answer is taken for one whose process died."""


class KeyReused(SumisuraError):
    """An idempotency key came with something else than before; nothing was done."""

    code: ClassVar[str] = "idempotency_key_reused"
    status: ClassVar[int] = 422

    def __init__(self) -> None:
        super().__init__(
            "This Idempotency-Key was sent before with another request. Nothing was changed: take a new key for a new request."
        )


class StillRunning(SumisuraError):
    """The same request is being answered at this moment; nothing was done for this one."""

    code: ClassVar[str] = "still_running"
    status: ClassVar[int] = 409
    retry_after = 2

    def __init__(self) -> None:
        super().__init__(
            "The same request is being answered right now. Ask again in a moment with the same Idempotency-Key."
        )


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that may be sent again.

    Args:
        by: who sends it: a key's id.
        key: its idempotency key.
        print: a digest of everything that it asks for.
        party: whose words its answer may hold; "" for nobody's.
    """

    brand: BrandId
    by: str
    key: str
    print: str
    party: PartyId


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: its status and its body; ``again`` where it was given before."""

    status: int
    body: bytes
    again: bool = False


@dataclass(frozen=True, slots=True)
class _Kept:
    """A reply as it rests: ``body`` in the open, or ``ref`` in the vault; neither while it is still to come."""

    print: str
    at: datetime
    status: int = 0
    body: str = ""
    ref: VaultRef | None = None


def once(services: Services, asked: Asked, act: Callable[[], Reply]) -> Reply:
    """Act, unless it was done before: then the same reply again.

    A request that raises has done nothing, and may be sent again under its key.

    Raises:
        KeyReused: the key stands for another request.
        StillRunning: the first one is not answered yet.
    """
    earlier = _begin(services, asked)
    if earlier is not None:
        return earlier
    try:
        reply = act()
    except BaseException:
        with services.store.write(durable=False) as tx:
            tx.records.delete(asked.brand, KIND, _name(services, asked))
        raise
    _keep(services, asked, reply)
    return reply


def tidy(services: Services, brand: BrandId) -> int:
    """Forget replies that are no longer given again, and say how many. For the clock."""
    over, now = [], services.clock.now()
    with services.store.read() as tx:
        for record in walk(tx, brand, KIND):
            kept = decode(record.body, _Kept)
            if abs(now - kept.at) >= KEPT:
                over.append((record.id, kept.ref))
    with services.store.write(durable=False) as tx:
        for id_, ref in over:
            tx.records.delete(brand, KIND, id_)
            if ref:
                services.vault.drop(tx, brand, ref)
    return len(over)


def _begin(services: Services, asked: Asked) -> Reply | None:
    """Take the key's place, or find what stands there."""
    now, name = services.clock.now(), _name(services, asked)
    try:
        with services.store.write(durable=False) as tx:
            record = tx.records.get(asked.brand, KIND, name)
            kept = decode(record.body, _Kept) if record else None
            if kept is None or _is_over(kept, now):
                fresh = encode(_Kept(asked.print, now))
                tx.records.put(asked.brand, KIND, name, fresh, version=record.version if record else 0)
                return None
            return _again(services, tx, asked, kept)
    except Stale:
        raise StillRunning from None


def _is_over(kept: _Kept, now: datetime) -> bool:
    # Begun in the future: the clock has been put back since, and nobody shall wait until it is there again.
    return abs(now - kept.at) >= (KEPT if kept.status else ABANDONED)


def _again(services: Services, tx: Transaction, asked: Asked, kept: _Kept) -> Reply | None:
    if kept.print != asked.print:
        raise KeyReused
    if not kept.status:
        raise StillRunning
    try:
        body = services.vault.get(tx, asked.brand, kept.ref) if kept.ref else kept.body
    except Erased:
        return Reply(204, b"", again=True)
    return Reply(kept.status, body.encode(), again=True)


@again
def _keep(services: Services, asked: Asked, reply: Reply) -> None:
    text, name = reply.body.decode(), _name(services, asked)
    with services.store.write(durable=False) as tx:
        record = tx.records.get(asked.brand, KIND, name)
        if record is None:  # erased, or tidied, meanwhile
            return
        kept = replace(decode(record.body, _Kept), status=reply.status)
        if asked.party:
            kept = replace(kept, ref=services.vault.put(tx, asked.brand, asked.party, KIND, text))
        else:
            kept = replace(kept, body=text)
        tx.records.put(asked.brand, KIND, name, encode(kept), version=record.version)


def _name(services: Services, asked: Asked) -> str:
    return mac(services.keyring.session, KIND, asked.by, asked.key)[:48]
