"""Chooses how strongly factors are regularised, in few dimensions: it carries over to more of them.

It does not carry over from a sample of the customers, who want stronger regularisation than all of them do: where
there are too many to try, the settings stay those that suit long logs.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from sumisura.taste.dataset import Histories
from sumisura.taste.evaluation.metrics import ndcg, rankings
from sumisura.taste.evaluation.splits import Fold
from sumisura.taste.learning.factors import Factors, Floats, Settings, factorise, random_start, ridges, solved

MOST = 200_000
"""Events up to which settings are tried out."""

CUSTOMERS = 200
DIMENSION, EPOCHS = 32, 4

GRID: Mapping[str, tuple[float, ...]] = {"ridge": (0.001, 0.003, 0.01, 0.03), "contrast": (3.0, 6.0, 12.0)}


def tuned(train: Histories, tune: Fold, rng: np.random.Generator, start: Settings | None = None) -> Settings:
    """The settings whose fold-in ranks what is held back of ``tune`` best.

    Args:
        train: customers to learn from.
        tune: others, to rank for.
        rng: draws whom to rank for and the starting points, the same for every candidate.
        start: what is not tuned stays as here.
    """
    best = start or Settings()
    if len(train.columns) > MOST:
        return best
    some = tune.take(np.sort(rng.permutation(tune.known.size)[:CUSTOMERS]))
    begin = random_start(train.width, DIMENSION, rng)

    def quality(settings: Settings) -> float:
        small = replace(settings, dimension=DIMENSION, epochs=EPOCHS)
        scores = folded_in(factorise(train, begin, small), some.known, small)
        return float(ndcg(rankings(scores, some.known, 100), some.held).mean())

    for name, values in GRID.items():
        best = max((_turned(best, name, value) for value in values), key=quality)
    return best


def folded_in(factors: Factors, known: Histories, settings: Settings) -> Floats:
    """(customers, items) the scores of iALS alone: each customer solved as in training."""
    items, background = factors.items, factors.background
    ridge = ridges(known, background, len(items), settings, settings.floor[0])
    return np.asarray(solved(known, items, background * items.T @ items, ridge) @ items.T)


def _turned(settings: Settings, name: str, value: float) -> Settings:
    return replace(settings, ridge=value) if name == "ridge" else replace(settings, contrast=value)
