"""What a visitor does tells of their taste, where they agreed to that: in the unit of work that does it."""

from sumisura.store.ports import Transaction
from sumisura.taste.model import ItemId
from sumisura.trust.grants import Grants
from sumisura.usecases.services import Services, Visitor
from sumisura.usecases.signals import granted, in_context, record_many, signal

VISIT = "visit"


def seen(services: Services, tx: Transaction, visitor: Visitor, item: ItemId) -> None:
    """They opened something to look at."""
    _tell(services, tx, visitor, "viewed", item)


def chose(services: Services, tx: Transaction, visitor: Visitor, item: ItemId) -> None:
    """They chose an option of a design."""
    _tell(services, tx, visitor, "chose", item)


def _tell(services: Services, tx: Transaction, visitor: Visitor, what: str, item: ItemId) -> None:
    consents = Grants(services.ids).of(tx, visitor.brand.id, visitor.party)
    if VISIT in granted(consents, services):
        told = signal(services, what, item, VISIT)
        record_many(services, tx, visitor.brand.id, visitor.party, in_context(tx, visitor, [told]))
