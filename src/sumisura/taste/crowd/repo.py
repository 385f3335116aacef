"""The crowd's sums on the store's records, in pieces small enough to be rewritten at every turn."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import TypeVar

import numpy as np

from sumisura.kernel import BrandId, PartyId
from sumisura.store.codec import decode, encode
from sumisura.store.ports import Transaction
from sumisura.store.walk import walk
from sumisura.taste.crowd.counted import CAPACITY, USUALLY, Counted, Sum
from sumisura.taste.crowd.hot import Heat, surge
from sumisura.taste.crowd.local import Places, Tally
from sumisura.taste.crowd.model import Sums
from sumisura.taste.crowd.whole import Crowd

T = TypeVar("T")
PARTY, HEAD, ROWS = "crowd-party", "crowd", "crowd-rows"
HOT, POPULAR, PLACE = "crowd-hot", "crowd-popular", "crowd-place"
WHOLE = "*"
"""How the tally of everybody who named a place is called, since a record's id says something."""


@dataclass(frozen=True, slots=True)
class _Head:
    parties: int = 0
    events: int = 0
    simulated: int = 0
    as_of: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Packed:
    """Sums over rows, as little-endian arrays; ``parties`` for a place's tally."""

    keys: bytes = b""
    amounts: bytes = b""
    parties: int = 0

    @classmethod
    def of(cls, sums: Sums, parties: int = 0) -> "_Packed":
        return cls(sums.keys.astype("<u4").tobytes(), sums.amounts.astype("<i8").tobytes(), parties)

    def sums(self) -> Sums:
        keys = np.frombuffer(self.keys, "<u4").astype(np.int64)
        return Sums(keys, np.frombuffer(self.amounts, "<i8").astype(np.int64))


def counted(tx: Transaction, brand: BrandId, party: PartyId) -> tuple[Counted, int]:
    """What was counted of a party, and its version; nothing with version 0 at first."""
    return _read(tx, brand, PARTY, party, Counted())


def save_counted(tx: Transaction, brand: BrandId, party: PartyId, counted: Counted, version: int) -> None:
    """Write it back; Stale when more was counted meanwhile."""
    tx.records.put(brand, PARTY, party, encode(counted), version=version)


def forget_counted(tx: Transaction, brand: BrandId, party: PartyId) -> None:
    """Forget the party; its votes must have been taken back before."""
    tx.records.delete(brand, PARTY, party)


def rows(tx: Transaction, brand: BrandId, ids: Iterable[str]) -> Mapping[str, int]:
    """The row of each of these items; new ones are given the next rows, as long as there are any left."""
    known: tuple[str, ...]
    known, version = _read(tx, brand, ROWS, "", ())
    row: dict[str, int] = {id_: at for at, id_ in enumerate(known)}
    new = [id_ for id_ in dict.fromkeys(ids) if id_ not in row][: CAPACITY - len(known)]
    if new:
        tx.records.put(brand, ROWS, "", encode((*known, *new)), version=version)
    return row | {id_: at for at, id_ in enumerate(new, start=len(known))}


def apply(tx: Transaction, brand: BrandId, change: Sum, now: datetime, *, heat: Heat = USUALLY) -> None:
    """Add a change to the sums; what is older than the usual rate looks back is dropped.

    Raises:
        Stale: another change came between.
    """
    head, version = _read(tx, brand, HEAD, "", _Head())
    as_of = max(now, head.as_of) if head.as_of else now
    _apply_hot(tx, brand, change.hot, heat.index(as_of) - heat.usual)
    _add(tx, brand, POPULAR, "", Tally(0, change.popular))
    for name, tally in change.places.tallies.items():
        _add(tx, brand, PLACE, name or WHOLE, tally)
    after = _Head(
        head.parties + change.parties, head.events + change.events, head.simulated + change.simulated, as_of
    )
    tx.records.put(brand, HEAD, "", encode(after), version=version)


def version(tx: Transaction, brand: BrandId) -> int:
    """Grows with every change: what caches are kept under."""
    found = tx.records.get(brand, HEAD, "")
    return found.version if found else 0


def load(tx: Transaction, brand: BrandId, now: datetime, *, heat: Heat = USUALLY) -> Crowd:
    """The crowd as it stands."""
    items: tuple[str, ...] = _read(tx, brand, ROWS, "", ())[0]
    head, _ = _read(tx, brand, HEAD, "", _Head())
    size = len(items)
    popular = _read(tx, brand, POPULAR, "", _Packed())[0].sums()
    return Crowd(
        items,
        popular.at(np.arange(size)),
        surge(_hot(tx, brand, size), max(size, 1), heat.index(now), heat)[:size],
        Places(size, {_name(one.id): _tally(one.body) for one in walk(tx, brand, PLACE)}),
        head.parties,
        head.events,
        head.simulated,
        head.as_of,
    )


def _hot(tx: Transaction, brand: BrandId, size: int) -> Sums:
    """Votes keyed window · size + row, as ``hot.surge`` takes them."""
    found = [(int(one.id), decode(one.body, _Packed).sums()) for one in walk(tx, brand, HOT)][::-1]
    keys = [window * size + sums.keys for window, sums in found]
    return Sums(
        np.concatenate([*keys, np.empty(0, np.int64)]),
        np.concatenate([*(sums.amounts for _, sums in found), np.empty(0, np.int64)]),
    )


def _apply_hot(tx: Transaction, brand: BrandId, change: Sums, oldest: int) -> None:
    window, row = np.divmod(change.keys, CAPACITY)
    starts = np.flatnonzero(np.diff(window, prepend=-1))
    for start, end in pairwise([*starts.tolist(), len(window)]):
        if window[start] > oldest:
            part = Sums(row[start:end], change.amounts[start:end])
            _add(tx, brand, HOT, _padded(int(window[start])), Tally(0, part))
    for old in tx.records.page(brand, HOT, before=_padded(max(oldest, 0) + 1), limit=500):
        tx.records.delete(brand, HOT, old.id)


def _add(tx: Transaction, brand: BrandId, kind: str, id_: str, change: Tally) -> None:
    """Add to one record; one that comes to nothing goes."""
    if change == Tally():
        return
    before, at = _read(tx, brand, kind, id_, _Packed())
    after = Tally(before.parties, before.sums()) + change
    if after == Tally():
        tx.records.delete(brand, kind, id_)
    else:
        body = encode(_Packed.of(after.chosen, after.parties))
        tx.records.put(brand, kind, id_, body, version=at)


def _read(tx: Transaction, brand: BrandId, kind: str, id_: str, unless: T) -> tuple[T, int]:
    found = tx.records.get(brand, kind, id_)
    if found is None:
        return unless, 0
    type_ = tuple[str, ...] if isinstance(unless, tuple) else type(unless)
    return decode(found.body, type_), found.version  # type: ignore[return-value]  # as it was encoded


def _tally(body: bytes) -> Tally:
    packed = decode(body, _Packed)
    return Tally(packed.parties, packed.sums())


def _name(id_: str) -> str:
    return "" if id_ == WHOLE else id_


def _padded(window: int) -> str:
    """Windows by number, so that they also stand in order as text."""
    return f"{window:010d}"
