"""Intervals and tests that hold at every look: one may watch an experiment and stop whenever one likes.

The normal mixture: an estimate δ̂ with variance v is held against every effect at once, weighted by N(0, τ²).
Its likelihood ratio Λ is a martingale under "no effect", so P(ever Λ ≥ 1/α) ≤ α (Ville), and inverted it
gives the always-valid interval

    δ̂ ± √( v (v + τ²)/τ² · (2 ln(1/α) + ln((v + τ²)/v)) ).

Sources: Johari, Koomen, Pekelis and Walsh (2022), Operations Research 70; Howard, Ramdas, McAuliffe and
Sekhon (2021), Ann. Statist. 49; for unknown variances, asymptotically: Waudby-Smith et al. (2024), Ann. Statist. 52.
"""

from collections.abc import Callable
from math import inf, log, log1p

import numpy as np
import numpy.typing as npt
from scipy.special import betaln, xlog1py, xlogy

from sumisura.stats.arrays import Floats
from sumisura.stats.intervals import LEVEL, Estimate, check_counts, check_level
from sumisura.stats.moments import Moments

PLANNED = 5000
"""Observations around which intervals are narrowest, unless told otherwise; they hold before and after, too."""
LEAST = 30
"""Observations of each arm before its variance is believed; until then an interval is open."""
_HALVINGS = 60


def reach(variance: npt.ArrayLike, mixing: npt.ArrayLike, level: float = LEVEL) -> Floats:
    """Half the width of the always-valid interval.

    Args:
        variance: v, of the estimate now; above 0. Any shape.
        mixing: τ², fixed before looking (see `tuned`).

    Returns:
        √( v (v + τ²)/τ² · (2 ln(1/α) + ln((v + τ²)/v)) ), in the shape of ``variance``.
    """
    v, t = np.asarray(variance, dtype=np.float64), np.asarray(mixing, dtype=np.float64)
    wide: Floats = np.sqrt(v * (v + t) / t * (-2 * log(1 - level) + np.log1p(t / v)))
    return wide


def p_value(value: npt.ArrayLike, variance: npt.ArrayLike, mixing: npt.ArrayLike) -> Floats:
    """The mSPRT's always-valid p-value against "no effect": min(1, 1/Λ).

    Λ = √(v/(v + τ²)) · exp( τ² δ̂² / (2 v (v + τ²)) ); it is below α exactly where the interval leaves zero out.

    Args:
        value, variance, mixing: δ̂, v and τ². Any shapes that broadcast.

    Example:
        >>> p_value([0.0, 3.0, 30.0], 1.0, 1.0).round(3)
        array([1.   , 0.149, 0.   ])
    """
    v, t = np.asarray(variance, dtype=np.float64), np.asarray(mixing, dtype=np.float64)
    squared = np.asarray(value, dtype=np.float64) ** 2
    p: Floats = np.exp(np.minimum(0.0, np.log1p(t / v) / 2 - t * squared / (2 * v * (v + t))))
    return p


def tuned(variance: npt.ArrayLike, level: float = LEVEL) -> Floats:
    """The τ² that makes the interval narrowest where the estimate's variance is this.

    τ² = v (2 ln(1/α) + ln(2 ln(1/α) + 1)); Howard et al. (2021), §3.5, to first order.
    """
    wide = -2 * log(1 - level)
    mixing: Floats = np.asarray(variance, dtype=np.float64) * (wide + log1p(wide))
    return mixing


def mean(sample: Moments, *, planned: int = PLANNED, level: float = LEVEL) -> Estimate:
    """The mean of a growing sample, whenever one looks.

    Args:
        sample: n, Σx, Σx² so far.
        planned: the n the interval is narrowest at.

    Example:
        >>> found = mean(Moments.rate(60, 200))
        >>> round(found.value, 3), round(found.low, 3), round(found.high, 3)
        (0.3, 0.134, 0.466)
    """
    check_level(level)
    if sample.n < LEAST or not sample.variance > 0:
        return Estimate(sample.mean, -inf, inf, sample.n, level)
    wide = float(reach(sample.variance / sample.n, tuned(sample.variance / planned, level), level))
    return Estimate(sample.mean, sample.mean - wide, sample.mean + wide, sample.n, level)


