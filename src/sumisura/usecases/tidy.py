"""Forget what is over: visits with all that was begun in them, and events whose purpose has run out."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from sumisura.insight import repo as arms
from sumisura.insight import trust
from sumisura.kernel import BrandId
from sumisura.orders import repo as orders
from sumisura.space import repo
from sumisura.store.ports import Transaction
from sumisura.taste import repo as tastes
from sumisura.trust.audit.model import LogDamaged
from sumisura.trust.purposes import PURPOSES
from sumisura.trust.sessions import Door, Session
from sumisura.usecases import greeting, replies, resuming
from sumisura.usecases.again import again
from sumisura.usecases.learning import crowds, promoting
from sumisura.usecases.my_data import cutting, orders_kept
from sumisura.usecases.services import Services
from sumisura.usecases.tasting import circles
from sumisura.usecases.webhooks import delivering

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Tidied:
    """How much was forgotten."""

    sessions: int
    events: int


def tidy(services: Services, brand: BrandId) -> Tidied:
    """Forget a brand's visits and staff sessions that are over, and every event older than its purpose keeps it.

    What is forgotten leaves the database's files when its store is scrubbed next.
    """
    sessions = services.sessions.prune(services.store, brand, lambda tx, over: _end(services, tx, over))
    greeting.tidy(services, brand)
    replies.tidy(services, brand)
    resuming.tidy(services, brand)
    delivering.tidy(services, brand)
    events = _forget(services, brand)
    orders_kept.take_up(services, brand)
    promoting.expire(services, brand)
    return Tidied(sessions, events)


def _end(services: Services, tx: Transaction, over: Session) -> None:
    """Forget what a visit left behind: designs, bag, and every private word, unless an order rests on them.

    Nothing goes while the same customer still is here with another device.
    """
    if over.door is Door.STAFF or services.sessions.is_here(tx, over.brand, over.party):
        return
    repo.forget_drafts(tx, over.brand, over.party)
    orders.forget_cart(tx, over.brand, over.party)
    crowds.forget(services, tx, over.brand, over.party)
    tastes.forget(tx, over.brand, over.party)
    cutting.forget(tx, over.brand, over.party)
    circles.forget(services, tx, over.brand, over.party)
    trust.forget(tx, over.brand, over.party)
    greeting.forget(services, tx, over.brand, over.party)
    resuming.forget(tx, over.brand, over.party)
    if not orders.orders_of(tx, over.brand, over.party, limit=1):
        arms.forget(tx, over.brand, over.party)
        services.vault.erase_party(tx, over.brand, over.party)


@again
def _forget(services: Services, brand: BrandId) -> int:
    now = services.clock.now()
    with services.store.write() as tx:
        return sum(
            _forget_for(services, tx, brand, purpose.name, now - timedelta(days=purpose.keep_days))
            for purpose in PURPOSES.values()
        )


def _forget_for(services: Services, tx: Transaction, brand: BrandId, purpose: str, before: datetime) -> int:
    """Forget a purpose's events that are too old, and have the audit log say that it is so."""
    over = tx.ledger.over(brand, purpose, before=before)
    if not over:
        return 0
    try:
        services.audit.retire(tx, brand, over, f"retention {purpose}")
    except LogDamaged as error:  # what must be forgotten is: a harmed log is no reason to keep it
        log.exception("audit.damaged", brand=brand, error=str(error))
    return tx.ledger.forget(brand, purpose, before=before)
