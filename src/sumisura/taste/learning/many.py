"""Scores of many customers at once: what `sumisura.taste.state` gives for one."""

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from sumisura.taste.dataset import Histories
from sumisura.taste.learning.factors import solved
from sumisura.taste.learning.prior import Prior
from sumisura.taste.population import Population, Singles

Floats = npt.NDArray[np.float64]


def gaussian(known: Histories, vectors: Floats, prior: Prior) -> Floats:
    """(customers, items) x_i·θ̂ for every item of ``vectors`` (items, d)."""
    return np.asarray(solved(known, vectors, prior.precision, 0.0, prior.pull) @ vectors.T)


def related(known: Histories, weights: Singles) -> Floats:
    """(customers, items) Σ_j r_j B_ji over the items that B has; zero for the others."""
    inside = known.keep(known.columns < len(weights))
    rows = csr_array(
        (inside.pull.astype(np.float32), inside.columns, inside.begin), shape=(known.size, len(weights))
    )
    found = np.zeros((known.size, known.width))
    found[:, : len(weights)] = rows @ weights
    return found


def scores(population: Population, known: Histories) -> Floats:
    """(customers, rows) the scores of every row of a population."""
    prior = Prior(population.precision, population.pull)
    taste, item = population.units
    found = gaussian(known, population.vectors, prior) * taste
    if population.ease is not None and item:
        found += related(known, population.ease) * item
    return found
