"""What other systems of the merchant may hear of: orders on their way, by reference alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sumisura.kernel import Brand, Event
from sumisura.usecases.services import Services

PURPOSE: Final = "accounts"
KINDS: Final[Mapping[str, Sequence[str]]] = {
    "order.placed": ("total", "lines"),
    "order.paid": (),
    "order.making": (),
    "order.shipped": (),
    "order.delivered": (),
    "order.cancelled": (),
    "order.refunded": ("payment",),
}
"""Kinds of events that are published → what of their context is: numbers and references, never words of a person.

Who of the staff did it is nobody else's business.
"""
TYPE: Final = "org.sumisura."
"""What the types of our events begin with."""
SCAN: Final = 100_000
"""Positions of the journal that one page looks past, at most."""


@dataclass(frozen=True, slots=True)
class EventPage:
    """Events in the order in which they became visible, and the position to read on from.

    ``next`` is there also where nothing more has happened yet: ask again with it later.
    """

    events: Sequence[Event]
    next: int


@dataclass(frozen=True, slots=True)
class CloudEvent:
    """Something that happened, as other systems read it (CloudEvents 1.0.2).

    Args:
        source, id: together they name it for ever.
        subject: what it is about: an order.
        data: the customer's pseudonym, and what ``KINDS`` lists.
    """

    id: str
    source: str
    type: str
    subject: str
    time: datetime
    data: Mapping[str, object]
    specversion: str = "1.0"
    datacontenttype: str = "application/json"


def cloud_event(event: Event) -> CloudEvent:
    """A published event as other systems read it.

    Raises:
        KeyError: it is none.
    """
    told = {name: event.context[name] for name in KINDS[event.kind] if name in event.context}
    data = {"customer": event.party, **told}
    return CloudEvent(event.id, f"/{event.brand}", f"{TYPE}{event.kind}", event.subject, event.at, data)


def page(services: Services, brand: Brand, after: int, limit: int) -> EventPage:
    """The published events past a position; a reader that keeps ``next`` misses none and sees none twice."""
    position, found = after, list[Event]()
    with services.store.read() as tx:
        while not found and position - after < SCAN:
            reading = services.gate.read(tx, brand.id, PURPOSE, after=position, limit=limit)
            if not reading.passed:
                break
            found = [one.event for one in reading.entries if one.event.kind in KINDS]
            position = reading.position
    return EventPage(found, position)
