"""What each person answered when asked to be understood, counted once for each, however often they change their mind."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from sumisura.insight import tally
from sumisura.kernel import BrandId, PartyId
from sumisura.store.codec import decode, encode
from sumisura.store.ports import Transaction

KIND: Final = "answered"
FINE, CLOSE = "fine", "close"
"""Does what rests on a source feel right, or too close?"""


@dataclass(frozen=True, slots=True)
class Answer:
    """How one person stands.

    Args:
        level: the ready answer it is, ``own`` for switches of their own, "" before they answered.
        sources: those they let be used for themselves.
        felt: source → ``fine`` or ``close``, as they said last.
    """

    level: str = ""
    sources: tuple[str, ...] = ()
    felt: Mapping[str, str] = field(default_factory=dict)

    @property
    def counts(self) -> Counter[str]:
        """What this person adds to the sums.

        Example:
            >>> sorted(Answer("visit", ("visit",), {"visit": "close"}).counts)
            ['felt/visit/close', 'level/visit', 'people', 'source/visit']
        """
        answered = ["people", f"level/{self.level}", *(f"source/{one}" for one in self.sources)]
        felt = [f"felt/{source}/{how}" for source, how in self.felt.items()]
        return Counter([*(answered if self.level else []), *felt])


def answer(tx: Transaction, brand: BrandId, party: PartyId) -> Answer:
    """How a person stands; not answered where nothing is known."""
    return _read(tx, brand, party)[0]


def chose(tx: Transaction, brand: BrandId, party: PartyId, level: str, sources: Iterable[str]) -> None:
    """Count what somebody chose, in place of what they chose before.

    Raises:
        Stale: repeat.
    """
    _change(tx, brand, party, level=level, sources=tuple(sorted(sources)))


def felt(tx: Transaction, brand: BrandId, party: PartyId, source: str, how: str) -> None:
    """Count how a source's use feels to somebody, in place of what they said of it before.

    Raises:
        Stale: repeat.
    """
    before = answer(tx, brand, party)
    _change(tx, brand, party, felt={**before.felt, source: how})


def forget(tx: Transaction, brand: BrandId, party: PartyId) -> None:
    """Count a person no longer."""
    before, version = _read(tx, brand, party)
    if version:
        tally.count(tx, brand, party, {name: -number for name, number in before.counts.items()})
        tx.records.delete(brand, KIND, party)


def _change(tx: Transaction, brand: BrandId, party: PartyId, **changes: object) -> None:
    before, version = _read(tx, brand, party)
    after = replace(before, **changes)  # type: ignore[arg-type] # each caller names fields of Answer
    if after != before:
        tx.records.put(brand, KIND, party, encode(after), version=version)
        change = after.counts
        change.subtract(before.counts)
        tally.count(tx, brand, party, change)


def _read(tx: Transaction, brand: BrandId, party: PartyId) -> tuple[Answer, int]:
    found = tx.records.get(brand, KIND, party)
    return (decode(found.body, Answer), found.version) if found else (Answer(), 0)
