"""Where each customer's taste begins: how tastes are spread over the population, and what is unseen by most.

    Λ₀ = unseen · α₀ VᵀV + spread · C⁻¹ + λI,       Λ₀μ₀ = spread · C⁻¹ m

m and C are mean and covariance of the population's tastes. With ``spread`` 0 and ``unseen`` 1 this is the fold-in of
iALS, which with one known event ranks worse than popularity; the mean m knows what is popular, and C in which
directions tastes differ at all. Both multiples are chosen on held-out customers (`sumisura.taste.learning.blend`).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Spread:
    """How tastes are spread: mean (d,) and covariance (d, d)."""

    mean: Floats
    covariance: Floats


@dataclass(frozen=True, slots=True)
class Prior:
    """A prior in information form: precision Λ₀ (d, d) and pull Λ₀μ₀ (d,)."""

    precision: Floats
    pull: Floats

    @property
    def mean(self) -> Floats:
        """(d,) μ₀."""
        return np.asarray(np.linalg.solve(self.precision, self.pull), np.float64)


def spread(tastes: Floats, before: float = 1.0, worth: float | None = None) -> Spread:
    """Mean and covariance, shrunk to N(0, before · I) as if that had been seen in ``worth`` customers.

    Args:
        tastes: (customers, d); may be empty.
        before: variance of each coordinate before anything is seen.
        worth: how many customers that is worth; d unless given, enough to keep C invertible.
    """
    number, dimension = tastes.shape
    believed = float(dimension if worth is None else worth)
    total = number + believed
    mean = tastes.sum(axis=0) / total
    away = tastes - mean
    covariance = (
        away.T @ away + believed * (before * np.eye(dimension) + np.multiply.outer(mean, mean))
    ) / total
    return Spread(mean, covariance)


def prior(
    tastes: Spread, vectors: Floats, background: float, unseen: float, share: float, ridge: float
) -> Prior:
    """The prior that the formula above gives.

    Args:
        tastes: how tastes are spread.
        vectors: (items, d) V.
        background: α₀ of the factorisation.
        unseen, share: its multiples of VᵀV and of C⁻¹.
        ridge: λ.
    """
    inverse = share * np.linalg.inv(tastes.covariance)
    precision = unseen * background * vectors.T @ vectors + inverse + ridge * np.eye(len(inverse))
    return Prior((precision + precision.T) / 2, inverse @ tastes.mean)
