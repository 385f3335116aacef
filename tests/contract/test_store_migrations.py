"""Opening a store brings its schema to what this release expects."""

import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

import sumisura.store.sql
from engines import fresh_database
from sumisura.kernel import BrandId, Event, EventId, PartyId, SystemClock
from sumisura.store.ports import Store
from sumisura.store.postgres import open_postgres
from sumisura.store.postgres.positions import ORDINAL_BITS
from sumisura.store.sql.migrate import HEAD
from sumisura.store.sql.tables import metadata
from sumisura.store.sqlite import open_sqlite

ONE = BrandId("indigo")


def test_head_is_the_newest_revision() -> None:
    folder = Path(sumisura.store.sql.__file__).parent / "migrations"
    assert ScriptDirectory(str(folder)).get_heads() == [HEAD]


@pytest.mark.parametrize(
    "kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.xdist_group("postgres"))]
)
def test_the_migrations_make_the_schema_the_statements_use(kind: str, tmp_path: Path) -> None:
    if kind == "sqlite":
        open_sqlite(tmp_path / "shop.sqlite").close()
        url = f"sqlite:///{tmp_path / 'shop.sqlite'}"
    else:
        url = fresh_database("schema").replace("postgresql:", "postgresql+psycopg:")
        open_postgres(url).close()
    engine = create_engine(url)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


@pytest.mark.parametrize(
    "kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.xdist_group("postgres"))]
)
def test_many_may_open_a_new_store_at_once(kind: str, tmp_path: Path) -> None:
    url = fresh_database("at_once") if kind == "postgres" else ""
    opened: list[Store] = []

    def one() -> None:
        opened.append(open_postgres(url) if url else open_sqlite(tmp_path / "shop.sqlite"))

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(opened) == 4
    for version, store in enumerate(opened):
        with store.write() as tx:
            tx.records.put(ONE, "design", "d1", b"", version=version)
        store.close()


@pytest.mark.xdist_group("postgres")
def test_a_restored_dump_keeps_positions_growing() -> None:
    """On a new server transaction ids start low again; a cursor kept from the old one must still move."""

    def note(id_: str) -> Event:
        now = SystemClock().now()
        return Event(EventId(id_), ONE, "k", now, PartyId("p"), "s", "visit", "visit")

    url = fresh_database("restored")
    store = open_postgres(url)
    with store.write() as tx:
        tx.ledger.append([note("before")])
    with store.write() as tx:  # as if the old server had counted a million transactions more
        far = {"far": 10**6 << ORDINAL_BITS}
        tx.records.connection.execute("UPDATE events SET position = position + %(far)s", far)
    store.close()
    for round_ in range(2):  # the lift lasts, and is made once
        store = open_postgres(url)
        with store.write() as tx:
            tx.ledger.append([note(f"after {round_}")])
        with store.read() as tx:
            seen = tx.ledger.read(ONE)
            assert (seen[0].event.id, seen[-1].event.id) == ("before", f"after {round_}")
            assert tx.records.get(BrandId(""), "ledger-origin", "").version == 1
        store.close()
