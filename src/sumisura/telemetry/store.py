"""A store that is watched: every unit of work is timed, and what it wrote down is counted once it is kept."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, cast

from sumisura.kernel import Event
from sumisura.store.ports import Ledger, Records, Store, Transaction
from sumisura.telemetry.figures import Figures
from sumisura.telemetry.spans import span


@dataclass(frozen=True, slots=True)
class Watched:
    """Fills ``store.ports.Store`` by another one.

    Args:
        engine: what figures and spans call it.
    """

    store: Store
    engine: str
    figures: Figures

    @contextmanager
    def write(self, *, durable: bool = True) -> Iterator[Transaction]:
        """A unit of work that may write."""
        noted: list[Event] = []
        kind = "durable" if durable else "relaxed"
        with (
            self.figures.work(self.engine, kind),
            span("store", engine=self.engine, kind=kind),
            self.store.write(durable=durable) as tx,
        ):
            yield _Noting(tx, noted)
        self.figures.committed(noted)

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """A unit of work that sees one moment and changes nothing."""
        with (
            self.figures.work(self.engine, "read"),
            span("store", engine=self.engine, kind="read"),
            self.store.read() as tx,
        ):
            yield tx

    def at_head(self) -> bool:
        """Whether the schema is the one that this version of the software reads."""
        return self.store.at_head()

    def scrub(self) -> None:
        """Free the room of what was deleted."""
        self.store.scrub()

    def close(self) -> None:
        """Let go of connections and files."""
        self.store.close()


@dataclass(frozen=True, slots=True)
class _Noting:
    tx: Transaction
    noted: list[Event]
    ledger: Ledger = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "ledger", cast("Ledger", _Ledger(self.tx.ledger, self.noted)))

    @property
    def records(self) -> Records:
        return self.tx.records


@dataclass(frozen=True, slots=True)
class _Ledger:
    """All is the ledger's own, but that what is appended is noted."""

    ledger: Ledger
    noted: list[Event]

    def append(self, events: Iterable[Event]) -> int:
        told = list(events)
        number = self.ledger.append(told)
        if number == len(told):  # else some were there before: which, the ledger does not say
            self.noted.extend(told)
        return number

    def __getattr__(self, name: str) -> Any:
        return getattr(self.ledger, name)
