"""Fits the engine and its peers on one split, and ranks the same customers by each."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from math import inf

import numpy as np
import numpy.typing as npt

from sumisura.stats.intervals import paired
from sumisura.taste.bench.protocol import FRIENDS, OWN, Case, Protocol
from sumisura.taste.evaluation.metrics import ndcg, rankings, recall
from sumisura.taste.learning import baselines
from sumisura.taste.learning.blend import FEW, Knobs, Trial
from sumisura.taste.learning.factors import Factors, Settings
from sumisura.taste.learning.fit import learn, population
from sumisura.taste.learning.learned import Learned
from sumisura.taste.learning.many import related, scores
from sumisura.taste.learning.strengths import fitted
from sumisura.taste.learning.tuning import folded_in, tuned
from sumisura.taste.population import Population, RestsOn, Strength

Floats = npt.NDArray[np.float64]
Tell = Callable[[str], None]
Quality = Mapping[str, Floats]

PLAIN = Strength(1.0, inf)
KNOWN = (1, 3, 5, 10)
SHARES = (0.0, 0.3, 0.5)
TUNED_ON = 250
"""Customers that the blend is chosen on."""
CUSTOMERS = 200
"""Customers that source strengths are fitted on."""


@dataclass(frozen=True)
class Engine:
    """What was fitted.

    Args:
        population: ours, with the strengths of its sources.
        learned, settings: what the peers share with it.
        knobs: the blend that was chosen.
        seconds, processor: how long all of it took, by the clock and of one core.
    """

    population: Population
    learned: Learned
    settings: Settings
    knobs: Knobs
    seconds: float
    processor: float


def trained(split: Protocol, rng: np.random.Generator, tell: Tell) -> Engine:
    """Choose the regularisation, fit, choose the blend and the strengths of sources; all on ``train`` and ``tune``."""
    began, processor = time.perf_counter(), time.process_time()
    tell("choosing the regularisation")
    settings = tuned(split.train, split.tune.fold, rng)
    nothing = np.zeros((split.train.width, 0))
    found = learn(split.train, nothing, rng, settings, lambda done, of: tell(f"item factors, {done} of {of}"))
    tell("choosing the blend")
    cases = _some(_cases(split, rng), rng, TUNED_ON)
    strengths = {OWN: PLAIN} | ({} if split.tune.friends is None else {FRIENDS: Strength(0.0, inf)})
    knobs = _trial(cases, found, strengths, split).chosen()
    if split.timed or len(strengths) > 1:
        tell("fitting how much each source weighs, and how fast it fades")
        strengths = _strengths(_some(cases, rng, CUSTOMERS), found, strengths, split, knobs)
        knobs = _trial(cases, found, strengths, split).chosen()
    rests_on = RestsOn(split.train.size, len(split.train.columns))
    names = tuple(map(str, range(split.train.width)))
    when = datetime.fromtimestamp(0, UTC)
    ours = population(names, found, knobs, split.train, when, strengths, rests_on)
    took = time.perf_counter() - began, time.process_time() - processor
    return Engine(ours, found, settings, knobs, *took)


def measured(engine: Engine, split: Protocol, rng: np.random.Generator, tell: Tell) -> dict[str, object]:
    """Every figure: with all that is known, and with few known events."""
    few = (0, *KNOWN) if split.test.friends is not None else KNOWN
    draws = None if split.timed else rng
    tell("ranking with everything known")
    result = _figures(engine, split, split.test)
    known = {}
    for events in few:
        tell(f"ranking with {events} known")
        known[str(events)] = _figures(engine, split, split.test.knowing(events, draws))
    return {**result, "known": known}


def _figures(engine: Engine, split: Protocol, case: Case) -> dict[str, object]:
    ours = _quality(case, scores(engine.population, case.evidence(engine.population.strengths)))
    peers = {name: _quality(case, of) for name, of in _peers(engine, split, case)}
    if case.friends is not None:
        alone = replace(case, friends=None).evidence(engine.population.strengths)
        peers["without friends"] = _quality(case, scores(engine.population, alone))
    return {
        **_means(ours),
        "peers": {name: _means(quality) for name, quality in peers.items()},
        "paired": {name: _paired(ours, quality) for name, quality in peers.items()},
    }


def _peers(engine: Engine, split: Protocol, case: Case) -> list[tuple[str, Floats]]:
    known, found = case.fold.known, engine.learned
    factors = Factors(np.empty((0, 0)), found.vectors, found.background)
    weights = np.zeros((0, 0), np.float32) if found.weights is None else found.weights
    return [
        ("popularity", baselines.popularity(split.train, known)),
        ("item-knn", baselines.neighbours(split.train, known)),
        ("ease", related(known, weights)),
        ("ials", folded_in(factors, known, engine.settings)),
    ]


def _quality(case: Case, of: Floats) -> Quality:
    ranked = rankings(of, case.fold.known, 100)
    return {"ndcg@100": ndcg(ranked, case.fold.held, 100), "recall@20": recall(ranked, case.fold.held, 20)}


def _means(quality: Quality) -> dict[str, float]:
    return {name: round(float(values.mean()), 5) for name, values in quality.items()}


def _paired(ours: Quality, theirs: Quality) -> dict[str, dict[str, float]]:
    found = {}
    for name, values in ours.items():
        estimate = paired(values, theirs[name])
        found[name] = {
            "difference": round(estimate.value, 5),
            "low": round(estimate.low, 5),
            "high": round(estimate.high, 5),
        }
    return found


def _cases(split: Protocol, rng: np.random.Generator) -> list[Case]:
    few = (0, *FEW) if split.tune.friends is not None else FEW
    draws = None if split.timed else rng
    return [*(split.tune.knowing(events, draws) for events in few), split.tune]


def _some(cases: list[Case], rng: np.random.Generator, most: int) -> list[Case]:
    wanted = np.sort(rng.permutation(cases[-1].fold.known.size)[:most])
    return [case.take(wanted) for case in cases]


def _trial(cases: list[Case], found: Learned, strengths: Mapping[str, Strength], split: Protocol) -> Trial:
    return Trial(
        [case.fold for case in cases],
        [case.evidence(strengths) for case in cases],
        found,
        split.train.counts,
    )


def _strengths(
    cases: list[Case], found: Learned, start: Mapping[str, Strength], split: Protocol, knobs: Knobs
) -> dict[str, Strength]:
    usual = _trial(cases, found, start, split)

    def quality(strengths: Mapping[str, Strength]) -> float:
        trial = usual.given([case.evidence(strengths) for case in cases])
        tried = (replace(knobs, share=share) for share in SHARES) if found.weights is not None else (knobs,)
        return max(float(np.mean([one.mean() for one in trial.qualities(each)])) for each in tried)

    return fitted(start, quality, split.timed)
