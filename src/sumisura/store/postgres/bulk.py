"""Whole tables out of a Postgres database and into one, by COPY."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from sqlalchemy import Connection, text

from sumisura.store.archive.model import Row
from sumisura.store.archive.ports import Moment
from sumisura.store.postgres.connect import keep_last, locked, plain, settle_origin
from sumisura.store.postgres.engine import SNAPSHOT, schema_of_postgres, translated
from sumisura.store.sql.whole import COLUMNS, check_revision, fill, question

TYPES = {"version": "int4", "body": "bytea", "single": "bool", "position": "int8", "happened": "int8"}
"""Of columns; every other is text."""
LAST = b"SELECT greatest((SELECT coalesce(max(position), 0) FROM events), (SELECT coalesce(max(convert_from(body, 'UTF8')::bigint), 0) FROM records WHERE brand = '' AND kind = 'ledger-last'))"


@dataclass(frozen=True, slots=True)
class PostgresBulk:
    """Fills ``store.archive.ports.Bulk``.

    Args:
        url: ``postgresql://user:password@host/database``.
        patience: seconds to wait for the server.
    """

    url: str
    patience: float = 10.0

    @contextmanager
    def moment(self) -> Iterator[Moment]:
        """The store at the moment that this is entered; writers go on meanwhile."""
        check_revision(self.revision())
        with translated(), plain(self.url, patience=self.patience) as connection:
            session = _session(connection)
            session.rollback()
            session.autocommit = True
            session.execute(SNAPSHOT.encode())
            yield _moment(session)

    def revision(self) -> str | None:
        """The schema's revision; None where there is nothing yet."""
        return schema_of_postgres(self.url, patience=self.patience)

    def clock(self) -> datetime:
        """What time it is at the server."""
        with translated(), plain(self.url, patience=self.patience) as connection:
            found: datetime = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
            return found

    def fill(
        self,
        columns: Mapping[str, Sequence[str]],
        rows: Callable[[str], Iterable[Row]],
        *,
        revision: str,
        last: int,
    ) -> None:
        """Make the tables of a revision, fill them and bring them up to date: all of it, or nothing."""
        with translated(), locked(self.url, patience=self.patience) as connection:
            fill(connection, _loader(_session(connection)), columns, rows, revision)
            keep_last(connection, last)
            settle_origin(connection)
            connection.execute(text("ANALYZE records, record_keys, events"))


@dataclass(frozen=True, slots=True)
class _Moment:
    session: psycopg.Connection[tuple[Any, ...]]
    engine: str
    revision: str
    last: int
    columns: Mapping[str, Sequence[str]]

    def rows(self, table: str) -> Iterator[Row]:
        ask = f"COPY ({question(table)}) TO STDOUT (FORMAT BINARY)"
        with self.session.cursor() as cursor, cursor.copy(ask.encode()) as copy:
            copy.set_types(_types(self.columns[table]))
            yield from copy.rows()


def _moment(session: psycopg.Connection[tuple[Any, ...]]) -> _Moment:
    found = session.execute(b"SELECT version_num FROM alembic_version").fetchone()
    last = session.execute(LAST).fetchone()
    return _Moment(
        session, "postgres", check_revision(found[0] if found else None), last[0] if last else 0, COLUMNS
    )


def _types(names: Sequence[str]) -> list[str]:
    return [TYPES.get(name, "text") for name in names]


def _loader(
    session: psycopg.Connection[tuple[Any, ...]],
) -> Callable[[str, Sequence[str], Iterable[Row]], None]:
    def load(table: str, names: Sequence[str], rows: Iterable[Row]) -> None:
        into = f"COPY {table} ({', '.join(names)}) FROM STDIN (FORMAT BINARY)"
        with session.cursor() as cursor, cursor.copy(into.encode()) as copy:
            copy.set_types(_types(names))
            for row in rows:
                copy.write_row(row)

    return load


def _session(connection: Connection) -> psycopg.Connection[tuple[Any, ...]]:
    return connection.connection.driver_connection  # type: ignore[return-value]
