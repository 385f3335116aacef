"""What every engine of the store promises. ``tests/contract`` holds SQLite and Postgres to it.

Every call names its brand: there is no way to read across brands by forgetting something.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from sumisura.kernel import BrandId, Event, EventId, PartyId

NOBODY = BrandId("")
"""The brand of what belongs to the installation itself: the list of brands, the readers' cursors."""


@dataclass(frozen=True, slots=True)
class Record:
    """A document as it rests.

    Args:
        id: unique within brand and kind.
        body: JSON, as ``store.codec`` writes it.
        version: 1 when first written, one more each time.
    """

    id: str
    body: bytes
    version: int


@dataclass(frozen=True, slots=True)
class Entry:
    """An event as it rests in the ledger.

    Args:
        position: grows with the order in which transactions became visible; what a cursor holds.
    """

    position: int
    event: Event


@dataclass(frozen=True, slots=True)
class Keys:
    """What a record can be found by.

    Args:
        unique: name → value that no other record of this brand and kind has.
        index: name → value that many may share.
    """

    unique: Mapping[str, str] = field(default_factory=dict)
    index: Mapping[str, str] = field(default_factory=dict)


class Records(Protocol):
    """Documents by brand, kind and id, with optimistic versions and secondary keys."""

    def get(self, brand: BrandId, kind: str, id_: str) -> Record | None:
        """The record, or None."""

    def put(
        self, brand: BrandId, kind: str, id_: str, body: bytes, *, version: int, keys: Keys = ...
    ) -> Record:
        """Write a record whose version was ``version`` when it was read (0: it is new).

        Raises:
            Stale: it has another version by now, or a unique key is taken; nothing was written.
        """

    def get_many(self, brand: BrandId, kind: str, ids: Iterable[str]) -> Sequence[Record]:
        """Of these records, those that are there, by id and each once: one question, however many they are."""

    def get_all(self, brand: BrandId, wanted: Iterable[tuple[str, str]]) -> Mapping[tuple[str, str], Record]:
        """Of these records, by kind and id, those that are there: one question, however many kinds they are of."""

    def put_many(self, brand: BrandId, kind: str, records: Iterable[Record]) -> None:
        """As ``put`` of each without keys, in their order: all are written, or none.

        Args:
            records: as they shall rest: each with a version that is one more than when it was read.

        Raises:
            Stale: one of them has another version by now; it says which.
        """

    def find(self, brand: BrandId, kind: str, key: str, value: str) -> Sequence[Record]:
        """All records with that value under that key (unique or index), by id."""

    def page(self, brand: BrandId, kind: str, *, before: str = "", limit: int = 50) -> Sequence[Record]:
        """Records by descending id (newest first), from just below ``before`` ("" is the top)."""

    def delete(self, brand: BrandId, kind: str, id_: str) -> None:
        """Forget the record and its keys; no error when there is none."""


class Ledger(Protocol):
    """Events, in the order in which their transactions became visible.

    None is ever changed but to erase whose it was; one goes only when the time it may be kept for is over, or when
    its party is erased or takes its consent back.
    """

    def append(self, events: Iterable[Event]) -> int:
        """Add events and say how many were new: an id that is there already counts once."""

    def read(self, brand: BrandId, *, after: int = 0, limit: int = 1000) -> Sequence[Entry]:
        """Entries past a position, oldest first.

        Never passes the oldest open transaction: what commits late is not skipped by a cursor
        that keeps the last position it was given.
        """

    def ahead(self, brand: BrandId, *, after: int, most: int) -> int:
        """How many entries ``read`` would hand out past a position; ``most`` where there are as many or more.

        None of them is fetched: it is cheap to ask often.
        """

    def forget(self, brand: BrandId, purpose: str, *, before: datetime) -> int:
        """Delete the events kept for a purpose that happened before an instant, and say how many.

        Cursors stay true: no position is handed out twice. A forgotten id is unknown again, so what may
        still be sent again must not be forgotten yet.
        """

    def of_party(
        self, brand: BrandId, party: PartyId, *, before: tuple[datetime, int] | None = None, limit: int = 1000
    ) -> Sequence[Entry]:
        """A party's own events, by when they happened, latest first.

        Args:
            before: the instant and the position of the last entry of the page before; None for the first page.
            limit: of entries.
        """

    def erase(self, brand: BrandId, ids: Iterable[EventId]) -> int:
        """Delete these events, and say how many there were; an id that is not there is none.

        Cursors stay true, as with ``forget``.
        """

    def rewrite(self, brand: BrandId, events: Iterable[Event]) -> int:
        """Put each event in the place of the one with its id, at the same position; says how many there were.

        For erasure alone: what the law makes us keep is kept under another pseudonym.
        """

    def over(self, brand: BrandId, purpose: str, *, before: datetime) -> Sequence[int]:
        """The positions, in order, of what ``forget`` would delete."""

    def find(self, brand: BrandId, id_: EventId) -> Entry | None:
        """The event of that id with its position, or None; also one that ``read`` does not reach yet."""


class Transaction(Protocol):
    """One unit of work: all of it is kept, or none."""

    @property
    def records(self) -> Records:
        """The documents."""

    @property
    def ledger(self) -> Ledger:
        """The events."""


class Store(Protocol):
    """Opens units of work. Leaving the ``with`` block commits; an exception rolls back."""

    def write(self, *, durable: bool = True) -> AbstractContextManager[Transaction]:
        """A unit of work that may write.

        ``durable``: on disk before the block is left, even if the power fails then. Otherwise a crash
        of the process loses nothing, a crash of the machine at most the last moments.
        """

    def read(self) -> AbstractContextManager[Transaction]:
        """A unit of work that sees one moment and changes nothing."""

    def at_head(self) -> bool:
        """Whether the schema is the one that this version of the software reads.

        Raises:
            StoreAway: the store does not answer.
        """

    def scrub(self) -> None:
        """Free the room of what was deleted, and overwrite its bytes where the engine can; after tidying."""

    def close(self) -> None:
        """Let go of connections and files."""
