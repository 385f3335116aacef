"""What was brought, on the store's records; when each ends stands apart, so that a clock looks through it quickly."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from sumisura.kernel import WORKBENCH, Family
from sumisura.space import repo as families
from sumisura.store.codec import decode, encode
from sumisura.store.ports import Transaction
from sumisura.store.walk import walk
from sumisura.usecases.workbench.model import Brought

KIND = "brought"
LEASE = "brought-until"


@dataclass(frozen=True, slots=True)
class Lease:
    """How long one that was brought is kept."""

    brought: str
    digest: str
    until: datetime

    @property
    def id(self) -> str:
        """Sorts by when it ends."""
        return f"{self.until.astimezone(UTC):%Y%m%d%H%M%S}.{self.brought}"


def save(tx: Transaction, brought: Brought, family: Family) -> None:
    """Keep one that is new."""
    lease = Lease(brought.id, brought.digest, brought.until)
    families.publish(tx, WORKBENCH, family)
    tx.records.put(WORKBENCH, KIND, brought.id, encode(brought), version=0)
    tx.records.put(WORKBENCH, LEASE, lease.id, encode(lease), version=0)


def find(tx: Transaction, id_: str) -> Brought | None:
    """The one of that id, or None."""
    record = tx.records.get(WORKBENCH, KIND, id_)
    return decode(record.body, Brought) if record else None


def leases(tx: Transaction) -> Iterator[Lease]:
    """All there are, the last to end first."""
    return (decode(record.body, Lease) for record in walk(tx, WORKBENCH, LEASE))


def forget(tx: Transaction, over: Collection[Lease]) -> None:
    """Delete these with the designs made of them."""
    families.forget_drafts_in(tx, WORKBENCH, {lease.brought for lease in over})
    for lease in over:
        families.forget(tx, WORKBENCH, lease.brought, lease.digest)
        tx.records.delete(WORKBENCH, KIND, lease.brought)
        tx.records.delete(WORKBENCH, LEASE, lease.id)
