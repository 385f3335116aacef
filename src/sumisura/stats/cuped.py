"""CUPED: what was known before the experiment takes chance out of its result.

y' = y - θ (x - x̄), θ = cov(y, x) / var(x), keeps the mean and has variance var(y) (1 - ρ²).
Source: Deng, Xu, Kohavi and Walker (2013), WSDM.
"""

from dataclasses import dataclass
from math import sqrt

import numpy as np
import numpy.typing as npt

from sumisura.stats.arrays import Floats, finite
from sumisura.stats.intervals import LEVEL, Estimate, around


@dataclass(frozen=True, slots=True)
class Cuped:
    """A difference between two arms after what was known before is taken out.

    Args:
        estimate: one - other, with Welch's interval.
        slope: θ, common to both arms.
        left: 1 - ρ², the share of the variance that is left: the same share of the sample serves as well.
    """

    estimate: Estimate
    slope: float
    left: float


def adjusted(outcome: npt.ArrayLike, before: npt.ArrayLike) -> Floats:
    """The outcome less what was known: y - θ (x - x̄), the same mean with less variance.

    Unchanged where x never varies.

    Args:
        outcome: (n,) y, measured during the experiment.
        before: (n,) x of the same customers, measured before it; nothing the experiment can have moved.

    Example:
        >>> adjusted([1.0, 2.0, 3.0], [10.0, 20.0, 30.0])
        array([2., 2., 2.])
    """
    y = finite(outcome, "outcome")
    x = finite(before, "before", length=len(y))
    moved: Floats = y - _slope(y - y.mean(), x - x.mean()) * (x - x.mean())
    return moved


def difference(
    one: tuple[npt.ArrayLike, npt.ArrayLike],
    other: tuple[npt.ArrayLike, npt.ArrayLike],
    *,
    level: float = LEVEL,
) -> Cuped:
    """The difference of two arms' means, one - other, with θ fitted within the arms.

    Args:
        one, other: (outcome, before) of each arm, both (n,) by customer.

    Raises:
        UnusableNumbers: an arm is empty, or a number in it is not finite.
    """
    (y1, x1), (y2, x2) = _checked(*one), _checked(*other)
    within_y = np.concatenate([y1 - y1.mean(), y2 - y2.mean()])
    within_x = np.concatenate([x1 - x1.mean(), x2 - x2.mean()])
    slope = _slope(within_y, within_x)
    spread = float(within_y @ within_y)
    rest = within_y - slope * within_x
    value = float(y1.mean() - y2.mean() - slope * (x1.mean() - x2.mean()))
    estimate = _welch(value, y1 - slope * x1, y2 - slope * x2, level)
    return Cuped(estimate, slope, float(rest @ rest) / spread if spread else 1.0)


def _slope(y: Floats, x: Floats) -> float:
    spread = float(x @ x)
    return float(y @ x) / spread if spread else 0.0


def _checked(outcome: npt.ArrayLike, before: npt.ArrayLike) -> tuple[Floats, Floats]:
    y = finite(outcome, "outcome")
    return y, finite(before, "before", length=len(y))


def _welch(value: float, one: Floats, other: Floats, level: float) -> Estimate:
    """Two means of unequal variance; degrees of freedom after Welch and Satterthwaite, rounded down."""
    if min(len(one), len(other)) < 2:  # noqa: PLR2004 - one observation has no spread
        return around(value, 0.0, len(one) + len(other), level)
    parts = one.var(ddof=1) / len(one), other.var(ddof=1) / len(other)
    variance = float(sum(parts))
    if not variance:
        return around(value, 0.0, len(one) + len(other), level)
    freedom = variance**2 / float(parts[0] ** 2 / (len(one) - 1) + parts[1] ** 2 / (len(other) - 1))
    found = around(value, sqrt(variance), int(freedom) + 1, level)
    return Estimate(value, found.low, found.high, len(one) + len(other), level)
