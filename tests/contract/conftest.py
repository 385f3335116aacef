"""Every test here runs on SQLite and on a real Postgres."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import psycopg
import pytest

from engines import fresh_database
from sumisura.kernel import BrandId, Event, EventId, PartyId
from sumisura.store.ports import Store
from sumisura.store.postgres import PostgresStore, open_postgres
from sumisura.store.sqlite import open_sqlite

POSTGRES = pytest.param("postgres", marks=pytest.mark.xdist_group("postgres"))
ONE, OTHER = BrandId("indigo"), BrandId("rosso")
_numbers = count()


def an_event(id_: str = "", brand: BrandId = ONE, **context: object) -> Event:
    return Event(
        id=EventId(id_ or f"evt_{next(_numbers)}"),
        brand=brand,
        kind="design.chose",
        at=datetime(2026, 3, 1, 12, 30, tzinfo=UTC),
        party=PartyId("pty_1"),
        subject="dsg_1",
        source="visit",
        purpose="visit",
        context=context,
    )


@pytest.fixture(scope="session")
def postgres_database() -> str:
    return fresh_database("contract")


@pytest.fixture(scope="session")
def _open_postgres(postgres_database: str) -> Iterator[PostgresStore]:
    store = open_postgres(postgres_database, pool=10)
    yield store
    store.close()


@pytest.fixture
def postgres(_open_postgres: PostgresStore, postgres_database: str) -> PostgresStore:
    with psycopg.connect(postgres_database, autocommit=True) as session:
        session.execute("TRUNCATE records, record_keys, events")
    return _open_postgres


@pytest.fixture(params=["sqlite", POSTGRES])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "postgres":
        yield request.getfixturevalue("postgres")
        return
    opened = open_sqlite(tmp_path / "shop.sqlite")
    yield opened
    opened.close()


@pytest.fixture
def event() -> object:
    return an_event
