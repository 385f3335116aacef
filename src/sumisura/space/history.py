"""Which revisions of a family were offered, when, and by whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from sumisura.kernel import BrandId
from sumisura.store.codec import decode, encode
from sumisura.store.ports import Transaction

KIND: Final = "family-history"


class Deed(StrEnum):
    """What was done with a revision."""

    DRAFTED = "drafted"
    PUBLISHED = "published"
    ROLLED_BACK = "rolled back"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a family's history.

    Args:
        digest: the revision's.
        by: who did it, by role and pseudonym; never a name.
        note: why, in the maker's words.
    """

    digest: str
    deed: Deed
    at: datetime
    by: str
    note: str = ""


def history(tx: Transaction, brand: BrandId, name: str) -> Sequence[Entry]:
    """What was done with a family's revisions, oldest first; empty where nothing was written down."""
    record = tx.records.get(brand, KIND, name)
    return decode(record.body, tuple[Entry, ...]) if record else ()


def enter(tx: Transaction, brand: BrandId, name: str, entry: Entry) -> None:
    """Add a line. Raises Stale when another was added meanwhile."""
    record = tx.records.get(brand, KIND, name)
    lines = decode(record.body, tuple[Entry, ...]) if record else ()
    version = record.version if record else 0
    tx.records.put(brand, KIND, name, encode((*lines, entry)), version=version)


def offered_before(entries: Sequence[Entry], current: str) -> str:
    """The revision to go back to: the one that was on offer before the current one last was; "" where there is none.

    What was rolled back is not gone back to: rolling back twice goes back two revisions.

    Example:
        >>> from datetime import UTC
        >>> noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
        >>> lines = [Entry(digest, Deed.PUBLISHED, noon, "owner") for digest in ("a", "b", "c")]
        >>> offered_before(lines, "c")
        'b'
        >>> offered_before([*lines, Entry("b", Deed.ROLLED_BACK, noon, "owner")], "b")
        'a'
    """
    stack: list[str] = []
    for entry in entries:
        if entry.deed is Deed.PUBLISHED:
            stack.append(entry.digest)
        elif entry.deed is Deed.ROLLED_BACK and entry.digest in stack:
            del stack[len(stack) - stack[::-1].index(entry.digest) :]
    left = [digest for digest in stack if digest != current]
    return left[-1] if left else ""
