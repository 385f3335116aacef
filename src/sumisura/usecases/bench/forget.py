"""Measure forgetting: how long a withdrawal and an erasure take, and that afterwards nothing is as if they had been.

The shop is lived in twice by the same people: first by all but the forgotten ones, which is what there should be in the
end, then by these as well, who withdraw a source each and are erased.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import numpy as np

from sumisura.kernel import Brand, BrandId, PartyId
from sumisura.taste import repo
from sumisura.taste.crowd import repo as crowd
from sumisura.taste.learning.fit import fit
from sumisura.taste.model import MEANINGS, Item, ItemId, Kind, Signal
from sumisura.taste.population import Population
from sumisura.taste.serving.looks import learned
from sumisura.taste.sums import evidence
from sumisura.trust import texts
from sumisura.trust.grants import Grants
from sumisura.trust.sessions import Door
from sumisura.usecases import brands
from sumisura.usecases.learning import crowds
from sumisura.usecases.learning.export import export
from sumisura.usecases.my_data import erasing
from sumisura.usecases.services import Services, Visitor
from sumisura.usecases.tasting import agreeing, guests
from sumisura.usecases.tasting.signals import record_many

SHOP = Brand(BrandId("bench"), "Bench", "EUR")
SOURCES = ("stated", "visit", "purchases")
TELLING = {"stated": "liked", "visit": "viewed", "purchases": "bought"}
ITEMS, TOKENS, EACH = 120, 30, 3
FORGOTTEN = 20
"""Customers who withdraw and are erased."""
AT_ONCE = 20_000
DAYS = 20
"""Over which all was told."""


@dataclass(frozen=True, slots=True)
class Learned:
    """What all learn from, and what was learned of it."""

    sums: Mapping[tuple[str, str], bytes]
    together: np.ndarray
    population: Population


def bench_forget(
    services: Services, folder: Path, customers: int, events: int, seed: int, tell: Callable[[str], None]
) -> dict[str, object]:
    """Let customers live, withdraw and be erased, and compare with a shop that never met them.

    Args:
        services: of an installation of its own, in that folder.
        customers: all of them, `FORGOTTEN` of whom are forgotten.
        events: what all told together.
        seed: of all that is drawn; the same gives the same figures but for the times.

    Returns:
        ``withdraw_ms`` and ``erase_ms`` (median and worst), ``folds_equal`` and ``folds``, ``co_counts_equal``,
        ``refit``: whether its co-counts are equal bit by bit and by how much its factors differ at most; ``canaries``
        planted, and ``found`` again.
    """
    rng = np.random.default_rng(seed)
    items = _furnish(services, rng)
    tell("Letting customers live")
    stay, go = customers - FORGOTTEN, FORGOTTEN
    _live(services, items, [_name(number) for number in range(stay)], events * stay // customers, rng)
    before = _learn(services, items, seed)
    parties = [_name(stay + number) for number in range(go)]
    _live(services, items, parties, max(1, events // customers) * go, rng)
    canaries = _plant(services, parties)
    crowds.refresh(services, SHOP.id, page=AT_ONCE)
    tell("Withdrawing and erasing")
    equal, withdrawn = _withdraw(services, parties)
    erased = _erase(services, parties)
    erasing.sweep(services, SHOP.id, settled=timedelta(0))
    services.store.scrub()
    tell("Comparing")
    after = _learn(services, items, seed)
    return {
        "customers": customers,
        "events": events,
        "seed": seed,
        "forgotten": go,
        "withdraw_ms": _times(withdrawn),
        "erase_ms": _times(erased),
        "folds": len(equal),
        "folds_equal": sum(equal),
        "co_counts_equal": before.sums == after.sums,
        "refit": _compared(before, after),
        "canaries": len(canaries),
        "found": _found(folder, canaries),
    }


def _furnish(services: Services, rng: np.random.Generator) -> Sequence[Item]:
    items = [
        Item(
            ItemId(f"good-{number:03d}"),
            Kind.GOOD,
            f"Good {number}",
            tokens=tuple(
                f"quality={one}" for one in sorted(rng.choice(TOKENS, EACH, replace=False).tolist())
            ),
            price=1_000,
        )
        for number in range(ITEMS)
    ]
    with services.store.write() as tx:
        brands.save(tx, SHOP)
        repo.save_items(tx, SHOP.id, items)
    return items


def _name(number: int) -> PartyId:
    return PartyId(f"pty_{number:032x}")


def _live(
    services: Services,
    items: Sequence[Item],
    parties: Sequence[PartyId],
    events: int,
    rng: np.random.Generator,
) -> None:
    now = services.clock.now()
    whose = rng.integers(len(parties), size=events)
    with services.store.write(durable=False) as tx:
        for number, party in enumerate(parties):
            pairs = [(purpose, source) for purpose in ("personalise", "improve") for source in SOURCES]
            since = now - timedelta(days=DAYS + 1)
            Grants(services.ids).give_all(tx, SHOP.id, party, pairs, texts.current(now).version, since=since)
            told = [_told(services, items, rng) for _ in range(int((whose == number).sum()))]
            record_many(services, tx, SHOP.id, party, sorted(told, key=lambda one: one.at))
    crowds.refresh(services, SHOP.id, page=AT_ONCE)


def _told(services: Services, items: Sequence[Item], rng: np.random.Generator) -> Signal:
    source = SOURCES[int(rng.integers(len(SOURCES)))]
    what = TELLING[source]
    at = services.clock.now() - timedelta(minutes=int(rng.integers(1, DAYS * 24 * 60)))
    item = items[int(len(items) * rng.random() ** 2)]
    meaning = MEANINGS[what]
    return Signal(services.ids.new("sig"), at, source, item.id, what, meaning.value, meaning.weight)


def _learn(services: Services, items: Sequence[Item], seed: int) -> Learned:
    told = export(services, SHOP.id).signals
    kinds = (crowd.HOT, crowd.POPULAR, crowd.PLACE)
    with services.store.read() as tx:
        sums = {
            (kind, one.id): one.body for kind in kinds for one in tx.records.page(SHOP.id, kind, limit=10_000)
        }
    latest = max(one.at for signals in told.values() for one in signals)
    population = fit(items, told, latest, np.random.default_rng(seed))
    return Learned(sums, learned(told, items).pull, population)


def _plant(services: Services, parties: Sequence[PartyId]) -> list[str]:
    """Leave something of each wherever one can, and say what to look for."""
    canaries: list[str] = []
    with services.store.write(durable=False) as tx:
        for party in parties:
            word = f"canary-{services.rng.randbytes(8).hex()}"
            services.vault.put(tx, SHOP.id, party, "recipient", {"name": word})
            opened = services.sessions.open(tx, SHOP.id, party, Door.VISIT)
            served, version = repo.manners(tx, SHOP.id, party)
            repo.save_manners(tx, SHOP.id, party, replace(served, cell=word), version)
            repo.name_friends(tx, SHOP.id, _name(0), [*repo.friends(tx, SHOP.id, _name(0)), party])
            canaries += [party, word, opened.token]
    return canaries


def _withdraw(services: Services, parties: Sequence[PartyId]) -> tuple[list[bool], list[float]]:
    """Whether each fold without a source is, bit by bit, that of who never gave it; and how long each took."""
    equal, taken = [], []
    for number, party in enumerate(parties):
        visitor, source = Visitor(SHOP, party), SOURCES[number % len(SOURCES)]
        with services.store.read() as tx:
            others = [one for one in repo.signals(tx, SHOP.id, party) if one.source != source]
        started = time.perf_counter()
        agreeing.grant(services, visitor, source, on=False)
        taken.append(time.perf_counter() - started)
        with services.store.read() as tx:
            who = guests.guest(services, tx, visitor)
        never = evidence(who.taste.population, others, who.at)
        rows, weight, pull = who.taste.evidence.total
        equal.append(
            all(np.array_equal(*pair) for pair in zip((rows, weight, pull), never.total, strict=True))
        )
    return equal, taken


def _erase(services: Services, parties: Sequence[PartyId]) -> list[float]:
    taken = []
    for party in parties:
        started = time.perf_counter()
        erasing.erase(services, Visitor(SHOP, party))
        taken.append(time.perf_counter() - started)
    return taken


def _compared(before: Learned, after: Learned) -> dict[str, object]:
    one, other = before.population, after.population
    same = one.items == other.items and one.vectors.shape == other.vectors.shape
    return {
        "co_counts_equal": bool(np.array_equal(before.together, after.together))
        and bool(np.array_equal(one.counts, other.counts)),
        "factors_differ_by": float(np.abs(one.vectors - other.vectors).max()) if same else None,
    }


def _found(folder: Path, canaries: Sequence[str]) -> int:
    files = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    return sum(word.encode() in body for word in canaries for body in files)


def _times(taken: Sequence[float]) -> dict[str, float]:
    return {
        "median": round(float(np.median(taken)) * 1000, 2),
        "worst": round(max(taken) * 1000, 2),
    }
