"""How fast units of work are kept, on both engines, beside plain sqlite3 and plain psycopg.

python benchmarks/store.py
"""

import json
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import psycopg

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from engines import fresh_database
from sumisura.journal.append import Navigation
from sumisura.kernel import BrandId, Event, EventId, Ids, PartyId, SystemClock
from sumisura.store.ports import Store
from sumisura.store.postgres import open_postgres
from sumisura.store.sqlite import open_sqlite

BRAND, BODY = BrandId("indigo"), b'{"choices":"' + b"x" * 1000 + b'"}'
SECONDS = 0.5
EVENTS = 5000
IDS = Ids(SystemClock(), random.SystemRandom())


def run() -> dict[str, object]:
    """Rates a second and microseconds a call; every record has a body of about a kilobyte."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sqlite = open_sqlite(folder / "shop.sqlite")
        postgres = open_postgres(fresh_database("bench"))
        found = {
            "sqlite": _engine(sqlite, folder / "navigation-sqlite"),
            "postgres": _engine(postgres, folder / "navigation-postgres"),
            "plain sqlite3": _plain_sqlite(folder / "plain.sqlite"),
            "plain psycopg": _plain_postgres(),
        }
        sqlite.close()
        postgres.close()
    return found


def _engine(store: Store, folder: Path) -> dict[str, float]:
    def put(durable: bool) -> Callable[[int], None]:
        def once(_: int) -> None:
            with store.write(durable=durable) as tx:
                tx.records.put(BRAND, "order", IDS.new("ord"), BODY, version=0)

        return once

    def get(_: int) -> None:
        with store.read() as tx:
            tx.records.get(BRAND, "order", "ord_none")

    def click(number: int) -> None:
        with store.write(durable=False) as tx:
            tx.records.put(BRAND, "design", "d1", BODY, version=number)

    return {
        "durable_commits_per_s": _rate(put(durable=True)),
        "relaxed_commits_per_s": _rate(put(durable=False)),
        "relaxed_updates_per_s": _rate(click),
        "reads_per_s": _rate(get),
        **_events(store, folder),
    }


def _events(store: Store, folder: Path) -> dict[str, float]:
    now = datetime.now(UTC)
    context = {"variable": "wash", "value": "raw"}
    party = PartyId("pty_1")
    events = [
        Event(EventId(IDS.new("evt")), BRAND, "design.chose", now, party, "dsg", "visit", "visit", context)
        for _ in range(EVENTS)
    ]
    navigation = Navigation(store, folder, IDS)
    began = time.perf_counter()
    for event in events:
        navigation.add(event)
    added = time.perf_counter()
    navigation.close()
    kept = time.perf_counter()
    return {
        "batched_events_per_s": round(EVENTS / (kept - began)),
        "add_event_us": round((added - began) / EVENTS * 1e6, 1),
    }


def _plain_sqlite(path: Path) -> dict[str, float]:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("CREATE TABLE records (brand, kind, id, version, body, PRIMARY KEY (brand, kind, id))")

    def put(_: int) -> None:
        row = (BRAND, "order", IDS.new("ord"), 1, BODY)
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO records VALUES (?, ?, ?, ?, ?)", row)
        connection.execute("COMMIT")

    rates = {}
    for name, synchronous in (("durable_commits_per_s", "FULL"), ("relaxed_commits_per_s", "NORMAL")):
        connection.execute(f"PRAGMA synchronous = {synchronous}")
        rates[name] = _rate(put)
    connection.close()
    return rates


def _plain_postgres() -> dict[str, float]:
    with psycopg.connect(fresh_database("bench_plain"), autocommit=True) as session:
        session.execute(
            "CREATE TABLE records (brand text, kind text, id text, version int, body bytea, "
            "PRIMARY KEY (brand, kind, id))"
        )

        def put(_: int) -> None:
            row = (BRAND, "order", IDS.new("ord"), 1, BODY)
            session.execute("INSERT INTO records VALUES (%s, %s, %s, %s, %s)", row)

        rates = {"durable_commits_per_s": _rate(put)}
        session.execute("SET synchronous_commit = off")
        rates["relaxed_commits_per_s"] = _rate(put)
    return rates


def _rate(once: Callable[[int], None]) -> float:
    number, began = 0, time.perf_counter()
    while time.perf_counter() - began < SECONDS:
        once(number)
        number += 1
    return round(number / (time.perf_counter() - began))


if __name__ == "__main__":
    print(json.dumps(run(), indent=2))
