"""What may no longer be kept goes, and nothing else does."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from engines import fresh_database
from sumisura.kernel import BrandId, Event, EventId, PartyId
from sumisura.store.errors import ReadOnly
from sumisura.store.ports import Store
from sumisura.store.postgres import PostgresStore, open_postgres
from sumisura.store.postgres.positions import ORDINAL_BITS
from sumisura.store.sqlite import open_sqlite

ONE, OTHER = BrandId("indigo"), BrandId("rosso")
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
CANARY = b"canary-9b1f4e07c6"


def happened(id_: str, at: datetime, purpose: str = "visit", brand: BrandId = ONE) -> Event:
    return Event(EventId(id_), brand, "k", at, PartyId("pty_1"), "s", "visit", purpose)


def ids(store: Store, brand: BrandId = ONE, after: int = 0) -> list[str]:
    with store.read() as tx:
        return [entry.event.id for entry in tx.ledger.read(brand, after=after)]


def test_only_what_is_older_of_that_purpose_and_brand_is_forgotten(store: Store) -> None:
    with store.write() as tx:
        tx.ledger.append([happened("old", NOON - DAY), happened("older", NOON - 2 * DAY)])
        tx.ledger.append([happened("at that instant", NOON), happened("young", NOON + DAY)])
        tx.ledger.append(
            [happened("bought", NOON - DAY, "order"), happened("other", NOON - DAY, brand=OTHER)]
        )
    with store.write() as tx:
        assert tx.ledger.forget(ONE, "visit", before=NOON) == 2
        assert tx.ledger.forget(ONE, "visit", before=NOON) == 0
    assert ids(store) == ["at that instant", "young", "bought"]
    assert ids(store, OTHER) == ["other"]


def test_what_would_be_forgotten_can_be_asked_first_and_an_event_found_by_its_id(store: Store) -> None:
    with store.write() as tx:
        tx.ledger.append(
            [happened("old", NOON - DAY), happened("young", NOON), happened("older", NOON - 2 * DAY)]
        )
        tx.ledger.append([happened("bought", NOON - DAY, "order"), happened("old", NOON - DAY, brand=OTHER)])
    with store.write() as tx:
        places = {entry.event.id: entry.position for entry in tx.ledger.read(ONE)}
        over = tx.ledger.over(ONE, "visit", before=NOON)
        assert list(over) == sorted([places[EventId("old")], places[EventId("older")]])
        found = tx.ledger.find(ONE, EventId("old"))
        assert found is not None
        assert (found.position, found.event.brand) == (places[EventId("old")], ONE)
        assert tx.ledger.forget(ONE, "visit", before=NOON) == len(over)
        assert tx.ledger.find(ONE, EventId("old")) is None
        assert tx.ledger.find(OTHER, EventId("old")) is not None


def test_it_is_when_it_happened_that_counts_in_any_zone(store: Store) -> None:
    from zoneinfo import ZoneInfo

    late = datetime(2026, 3, 1, 12, 59, tzinfo=ZoneInfo("Europe/Rome"))  # 11:59 UTC
    with store.write() as tx:
        tx.ledger.append([happened("late", late), happened("microsecond", NOON - timedelta(microseconds=1))])
        tx.ledger.append([happened("long ago", datetime(1931, 1, 1, tzinfo=UTC))])
    with store.write() as tx:
        assert tx.ledger.forget(ONE, "visit", before=NOON) == 3


def test_a_unit_of_work_that_failed_forgot_nothing(store: Store) -> None:
    with store.write() as tx:
        tx.ledger.append([happened("old", NOON)])
    with pytest.raises(ZeroDivisionError), store.write() as tx:  # noqa: PT012 - the block is the matter
        tx.ledger.forget(ONE, "visit", before=NOON + DAY)
        raise ZeroDivisionError
    assert ids(store) == ["old"]


def test_a_reader_forgets_nothing(store: Store) -> None:
    with store.read() as tx, pytest.raises(ReadOnly):
        tx.ledger.forget(ONE, "visit", before=NOON)


def test_a_cursor_stays_true_when_everything_before_it_is_forgotten(store: Store) -> None:
    with store.write() as tx:
        tx.ledger.append([happened(f"old {n}", NOON) for n in range(5)])
    with store.read() as tx:
        cursor = tx.ledger.read(ONE)[-1].position
    with store.write() as tx:
        tx.ledger.forget(ONE, "visit", before=NOON + DAY)
        tx.ledger.append([happened("in the same unit of work", NOON + DAY)])
    with store.write() as tx:
        tx.ledger.append([happened("after", NOON + DAY)])
    assert ids(store, after=cursor) == ["in the same unit of work", "after"]


def test_a_cursor_stays_true_when_the_file_was_closed_meanwhile(tmp_path: Path) -> None:
    cursor = 0
    for round_ in range(3):
        store = open_sqlite(tmp_path / "shop.sqlite")
        with store.write() as tx:
            tx.ledger.append([happened(f"event {round_}", NOON)])
        with store.read() as tx:
            found = tx.ledger.read(ONE, after=cursor)
        assert [entry.event.id for entry in found] == [f"event {round_}"]
        cursor = found[-1].position
        with store.write() as tx:
            tx.ledger.forget(ONE, "visit", before=NOON + DAY)
        store.close()


@pytest.mark.xdist_group("postgres")
def test_a_dump_restored_after_everything_was_forgotten_keeps_positions_growing() -> None:
    url = fresh_database("forgotten")
    store = open_postgres(url)
    with store.write() as tx:
        tx.ledger.append([happened("before", NOON)])
    with store.write() as tx:  # as if the old server had counted a million transactions more
        tx.records.connection.execute(
            "UPDATE events SET position = position + %(far)s", {"far": 10**6 << ORDINAL_BITS}
        )
    with psycopg.connect(url) as session:
        cursor = session.execute("SELECT max(position) FROM events").fetchone()[0]
    with store.write() as tx:
        tx.ledger.forget(ONE, "visit", before=NOON + DAY)
    store.close()
    store = open_postgres(url)
    with store.write() as tx:
        tx.ledger.append([happened("after", NOON)])
    assert ids(store, after=cursor) == ["after"]
    store.close()


@contextmanager
def a_file(folder: Path) -> Iterator[tuple[Store, Callable[[], int]]]:
    """A store, and how often the canary stands in its files."""
    store = open_sqlite(folder / "shop.sqlite")
    yield store, lambda: sum(path.read_bytes().count(CANARY) for path in folder.iterdir())
    store.close()


def test_what_was_deleted_or_replaced_is_in_no_byte_of_the_file(tmp_path: Path) -> None:
    with a_file(tmp_path) as (store, seen):
        with store.write() as tx:
            for number in range(200):  # so many that pages are freed as a whole, too
                body = CANARY + b"x" * (40 * number)
                tx.records.put(ONE, "key", f"k{number}", body, version=0)
            event = Event(
                EventId("e"), ONE, "k", NOON, PartyId("p"), "s", "visit", "visit", {"is": CANARY.decode()}
            )
            tx.ledger.append([event])
        store.scrub()
        assert seen() > 200
        with store.write() as tx:
            for number in range(100):
                tx.records.delete(ONE, "key", f"k{number}")
            for number in range(100, 200):
                tx.records.put(ONE, "key", f"k{number}", b"shredded", version=1)
            tx.ledger.forget(ONE, "visit", before=NOON + DAY)
        store.scrub()
        assert seen() == 0


def test_without_the_scrub_the_log_still_holds_it(tmp_path: Path) -> None:
    """The test above would notice."""
    with a_file(tmp_path) as (store, seen):
        with store.write() as tx:
            tx.records.put(ONE, "key", "k1", CANARY, version=0)
        with store.write() as tx:
            tx.records.delete(ONE, "key", "k1")
        assert seen() > 0


@pytest.mark.xdist_group("postgres")
def test_postgres_is_told_to_reuse_the_room(postgres: PostgresStore, postgres_database: str) -> None:
    asked = "SELECT sum(vacuum_count) FROM pg_stat_user_tables"
    with psycopg.connect(postgres_database, autocommit=True) as session:
        before = session.execute(asked).fetchone()[0]
        postgres.scrub()
        assert session.execute(asked).fetchone()[0] >= before + 3
    with postgres.write() as tx:  # the connection that did it serves on
        tx.records.put(ONE, "note", "n", b"{}", version=0)
