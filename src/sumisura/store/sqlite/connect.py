"""Connections to an SQLite file, as the store wants them."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.pool import NullPool

from sumisura.store.sql.migrate import migrate, revision

# Pages of the log after which a commit also moves them into the file (SQLite's own default), and
# the size the log is cut back to then.
CHECKPOINT_PAGES = 1000
LOG_BYTES = 16 * 2**20


def connect(path: Path, *, patience: float, writes: bool) -> sqlite3.Connection:
    """A connection whose transactions are begun and ended by hand, usable from any one thread at a time.

    Args:
        path: the database file.
        patience: seconds to wait for another process that is writing.
        writes: False refuses every change.
    """
    connection = sqlite3.connect(path, timeout=patience, isolation_level=None, check_same_thread=False)
    # macOS answers an ordinary fsync before the disk has the data; elsewhere the next two say nothing.
    connection.execute("PRAGMA fullfsync = ON")
    connection.execute("PRAGMA checkpoint_fullfsync = ON")
    connection.execute("PRAGMA foreign_keys = ON")
    # What was erased must not wait in a free page to be found: a person's key above all.
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
    connection.execute(f"PRAGMA journal_size_limit = {LOG_BYTES}")
    if not writes:
        connection.execute("PRAGMA query_only = ON")
    return connection


def prepare(path: Path, *, patience: float) -> None:
    """Make the file, put it in write-ahead mode and bring its schema up to date."""
    with migrating(path, patience=patience) as connection:
        migrate(connection)


@contextmanager
def migrating(path: Path, *, patience: float) -> Iterator[Connection]:
    """The file, made where there is none, in a transaction that nobody else writes beside."""
    path.parent.mkdir(parents=True, exist_ok=True)

    def opened() -> sqlite3.Connection:
        connection = connect(path, patience=patience, writes=True)
        connection.execute("PRAGMA journal_mode = WAL")
        return connection

    engine = create_engine("sqlite://", creator=opened, poolclass=NullPool)
    # Only one process migrates: the others wait here, and then find nothing to do.
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def schema_at(path: Path) -> str | None:
    """The revision that a file's schema is at, or None where there is no file yet; changes nothing."""
    if not path.is_file():
        return None

    def opened() -> sqlite3.Connection:
        return connect(path, patience=10.0, writes=False)

    with create_engine("sqlite://", creator=opened, poolclass=NullPool).connect() as connection:
        return revision(connection)
