"""The store in a Postgres database: pooled connections, one per unit of work."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import psycopg
from psycopg import errors
from sqlalchemy import Engine, PoolProxiedConnection
from sqlalchemy.dialects.postgresql import psycopg as dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from sumisura.kernel import Stale
from sumisura.store.errors import StoreAway
from sumisura.store.ports import Transaction
from sumisura.store.postgres.connect import pool_of, prepare, schema_at
from sumisura.store.postgres.positions import POSITIONS, Numbering
from sumisura.store.sql.ledger import SqlLedger
from sumisura.store.sql.migrate import HEAD, REVISION
from sumisura.store.sql.records import SqlRecords
from sumisura.store.sql.statements import Statements, statements
from sumisura.store.sql.transaction import SqlTransaction

DURABLE = "BEGIN"
RELAXED = "BEGIN; SET LOCAL synchronous_commit = off"
SNAPSHOT = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"

Session = psycopg.Connection[tuple[Any, ...]]


def open_postgres(url: str, *, pool: int = 10, patience: float = 10.0) -> "PostgresStore":
    """Open the store in that database and bring its schema up to date.

    Args:
        url: ``postgresql://user:password@host/database``.
        pool: connections kept; as many again are opened when all are busy.
        patience: seconds to wait for the server, and for a free connection.

    Raises:
        StoreAway: the server does not answer.
    """
    with translated():
        origin = prepare(url, patience=patience)
    return PostgresStore(pool_of(url, pool=pool, patience=patience), origin=origin)


def schema_of_postgres(url: str, *, patience: float = 10.0) -> str | None:
    """The revision that a database's schema is at, or None where it is empty; changes nothing.

    Raises:
        StoreAway: the server does not answer.
    """
    with translated():
        return schema_at(url, patience=patience)


class PostgresStore:
    """Fills ``store.ports.Store``; every method may be called from any thread.

    Args:
        engine: the pool, whose connections begin and end nothing by themselves.
        origin: what is added to transaction ids in positions.
    """

    def __init__(self, engine: Engine, *, origin: int) -> None:
        self._engine = engine
        self._origin = origin
        self._closed = False

    @contextmanager
    def write(self, *, durable: bool = True) -> Iterator[Transaction]:
        """A unit of work that may write."""
        with self._session(DURABLE if durable else RELAXED) as session:
            yield _transaction(session, self._origin, writes=True)
            self._commit(session)

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """A unit of work that sees one moment (its first question's) and changes nothing."""
        with self._session(SNAPSHOT) as session:
            yield _transaction(session, self._origin, writes=False)

    def at_head(self) -> bool:
        """Whether the schema is the one that this version reads."""
        with self._session(SNAPSHOT) as session:
            return bool(session.execute(REVISION.encode()).fetchone() == (HEAD,))

    def scrub(self) -> None:
        """Have the server reuse the room of what was deleted; what its own log and backups hold is its owner's.

        And have it sample the columns again: its planner keeps frequent values of each, names of parties among them.
        """
        with self._session("VACUUM (ANALYZE) records, record_keys, events"):
            pass

    def close(self) -> None:
        """Let go of connections."""
        self._closed = True
        self._engine.dispose()

    def _commit(self, session: Session) -> None:
        session.execute("COMMIT")

    @contextmanager
    def _session(self, begin: str) -> Iterator[Session]:
        """A connection in a transaction; going back to its pool ends what was not committed."""
        if self._closed:
            raise StoreAway("it was closed")
        with translated():
            pooled, session = self._begun(begin)
            try:
                yield session
            except psycopg.OperationalError:
                pooled.invalidate()
                raise
            finally:
                pooled.close()

    def _begun(self, begin: str) -> tuple[PoolProxiedConnection, Session]:
        """A connection that has begun: pooled ones that died meanwhile are put away until one has.

        Asking each whether it lives would cost every unit of work a round trip.
        """
        while True:
            pooled = self._engine.raw_connection()
            session: Session = pooled.driver_connection  # type: ignore[assignment]
            used = pooled.info.setdefault("used", False)
            pooled.info["used"] = True
            try:
                session.execute(begin.encode())
            except psycopg.OperationalError:
                pooled.invalidate()
                if not used:
                    raise
            else:
                return pooled, session


def _transaction(session: Session, origin: int, *, writes: bool) -> SqlTransaction:
    cursor = session.cursor()  # one for all: making it costs a fifth of a short statement

    def batch(statement: str, rows: list[dict[str, object]]) -> int:
        if len(rows) == 1:
            return cursor.execute(statement.encode(), rows[0]).rowcount
        cursor.executemany(statement.encode(), rows)
        return cursor.rowcount

    sql = _statements()
    return SqlTransaction(
        SqlRecords(cursor, batch, sql, writes),
        SqlLedger(cursor, batch, sql, Numbering(session, origin), writes),
    )


@cache
def _statements() -> Statements:
    return statements(dialect.dialect(), POSITIONS)  # type: ignore[no-untyped-call]


@contextmanager
def translated() -> Iterator[None]:
    """What the driver raises, as this store's callers know it."""
    try:
        yield
    except (errors.SerializationFailure, errors.DeadlockDetected) as error:
        raise Stale("unit of work", "", "met another that changed the same things") from error
    except (psycopg.OperationalError, psycopg.InterfaceError, DBAPIError, PoolTimeout) as error:
        said = error.orig if isinstance(error, DBAPIError) else error  # SQLAlchemy adds a link of its own
        raise StoreAway(str(said).strip()) from error
