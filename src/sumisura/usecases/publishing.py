"""What other systems of the merchant may hear of: orders on their way, consents and families, by reference alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sumisura.kernel import Brand, Event
from sumisura.usecases.services import Services

PURPOSE: Final = "accounts"
KINDS: Final = frozenset(
    {
        "order.placed",
        "order.paid",
        "order.making",
        "order.shipped",
        "order.delivered",
        "order.cancelled",
        "order.refunded",
    }
)
"""Kinds of events that are published; their context holds numbers and references, never words of a person."""
SCAN: Final = 100_000
"""Positions of the journal that one page looks past, at most."""


@dataclass(frozen=True, slots=True)
class EventPage:
    """Events in the order in which they became visible, and the position to read on from.

    ``next`` is there also where nothing more has happened yet: ask again with it later.
    """

    events: Sequence[Event]
    next: int


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
