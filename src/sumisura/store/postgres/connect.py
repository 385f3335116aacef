"""Connections to a Postgres database, as the store wants them."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import NullPool

from sumisura.kernel import BadInput
from sumisura.store.codec import decode, encode
from sumisura.store.ports import NOBODY
from sumisura.store.postgres.positions import LAST_KIND, ORIGIN_KIND, lift
from sumisura.store.sql.migrate import migrate, revision

IDLE_SECONDS = 60
"""A unit of work that says nothing for so long is ended: an open one holds back every cursor."""
ONE_AT_A_TIME = 0x53756D69737572
"""The advisory lock that processes take while they bring the schema up to date."""


def pool_of(url: str, *, pool: int, patience: float) -> Engine:
    """A pool of connections whose transactions are begun and ended by hand."""
    engine = create_engine(
        _address(url),
        pool_size=pool,
        max_overflow=pool,
        pool_timeout=patience,
        pool_use_lifo=True,
        connect_args={**_patient(patience), "autocommit": True},
    )
    event.listen(engine, "connect", lambda session, _: _configure(session))
    return engine


def _address(url: str) -> URL:
    """Says nothing of what was given: a password may be in it."""
    try:
        address = make_url(url)
    except ArgumentError:
        raise _no_address() from None
    if address.get_backend_name() not in {"postgresql", "postgres"} or "@" in (address.host or ""):
        raise _no_address()
    return address.set(drivername="postgresql+psycopg")


def _no_address() -> BadInput:
    return BadInput(
        "this is no address of a Postgres database",
        where="database",
        mend="Write postgresql://user:password@host/name, with %40 for an @ in the password.",
    )


def _patient(seconds: float) -> dict[str, int]:
    return {"connect_timeout": max(1, round(seconds))}


def _configure(session: psycopg.Connection[tuple[str]]) -> None:
    session.execute(f"SET idle_in_transaction_session_timeout = '{IDLE_SECONDS}s'".encode())
    # A server set up to answer before its disk does would break the promise of a durable unit of work.
    session.execute(
        "SELECT set_config('synchronous_commit', 'on', false) "
        "WHERE current_setting('synchronous_commit') = 'off'"
    )


def prepare(url: str, *, patience: float) -> int:
    """Bring the schema up to date and say how far transaction ids must be lifted (see ``positions``)."""
    with locked(url, patience=patience) as connection:
        migrate(connection)
        return settle_origin(connection)


def schema_at(url: str, *, patience: float) -> str | None:
    """The revision that a database's schema is at, or None where it is empty; changes nothing."""
    with plain(url, patience=patience) as connection:
        return revision(connection)


@contextmanager
def plain(url: str, *, patience: float) -> Iterator[Connection]:
    """A connection of one's own.

    Not from the pool: SQLAlchemy begins transactions by itself on a connection it has run a block on.
    """
    engine = create_engine(_address(url), poolclass=NullPool, connect_args=_patient(patience))
    with engine.connect() as connection:
        yield connection


@contextmanager
def locked(url: str, *, patience: float) -> Iterator[Connection]:
    """A connection in a transaction that nobody else changes the schema beside."""
    with plain(url, patience=patience) as connection, connection.begin():
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ONE_AT_A_TIME})
        yield connection


def settle_origin(connection: Connection) -> int:
    """How far transaction ids must be lifted so that positions go on above all there were; keeps it."""
    now = text(
        "SELECT coalesce(max(position), 0), pg_snapshot_xmax(pg_current_snapshot())::text::bigint FROM events"
    )
    last, following = connection.execute(now).one()
    before = _kept(connection, ORIGIN_KIND)
    origin = lift(before, max(last, _kept(connection, LAST_KIND)), following)
    if origin != before:
        _keep(connection, ORIGIN_KIND, origin)
    return origin


def keep_last(connection: Connection, last: int) -> None:
    """Keep how far positions had come elsewhere, so that they go on above it here."""
    _keep(connection, LAST_KIND, last)


def _kept(connection: Connection, kind: str) -> int:
    wanted = text("SELECT body FROM records WHERE brand = :brand AND kind = :kind")
    body = connection.execute(wanted, {"brand": NOBODY, "kind": kind}).scalar()
    return decode(body, int) if body else 0


def _keep(connection: Connection, kind: str, number: int) -> None:
    connection.execute(
        text(
            "INSERT INTO records (brand, kind, id, version, body, keyed) VALUES (:brand, :kind, '', 1, :body, '') "
            "ON CONFLICT (brand, kind, id) DO UPDATE SET body = excluded.body, version = records.version + 1"
        ),
        {"brand": NOBODY, "kind": kind, "body": encode(number)},
    )
