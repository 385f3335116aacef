"""The journal in step with the log: what a check of the log reads."""

from dataclasses import dataclass, field

from sumisura.journal.read import entries
from sumisura.kernel import BrandId, Event
from sumisura.store.codec import Unreadable
from sumisura.store.ports import Entry, Transaction
from sumisura.trust.audit.model import KINDS

PAGE = 1000
"""Entries of the journal that are read at once."""


@dataclass(slots=True)
class Following:
    """The journal's events of the logged kinds, read ahead a page at a time.

    Args:
        unread: what was read ahead and not asked for yet.
        read: the position read up to.
    """

    tx: Transaction
    brand: BrandId
    unread: list[Entry] = field(default_factory=list)
    read: int = 0

    def upto(self, places: tuple[int, ...]) -> dict[int, Event | None]:
        """All up to the last of these positions that were not asked for yet; None where one cannot be read."""
        last = max(places)
        try:
            self._fill(last)
        except Unreadable:
            # Something in there cannot be read: look at the places that matter, one by one.
            self.unread, self.read = [], max(last, self.read)
            return {place: event for place in places for event in self._one(place)}
        found = {entry.position: entry.event for entry in self.unread if entry.position <= last}
        self.unread = [entry for entry in self.unread if entry.position > last]
        return dict(found)

    def _fill(self, last: int) -> None:
        while self.read < last:
            page = entries(self.tx, self.brand, after=self.read, limit=PAGE)
            self.read = page[-1].position if page else last
            self.unread.extend(entry for entry in page if entry.event.kind in KINDS)

    def _one(self, place: int) -> list[Event | None]:
        try:
            page = entries(self.tx, self.brand, after=place - 1, limit=1)
        except Unreadable:
            return [None]
        return [entry.event for entry in page if entry.position == place and entry.event.kind in KINDS]
