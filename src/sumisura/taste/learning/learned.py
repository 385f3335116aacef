"""What a fit found, before it has names, and the beginnings of taste that it allows."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from sumisura.taste.learning.prior import Prior, Spread, prior
from sumisura.taste.population import Singles

Floats = npt.NDArray[np.float64]

SURE = 1e-6
"""What keeps a prior's precision positive definite."""
FIRM = 1e4
"""Precision of everyone's taste for fame: what one customer tells does not move it."""


@dataclass(frozen=True)
class Learned:
    """What a fit found.

    Args:
        vectors: (rows, d) items, then tokens.
        tastes: how customers' tastes are spread.
        background: α₀.
        weights: item-item weights of the first items, or None.
        goods: how many rows are items.
        ridge: λ of a taste in iALS, before anything is seen of a customer.
        fame: (rows,) how popular each is, in standard deviations of those offered; 0 for the others. Empty: unknown.
    """

    vectors: Floats
    tastes: Spread
    background: float
    weights: Singles | None
    goods: int
    ridge: float
    fame: Floats = field(default_factory=lambda: np.zeros(0))

    def prior(self, unseen: float, share: float) -> Prior:
        """The prior with these multiples."""
        goods = self.vectors[: self.goods]
        return prior(self.tastes, goods, self.background, unseen, share, SURE)

    @property
    def alone(self) -> Prior:
        """The prior of item factors alone: iALS folding in."""
        goods = self.vectors[: self.goods]
        return prior(self.tastes, goods, self.background, 1.0, 0.0, max(self.ridge, SURE))

    def begun(self, unseen: float, share: float, fame: float) -> tuple[Floats, Prior]:
        """Vectors and prior. Where fame counts, it is one more coordinate, and everyone's taste for it is 1.

        So popularity is part of the prior: of the thread ``everyone``, with nothing left over.

        Args:
            unseen, share: as for `prior`.
            fame: how far a standard deviation of fame moves a score, in those of what everyone's taste gives.
        """
        plain = self.prior(unseen, share)
        if not (fame and len(self.fame)):
            return self.vectors, plain
        size = len(plain.pull)
        precision = np.zeros((size + 1, size + 1))
        precision[:size, :size] = plain.precision
        precision[size, size] = FIRM
        unit = float((self.vectors[: self.goods] @ self.tastes.mean).std()) or 1.0
        famed = np.column_stack([self.vectors, fame * unit * self.fame])
        return famed, Prior(precision, np.append(plain.pull, FIRM))


def fame(counts: npt.ArrayLike, offered: npt.NDArray[np.bool_]) -> Floats:
    """(rows,) the logarithm of how many customers like each, less its mean, in standard deviations of those offered.

    Args:
        counts: (rows,) customers.
        offered: (rows,) what is ranked; the others get 0.

    Example:
        >>> fame([0, 0, 3, 9], np.array([True, True, True, False])).round(2).tolist()
        [-0.71, -0.71, 1.41, 0.0]
    """
    known = np.log1p(np.asarray(counts, np.float64))
    found = np.zeros(len(known))
    if not offered.any():
        return found
    away = known[offered] - known[offered].mean()
    found[offered] = away / (float(away.std()) or 1.0)
    return found
