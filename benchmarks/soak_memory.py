"""Memory of the product's processes over an hour of people who order, agree and sign in.

python -m benchmarks.soak_memory --minutes 60 --engine sqlite
"""

import argparse
import json
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
import psutil
from scipy import stats

from benchmarks.measure import save

TESTS = Path(__file__).parents[1] / "tests"
sys.path[:0] = [str(TESTS), str(TESTS / "faults")]

from people import Crowd  # noqa: E402 - found beside the tests
from storm import Stage, opened  # noqa: E402 - the same

MINUTES, EVERY = 60.0, 5.0
WARM = 1 / 3
"""The share of the run that caches take to fill; what comes after it must be flat."""
FLAT = 12.0
"""Megabytes an hour that a process may grow by, as far as can be told: a tenth of what it has."""
MEGABYTE = 1 << 20


def run(minutes: float = MINUTES, *, engine: str = "sqlite", seed: int = 1) -> dict[str, object]:
    """Resident megabytes of each process, minute by minute, and by how many an hour they grow once warm."""
    samples: dict[str, list[tuple[float, float]]] = defaultdict(list)
    began = time.monotonic()
    with (
        opened(engine, small=False) as stage,
        Crowd(stage.product.settings.address, stage.key, seed) as crowd,
    ):
        while (now := time.monotonic() - began) < 60 * minutes:
            for name, megabytes in _resident(stage):
                samples[name].append((now, megabytes))
            time.sleep(EVERY)
        crowd.leave()
        told = crowd.told
    found = {name: _trend(np.array(taken), 60 * minutes) for name, taken in sorted(samples.items())}
    return {
        "engine": engine,
        "seed": seed,
        "minutes": minutes,
        "orders": len(told.orders),
        "answers": told.statuses.total(),
        "strange": dict(told.strange),
        "growing": [name for name, one in found.items() if one["mb_an_hour_low"] > FLAT],
        "processes": found,
    }


def _resident(stage: Stage) -> Iterator[tuple[str, float]]:
    named = {f"web-{number}": one for number, one in enumerate(stage.product.answering(), 1)}
    for name, process in {**named, "worker": stage.product.worker.process}.items():
        with suppress(psutil.NoSuchProcess):
            yield name, process.memory_info().rss / MEGABYTE


def _trend(taken: np.ndarray, whole: float) -> dict[str, object]:
    """The slope of a straight line through minute means, once warm, with its 95 % interval.

    Neighbouring minutes are alike, so they count as fewer: n (1 - r) / (1 + r), r their correlation.
    """
    minutes = taken[:, 0] // 60
    means = np.array([taken[minutes == one].mean(axis=0) for one in np.unique(minutes)])
    warm = means[means[:, 0] >= WARM * whole]
    hours, megabytes = warm[:, 0] / 3600, warm[:, 1]
    line = stats.linregress(hours, megabytes)
    left = megabytes - line.intercept - line.slope * hours
    alike = float(np.clip(np.corrcoef(left[:-1], left[1:])[0, 1], 0, 0.9)) if left.std() else 0.0
    count = max(3.0, len(warm) * (1 - alike) / (1 + alike))
    error = line.stderr * np.sqrt((len(warm) - 2) / (count - 2)) * stats.t.ppf(0.975, count - 2)
    return {
        "mb_first": round(float(means[0, 1]), 1),
        "mb_warm": round(float(megabytes[0]), 1),
        "mb_last": round(float(megabytes[-1]), 1),
        "mb_an_hour": round(float(line.slope), 2),
        "mb_an_hour_low": round(float(line.slope - error), 2),
        "mb_an_hour_high": round(float(line.slope + error), 2),
        "mb_by_minute": [round(float(one), 1) for one in means[:, 1]],
    }


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--minutes", type=float, default=MINUTES)
    asked.add_argument("--engine", choices=("sqlite", "postgres"), default="sqlite")
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()
    outcome = run(given.minutes, engine=given.engine, seed=given.seed)
    print(save(f"soak-memory-{given.engine}", outcome))
    print(json.dumps(outcome, indent=2))
    sys.exit(1 if outcome["growing"] else 0)
