"""What sources are worth, weighed at night on those who agreed to be learned from: for each customer's page, and for the owner.

The latest of what each customer told is held back, whatever model is in use: what it has seen does not matter here, because
everything is replayed by a model of its own, that learned only from what was told before. So every night weighs all customers,
not the few who came since the last one. What is kept holds no person: means over customers, of at least `LEAST` of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import isfinite

import numpy as np

from sumisura.kernel import BrandId, Stale
from sumisura.stats.intervals import Estimate, paired
from sumisura.store.codec import decode, encode
from sumisura.store.ports import Transaction
from sumisura.taste import repo
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
from sumisura.taste.evaluation.replay import Case, cases_of, latest
from sumisura.taste.evaluation.worth import LEAST, Prior, choices, gains, priors
from sumisura.taste.learning.fit import OURS, PLAIN, Recipe, fit
from sumisura.taste.learning.ports import Factoriser
from sumisura.taste.learning.segments import Segments, last_visit, segmented, walked
from sumisura.taste.model import Item, Signal
from sumisura.taste.population import Population
from sumisura.taste.state import Taste
from sumisura.trust.levels import LEVELS
from sumisura.trust.sources import intrusion
from sumisura.usecases.learning.export import Exported, export
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
    exported: Exported,
    items: Sequence[Item],
    rng: np.random.Generator,
    recipe: Recipe = PLAIN,
    *,
    customers: int = CUSTOMERS,
) -> Weighed | None:
    """Weigh the sources by a replay, and keep what was found; None where too few customers wanted something new later.

    Args:
        exported: who agreed to be learned from.
        recipe: of the model that is fitted to replay by.
        customers: replayed at most.
    """
    replay = held_back(exported.signals, items, rng, recipe, services.factoriser, customers=customers)
    if replay is None:
        return None
    proposed = frozenset(replay.proposed)
    each = [
        gains(
            replay.population,
            choices(exported.signals[case.party], proposed, most=CHOICES, since=case.at),
            replay.proposed,
        )
        for case in replay.cases
    ]
    simulated = sum(case.party in exported.simulated for case in replay.cases)
    found = Weighed(services.clock.now(), len(replay.cases), simulated, priors(each))
    found = _with_points(found, replay, items, rng)
    _keep(services, brand, found)
    return found


def weigh_again(
    services: Services, brand: BrandId, rng: np.random.Generator, *, customers: int = CUSTOMERS
) -> Weighed | None:
    """As a night does, from all that was told until now, without training anything that is put to use.

    Args:
        customers: replayed; fewer are quicker, and their intervals wider.
    """
    exported = export(services, brand)
    with services.store.read() as tx:
        items = repo.items(tx, brand)
    return weigh(services, brand, exported, items, rng, customers=customers)


def held_back(
    signals: Mapping[str, Sequence[Signal]],
    items: Sequence[Item],
    rng: np.random.Generator,
    recipe: Recipe = PLAIN,
    factoriser: Factoriser = OURS,
    *,
    customers: int = CUSTOMERS,
) -> Replay | None:
    """What to replay: so many of those who wanted something new in the latest of what they told; None under `LEAST`."""
    split = latest(signals)
    found, proposed = cases_of(split, items, LEAST)
    if len(found) < LEAST:
        return None
    drawn = [found[at] for at in sorted(rng.permutation(len(found))[:customers])]
    until = max(one.at for told in split.known.values() for one in told)
    population = fit(items, split.known, until, rng, recipe, factoriser=factoriser).extended(items)
    return Replay(population, drawn, proposed, segmented(split.known, rng))


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


def _with_points(found: Weighed, replay: Replay, items: Sequence[Item], rng: np.random.Generator) -> Weighed:
    points = measured(replay.population, replay.segments, replay.cases, replay.proposed, rng)
    given_up = own = None
    if replay.segments is not None:
        fitted, plain = _values(replay, replay.segments, items)
        given_up, own = _said(paired(fitted, plain)), _said(paired(fitted, np.zeros(len(fitted))))
    return Weighed(found.at, found.customers, found.simulated, found.people, tuple(points), given_up, own)


def _said(found: Estimate) -> Estimate | None:
    """None for an interval without ends, as where all gave the same: there is nothing to say, and no way to keep it."""
    return found if isfinite(found.low) and isfinite(found.high) else None


def _values(replay: Replay, segments: Segments, items: Sequence[Item]) -> tuple[list[float], list[float]]:
    """What each customer would have found among the first 20 of what they then wanted, in minor units."""
    price = {str(item.id): item.price for item in items}
    prices = np.array([price.get(item, 0) for item in replay.proposed], np.float64)
    place = {item: at for at, item in enumerate(replay.proposed)}
    rows = [replay.population.row[item] for item in replay.proposed]
    every = _by_segment(segments, replay.proposed)
    fitted, plain = [], []
    for case in replay.cases:
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