def rate(
    successes: int, n: int, *, prior: tuple[float, float] = (0.5, 0.5), level: float = LEVEL
) -> Estimate:
    """A yes-or-no rate, whenever one looks: exact for any n, by a mixture over Beta(a, b).

    {p : B(a+s, b+n-s) / (B(a, b) p^s (1-p)^(n-s)) < 1/α}; Robbins (1970), Ann. Math. Statist. 41.

    Args:
        prior: (a, b) of the mixture; any choice is valid, near the truth is narrow.

    Example:
        >>> found = rate(6, 200)
        >>> round(found.low, 4), round(found.high, 4)
        (0.0049, 0.0906)
        >>> rate(0, 0)
        Estimate(value=0.0, low=0.0, high=1.0, n=0, level=0.95)
    """
    check_level(level)
    check_counts(successes, n)
    if n == 0:
        return Estimate(0.0, 0.0, 1.0, 0, level)
    a, b = prior
    least = float(betaln(a + successes, b + n - successes) - betaln(a, b)) + log(1 - level)

    def holds(p: float) -> bool:
        return float(xlogy(successes, p) + xlog1py(n - successes, -p)) > least

    found = successes / n
    return Estimate(
        found,
        0.0 if holds(0.0) else _edge(found, 0.0, holds),
        1.0 if holds(1.0) else _edge(found, 1.0, holds),
        n,
        level,
    )


def difference(one: Moments, other: Moments, *, planned: int = PLANNED, level: float = LEVEL) -> Estimate:
    """The difference of two arms' means, one - other, whenever one looks; arms may differ in size.

    An arm's own variance, or that of both together where it is larger: while few in the smaller arm have bought,
    its own is far too small, and looking forty times would alarm at every fifth experiment.

    Args:
        one, other: n, Σx, Σx² of each arm so far.
        planned: observations of both arms together at which the interval is narrowest.

    Returns:
        The difference; its interval is open while an arm has fewer than `LEAST`, or no spread was seen.

    Example:
        >>> found = difference(Moments.rate(300, 1000), Moments.rate(200, 1000))
        >>> round(found.value, 3), round(found.low, 3), round(found.high, 3)
        (0.1, 0.04, 0.16)
    """
    check_level(level)
    n, value = one.n + other.n, one.mean - other.mean
    if min(one.n, other.n) < LEAST or not one.variance + other.variance > 0:
        return Estimate(value, -inf, inf, n, level)
    pooled = ((one.n - 1) * one.variance + (other.n - 1) * other.variance) / (n - 2)
    own = one.variance / one.n + other.variance / other.n
    return _mixed(value, max(own, pooled / one.n + pooled / other.n), n, planned, level)


def rate_difference(
    one: tuple[int, int], other: tuple[int, int], *, planned: int = PLANNED, level: float = LEVEL
) -> Estimate:
    """The difference of two arms' yes-or-no rates, whenever one looks, steady where successes are few.

    As `difference`, with variances p̃(1-p̃), p̃ = (s + 1)/(n + 2): no arm is ever thought to be without chance
    (Agresti and Caffo 2000, Am. Statist. 54).

    Args:
        one, other: (successes, n) of each arm so far.
    """
    check_level(level)
    for arm in (one, other):
        check_counts(*arm)
    (s1, n1), (s2, n2) = one, other
    value = Moments.rate(s1, n1).mean - Moments.rate(s2, n2).mean
    if min(n1, n2) < LEAST:
        return Estimate(value, -inf, inf, n1 + n2, level)
    softened = [(s + 1) / (n + 2) for s, n in (one, other)]
    own = sum(p * (1 - p) / n for p, n in zip(softened, (n1, n2), strict=True))
    return _mixed(value, own, n1 + n2, planned, level)


def _mixed(value: float, variance: float, n: int, planned: int, level: float) -> Estimate:
    wide = float(reach(variance, tuned(variance * n / planned, level), level))
    return Estimate(value, value - wide, value + wide, n, level)


def _edge(inside: float, outside: float, holds: Callable[[float], bool]) -> float:
    """Where the set ends between a point in it and one that is not, by halving."""
    for _ in range(_HALVINGS):
        middle = (inside + outside) / 2
        inside, outside = (middle, outside) if holds(middle) else (inside, middle)
    return outside
