"""Samples, shares, ranked and diverse variants, trade-offs and needs, on the published car ranges.

The ranges have no prices: these are drawn, with days and a weight, so that there is something to trade.
"""

import time
from dataclasses import replace
from itertools import islice
from typing import Any

import numpy as np

import sumisura
from benchmarks.measure import SHARED, timed
from sumisura.cli.warm import warm
from sumisura.kernel import Family
from sumisura.space.sweeps.frontier import frontier
from sumisura.space.sweeps.measures import LeadDays, Price
from sumisura.space.sweeps.ranked import ranked
from sumisura.space.sweeps.sampling import sample, shares
from sumisura.space.sweeps.variants import variants

SEED = 7
TIMES = {"medium": 10, "big": 3}
DEAREST, SLOWEST = 90_000, 12
"""Minor units, and days, that a value may add."""


def run() -> dict[str, Any]:
    """Milliseconds of each question."""
    warm()
    result: dict[str, Any] = {"input": "BR4CP medium, big (XCSP 2.1), prices and days drawn", "seed": SEED}
    for name, times in TIMES.items():
        path = SHARED / "data/config/renault" / name / "contraintes.xml"
        if path.exists():
            result[name] = measured(priced(sumisura.read_family(path)), times)
    return result


def priced(family: Family) -> Family:
    """The family with drawn prices and days; one value in three costs something."""
    rng = np.random.default_rng(SEED)
    variables = tuple(
        replace(
            variable,
            values=tuple(
                replace(
                    value,
                    price=int(rng.integers(0, DEAREST)) if rng.random() < 1 / 3 else 0,
                    lead_days=int(rng.integers(0, SLOWEST)) if rng.random() < 1 / 3 else 0,
                )
                for value in variable.values
            ),
        )
        for variable in family.variables
    )
    return replace(family, variables=variables)


def measured(family: Family, times: int) -> dict[str, Any]:
    """One range."""
    space = sumisura.compile(family, cache=None)
    start = space.start()
    weights = np.random.default_rng(SEED).normal(size=len(space.columns))
    begun = time.perf_counter()
    front = frontier(start, Price(), LeadDays())
    took = time.perf_counter() - begun
    return {
        "shares of all options": timed(lambda: shares(start), times),
        "shares under weights": timed(lambda: shares(start, weights), times),
        "1000 samples": timed(lambda: sample(start, 1000, np.random.default_rng(SEED)), times),
        "the first ranked": timed(lambda: next(iter(ranked(start))), times),
        "1000 ranked by price": timed(lambda: list(islice(ranked(start), 1000)), 1),
        "10 diverse": timed(lambda: variants(start, 10, weights, diverse=1.0), times),
        "frontier of price and days": {
            "s": round(took, 2),
            "points": len(front.points),
            "exact": front.exact,
        },
    }
