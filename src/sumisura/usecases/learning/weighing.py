"""What sources are worth, weighed at night on those who agreed to be learned from: for each customer's page, and for the owner.

Everything is replayed by a model that had learned only from what was told before. What is kept holds no person: means over
customers, of at least `LEAST` of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from sumisura.kernel import BrandId, Stale
from sumisura.stats.intervals import Estimate, paired
from sumisura.store.codec import decode, encode
from sumisura.store.ports import Transaction
from sumisura.taste.evaluation.frontier import (
    Offer,
    Point,
    Served,
    earned,
    frontier,
    quality,
    replayed,
    sets_of,
)
from sumisura.taste.evaluation.replay import Case
from sumisura.taste.evaluation.worth import LEAST, Prior, choices, gains, priors
from sumisura.taste.learning.segments import Segments, last_visit, walked
from sumisura.taste.model import Item, Signal
from sumisura.taste.population import Population
from sumisura.taste.state import Taste
from sumisura.trust.levels import LEVELS
from sumisura.trust.sources import intrusion
from sumisura.usecases.services import Services

KIND = "weighed"
SEGMENTS = "segments"
SEGMENTS_WEIGH = 0.1
"""Intrusion of the minimal-data mode: it looks at this visit as `visit` does, and keeps one small number of it."""
CUSTOMERS, CHOICES = 1_000, 5
"""Customers replayed in a night, and choices of each: the latest."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a night found.

    Args:
        at: when.
        customers: on how many it rests.
        simulated: of those, so many are no persons.
        people: source → what it adds to customers in general.
        points: relevance and intrusion of every way to serve; empty where too few customers could be replayed.
        given_up: what segments find less than each one's own taste, in value: minor units of what a customer later wanted,
            among the first 20; None where there are no segments.
        earned: the same value, as fitted to each.
    """

    at: datetime
    customers: int
    simulated: int
    people: Mapping[str, Prior] = field(default_factory=dict)
    points: tuple[Point, ...] = ()
    given_up: Estimate | None = None
    earned: Estimate | None = None


@dataclass(frozen=True, slots=True)
class Replay:
    """What there is to replay.

    Args:
        population: fitted on what was told before.
        cases: customers, and what each wanted later.
        proposed: what is ranked.
        segments: learned from the same; None where there are too few customers.
    """

    population: Population
    cases: Sequence[Case]
    proposed: Sequence[str]
    segments: Segments | None


def weigh(
    services: Services,
    brand: BrandId,
    replay: Replay,
    signals: Mapping[str, Sequence[Signal]],
    items: Sequence[Item],
    simulated: frozenset[str],
    rng: np.random.Generator,
) -> Weighed:
    """Weigh the sources by a replay, and keep what was found."""
    cases = replay.cases[:CUSTOMERS]
    proposed = frozenset(replay.proposed)
    each = [
        gains(
            replay.population,
            choices(signals[case.party], proposed, most=CHOICES, since=case.at),
            replay.proposed,
        )
        for case in cases
    ]
    found = Weighed(
        services.clock.now(),
        len(cases),
        sum(case.party in simulated for case in cases),
        priors(each),
    )
    if len(cases) >= LEAST:
        found = _with_points(found, replay, cases, items, rng)
    _keep(services, brand, found)
    return found


def weighed(tx: Transaction, brand: BrandId) -> Weighed | None:
    """What was found last; None where nothing was weighed yet."""
    found = tx.records.get(brand, KIND, "")
    return decode(found.body, Weighed) if found else None


def measured(
    population: Population,
    segments: Segments | None,
    cases: Sequence[Case],
    proposed: Sequence[str],
    rng: np.random.Generator,
    *,
    again: bool = False,
) -> list[Point]:
    """The levels, every set of the sources these customers gave, and segments, on the same customers."""
    given = frozenset(one.source for case in cases for one in case.known)
    named: dict[frozenset[str], str] = {}
    for level in LEVELS:
        # a level that adds nothing that anyone gave is no point of its own
        named.setdefault(given & {one.name for one in level.sources}, level.named)
    sets = list(dict.fromkeys([*sets_of(cases), *named]))
    served = replayed(population, cases, proposed, sets, again=again)
    served[frozenset()] = by_popularity(population, cases, proposed, again=again)
    ways = {Offer(named.get(some, ""), some, intrusion(some)): one for some, one in served.items()}
    if segments is not None:
        offer = Offer(SEGMENTS, frozenset(), SEGMENTS_WEIGH)
        ways[offer] = by_segment(segments, cases, proposed, again=again)
    return frontier(ways, served[frozenset()], rng)


def by_popularity(
    population: Population, cases: Sequence[Case], proposed: Sequence[str], *, again: bool = False
) -> Served:
    """How everyone is served who agreed to nothing: what most want comes first."""
    place = {item: at for at, item in enumerate(proposed)}
    counts = population.counts[[population.row[item] for item in proposed]].astype(np.float64)
    first, whole = np.array([quality(counts, case, place, again=again) for case in cases]).reshape(-1, 2).T
    return Served(first, whole)


def by_segment(
    segments: Segments, cases: Sequence[Case], proposed: Sequence[str], *, again: bool = False
) -> Served:
    """How the minimal-data mode would have served each: from the acts of a visit, kept as one number."""
    place = {item: at for at, item in enumerate(proposed)}
    every = _by_segment(segments, proposed)
    found = [
        quality(every[walked(segments, last_visit(case.known))], case, place, again=again) for case in cases
    ]
    first, whole = np.array(found).reshape(-1, 2).T
    return Served(first, whole)


def _with_points(
    found: Weighed, replay: Replay, cases: Sequence[Case], items: Sequence[Item], rng: np.random.Generator
) -> Weighed:
    points = measured(replay.population, replay.segments, cases, replay.proposed, rng)
    given_up = own = None
    if replay.segments is not None:
        fitted, plain = _values(replay, replay.segments, cases, items)
        given_up, own = paired(fitted, plain), paired(fitted, np.zeros(len(fitted)))
    return Weighed(found.at, found.customers, found.simulated, found.people, tuple(points), given_up, own)


def _values(
    replay: Replay, segments: Segments, cases: Sequence[Case], items: Sequence[Item]
) -> tuple[list[float], list[float]]:
    """What each customer would have found among the first 20 of what they then wanted, in minor units."""
    price = {str(item.id): item.price for item in items}
    prices = np.array([price.get(item, 0) for item in replay.proposed], np.float64)
    place = {item: at for at, item in enumerate(replay.proposed)}
    rows = [replay.population.row[item] for item in replay.proposed]
    every = _by_segment(segments, replay.proposed)
    fitted, plain = [], []
    for case in cases:
        own = Taste.of(replay.population, case.known, case.at).scores[rows]
        fitted.append(earned(own, case, place, prices))
        plain.append(earned(every[walked(segments, last_visit(case.known))], case, place, prices))
    return fitted, plain


def _by_segment(segments: Segments, proposed: Sequence[str]) -> dict[int, np.ndarray]:
    return {at: segments.scores(proposed, at) for at in range(-1, len(segments.sizes))}


def _keep(services: Services, brand: BrandId, found: Weighed) -> None:
    try:
        with services.store.write() as tx:
            before = tx.records.get(brand, KIND, "")
            tx.records.put(brand, KIND, "", encode(found), version=before.version if before else 0)
    except Stale:
        return  # another worker kept its own at this moment
