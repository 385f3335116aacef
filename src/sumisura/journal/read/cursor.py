"""A page of the journal: past a position, or of one party."""

from collections.abc import Sequence
from datetime import datetime

from sumisura.kernel import BrandId, EventId, PartyId
from sumisura.store.ports import Entry, Transaction


def entries(tx: Transaction, brand: BrandId, *, after: int = 0, limit: int = 1000) -> Sequence[Entry]:
    """Up to ``limit`` events of the brand past a position, in the order they became visible.

    Whoever keeps the last position it was given, in the transaction that keeps what it made of the
    events, sees every event exactly once: none becomes visible later below a position it has passed.
    """
    return tx.ledger.read(brand, after=after, limit=limit)


def ahead(tx: Transaction, brand: BrandId, *, after: int, most: int) -> int:
    """How many events a reader at a position still has to look at, at most so many; none is fetched."""
    return tx.ledger.ahead(brand, after=after, most=most)


def entries_of(
    tx: Transaction,
    brand: BrandId,
    party: PartyId,
    *,
    before: tuple[datetime, int] | None = None,
    limit: int = 1000,
) -> Sequence[Entry]:
    """Up to ``limit`` of a party's own events, latest first, from just below an instant and a position."""
    return tx.ledger.of_party(brand, party, before=before, limit=limit)


def entry(tx: Transaction, brand: BrandId, id_: EventId) -> Entry | None:
    """The event of that id, with its position; also one that a cursor may not pass yet."""
    return tx.ledger.find(brand, id_)
