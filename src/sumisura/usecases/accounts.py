"""Be accountable: seal what was decided and agreed to, prove it, check all of it, and say how it can be checked."""

import base64
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sumisura.kernel import Brand, BrandId, Event, EventId, NotFound
from sumisura.trust.audit import Proof, Report
from sumisura.trust.audit.heads import verifier
from sumisura.trust.audit.model import EXPORTED, FORGOTTEN, Head
from sumisura.trust.audit.verify import verify
from sumisura.usecases.again import again
from sumisura.usecases.my_data.recounting import Recounted, recount
from sumisura.usecases.services import Services, Visitor

OPEN = frozenset({EXPORTED, FORGOTTEN})
"""Entries that are nobody's own, and that anyone may read: what was taken out of the journal, and what was forgotten."""
PAGES = 20
"""Pages of the journal that are sealed in one turn, so that nothing else waits long."""
FRESH_MS = 2_000
"""An id made within so many milliseconds may still be on its way to the journal."""
WAITS, WAIT = 5, 0.1
"""How often, and for how many seconds, one waits for it."""


@dataclass(frozen=True, slots=True)
class LogView:
    """A brand's log as its page shows it.

    Args:
        head: the newest; None while nothing was ever sealed.
        verifier: the public key, as signed-note tools take it.
    """

    head: Head | None
    verifier: str


@dataclass(frozen=True, slots=True)
class EntryView:
    """An entry as its page shows it.

    Args:
        proof: None while it is not sealed yet.
        own: it is the reader's, who may see what it says; others see digests alone.
        said: what it says, in words; None for others.
    """

    id: EventId
    proof: Proof | None
    own: bool
    verifier: str
    said: Recounted | None = None


def seal(services: Services, brand: BrandId) -> int:
    """Take what the journal has into the log, up to a turn's worth; how many entries were looked at."""
    looked = 0
    for _ in range(PAGES):
        found = _seal(services, brand)
        looked += found
        if not found:
            break
    return looked


@again
def _seal(services: Services, brand: BrandId) -> int:
    return services.audit.seal(services.store, brand)


def log(services: Services, brand: BrandId) -> LogView:
    """A brand's log, sealed up to now."""
    seal(services, brand)
    return LogView(head(services, brand), verifier(brand, services.keyring.audit))


def head(services: Services, brand: BrandId) -> Head | None:
    """The newest signed head."""
    with services.store.read() as tx:
        return services.audit.head(tx, brand)


def entry(services: Services, visitor: Visitor, id_: EventId) -> EntryView:
    """An entry of the log, for who asks.

    Raises:
        NotFound: there never was one, or the time it may be kept for is over.
    """
    found = prove(services, visitor.brand.id, id_)
    event = found.entry.event if found else None
    own = event is not None and (event.party == visitor.party != "" or event.kind in OPEN)
    said = _recounted(services, visitor.brand.id, event) if event and own else None
    return EntryView(id_, found, own, verifier(visitor.brand.id, services.keyring.audit), said)


def public_entry(services: Services, brand: Brand, id_: EventId) -> EntryView:
    """An entry as anyone may see it."""
    return EntryView(id_, prove(services, brand.id, id_), False, verifier(brand.id, services.keyring.audit))


def prove(services: Services, brand: BrandId, id_: EventId) -> Proof | None:
    """That an event is in the log, sealing it first where that has not been done; None while it must wait.

    Raises:
        NotFound: as ``entry``.
    """
    found = _arrived(services, brand, id_)
    if found is None:
        seal(services, brand)
        found = _prove(services, brand, id_)
    return found


def check(
    services: Services, brand: Brand, against: str = "", told: Callable[[int, int], object] = lambda *_: None
) -> Report:
    """Check a brand's whole log; nothing is sealed first, so that it is judged as it was left.

    Raises:
        BadInput: ``against`` is no head that this log ever signed.
    """
    with services.store.read() as tx:
        return verify(services.audit, tx, brand.id, against=against, told=told)


def told_log(view: LogView) -> dict[str, Any]:
    """A log as JSON."""
    if view.head is None:
        return {"size": 0, "verifier": view.verifier}
    return {
        "origin": view.head.origin,
        "size": view.head.size,
        "root": view.head.root.hex(),
        "at": view.head.at.isoformat(),
        "checkpoint": view.head.note,
        "verifier": view.verifier,
    }


def told_entry(view: EntryView) -> dict[str, Any]:
    """A proof as JSON: digests in hexadecimal; what was digested, and the salts, for its owner alone."""
    proof = view.proof
    if proof is None:
        return {"id": view.id, "sealed": False}
    told = {
        "id": view.id,
        "sealed": True,
        "verified": proof.verified,
        "index": proof.entry.index,
        "content_digest": proof.entry.content.hex(),
        "who_digest": proof.entry.who.hex(),
        "leaf": proof.leaf.hex(),
        "path": [step.hex() for step in proof.path],
        "size": proof.head.size,
        "root": proof.head.root.hex(),
        "checkpoint": proof.head.note,
        "verifier": view.verifier,
    }
    if view.own:
        content, who = proof.entry.salts
        told["own"] = {
            "canonical": base64.b64encode(proof.entry.canonical).decode(),
            "content_salt": content,
            "party": proof.entry.event.party,
            "who_salt": who,
        }
    return told


def _recounted(services: Services, brand: BrandId, event: Event) -> Recounted:
    with services.store.read() as tx:
        return recount(event, services.tailor.take(tx, brand))


def _arrived(services: Services, brand: BrandId, id_: EventId) -> Proof | None:
    """What is proved of an id; one that was made a moment ago is given the moment it takes to the journal."""
    for _ in range(WAITS if _fresh(services, id_) else 0):
        try:
            return _prove(services, brand, id_)
        except NotFound:
            time.sleep(WAIT)
    return _prove(services, brand, id_)


def _prove(services: Services, brand: BrandId, id_: EventId) -> Proof | None:
    with services.store.read() as tx:
        return services.audit.prove(tx, brand, id_)


def _fresh(services: Services, id_: str) -> bool:
    try:
        made = int(id_.rpartition("_")[2][:12], 16)  # a UUIDv7 begins with its milliseconds
    except ValueError:
        return False
    return abs(services.clock.now().timestamp() * 1000 - made) < FRESH_MS
