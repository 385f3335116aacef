"""Arms on the store's records: counted in the unit of work of the deed itself, so that they are exact and fresh.

Sums rest in several rows by day, arm and shard, because many visitors are counted at once. Two who still meet
in a row, or two orders of one visitor at once, make one of them ``Stale``: the caller repeats, and both count.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final
from zlib import crc32

from sumisura.insight.model import PARTS, SIMULATED, Arm, ArmTotals, Exposure
from sumisura.kernel import BrandId, PartyId
from sumisura.store.codec import decode, encode
from sumisura.store.ports import Transaction
from sumisura.store.walk import walk

EXPOSURE: Final = "arm"
TOTAL: Final = "arm-total"
SHARDS: Final = 8


@dataclass(frozen=True, slots=True)
class DayTotals:
    """The sums of the visitors who first came on one day.

    Args:
        simulated: of simulated customers, who are never added to real ones.
        last: when one of these numbers last changed.
    """

    day: date
    arm: Arm
    simulated: bool
    totals: ArmTotals
    last: datetime


def exposure(tx: Transaction, brand: BrandId, party: PartyId) -> Exposure | None:
    """How a visitor stands in the experiment; None before they were first shown an arm."""
    return _read(tx, brand, party)[0]


def expose(
    tx: Transaction, brand: BrandId, party: PartyId, arm: Arm, at: datetime, *, share: float
) -> Exposure:
    """Count a visitor for an arm, once in their life.

    Args:
        arm: as `arms.assigned` says.
        at: when they were shown it, as the brand's clocks have it: its day is theirs.
        share: of visitors that the mass arm is meant to get at present, for the sample-ratio check.

    Returns:
        How they stand; from the second time on, as the first time left it.

    Raises:
        Stale: somebody was counted in the same row at this moment; repeat.
    """
    found, _ = _read(tx, brand, party)
    if found is not None:
        return found
    made = Exposure(arm, at.date())
    _write(tx, brand, party, made, 0)
    _count(tx, brand, party, made, ArmTotals(visitors=1, meant=round(share * PARTS)), at)
    return made


def choose(tx: Transaction, brand: BrandId, party: PartyId, arm: Arm | None) -> None:
    """Show a visitor the arm they ask for by hand, or theirs again (None); what they do counts as assigned.

    Nothing happens to one who was never shown an arm.
    """
    found, version = _read(tx, brand, party)
    if found is not None:
        _write(tx, brand, party, replace(found, chosen=arm), version)


def bought(tx: Transaction, brand: BrandId, party: PartyId, amount: int, at: datetime) -> None:
    """Count what a visitor paid for an order, in the unit of work that makes it paid.

    Nothing is counted for one who was never shown an arm: they are no part of the comparison.

    Args:
        amount: minor units.

    Raises:
        Stale: repeat.
    """
    found, version = _read(tx, brand, party)
    if found is None:
        return
    after = replace(found, orders=found.orders + 1, revenue=found.revenue + amount)
    change = ArmTotals(orders=1, takers=int(not found.orders), revenue=amount, squares=_grown(found, after))
    _write(tx, brand, party, after, version)
    _count(tx, brand, party, after, change, at)


def returned(tx: Transaction, brand: BrandId, party: PartyId, amount: int, at: datetime) -> None:
    """Count what was given back for an order that was counted as bought, in the same unit of work.

    Args:
        amount: minor units given back.

    Raises:
        Stale: repeat.
    """
    found, version = _read(tx, brand, party)
    if found is None or found.returned >= found.orders:  # bought before they were in the experiment
        return
    after = replace(found, returned=found.returned + 1, revenue=found.revenue - amount)
    change = ArmTotals(
        returned=1, returners=int(not found.returned), revenue=-amount, squares=_grown(found, after)
    )
    _write(tx, brand, party, after, version)
    _count(tx, brand, party, after, change, at)


def forget(tx: Transaction, brand: BrandId, party: PartyId) -> None:
    """Forget a visitor; the sums keep their part, which nobody can tell from the others'."""
    tx.records.delete(brand, EXPOSURE, party)


def totals(tx: Transaction, brand: BrandId) -> Sequence[DayTotals]:
    """The sums of every day and arm, oldest day first, shards added up."""
    found: dict[tuple[str, ...], tuple[ArmTotals, datetime]] = {}
    for record in walk(tx, brand, TOTAL):
        key, row = tuple(record.id.split(":")[:3]), decode(record.body, _Row)
        before = found.get(key, (ArmTotals(), row.last))
        found[key] = before[0] + row.totals, max(before[1], row.last)
    return [
        DayTotals(date.fromisoformat(day), Arm(arm), people == _PEOPLE[True], sums, last)
        for (day, people, arm), (sums, last) in sorted(found.items())
    ]


_PEOPLE: Final = {False: "real", True: "simulated"}


@dataclass(frozen=True, slots=True)
class _Row:
    totals: ArmTotals
    last: datetime


def _grown(before: Exposure, after: Exposure) -> int:
    return after.revenue**2 - before.revenue**2


def _read(tx: Transaction, brand: BrandId, party: PartyId) -> tuple[Exposure | None, int]:
    record = tx.records.get(brand, EXPOSURE, party)
    return (decode(record.body, Exposure), record.version) if record else (None, 0)


def _write(tx: Transaction, brand: BrandId, party: PartyId, found: Exposure, version: int) -> None:
    tx.records.put(brand, EXPOSURE, party, encode(found), version=version)


def _count(
    tx: Transaction, brand: BrandId, party: PartyId, whose: Exposure, change: ArmTotals, at: datetime
) -> None:
    people = _PEOPLE[party.startswith(SIMULATED)]
    row = f"{whose.day}:{people}:{whose.arm}:{crc32(party.encode()) % SHARDS}"
    record = tx.records.get(brand, TOTAL, row)
    before = decode(record.body, _Row) if record else _Row(ArmTotals(), at)
    after = _Row(before.totals + change, max(before.last, at))
    tx.records.put(brand, TOTAL, row, encode(after), version=record.version if record else 0)
