"""A complete design, with what it costs and how well it is liked."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sumisura.space.design import Design
from sumisura.space.engine import Costs, Engine
from sumisura.space.errors import NotSwept

Floats = npt.NDArray[np.float64]
FINE = 58
"""Bits of a whole number that stands for a weight: finer than a sum of floating-point numbers."""


class Variant(NamedTuple):
    """One that can be made.

    Args:
        design: complete; the choices that were made before keep what they weigh.
        price: minor units.
        weight: how well it is liked: the sum of the weights asked with; 0 when none were.
    """

    design: Design
    price: int
    weight: float


def compiled(design: Design, asks: str) -> Engine:
    """The engine of a design whose family is compiled as a whole: what sweeps over its circuit can be asked of.

    Raises:
        NotSwept: some part of the family is searched; ``asks`` says what was wanted.
    """
    if not design.engine.is_exact:
        raise NotSwept(design.engine.family.name, asks)
    return design.engine


def variant(design: Design, columns: npt.NDArray[np.int64], weights: Floats | None = None) -> Variant:
    """A completion of a design, from the chosen column of every variable, auxiliary ones last."""
    engine = design.engine
    own = columns[: engine.structure.size]
    chosen = design.chosen.copy()
    chosen[: len(own)] = own
    price = engine.prices.base + int(engine.prices.column[columns].sum())
    liked = 0.0 if weights is None else float(weights[own].sum())
    return Variant(Design(engine, chosen, design.weight), price, liked)


def of_values(design: Design, values: npt.NDArray[np.int32], weights: Floats | None = None) -> Variant:
    """The same from value numbers."""
    return variant(design, design.engine.structure.first[:-1].astype(np.int64) + values, weights)


def checked(engine: Engine, weights: npt.ArrayLike | None) -> Floats | None:
    """One customer's weights, shape (columns,), or None. Raises BadInput on another shape or what is not finite."""
    return None if weights is None else engine.checked([weights])[0]


def dislike(engine: Engine, weights: Floats | None) -> Floats:
    """What each column, auxiliary ones last, takes from the best: its price, or what it is liked less than the best."""
    if weights is None:
        return engine.prices.column.astype(np.float64)
    cost = np.zeros(len(engine.prices.column))
    first = engine.structure.first
    most = np.maximum.reduceat(weights, first[: engine.structure.size])
    cost[: engine.public] = np.repeat(most, engine.structure.widths[: engine.structure.size]) - weights
    return cost


def fixed_point(engine: Engine, cost: Floats) -> tuple[Costs, float]:
    """Costs of at least 0 as whole numbers, and how many of them make 1: a power of two, so that few digits stay exact.

    Any sum of them, one a variable, stays below 2**58.
    """
    spread = float(np.maximum.reduceat(cost, engine.structure.first[:-1]).sum())
    scale = 2.0 ** (FINE - 1 - np.frexp(spread)[1]) if spread else 1.0
    return np.rint(cost * scale).astype(np.int64), scale
