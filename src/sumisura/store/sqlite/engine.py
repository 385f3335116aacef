"""The store in one SQLite file: one writer at a time, any number of readers."""

import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sqlalchemy import BigInteger, bindparam
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import DBAPIError

from sumisura.store.errors import StoreAway
from sumisura.store.ports import Transaction
from sumisura.store.sql.ledger import SqlLedger
from sumisura.store.sql.migrate import HEAD, REVISION
from sumisura.store.sql.records import SqlRecords
from sumisura.store.sql.statements import Positions, Statements, statements
from sumisura.store.sql.transaction import SqlTransaction
from sumisura.store.sqlite.connect import connect, prepare, schema_at

LAST = 2**63 - 1
"""No position is past this."""


def open_sqlite(path: Path | str, *, patience: float = 5.0) -> "SqliteStore":
    """Open the store in that file; make it, with its folder, when it is not there.

    Args:
        path: the database file, on a local disk.
        patience: seconds to wait while another process writes.

    Raises:
        StoreAway: the file cannot be opened, or another process writes for longer than that.

    Example:
        >>> import tempfile
        >>> from sumisura.kernel import BrandId
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     store = open_sqlite(Path(folder, "shop.sqlite"))
        ...     with store.write() as tx:
        ...         _ = tx.records.put(BrandId("indigo"), "note", "n1", b"{}", version=0)
        ...     with store.read() as tx:
        ...         print(tx.records.get(BrandId("indigo"), "note", "n1"))
        ...     store.close()
        Record(id='n1', body=b'{}', version=1)
    """
    file = Path(path)
    with translated():
        prepare(file, patience=patience)
        return SqliteStore(lambda writes: connect(file, patience=patience, writes=writes), patience)


def schema_of_sqlite(path: Path) -> str | None:
    """The revision that a file's schema is at, or None where there is no file yet; changes nothing.

    Raises:
        StoreAway: the file cannot be read.
    """
    with translated():
        return schema_at(path)


class SqliteStore:
    """Fills ``store.ports.Store``; every method may be called from any thread.

    Args:
        opened: makes a connection that may write, or one that may not.
        patience: seconds to wait while another thread of this process writes.
    """

    def __init__(self, opened: Callable[[bool], sqlite3.Connection], patience: float) -> None:
        self._opened, self._patience = opened, patience
        self._writer = opened(True)
        self._writing = threading.Lock()
        self._owner: int | None = None
        self._synchronous = ""
        self._idle: deque[sqlite3.Connection] = deque()
        self._closed = False

    @contextmanager
    def write(self, *, durable: bool = True) -> Iterator[Transaction]:
        """A unit of work that may write."""
        if self._owner == threading.get_ident():
            raise RuntimeError(
                "A unit of work that writes is open in this thread already; pass it on instead."
            )
        with self._turn(), translated():
            self._refuse_closed()
            self._owner = threading.get_ident()
            try:
                self._begin("FULL" if durable else "NORMAL")
                yield _transaction(self._writer, writes=True)
                self._commit()
            finally:
                self._owner = None
                if self._writer.in_transaction:
                    self._writer.execute("ROLLBACK")

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """A unit of work that sees one moment (its first question's) and changes nothing."""
        with translated():
            connection = self._borrow()
            try:
                connection.execute("BEGIN")
                yield _transaction(connection, writes=False)
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                self._return(connection)

    def at_head(self) -> bool:
        """Whether the schema is the one that this version reads."""
        with translated():
            connection = self._borrow()
            try:
                return bool(connection.execute(REVISION).fetchone() == (HEAD,))
            finally:
                self._return(connection)

    def scrub(self) -> None:
        """Move the log into the file, where deleted bytes are zeros by now, and cut it off.

        A reader that holds an older moment keeps the log for itself until the next time.
        """
        with self._writing, translated():
            self._refuse_closed()
            self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def close(self) -> None:
        """Let go of connections and files; waits for a unit of work that is writing."""
        with self._writing:
            self._closed = True
            self._writer.close()
            self._close_idle()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """One writes at a time. Who waits in vain goes: where another program blocks all, their threads would run out."""
        if not self._writing.acquire(timeout=self._patience):
            raise StoreAway(f"others have been writing for {self._patience:g} seconds")
        try:
            yield
        finally:
            self._writing.release()

    def _begin(self, synchronous: str) -> None:
        if synchronous != self._synchronous:
            self._writer.execute(f"PRAGMA synchronous = {synchronous}")
            self._synchronous = synchronous
        self._writer.execute("BEGIN IMMEDIATE")

    def _commit(self) -> None:
        self._writer.execute("COMMIT")

    def _borrow(self) -> sqlite3.Connection:
        self._refuse_closed()
        with suppress(IndexError):
            return self._idle.pop()
        return self._opened(False)

    def _return(self, connection: sqlite3.Connection) -> None:
        self._idle.append(connection)
        if self._closed:
            self._close_idle()

    def _close_idle(self) -> None:
        with suppress(IndexError):
            while True:
                self._idle.pop().close()

    def _refuse_closed(self) -> None:
        if self._closed:
            raise StoreAway("it was closed")


@dataclass(slots=True)
class _Numbering:
    """SQLite hands out positions; a reader sees what stood before its own transaction added any."""

    connection: sqlite3.Connection
    below: int = LAST

    def number(self, _rows: list[dict[str, object]], /) -> None:
        if self.below == LAST:
            last = self.connection.execute("SELECT max(position) FROM events").fetchone()[0]
            self.below = (last or 0) + 1

    def bounds(self) -> Mapping[str, object]:
        return {"below": self.below}

    def forgetting(self) -> None:
        """Nothing to do: SQLite hands out no position twice (AUTOINCREMENT)."""


def _transaction(connection: sqlite3.Connection, *, writes: bool) -> SqlTransaction:
    def batch(statement: str, rows: list[dict[str, object]]) -> int:
        return connection.executemany(statement, rows).rowcount

    sql = _statements()
    return SqlTransaction(
        SqlRecords(connection, batch, sql, writes),
        SqlLedger(connection, batch, sql, _Numbering(connection), writes),
    )


@cache
def _statements() -> Statements:
    return statements(
        sqlite.dialect(paramstyle="named"), Positions(None, bindparam("below", type_=BigInteger))
    )


@contextmanager
def translated() -> Iterator[None]:
    """What the driver raises, as this store's callers know it."""
    try:
        yield
    except (sqlite3.DatabaseError, DBAPIError) as error:
        # Of this class itself are files that are damaged, or no database; its other kinds are mistakes of ours.
        if type(error) not in {sqlite3.OperationalError, sqlite3.DatabaseError} and not isinstance(
            error, DBAPIError
        ):
            raise
        raise StoreAway(str(error)) from error
