"""From the journal to what is on its way: each event once for each endpoint that is told of its kind.

What is on its way names the event, and holds nothing of it: what may be told is asked of the gate when it is sent.
"""

from collections.abc import Sequence
from typing import Final

from sumisura.kernel import BrandId, Event, EventId
from sumisura.store.ports import Transaction
from sumisura.usecases.again import again
from sumisura.usecases.publishing import KINDS, PURPOSE
from sumisura.usecases.services import Services
from sumisura.webhooks import repo
from sumisura.webhooks.model import Delivery

READER: Final = "webhooks"
PAGE: Final = 1_000


@again
def follow(services: Services, brand: BrandId) -> int:
    """Put on its way what happened since, and say how many entries of the journal were looked at.

    The deliveries and the cursor are kept together or not at all, so nothing is lost, and nothing doubled.
    """

    def take(tx: Transaction, events: Sequence[Event]) -> None:
        told = [event for event in events if event.kind in KINDS]
        for endpoint in repo.endpoints(tx, brand) if told else ():
            for event in told:
                if event.kind in endpoint.kinds and not endpoint.off:
                    queue(services, tx, brand, endpoint.id, event.id, event.kind)

    return services.gate.follow_pages(services.store, brand, READER, PURPOSE, take, limit=PAGE)


def catch_up(services: Services, brand: BrandId) -> None:
    """Follow to the journal's end."""
    while follow(services, brand):
        pass


def queue(
    services: Services, tx: Transaction, brand: BrandId, endpoint: str, event: EventId, kind: str
) -> Delivery:
    """Put an event on its way to an endpoint."""
    now = services.clock.now()
    one = Delivery(f"{endpoint}.{services.ids.new('dlv')}", endpoint, event, kind, now, due=now)
    repo.save_delivery(tx, brand, one, 0)
    return one
