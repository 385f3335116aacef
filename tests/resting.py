"""What a shop leaves where it rests, seen by somebody who has the disk or the database."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from sqlalchemy import Connection, create_engine

from engines import fresh_database
from sumisura.settings import Settings
from sumisura.store.ports import Store
from sumisura.store.postgres import open_postgres
from sumisura.store.sql.tables import metadata
from sumisura.store.sqlite import open_sqlite


@contextmanager
def outside(settings: Settings) -> Iterator[Connection]:
    """A connection past the shop, on either engine; what it changes is kept."""
    file = f"sqlite:///{settings.data / 'sumisura.sqlite'}"
    engine = create_engine(settings.database.replace("postgresql:", "postgresql+psycopg:", 1) or file)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def left(settings: Settings) -> dict[str, bytes]:
    """Each file of the shop's folder by its path, and on Postgres each table."""
    found = {str(path): path.read_bytes() for path in sorted(settings.data.rglob("*")) if path.is_file()}
    return found | tables(settings.database) if settings.database else found


def tables(database: str) -> dict[str, bytes]:
    """Each table of a Postgres database, in the server's binary form: texts and bodies stand in it as they are."""
    with psycopg.connect(database) as session:
        return {table.name: _copied(session, table.name) for table in metadata.sorted_tables}


def backed_up(settings: Settings, folder: Path) -> Store:
    """What the shop's database holds now, restored elsewhere."""
    if not settings.database:
        backup = folder / "backup.sqlite"
        with sqlite3.connect(settings.data / "sumisura.sqlite") as live, sqlite3.connect(backup) as copy:
            live.backup(copy)
        live.close()
        copy.close()
        return open_sqlite(backup)
    database = fresh_database("backup")
    open_postgres(database).close()
    with psycopg.connect(database) as session:
        for name, body in tables(settings.database).items():
            with session.cursor().copy(f"COPY {name} FROM STDIN (FORMAT binary)".encode()) as copy:
                copy.write(body)
    return open_postgres(database)


def _copied(session: psycopg.Connection, table: str) -> bytes:
    with session.cursor().copy(f"COPY {table} TO STDOUT (FORMAT binary)".encode()) as rows:
        return b"".join(rows)
