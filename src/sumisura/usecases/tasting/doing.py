"""What a visitor does tells of their taste, where they agreed to that: in the unit of work that does it."""

from dataclasses import replace

from sumisura.store.ports import Transaction
from sumisura.taste import repo
from sumisura.taste.model import MEANINGS, ItemId
from sumisura.taste.serving import attention
from sumisura.trust.grants import Grants
from sumisura.usecases import minimal
from sumisura.usecases.again import again
from sumisura.usecases.services import Services, Visitor
from sumisura.usecases.tasting.signals import granted, hand_back, in_context, record_many, signal

VISIT = "visit"


def seen(services: Services, tx: Transaction, visitor: Visitor, item: ItemId) -> None:
    """They opened something to look at."""
    _tell(services, tx, visitor, "viewed", item)


def chose(services: Services, tx: Transaction, visitor: Visitor, item: ItemId) -> None:
    """They chose an option of a design."""
    _tell(services, tx, visitor, "chose", item)


def retracted(services: Services, tx: Transaction, visitor: Visitor, item: ItemId) -> None:
    """They took an option of a design back."""
    _tell(services, tx, visitor, "retracted", item)


@again
def looked(services: Services, visitor: Visitor, item: ItemId) -> None:
    """They opened the page of something: it is no longer what is shown and never taken."""
    if visitor.held is not None:
        hand_back(visitor.held, signal(services, "viewed", item, VISIT))
        return
    with services.store.write(durable=False) as tx:
        seen(services, tx, visitor, item)
        took(services, tx, visitor, item)


def took(services: Services, tx: Transaction, visitor: Visitor, item: ItemId) -> None:
    """They went on with something that had been proposed or guessed, so it does not tire, nor is more guessed that day."""
    if not visitor.party or visitor.held is not None:
        return
    before, version = repo.manners(tx, visitor.brand.id, visitor.party)
    shown = before.shown
    for name in (item, attention.AHEAD + item):
        if name in shown and not shown[name].taken:
            shown = attention.take(shown, name, services.clock.now())
    if shown != before.shown:
        repo.save_manners(tx, visitor.brand.id, visitor.party, replace(before, shown=shown), version)


def _tell(services: Services, tx: Transaction, visitor: Visitor, what: str, item: ItemId) -> None:
    if visitor.held is not None:
        hand_back(visitor.held, signal(services, what, item, VISIT))
        return
    if minimal.on(tx, visitor.brand.id):
        minimal.act(services, tx, visitor, item, MEANINGS[what].value)
        return
    consents = Grants(services.ids).of(tx, visitor.brand.id, visitor.party)
    if VISIT in granted(consents, services):
        told = signal(services, what, item, VISIT)
        record_many(services, tx, visitor.brand.id, visitor.party, in_context(tx, visitor, [told]))
