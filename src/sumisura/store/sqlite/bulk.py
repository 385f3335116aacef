"""Whole tables out of an SQLite file and into one."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from sumisura.store.archive.model import Row
from sumisura.store.archive.ports import Moment
from sumisura.store.sql.whole import COLUMNS, check_revision, fill, question
from sumisura.store.sqlite.connect import connect, migrating
from sumisura.store.sqlite.engine import schema_of_sqlite, translated

PAGE = 1_000
"""Rows that are fetched at once."""


@dataclass(frozen=True, slots=True)
class SqliteBulk:
    """Fills ``store.archive.ports.Bulk``.

    Args:
        path: the database file; it need not be there.
        patience: seconds to wait for another process that is writing.
    """

    path: Path
    patience: float = 10.0

    @contextmanager
    def moment(self) -> Iterator[Moment]:
        """The store at the moment that this is entered; writers go on meanwhile, and their log grows."""
        check_revision(self.revision())
        with translated(), closing(connect(self.path, patience=self.patience, writes=False)) as connection:
            connection.execute("BEGIN")
            yield _moment(connection)

    def revision(self) -> str | None:
        """The schema's revision; None where there is nothing yet."""
        return schema_of_sqlite(self.path)

    def clock(self) -> None:
        """It runs on this machine."""

    def fill(
        self,
        columns: Mapping[str, Sequence[str]],
        rows: Callable[[str], Iterable[Row]],
        *,
        revision: str,
        last: int,
    ) -> None:
        """Make the tables of a revision, fill them and bring them up to date: all of it, or nothing."""
        with translated(), migrating(self.path, patience=self.patience) as connection:
            fill(connection, _loader(connection), columns, rows, revision)
            connection.exec_driver_sql("DELETE FROM sqlite_sequence WHERE name = 'events'")
            connection.exec_driver_sql(
                "INSERT INTO sqlite_sequence (name, seq) VALUES ('events', ?)", (last,)
            )


@dataclass(frozen=True, slots=True)
class _Moment:
    connection: sqlite3.Connection
    engine: str
    revision: str
    last: int
    columns: Mapping[str, Sequence[str]]

    def rows(self, table: str) -> Iterator[Row]:
        truth = self.columns[table].index("single") if "single" in self.columns[table] else -1
        found = self.connection.execute(question(table))
        while page := found.fetchmany(PAGE):
            yield from page if truth < 0 else (_true(row, truth) for row in page)


def _moment(connection: sqlite3.Connection) -> _Moment:
    found = connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]
    last = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'events'").fetchone()
    return _Moment(connection, "sqlite", check_revision(found), last[0] if last else 0, COLUMNS)


def _true(row: Row, at: int) -> Row:
    """The row with a truth where SQLite keeps 0 or 1."""
    return [*row[:at], bool(row[at]), *row[at + 1 :]]


def _loader(connection: Connection) -> Callable[[str, Sequence[str], Iterable[Row]], None]:
    session: sqlite3.Connection = connection.connection.driver_connection  # type: ignore[assignment]

    def load(table: str, names: Sequence[str], rows: Iterable[Row]) -> None:
        places = ", ".join("?" * len(names))
        into = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({places})"  # noqa: S608 - a manifest's, checked
        session.executemany(into, rows)

    return load
