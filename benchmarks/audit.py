"""How fast decisions are appended and sealed, and how long a proof takes, on both engines.

``python -m benchmarks audit``; ``make soak`` does the same with a million leaves.
"""

import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from benchmarks.measure import interval
from engines import fresh_database
from sumisura.kernel import BrandId, Event, EventId, Ids, PartyId, Rng, SystemClock
from sumisura.store.ports import Store
from sumisura.store.postgres import open_postgres
from sumisura.store.sqlite import open_sqlite
from sumisura.trust.audit import Audit
from sumisura.trust.audit.verify import verify
from sumisura.trust.keys import Keyring

BRAND = BrandId("indigo")
LEAVES = 100_000
MANY = 1_000_000
FLOOR = {"floor": {"appends_per_s": 10_000, "proof_ms": 5.0}}
BATCH = 500
"""Events in one unit of work, as the batched writer of navigation keeps them."""
PROOFS = 300


def run() -> dict[str, Any]:
    """Appends a second with sealing, proofs in milliseconds, and how long checking all of it takes."""
    found = {**FLOOR, **many(LEAVES)}
    postgres = open_postgres(fresh_database("bench_audit"))
    found["postgres"] = _engine(postgres, LEAVES)
    postgres.close()
    return found


def many(leaves: int = MANY) -> dict[str, Any]:
    """The same on SQLite alone, with so many leaves."""
    with tempfile.TemporaryDirectory() as name:
        store = open_sqlite(Path(name, "shop.sqlite"))
        found = _engine(store, leaves)
        store.close()
    return {"sqlite": found}


def _engine(store: Store, leaves: int) -> dict[str, Any]:
    clock, rng = SystemClock(), random.SystemRandom()
    ids = Ids(clock, Rng(1))
    audit = Audit(Keyring.fresh(Rng(1)), ids, rng)
    sample, appended, sealed, processor = [], 0.0, 0.0, 0.0
    for batch in _batches(ids, clock, leaves):
        began, spent = time.perf_counter(), time.process_time()
        with store.write(durable=False) as tx:
            tx.ledger.append(batch)
        kept = time.perf_counter()
        sample.append(batch[7].id)
        if len(sample) % 4 == 0:  # a turn of the sealer takes up to 2,000 entries
            audit.seal(store, BRAND)
        appended, sealed = appended + kept - began, sealed + time.perf_counter() - kept
        processor += time.process_time() - spent
    began, spent = time.perf_counter(), time.process_time()
    while audit.seal(store, BRAND):
        pass
    sealed, processor = sealed + time.perf_counter() - began, processor + time.process_time() - spent
    return {
        "leaves": leaves,
        "appends_per_s_with_sealing": round(leaves / (appended + sealed)),
        "appends_per_processor_s_with_sealing": round(leaves / processor),
        "appends_per_s": round(leaves / appended),
        "sealed_per_s": round(leaves / sealed),
        "proof": _proofs(store, audit, sample),
        "verify_s": _verified(store, audit, leaves),
    }


def _batches(ids: Ids, clock: SystemClock, leaves: int) -> Iterator[list[Event]]:
    """Decisions of the size that a home makes: eight of forty things, each with its reason."""
    names = [f"item-{number}" for number in range(40)]
    context = {
        "policy": "taste",
        "version": "v1",
        "candidates": names,
        "shown": names[:8],
        "propensities": [0.2] * 40,
        "reasons": dict.fromkeys(names[:8], "Because you chose hemp."),
        "signals": ["visit", "stated"],
    }
    for start in range(0, leaves, BATCH):
        parties = [PartyId(f"pty_{number % 997}") for number in range(start, min(start + BATCH, leaves))]
        yield [
            Event(
                EventId(ids.new("evt")),
                BRAND,
                "decision.made",
                clock.now(),
                party,
                "home",
                "visit",
                "visit",
                context,
            )
            for party in parties
        ]


def _proofs(store: Store, audit: Audit, sample: list[EventId]) -> dict[str, float]:
    took = []
    for id_ in random.Random(5).choices(sample, k=PROOFS):
        began = time.perf_counter_ns()
        with store.read() as tx:
            proof = audit.prove(tx, BRAND, id_)
        took.append((time.perf_counter_ns() - began) / 1e6)
        assert proof is not None  # noqa: S101 - a bench that measures nothing must fail
        assert proof.verified  # noqa: S101 - the same
    return interval(took)


def _verified(store: Store, audit: Audit, leaves: int) -> float:
    began = time.perf_counter()
    with store.read() as tx:
        report = verify(audit, tx, BRAND)
    assert report.sound  # noqa: S101 - the same
    assert report.size == leaves  # noqa: S101 - the same
    return round(time.perf_counter() - began, 2)
