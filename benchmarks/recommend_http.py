"""Recommendations with reasons through the API, at a steady rate, with 100,000 customers' histories in the store.

The histories are brought in as a merchant's file is. Then 50 customers a second, drawn from all of them, are asked for:
each request is due at an instant fixed beforehand, whatever became of those before it, and its wait is counted from
then (no coordinated omission). The same generator asks for the health page first: what that takes is its own share,
and HTTP's. Generator and server share the machine, on Postgres with the database too.

    python -m benchmarks.recommend_http --customers 2000    a quick look, on both engines; nothing is saved
"""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from benchmarks.measure import interval, show
from benchmarks.serving import free_port, running
from engines import fresh_database
from programs import Program, admitted
from shopping import furnish
from sumisura.app import wired
from sumisura.files.rows import Rejects, open_table
from sumisura.kernel import BrandId, PartyId
from sumisura.settings import Settings
from sumisura.taste import repo
from sumisura.usecases.bringing_in import histories
from sumisura.usecases.bringing_in.consents import Vouched
from sumisura.usecases.services import Services
from sumisura.usecases.shop import browse

SEED = 11
INDIGO = BrandId("indigo")
CUSTOMERS, EACH = 100_000, 5
A_SECOND, SECONDS, WARM = 50, 30, 5
WAITING = 64
"""Requests that may be on their way at once: at 25 ms each, 50 a second need two."""
WHATS = ("liked", "viewed", "chose", "bought")


@dataclass(frozen=True, slots=True)
class Loaded:
    """A shop with its histories.

    Args:
        asked: whom the requests are for, in their order.
        seconds: how long bringing the histories in took.
    """

    key: tuple[str, str]
    asked: list[PartyId]
    signals: int
    seconds: float


def run(customers: int = CUSTOMERS) -> dict[str, object]:
    """Milliseconds from when each request was due, on both engines."""
    found: dict[str, object] = {
        "seed": SEED,
        "customers": customers,
        "signals_of_each": EACH,
        "a_second": A_SECOND,
    }
    for engine in ("sqlite", "postgres"):
        database = fresh_database("recommend") if engine == "postgres" else ""
        with tempfile.TemporaryDirectory() as folder:
            found[engine] = _engine(Path(folder), database, customers)
    return found


def _engine(folder: Path, database: str, customers: int) -> dict[str, object]:
    with wired(Settings(data=folder, demo=True, database=database, mass_share=0.0)) as services:
        loaded = _load(services, folder, customers)
    with _open(folder, database) as address, _client(address) as client:
        program, turn = Program(client, str(INDIGO), *loaded.key), iter(loaded.asked)
        health = _steadily(lambda: client.get(f"{address}/health"))
        reasons = list[int]()

        def ask() -> None:
            answer = program.get(f"/customers/{next(turn)}/recommendations")
            answer.raise_for_status()
            reasons.append(sum(len(one["reasons"]) for one in answer.json()["rows"][0]["items"]))

        asked = _steadily(ask)
    return {
        "brought_in": {"signals": loaded.signals, "per_s": round(loaded.signals / loaded.seconds)},
        "health": health,
        "recommendations": asked | {"with_reasons": sum(map(bool, reasons))},
    }


def _load(services: Services, folder: Path, customers: int) -> Loaded:
    furnish(services)
    path, brand = folder / "histories.csv", browse.brand(services, INDIGO)
    with services.store.read() as tx:
        items = [item.id for item in repo.items(tx, INDIGO)]
    with path.open("w", encoding="utf-8") as file:
        file.writelines(_rows(items, customers))
    table, vouched = open_table(path), Vouched("v1", datetime(2020, 1, 1, tzinfo=UTC))
    plan = histories.plan(table, given={}, fixed={"source": "stated"})
    began = time.perf_counter()
    with Rejects(path) as rejects:
        outcome = histories.bring_in(services, brand, table, plan, vouched, rejects, write=True)
    seconds = time.perf_counter() - began
    services.store.scrub()  # the worker's hourly upkeep: the planner samples what is there
    asked = _enrolled(services, outcome.customers)
    made = admitted(services, httpx.Client(), str(INDIGO))
    return Loaded((made.id, made.secret), asked, outcome.kept, seconds)


def _rows(items: list[str], customers: int) -> Iterator[str]:
    """A history in the order of its customers, as shops export them."""
    chance, now = random.Random(SEED), datetime.now(UTC)
    yield "customer,item,what,at\n"
    for customer in range(customers):
        for _ in range(EACH):
            at = now - timedelta(
                days=1, minutes=chance.randrange(400_000), microseconds=chance.randrange(10**6)
            )
            yield f"c{customer},{chance.choice(items)},{chance.choice(WHATS)},{at.isoformat()}\n"


def _enrolled(services: Services, customers: set[PartyId]) -> list[PartyId]:
    """Customers drawn from all, known to programs as if each had been named by the merchant's key."""
    asked = random.Random(SEED).choices(sorted(customers), k=A_SECOND * (SECONDS + WARM))
    with services.store.write() as tx:
        for party in set(asked):
            services.sessions.enrol(tx, INDIGO, party)
    return asked


def _steadily(ask: Callable[[], object]) -> dict[str, object]:
    """Ask at a steady rate; waits are counted from when each was due, those of the first seconds are left out."""
    started, late = time.perf_counter(), list[float]()

    def one(due: float) -> float:
        ask()
        return (time.perf_counter() - started - due) * 1000

    with ThreadPoolExecutor(WAITING) as pool:
        waits = []
        for number in range(A_SECOND * (SECONDS + WARM)):
            due = number / A_SECOND
            time.sleep(max(0.0, due - (time.perf_counter() - started)))
            late.append((time.perf_counter() - started - due) * 1000)
            waits.append(pool.submit(one, due))
        times = [one.result() for one in waits][A_SECOND * WARM :]
    lateness = late[A_SECOND * WARM :]
    return {
        **interval(times),
        "p99_ms": round(float(np.percentile(times, 99)), 5),
        "sent_late_p95_ms": round(float(np.percentile(lateness, 95)), 5),
    }


def _client(address: str) -> httpx.Client:
    limits = httpx.Limits(max_connections=WAITING, max_keepalive_connections=WAITING)
    return httpx.Client(base_url=f"{address}/api", limits=limits, timeout=60)


@contextmanager
def _open(folder: Path, database: str) -> Iterator[str]:
    port = free_port()
    own = {"DATA": folder, "DATABASE": database, "DEMO": 1, "MASS_SHARE": 0, "PORT": port}
    with running(["serve"], port, own) as address:
        yield address


if __name__ == "__main__":
    asked = argparse.ArgumentParser()
    asked.add_argument("--customers", type=int, default=CUSTOMERS)
    show("recommend_http", run(asked.parse_args().customers))
