"""How much each source's signals weigh and how fast they fade: at first by how deliberate they are, then as fitted."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import inf

import numpy as np
import numpy.typing as npt

from sumisura.taste.dataset import Histories
from sumisura.taste.population import Strength

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

DEFAULTS: Mapping[str, Strength] = {
    "stated": Strength(4.0, 3650.0),
    "ratings": Strength(2.0, 730.0),
    "purchases": Strength(2.0, 365.0),
    "returns": Strength(2.0, 365.0),
    "conversation": Strength(1.5, 180.0),
    "designs": Strength(1.0, 180.0),
    "visit": Strength(0.5, 7.0),
    "devices": Strength(0.3, 90.0),
    "friends": Strength(0.1, 365.0),
    "place": Strength(0.1, 90.0),
}
"""Source → strength where too little is known to fit it: the more deliberate, the stronger and the longer."""

PRECISIONS = (0.0, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0)
HALF_LIVES = (0.001, 0.003, 0.01, 0.1, 1.0, 7.0, 30.0, 100.0, 365.0, inf)
LASTING = (0.0, 0.03, 0.1, 0.3)


@dataclass(frozen=True)
class Told:
    """One source's signals of many customers.

    Args:
        customers, columns: (signals,) whose and about which item.
        days: (signals,) how old each is.
        weight, pull: (signals,) in plain signals, before strength and age.
    """

    customers: Ints
    columns: Ints
    days: Floats
    weight: Floats
    pull: Floats


def weighed(told: Mapping[str, Told], strengths: Mapping[str, Strength], shape: tuple[int, int]) -> Histories:
    """All sources together, each signal as much as its source and its age let it weigh.

    Args:
        told: by source.
        strengths: by source.
        shape: customers and items.
    """
    parts = [(one, _factor(strengths[source], one.days)) for source, one in told.items()]
    return Histories.of(
        np.concatenate([one.customers for one, _ in parts]),
        np.concatenate([one.columns for one, _ in parts]),
        shape,
        weight=np.concatenate([one.weight * factor for one, factor in parts]),
        pull=np.concatenate([one.pull * factor for one, factor in parts]),
    )


def fitted(
    start: Mapping[str, Strength],
    quality: Callable[[Mapping[str, Strength]], npt.ArrayLike],
    timed: bool,
    *,
    multiples: Sequence[float] = (),
    sure: float = 0.0,
) -> dict[str, Strength]:
    """The strengths under which held-out events rank best: one number after another, source by source.

    Args:
        start: where to begin; `start` stays wherever nothing is better.
        quality: how well strengths rank what was held out, for each customer; larger is better.
        timed: whether ages mean anything; else only precisions are fitted.
        multiples: of each source's precision, to be tried instead of `PRECISIONS`.
        sure: standard errors by which a step must be better.
    """
    best, found = dict(start), np.atleast_1d(quality(start))
    for source, one in start.items():
        for name, values in _grid(timed, [one.precision * each for each in multiples]).items():
            for value in values:
                tried = {**best, source: best[source]._replace(**{name: value})}
                served = np.atleast_1d(quality(tried))
                if _better(served, found, sure):
                    best, found = tried, served
    return best


def _better(served: Floats, found: Floats, sure: float) -> bool:
    if not sure:
        return bool(served.mean() > found.mean())
    more = served - found
    return bool(more.mean() > sure * more.std() / np.sqrt(len(more)))


def _grid(timed: bool, precisions: Sequence[float]) -> Mapping[str, Sequence[float]]:
    weights = {"precision": precisions or PRECISIONS}
    return {"half_life": HALF_LIVES, "lasting": LASTING, **weights} if timed else weights


def _factor(strength: Strength, days: Floats) -> Floats:
    fading = np.exp2(-np.maximum(days, 0.0) / strength.half_life)
    return strength.precision * (strength.lasting + (1.0 - strength.lasting) * fading)
