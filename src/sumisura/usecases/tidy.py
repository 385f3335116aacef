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


def tidy(services: Services, *brands: BrandId) -> Tidied:
    """Forget these brands' sessions that are over, and every event older than its purpose keeps it.

    What was erased since the last time leaves the database's files, too, as far as its engine can.
    """
    sessions = sum(services.sessions.prune(services.store, brand) for brand in brands)
    events = sum(_forget(services, brand) for brand in brands)
    services.store.scrub()
    return Tidied(sessions, events)


@again
def _forget(services: Services, brand: BrandId) -> int:
    now = services.clock.now()
    with services.store.write() as tx:
        return sum(
            tx.ledger.forget(brand, purpose.name, before=now - timedelta(days=purpose.keep_days))
            for purpose in PURPOSES.values()
        )
