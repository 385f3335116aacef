"""Measure relevance against intrusion on anyone's interactions, or on simulated customers."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from math import inf
from pathlib import Path

import numpy as np

from sumisura.kernel import BadInput
from sumisura.stats.intervals import Estimate
from sumisura.taste.bench.sources import MAPPING, Told, told
from sumisura.taste.evaluation.frontier import Point, replayed
from sumisura.taste.evaluation.replay import Case, K
from sumisura.taste.learning.choosing import choose
from sumisura.taste.learning.fit import fit
from sumisura.taste.learning.segments import segmented
from sumisura.taste.model import Item, ItemId, Kind
from sumisura.taste.population import Population, Strength
from sumisura.usecases.bench import simulated as simulator
from sumisura.usecases.bench.recommend import read_file
from sumisura.usecases.learning.weighing import measured

Tell = Callable[[str], None]
CUSTOMERS, TUNED = 600, 200
"""Customers measured on, and tuned on, at most."""
LEAST = 40
SHARED = ("friends", "place")
"""Sources that tell of others; nothing is learned from them but how much they weigh."""
PRECISIONS = (0.003, 0.01, 0.03, 0.1, 0.3, 1.0)


def bench_frontier(
    interactions: Path | None, social: Path | None, people: int, seed: int, tell: Tell
) -> dict[str, object]:
    """Fit on what is known, replay every set of sources on what came later; the same seed gives the same figures.

    Args:
        interactions: columns user, item, and maybe weight and timestamp; None for simulated customers.
        social: columns user, friend; None for none.
        people: simulated customers, where there is no file.
        seed: of everything drawn.
        tell: told what is being done, and of every row that cannot be read.

    Returns:
        ``points``: every way to serve with its sources, intrusion, ndcg@20, gain over knowing nothing and the tenth served
        worst, each with its 95 % interval; and which of them are efficient.

    Raises:
        BadInput: there is neither file nor number, a file cannot be read, or there are too few customers.
    """
    began, rng = time.perf_counter(), np.random.default_rng(seed)
    what, items, mapping = _input(interactions, social, people, seed, rng, tell)
    if len(what.cases) < LEAST:
        raise BadInput(
            f"{len(what.cases)} customers wanted something later: too few to measure on",
            mend=f"Give {LEAST} or more.",
        )
    tune, test = _parted(what.cases, rng)
    tell("fitting")
    until = max(case.at for case in what.cases)
    recipe = choose(items, what.known, until, rng)
    population = fit(items, what.known, until, rng, recipe)
    proposed = list(population.items[: len(items)])
    population = _weighed(population, tune, proposed, tell, again=what.again)
    segments = segmented(what.known, rng)
    tell("replaying")
    points = measured(population, segments, test, proposed, rng, again=what.again)
    return {
        "points": [_point(one) for one in points],
        "customers": len(test),
        "tuned_on": len(tune),
        "known": {"customers": len(what.known), "signals": sum(map(len, what.known.values()))},
        "items": len(items),
        "segments": [] if segments is None else segments.sizes.tolist(),
        "mapping": mapping,
        "strengths": {name: population.strength(name).precision for name in mapping},
        "k": K,
        "seed": seed,
        "seconds": round(time.perf_counter() - began, 1),
    }


def _input(
    interactions: Path | None,
    social: Path | None,
    people: int,
    seed: int,
    rng: np.random.Generator,
    tell: Tell,
) -> tuple[Told, list[Item], Mapping[str, str]]:
    if interactions is None and not people:
        raise BadInput(
            "There is nothing to measure on", mend="Give --interactions FILE, or --simulated and a number."
        )
    if interactions is None:
        tell("simulating")
        return (*simulator.simulated(people, seed), simulator.MAPPING)
    log = read_file(interactions, tell)
    friends = None if social is None else read_file(social, tell)
    what = told(log, friends, rng)
    there = {one.source for case in what.cases for one in case.known}
    items = [Item(ItemId(item), Kind.GOOD, item) for item in what.items]
    return what, items, {name: words for name, words in MAPPING.items() if name in there}


def _parted(cases: Sequence[Case], rng: np.random.Generator) -> tuple[list[Case], list[Case]]:
    """Whom to tune on, and whom to measure on."""
    order = rng.permutation(len(cases))
    tuned = min(TUNED, len(order) // 3)
    return (
        [cases[at] for at in sorted(order[:tuned])],
        [cases[at] for at in sorted(order[tuned : tuned + CUSTOMERS])],
    )


def _weighed(
    population: Population, tune: Sequence[Case], proposed: Sequence[str], tell: Tell, *, again: bool
) -> Population:
    """The population with the strength of each source that tells of others as it ranks best for those tuned on."""
    for source in SHARED:
        some = [case for case in tune if any(one.source == source for one in case.known)]
        if some:
            tell(f"weighing {source}")
            population = max(
                (_with(population, source, precision) for precision in PRECISIONS),
                key=lambda tried: _mean(tried, some, proposed, again=again),
            )
    return population


def _with(population: Population, source: str, precision: float) -> Population:
    return replace(population, strengths={**population.strengths, source: Strength(precision, inf)})


def _mean(population: Population, cases: Sequence[Case], proposed: Sequence[str], *, again: bool) -> float:
    everything = frozenset(one.source for case in cases for one in case.known)
    return float(replayed(population, cases, proposed, [everything], again=again)[everything].first.mean())


def _point(one: Point) -> dict[str, object]:
    return {
        "name": one.offer.name,
        "sources": sorted(one.offer.sources),
        "intrusion": one.offer.intrusion,
        f"ndcg@{K}": _figure(one.relevance),
        "gain": _figure(one.gain),
        "worst_tenth_ndcg": _figure(one.worst),
        "efficient": one.efficient,
    }


def _figure(found: Estimate) -> dict[str, float]:
    return {"mean": round(found.value, 5), "low": round(found.low, 5), "high": round(found.high, 5)}
