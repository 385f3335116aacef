"""Events by whose they are: found, erased, rewritten; on a database of an earlier release, too (S97, S98)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, text

from engines import fresh_database
from sumisura.kernel import BadInput, BrandId, Event, EventId, PartyId
from sumisura.store.codec import encode
from sumisura.store.errors import ReadOnly
from sumisura.store.ports import Store
from sumisura.store.postgres import open_postgres
from sumisura.store.sqlite import open_sqlite

Events = Callable[..., Event]
ONE, OTHER = BrandId("indigo"), BrandId("rosso")
ADA, EVE = PartyId("pty_ada"), PartyId("pty_eve")
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def deed(id_: str, party: PartyId = ADA, hours: int = 0, brand: BrandId = ONE) -> Event:
    at = NOON + timedelta(hours=hours)
    return Event(EventId(id_), brand, "k", at, party, "s", "visit", "visit", {"n": 1})


def fill(store: Store, *events: Event) -> None:
    with store.write() as tx:
        tx.ledger.append(events)


def own(store: Store, party: PartyId = ADA, brand: BrandId = ONE) -> list[str]:
    with store.read() as tx:
        return [entry.event.id for entry in tx.ledger.of_party(brand, party)]


def test_a_partys_own_events_come_latest_first_and_nobody_elses(store: Store) -> None:
    fill(store, deed("noon"), deed("late", hours=5), deed("hers", EVE), deed("early", hours=-5))
    fill(store, deed("noon too"), deed("elsewhere", brand=OTHER))
    assert own(store) == ["late", "noon too", "noon", "early"]
    assert own(store, EVE) == ["hers"]
    assert own(store, brand=OTHER) == ["elsewhere"]
    assert own(store, PartyId("")) == []


@given(hours=st.lists(st.integers(-3, 3), max_size=12), size=st.integers(1, 5))
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_pages_join_without_a_gap_or_a_double(store: Store, hours: list[int], size: int) -> None:
    party = PartyId(f"pty_{len(hours)}_{size}_{abs(hash(tuple(hours)))}")
    fill(store, *(deed(f"{party}-{n}", party, at) for n, at in enumerate(hours)))
    seen: list[str] = []
    before = None
    with store.read() as tx:
        while page := tx.ledger.of_party(ONE, party, before=before, limit=size):
            assert len(page) <= size
            seen += [entry.event.id for entry in page]
            before = (page[-1].event.at, page[-1].position)
    assert seen == own(store, party)
    assert len(set(seen)) == len(hours)


def test_erasing_takes_these_and_no_other_and_cursors_stay_true(store: Store) -> None:
    fill(store, deed("a"), deed("b"), deed("c", EVE), deed("a", brand=OTHER))
    with store.read() as tx:
        cursor = tx.ledger.read(ONE)[-1].position
    with store.write() as tx:
        assert tx.ledger.erase(ONE, [EventId(name) for name in ("a", "b", "c", "never")]) == 3
        assert tx.ledger.erase(ONE, []) == 0
    assert own(store) == []
    assert own(store, brand=OTHER) == ["a"]
    fill(store, deed("after"))
    with store.read() as tx:
        assert [entry.event.id for entry in tx.ledger.read(ONE, after=cursor)] == ["after"]


def test_rewriting_keeps_the_place_and_changes_whose_it_is(store: Store) -> None:
    fill(store, deed("a"), deed("b"), deed("c"))
    with store.read() as tx:
        before = tx.ledger.read(ONE)
    other = replace(before[1].event, party=EVE, subject="x", context={}, purpose="order")
    with store.write() as tx:
        assert tx.ledger.rewrite(ONE, [other, replace(other, id=EventId("never"))]) == 1
    with store.read() as tx:
        after = tx.ledger.read(ONE)
    assert [entry.position for entry in after] == [entry.position for entry in before]
    assert [entry.event for entry in after] == [before[0].event, other, before[2].event]
    assert (own(store), own(store, EVE)) == (["c", "a"], ["b"])
    with store.write() as tx:  # what decides how long it is kept moved with it
        assert tx.ledger.forget(ONE, "order", before=NOON + timedelta(days=1)) == 1


def test_who_only_reads_erases_and_rewrites_nothing(store: Store) -> None:
    fill(store, deed("a"))
    with store.read() as tx, pytest.raises(ReadOnly):
        tx.ledger.erase(ONE, [EventId("a")])
    with store.read() as tx, pytest.raises(ReadOnly):
        tx.ledger.rewrite(ONE, [deed("a", EVE)])
    with store.write() as tx, pytest.raises(BadInput):
        tx.ledger.erase(ONE, [EventId("x" * 3000)])
    assert own(store) == ["a"]


def test_a_unit_of_work_that_fails_erases_nothing(store: Store) -> None:
    fill(store, deed("a"), deed("b"))
    with pytest.raises(ZeroDivisionError), store.write() as tx:  # noqa: PT012 - the block is the matter
        tx.ledger.erase(ONE, [EventId("a")])
        tx.ledger.rewrite(ONE, [deed("b", EVE)])
        raise ZeroDivisionError
    assert own(store) == ["b", "a"]


@pytest.mark.parametrize(
    "kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.xdist_group("postgres"))]
)
def test_a_database_of_the_first_release_learns_whose_its_events_are(kind: str, tmp_path: Path) -> None:
    url = fresh_database("by_party") if kind == "postgres" else f"sqlite:///{tmp_path / 'shop.sqlite'}"
    _first_release(url.replace("postgresql:", "postgresql+psycopg:"))
    store = open_postgres(url) if kind == "postgres" else open_sqlite(tmp_path / "shop.sqlite")
    assert own(store) == ["b", "a"]
    assert own(store, EVE) == ["c"]
    with store.read() as tx:
        assert [entry.event for entry in tx.ledger.read(ONE)] == [deed("a"), deed("b"), deed("c", EVE)]
        (named,) = tx.records.find(ONE, "friends", EVE, "named")
        assert named.id == ADA
    fill(store, deed("d"))
    assert own(store) == ["d", "b", "a"]
    store.close()


def _first_release(url: str) -> None:
    """A database as the first release left it, with events and a friendship in it."""
    from alembic import command
    from alembic.config import Config

    import sumisura.store.sql

    config = Config()
    folder = Path(sumisura.store.sql.__file__).parent / "migrations"
    config.set_main_option("script_location", str(folder))
    config.set_main_option("path_separator", "os")
    engine = create_engine(url)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        for position, event in enumerate((deed("a"), deed("b"), deed("c", EVE)), start=1):
            row = {"position": position, "brand": ONE, "id": event.id, "body": encode(event)}
            connection.execute(
                text("INSERT INTO events VALUES (:position, :brand, :id, 'visit', 0, :body)"), row
            )
        connection.execute(
            text("UPDATE events SET happened = :noon"), {"noon": int(NOON.timestamp() * 1_000_000)}
        )
        friends = {"brand": ONE, "id": ADA, "body": encode((EVE,))}
        connection.execute(text("INSERT INTO records VALUES (:brand, 'friends', :id, 1, :body, '')"), friends)
    engine.dispose()
