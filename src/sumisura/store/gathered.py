"""A unit of work over many at once: what is known to be needed is read in one question, what is written goes at its end.

On an engine across a network each question is a journey; a thousand customers one at a time are ten thousand of them.
Whoever works on one customer after another notices nothing of it: they read what they wrote.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, cast

from sumisura.kernel import BrandId, Event, Stale
from sumisura.store.ports import Keys, Ledger, Record, Records, Transaction

NO_KEYS = Keys()


@dataclass(frozen=True, slots=True)
class Gathered:
    """Fills ``store.ports.Transaction`` by another one; see ``gathered``."""

    tx: Transaction
    _records: "_Records" = field(init=False)
    _ledger: "_Ledger" = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_records", _Records(self.tx.records))
        object.__setattr__(self, "_ledger", _Ledger(self.tx.ledger))

    @property
    def records(self) -> Records:
        """The documents: each is asked for once, and a write without keys waits."""
        return cast("Records", self._records)

    @property
    def ledger(self) -> Ledger:
        """The events: what is added waits."""
        return cast("Ledger", self._ledger)

    def foresee(self, brand: BrandId, kind: str, ids: Iterable[str]) -> None:
        """Read at once what will be asked for; whatever else is asked for is read then."""
        self._records.foresee(brand, kind, ids)

    def foresee_all(self, brand: BrandId, wanted: Iterable[tuple[str, str]]) -> None:
        """The same, of records of several kinds, each with its id."""
        self._records.foresee_all(brand, wanted)

    def write_out(self) -> None:
        """Write what waits.

        Raises:
            Stale: another unit of work was faster; nothing of this one is kept.
        """
        self._records.write_out()
        self._ledger.write_out()


@contextmanager
def gathered(tx: Transaction) -> Iterator[Gathered]:
    """The same unit of work, gathering; what waits is written when the block is left without an error.

    Raises:
        Stale: as ``put`` would have, but only at the end.

    Example:
        >>> import tempfile
        >>> from pathlib import Path
        >>> from sumisura.store.sqlite import open_sqlite
        >>> indigo = BrandId("indigo")
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     store = open_sqlite(Path(folder, "shop.sqlite"))
        ...     with store.write() as tx, gathered(tx) as many:
        ...         many.foresee(indigo, "note", ["n1", "n2"])
        ...         for name in ("n1", "n2"):
        ...             assert many.records.get(indigo, "note", name) is None
        ...             _ = many.records.put(indigo, "note", name, b"{}", version=0)
        ...     with store.read() as tx:
        ...         print([one.id for one in tx.records.get_many(indigo, "note", ["n2", "n1", "n3"])])
        ...     store.close()
        ['n1', 'n2']
    """
    many = Gathered(tx)
    yield many
    many.write_out()


@dataclass(slots=True)
class _Records:
    """What was read or written so far, and what waits to be written, in order."""

    records: Records
    known: dict[tuple[BrandId, str, str], Record | None] = field(default_factory=dict)
    waiting: dict[tuple[BrandId, str], list[Record]] = field(default_factory=dict)

    def foresee(self, brand: BrandId, kind: str, ids: Iterable[str]) -> None:
        unknown = {id_ for id_ in ids if (brand, kind, id_) not in self.known}
        found = {one.id: one for one in self.records.get_many(brand, kind, unknown)}
        self.known |= {(brand, kind, id_): found.get(id_) for id_ in unknown}

    def foresee_all(self, brand: BrandId, wanted: Iterable[tuple[str, str]]) -> None:
        unknown = {pair for pair in wanted if (brand, *pair) not in self.known}
        found = self.records.get_all(brand, unknown)
        self.known |= {(brand, *pair): found.get(pair) for pair in unknown}

    def get(self, brand: BrandId, kind: str, id_: str) -> Record | None:
        key = brand, kind, id_
        if key not in self.known:
            self.known[key] = self.records.get(brand, kind, id_)
        return self.known[key]

    def put(
        self, brand: BrandId, kind: str, id_: str, body: bytes, *, version: int, keys: Keys = NO_KEYS
    ) -> Record:
        key = brand, kind, id_
        if keys != NO_KEYS or key not in self.known:
            self.write_out()
            done = self.records.put(brand, kind, id_, body, version=version, keys=keys)
        else:
            done = self._put_later(key, body, version)
        self.known[key] = done
        return done

    def delete(self, brand: BrandId, kind: str, id_: str) -> None:
        self.write_out()
        self.records.delete(brand, kind, id_)
        self.known[brand, kind, id_] = None

    def find(self, brand: BrandId, kind: str, key: str, value: str) -> Sequence[Record]:
        self.write_out()
        return self.records.find(brand, kind, key, value)

    def write_out(self) -> None:
        while self.waiting:
            brand, kind = next(
                iter(self.waiting)
            )  # in the order of the work: whoever does the same locks the same way
            records = self.waiting.pop((brand, kind))
            if len(records) == 1:  # by itself it is all or nothing without a savepoint
                one = records[0]
                self.records.put(brand, kind, one.id, one.body, version=one.version - 1)
            else:
                self.records.put_many(brand, kind, records)

    def _put_later(self, key: tuple[BrandId, str, str], body: bytes, version: int) -> Record:
        (brand, kind, id_), before = key, self.known[key]
        if version != (before.version if before else 0):
            raise Stale(kind, id_, "was changed meanwhile")
        done = Record(id_, body, version + 1)
        self.waiting.setdefault((brand, kind), []).append(done)
        return done

    def __getattr__(self, name: str) -> Any:
        """All else sees what was written, and may write what is known here."""
        self.write_out()
        self.known.clear()
        return getattr(self.records, name)


@dataclass(slots=True)
class _Ledger:
    """What waits to be added, in order."""

    ledger: Ledger
    waiting: list[Event] = field(default_factory=list)

    def append(self, events: Iterable[Event]) -> int:
        """How many there are: which of them are new is known when they are written."""
        told = list(events)
        self.waiting += told
        return len(told)

    def write_out(self) -> None:
        told, self.waiting = self.waiting, []
        if told:
            self.ledger.append(told)

    def __getattr__(self, name: str) -> Any:
        """All else sees what was added."""
        self.write_out()
        return getattr(self.ledger, name)
