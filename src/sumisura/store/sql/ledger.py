"""Events in the order in which their transactions became visible, on a driver's connection."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from sumisura.kernel import BrandId, Event, EventId, PartyId
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
        self._may_write()
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

    def ahead(self, brand: BrandId, *, after: int, most: int) -> int:
        """How many entries ``read`` would hand out past a position; ``most`` where there are as many or more."""
        check_names(brand)
        wanted = {"the_brand": brand, "after": after, "at_most": most, **self.numbering.bounds()}
        found = self.connection.execute(self.sql.ahead, wanted).fetchone()
        return int(found[0]) if found else 0

    def forget(self, brand: BrandId, purpose: str, *, before: datetime) -> int:
        """Delete the events kept for a purpose that happened before an instant, and say how many."""
        self._may_write()
        check_names(brand, purpose)
        self.numbering.forgetting()
        old = {"the_brand": brand, "the_purpose": purpose, "before": _microseconds(before)}
        return self.connection.execute(self.sql.forget, old).rowcount

    def of_party(
        self, brand: BrandId, party: PartyId, *, before: tuple[datetime, int] | None = None, limit: int = 1000
    ) -> Sequence[Entry]:
        """A party's own events, by when they happened, latest first."""
        check_names(brand, party)
        wanted: dict[str, object] = {"the_brand": brand, "the_party": party, "at_most": limit}
        statement = self.sql.of_party_top
        if before is not None:
            wanted |= {"happened": _microseconds(before[0]), "position": before[1]}
            statement = self.sql.of_party
        found = self.connection.execute(statement, wanted).fetchall()
        return [Entry(position, decode(body, Event)) for position, body in found]

    def erase(self, brand: BrandId, ids: Iterable[EventId]) -> int:
        """Delete these events, and say how many there were; an id that is not there is none."""
        self._may_write()
        rows: list[dict[str, object]] = [{"the_brand": brand, "the_id": id_} for id_ in ids]
        if not rows:
            return 0
        self.numbering.forgetting()
        return self._change(self.sql.erase, rows)

    def rewrite(self, brand: BrandId, events: Iterable[Event]) -> int:
        """Put each event in the place of the one with its id, at the same position; says how many there were."""
        self._may_write()
        return self._change(self.sql.rewrite, [_rewritten(brand, event) for event in events])

    def over(self, brand: BrandId, purpose: str, *, before: datetime) -> Sequence[int]:
        """The positions, in order, of what ``forget`` would delete."""
        check_names(brand, purpose)
        old = {"the_brand": brand, "the_purpose": purpose, "before": _microseconds(before)}
        return [position for (position,) in self.connection.execute(self.sql.over, old).fetchall()]

    def find(self, brand: BrandId, id_: EventId) -> Entry | None:
        """The event of that id with its position, or None; also one that ``read`` does not reach yet."""
        check_names(brand, id_)
        found = self.connection.execute(self.sql.event, {"the_brand": brand, "the_id": id_}).fetchone()
        return Entry(found[0], decode(found[1], Event)) if found else None

    def _change(self, statement: str, rows: list[dict[str, object]]) -> int:
        for row in rows:
            check_names(str(row["the_brand"]), str(row["the_id"]))
        return self.batch(statement, rows) if rows else 0

    def _may_write(self) -> None:
        if not self.writes:
            raise ReadOnly


def _rewritten(brand: BrandId, event: Event) -> dict[str, object]:
    row = _row(event)
    kept = {name: row[name] for name in ("purpose", "happened", "body", "party")}
    return {**kept, "the_brand": brand, "the_id": event.id}


def _row(event: Event) -> dict[str, object]:
    check_names(event.brand, event.id, event.purpose, event.party)
    return {
        "brand": event.brand,
        "id": event.id,
        "purpose": event.purpose,
        "happened": _microseconds(event.at),
        "body": encode(event),
        "party": event.party,
    }


def _microseconds(at: datetime) -> int:
    """Since 1970, UTC."""
    return (at - EPOCH) // timedelta(microseconds=1)
