"""A cursor misses nothing, sees nothing twice and passes no open writer, in whatever order writers open, append and end."""

import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from sumisura.kernel import BrandId, Event
from sumisura.store.ports import Store, Transaction
from sumisura.store.postgres import PostgresStore
from sumisura.store.sqlite import open_sqlite

PATIENCE = 10.0
"""Seconds for what else runs on the server, such as its own housekeeping, to end."""
_runs = count()


@dataclass
class Writer:
    """A unit of work that is open."""

    work: AbstractContextManager[Transaction]
    tx: Transaction
    added: list[str] = field(default_factory=list)


@dataclass
class Reader:
    """Keeps the last position it was given, and all that it saw."""

    at: int = 0
    seen: list[str] = field(default_factory=list)


class Interleaved(RuleBasedStateMachine):
    """Writers and readers by turns, and what a cursor must have seen by then.

    Args:
        stores: connections to one and the same, as processes have them.
        most: writers open at a time.
    """

    def __init__(self, stores: Sequence[Store], most: int, event: Callable[..., Event]) -> None:
        super().__init__()
        self.stores, self.most, self.event = stores, most, event
        self.brand = BrandId(f"run-{next(_runs)}")
        self.open: list[Writer] = []
        self.begun: list[Writer] = []  # in the order in which they first added something: that of positions
        self.kept: list[Writer] = []
        self.readers = [Reader(), Reader()]
        self.ids = (f"evt-{number}" for number in count())

    @precondition(lambda self: len(self.open) < self.most)
    @rule(which=st.integers(0, 9), durable=st.integers(0, 9))
    def begin(self, which: int, durable: int) -> None:
        work = self.stores[which % len(self.stores)].write(durable=not durable)
        self.open.append(Writer(work, work.__enter__()))

    @precondition(lambda self: self.open)
    @rule(which=st.integers(0, 9), many=st.integers(1, 3))
    def append(self, which: int, many: int) -> None:
        writer = self.open[which % len(self.open)]
        ids = [next(self.ids) for _ in range(many)]
        assert writer.tx.ledger.append([self.event(id_, self.brand) for id_ in ids]) == many
        self.number(writer)
        writer.added += ids

    @precondition(lambda self: self.open and any(writer.added for writer in self.kept))
    @rule(which=st.integers(0, 9), kept=st.integers(0, 9))
    def append_what_is_there(self, which: int, kept: int) -> None:
        """It counts once, and has a number all the same."""
        writer = self.open[which % len(self.open)]
        there = [id_ for one in self.kept for id_ in one.added]
        assert writer.tx.ledger.append([self.event(there[kept % len(there)], self.brand)]) == 0
        self.number(writer)

    @precondition(lambda self: self.open)
    @rule(which=st.integers(0, 9))
    def commit(self, which: int) -> None:
        writer = self.open.pop(which % len(self.open))
        writer.work.__exit__(None, None, None)
        self.kept.append(writer)

    @precondition(lambda self: self.open)
    @rule(which=st.integers(0, 9))
    def roll_back(self, which: int) -> None:
        writer = self.open.pop(which % len(self.open))
        assert not writer.work.__exit__(ZeroDivisionError, ZeroDivisionError(), None)

    @rule(which=st.integers(0, 1), at=st.integers(0, 9), limit=st.integers(1, 5), pages=st.integers(1, 3))
    def read(self, which: int, at: int, limit: int, pages: int) -> None:
        """Some pages of one moment."""
        reader, allowed = self.readers[which], self.final()
        with self.stores[at % len(self.stores)].read() as tx:
            for _ in range(pages):
                page = tx.ledger.read(self.brand, after=reader.at, limit=limit)
                positions = [reader.at, *(entry.position for entry in page)]
                assert positions == sorted(set(positions))
                reader.at = positions[-1]
                reader.seen += [entry.event.id for entry in page]
        assert reader.seen == allowed[: len(reader.seen)]

    def number(self, writer: Writer) -> None:
        if writer not in self.begun:
            self.begun.append(writer)

    def final(self) -> list[str]:
        """What a cursor may have passed: what was kept by those before the oldest that is open."""
        found: list[str] = []
        for writer in self.begun:
            if writer in self.open:
                break
            found += writer.added if writer in self.kept else []
        return found

    def teardown(self) -> None:
        """All end, and then each reader gets to see the rest of what was kept."""
        while self.open:
            self.roll_back(0)
        until = time.monotonic() + PATIENCE
        for which, reader in enumerate(self.readers):
            while reader.seen != self.final():
                assert time.monotonic() < until, "it was kept, and a reader never saw it"
                self.read(which, which, 100, 1)


def run(stores: Sequence[Store], most: int, event: Callable[..., Event]) -> None:
    run_state_machine_as_test(
        lambda: Interleaved(stores, most, event),
        settings=settings(
            max_examples=100, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


@pytest.mark.xdist_group("postgres")
def test_on_postgres_in_any_order(postgres: PostgresStore, event: Callable[..., Event]) -> None:
    run([postgres], 4, event)


def test_on_sqlite_in_any_order(tmp_path: Path, event: Callable[..., Event]) -> None:
    """Where one writes at a time, of two processes."""
    stores = [open_sqlite(tmp_path / "shop.sqlite") for _ in range(2)]
    run(stores, 1, event)
    for store in stores:
        store.close()
