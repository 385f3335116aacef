"""What customers do tells of their taste, where they agreed to it: designs, purchases, returns.

Each deed weighs as much as one plain signal of its kind, divided evenly among the family and the options it is about.
Where the source was not granted nothing is recorded, and nothing refused: nobody asked.
"""

from collections.abc import Mapping, Sequence

from sumisura.kernel import BrandId, Order, PartyId
from sumisura.store.ports import Transaction
from sumisura.taste.model import MEANINGS, ItemId, Signal
from sumisura.trust.grants import Grants, may
from sumisura.usecases.services import Services, Visitor
from sumisura.usecases.shop.as_it_is import AS_IT_IS
from sumisura.usecases.tasting.signals import PERSONALISE, hand_back, record_many


def bought(services: Services, tx: Transaction, order: Order) -> None:
    """A paid order; told again, it still counts once."""
    _tell(services, tx, order.brand, order.party, "purchases", "bought", _bought_items(order), of=order.id)


def returned(services: Services, tx: Transaction, order: Order) -> None:
    """An order that was given back and refunded; told again, it still counts once."""
    _tell(services, tx, order.brand, order.party, "returns", "returned", _bought_items(order), of=order.id)


def designed(
    services: Services, tx: Transaction, visitor: Visitor, family_name: str, choices: Mapping[str, str]
) -> None:
    """A design somebody put in the bag: every choice they made in it."""
    items = _items(family_name, choices)
    if visitor.held is not None:
        hand_back(visitor.held, *_signals(services, "designs", "designed", items, services.ids.new("deed")))
        return
    _tell(services, tx, visitor.brand.id, visitor.party, "designs", "designed", items)


def _bought_items(order: Order) -> list[ItemId]:
    return [item for line in order.lines for item in _items(line.family_name, line.configuration)]


def _items(family_name: str, choices: Mapping[str, str]) -> list[ItemId]:
    """The family and each option chosen; of a finished good itself, whose family bears its id."""
    options = [f"{family_name}:{name}={value}" for name, value in choices.items() if name != AS_IT_IS]
    return [ItemId(one) for one in (family_name, *options)]


def _tell(
    services: Services,
    tx: Transaction,
    brand: BrandId,
    party: PartyId,
    source: str,
    what: str,
    items: Sequence[ItemId],
    *,
    of: str = "",
) -> None:
    if not party or not _agreed(services, tx, brand, party, source):
        return
    record_many(
        services, tx, brand, party, _signals(services, source, what, items, of or services.ids.new("deed"))
    )


def _signals(
    services: Services, source: str, what: str, items: Sequence[ItemId], deed: str
) -> Sequence[Signal]:
    """One signal for each item: together they weigh as much as one of their kind."""
    meaning, now = MEANINGS[what], services.clock.now()
    return [
        Signal(
            # The same deed gives the same ids, so that it counts once however often it is told.
            id=f"sig_{deed}_{what}_{number}",
            at=now,
            source=source,
            item=item,
            what=what,
            value=meaning.value,
            weight=meaning.weight / len(items),
        )
        for number, item in enumerate(items)
    ]


def _agreed(services: Services, tx: Transaction, brand: BrandId, party: PartyId, source: str) -> bool:
    """Whether they agreed to that source when it happens, which is now, and have not taken it back by another clock."""
    consents, now = Grants(services.ids).of(tx, brand, party), services.clock.now()
    present = now if consents.changed is None else max(now, consents.changed)
    return not consents.paused and all(may(consents.grants, PERSONALISE, source, at) for at in (now, present))
