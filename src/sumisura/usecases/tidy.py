"""Forget what is over: sessions, and events whose purpose has run out."""

from dataclasses import dataclass
from datetime import timedelta

from sumisura.kernel import BrandId
from sumisura.trust.purposes import PURPOSES
from sumisura.usecases.again import again
from sumisura.usecases.services import Services


@dataclass(frozen=True, slots=True)
class Tidied:
    """How much was forgotten."""

    sessions: int
    events: int


@again
def tidy(services: Services, brand: BrandId) -> Tidied:
    """Forget a brand's sessions that are over, and every event older than its purpose keeps it.

    What was erased since the last time leaves the database's files, too, as far as its engine can.
    """
    now = services.clock.now()
    with services.store.write() as tx:
        sessions = services.sessions.prune(tx, brand)
        events = sum(
            tx.ledger.forget(brand, purpose.name, before=now - timedelta(days=purpose.keep_days))
            for purpose in PURPOSES.values()
        )
    services.store.scrub()
    return Tidied(sessions, events)
