"""Events in the order in which their transactions became visible, on a driver's connection."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from sumisura.kernel import BrandId, Event
from sumisura.store.codec import decode, encode
from sumisura.store.errors import ReadOnly
from sumisura.store.names import check_names
from sumisura.store.ports import Entry
from sumisura.store.sql.connection import Batch, Connection
from sumisura.store.sql.statements import Statements

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Numbering(Protocol):
    """How an engine numbers events within one transaction."""

    def number(self, rows: list[dict[str, object]], /) -> None:
        """Add to rows what the statement that adds them needs besides the event."""

    def bounds(self) -> Mapping[str, object]:
        """What the statement that reads needs to leave out what may not be seen yet."""

    def forgetting(self) -> None:
        """Make sure, before events are deleted, that their positions are never handed out again."""


@dataclass(frozen=True, slots=True)
class SqlLedger:
    """Fills ``store.ports.Ledger`` within one transaction."""

    connection: Connection
    batch: Batch
    sql: Statements
    numbering: Numbering
    writes: bool

    def append(self, events: Iterable[Event]) -> int:
        """Add events and say how many were new: an id that is there already counts once."""
        if not self.writes:
            raise ReadOnly
        rows = [_row(event) for event in events]
        if not rows:
            return 0
        self.numbering.number(rows)
        if len(rows) == 1:
            return self.connection.execute(self.sql.append, rows[0]).rowcount
        return self.batch(self.sql.append, rows)

    def read(self, brand: BrandId, *, after: int = 0, limit: int = 1000) -> Sequence[Entry]:
        """Entries past a position, oldest first."""
        check_names(brand)
        wanted = {"the_brand": brand, "after": after, "at_most": limit, **self.numbering.bounds()}
        found = self.connection.execute(self.sql.read, wanted).fetchall()
        return [Entry(position, decode(body, Event)) for position, body in found]

    def forget(self, brand: BrandId, purpose: str, *, before: datetime) -> int:
        """Delete the events kept for a purpose that happened before an instant, and say how many."""
        if not self.writes:
            raise ReadOnly
        check_names(brand, purpose)
        self.numbering.forgetting()
        old = {"the_brand": brand, "the_purpose": purpose, "before": _microseconds(before)}
        return self.connection.execute(self.sql.forget, old).rowcount


def _row(event: Event) -> dict[str, object]:
    check_names(event.brand, event.id, event.purpose)
    return {
        "brand": event.brand,
        "id": event.id,
        "purpose": event.purpose,
        "happened": _microseconds(event.at),
        "body": encode(event),
    }


def _microseconds(at: datetime) -> int:
    """Since 1970, UTC."""
    return (at - EPOCH) // timedelta(microseconds=1)
