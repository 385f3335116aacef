"""How many signals a second are brought in, on both engines, and that none is lost.

Two ways: a merchant's file of histories (read, consented, through the gate, into each customer's record and the
journal, all of it durable), and events by the batched writer. Each count is read back from the journal.
"""

import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from engines import fresh_database
from shopping import furnish
from sumisura.app import wired
from sumisura.files.rows import Rejects, open_table
from sumisura.journal.append import Navigation
from sumisura.kernel import BrandId, Event, EventId, PartyId
from sumisura.settings import Settings
from sumisura.taste import repo
from sumisura.usecases.bringing_in import histories
from sumisura.usecases.bringing_in.consents import Vouched
from sumisura.usecases.services import Services
from sumisura.usecases.shop import browse

INDIGO = BrandId("indigo")
CUSTOMERS, EACH = 2_000, 20
EVENTS = 20_000
WORDS = ("liked", "viewed", "chose", "bought")


def run() -> dict[str, object]:
    """Signals a second, by way and engine."""
    found: dict[str, object] = {"customers": CUSTOMERS, "signals_of_each": EACH}
    for name in ("sqlite", "postgres"):
        with tempfile.TemporaryDirectory() as folder, _shop(name, Path(folder)) as services:
            found[name] = {
                "file": _file(services, Path(folder)),
                "events": _events(services, Path(folder) / "writer"),
            }
    return found


@contextmanager
def _shop(engine: str, folder: Path) -> Iterator[Services]:
    database = fresh_database("ingest") if engine == "postgres" else ""
    with wired(Settings(data=folder / "data", demo=True, database=database)) as services:
        furnish(services)
        yield services


def _file(services: Services, folder: Path) -> dict[str, object]:
    """A file of everybody's history, brought in."""
    path = folder / "histories.csv"
    with services.store.read() as tx:
        items = [item.id for item in repo.items(tx, INDIGO)]
    path.write_text("\n".join(["customer,item,what,at", *_rows(items)]), "utf-8")
    table, brand = open_table(path), browse.brand(services, INDIGO)
    vouched = Vouched("v1", datetime(2020, 1, 1, tzinfo=UTC))
    plan = histories.plan(table, given={}, fixed={"source": "stated"})

    def bring() -> int:
        with Rejects(path) as rejects:
            return histories.bring_in(services, brand, table, plan, vouched, rejects, write=True).kept

    before = _held(services, "signal.")
    kept, told = _timed(bring)
    return told | {"kept": kept, "lost": CUSTOMERS * EACH - (_held(services, "signal.") - before)}


def _rows(items: list[str]) -> Iterator[str]:
    chance, now = random.Random(1), datetime.now(UTC)
    for number in range(CUSTOMERS * EACH):
        at = now - timedelta(days=1, minutes=chance.randrange(40_000), microseconds=number)
        yield f"c{number % CUSTOMERS},{chance.choice(items)},{chance.choice(WORDS)},{at.isoformat()}"


def _events(services: Services, folder: Path) -> dict[str, object]:
    """Events that the batched writer accepts and keeps."""
    before, now = _held(services, "item.viewed"), datetime.now(UTC)
    events = [
        Event(EventId(services.ids.new("evt")), INDIGO, "item.viewed", now, PartyId(f"pty_{number % CUSTOMERS}"),
              "belt-hemp", "visit", "visit", {"page": "home"})
        for number in range(EVENTS)
    ]  # fmt: skip

    navigation = Navigation(services.store, folder, services.ids)

    def add() -> None:
        for event in events:
            navigation.add(event)
        navigation.close()

    _, told = _timed(add, EVENTS)
    return told | {"lost": EVENTS - (_held(services, "item.viewed") - before)}


def _held(services: Services, kind: str) -> int:
    """How many events of that sort the brand's journal holds."""
    held, after = 0, 0
    with services.store.read() as tx:
        while page := tx.ledger.read(INDIGO, after=after, limit=10_000):
            held, after = held + sum(one.event.kind.startswith(kind) for one in page), page[-1].position
    return held


def _timed(
    call: Callable[[], int | None], number: int = CUSTOMERS * EACH
) -> tuple[int | None, dict[str, object]]:
    began = time.perf_counter()
    found = call()
    seconds = time.perf_counter() - began
    return found, {"seconds": round(seconds, 2), "per_s": round(number / seconds)}
