"""What was promised and never kept: found on restart, and told as an event."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sumisura.journal.append.counter import Counter
from sumisura.kernel import BrandId, Event, EventId, Ids, PartyId
from sumisura.store.codec import decode, encode
from sumisura.store.ports import Store, Transaction

LOST = "journal.lost"
"""An event that says how many others of its brand are missing, and why."""
KEPT = "navigation-kept"
"""The record of how far a counter's events are in the ledger."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Events of one brand that will not be kept: how many, and the last one's ordinal."""

    number: int
    ordinal: int


def claim(folder: Path, store: Store, ids: Ids) -> Counter:
    """A counter no other process holds, after telling what earlier processes lost.

    Every free counter in the folder is settled: also those of processes that will not come back.
    """
    folder.mkdir(parents=True, exist_ok=True)
    free = []
    for path in sorted(folder.iterdir()):
        try:
            free.append(Counter(path))
        except BlockingIOError:  # its process lives
            continue
    counter = free[0] if free else Counter(folder / ids.new("nav"))
    try:
        for each in free:
            settle(each, store, ids)
    finally:
        for each in free[1:]:
            each.close()
    return counter


def settle(counter: Counter, store: Store, ids: Ids) -> None:
    """Tell, once, what the process that held this counter promised and did not keep."""
    with store.write() as tx:
        for brand, promised in counter.counts.items():
            missing = promised - kept(tx, brand, counter.name)[0]
            if missing > 0:
                tx.ledger.append([lost(ids, brand, missing, "crash")])
                keep(tx, counter.name, {brand: promised})


def kept(tx: Transaction, brand: BrandId, name: str) -> tuple[int, int]:
    """How many of a counter's events are settled, and the version of the record that says so."""
    found = tx.records.get(brand, KEPT, name)
    return (decode(found.body, int), found.version) if found else (0, 0)


def keep(tx: Transaction, name: str, ordinals: Mapping[BrandId, int]) -> None:
    """Note how far a counter's events are settled, in the transaction that settles them."""
    for brand, ordinal in sorted(ordinals.items()):
        _, version = kept(tx, brand, name)
        tx.records.put(brand, KEPT, name, encode(ordinal), version=version)


def lost(ids: Ids, brand: BrandId, number: int, why: str) -> Event:
    """The event that tells of a loss. ``why``: ``crash``, or ``away`` when the store was."""
    return Event(
        id=EventId(ids.new("evt")),
        brand=brand,
        kind=LOST,
        at=ids.clock.now(),
        party=PartyId(""),
        subject="journal",
        source="journal",
        purpose="security",
        context={"number": number, "why": why},
    )
