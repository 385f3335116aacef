"""Orders at their barest: a record, an event and an idempotency key in one durable unit of work.

A module that stands in for this one (``--orders``) offers the same two functions.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Mapping

from sumisura.journal.append import record
from sumisura.kernel import BrandId, Event, EventId, Ids, PartyId, SystemClock
from sumisura.store.codec import decode, encode
from sumisura.store.ports import Keys, Store

BRAND = BrandId("indigo")


def placing(store: Store) -> Callable[[str], str]:
    """A function that places an order under an idempotency key and answers its id."""
    clock = SystemClock()
    ids = Ids(clock, random.SystemRandom())

    def place(key: str) -> str:
        with store.write() as tx:
            before = tx.records.get(BRAND, "idempotency", key)
            if before is not None:
                return decode(before.body, str)
            order = ids.new("ord")
            tx.records.put(
                BRAND, "order", order, encode({"key": key}), version=0, keys=Keys(index={"all": ""})
            )
            event_id = EventId(ids.new("evt"))
            context = {"key": key}
            party = PartyId("pty_1")
            record(
                tx,
                Event(event_id, BRAND, "order.placed", clock.now(), party, order, "shop", "order", context),
            )
            tx.records.put(BRAND, "idempotency", key, encode(order), version=0)
        return order

    return place


def audit(store: Store) -> Mapping[str, list[str]]:
    """Every idempotency key with the ids of all orders that stand under it.

    Raises:
        AssertionError: records, keys and events do not tell the same.
    """
    placed: dict[str, list[str]] = defaultdict(list)
    told: dict[str, list[str]] = defaultdict(list)
    with store.read() as tx:
        for order in tx.records.find(BRAND, "order", "all", ""):
            key = decode(order.body, dict[str, str])["key"]
            placed[key].append(order.id)
            remembered = tx.records.get(BRAND, "idempotency", key)
            assert remembered is not None
            assert decode(remembered.body, str) == order.id
        for entry in tx.ledger.read(BRAND, limit=10**9):
            told[str(entry.event.context["key"])].append(entry.event.subject)
    assert placed == told
    return placed
