"""Estimates with the interval they lie in, for one look at a fixed number of observations.

Who looks again and again while data come in uses `sumisura.stats.sequential` instead.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf, isfinite, sqrt

import numpy as np
import numpy.typing as npt
from scipy.special import gammaincinv, ndtri, stdtrit

from sumisura.stats.arrays import Floats, finite
from sumisura.stats.errors import UnusableNumbers

LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number, and how sure it is.

    Args:
        value: the estimate itself.
        low, high: the interval; infinite where the data cannot say.
        n: how many independent observations it rests on.
        level: how often such an interval holds the truth.
    """

    value: float
    low: float
    high: float
    n: int
    level: float = LEVEL

    @property
    def known(self) -> bool:
        """Whether the data say anything about how far off it may be."""
        return isfinite(self.low) and isfinite(self.high)

    @property
    def decided(self) -> bool:
        """Whether zero is outside: the sign is known."""
        return self.low > 0 or self.high < 0

    def covers(self, truth: float) -> bool:
        """Whether the truth is inside."""
        return self.low <= truth <= self.high


def around(value: float, error: float, n: int, level: float = LEVEL) -> Estimate:
    """Student's interval: value ± t_{n-1} · standard error.

    A standard error of 0 says that no spread was ever seen, not that there is none: the interval stays open.

    Args:
        error: standard error of the value.
        n: independent observations behind the error.

    Raises:
        UnusableNumbers: the level is not between 0 and 1.

    Example:
        >>> around(2.0, 0.5, 11)
        Estimate(value=2.0, low=0.88..., high=3.11..., n=11, level=0.95)
        >>> around(2.0, 0.0, 11).known
        False
    """
    check_level(level)
    if n < 2 or error <= 0:  # noqa: PLR2004 - one observation has no spread
        return Estimate(value, -inf, inf, n, level)
    reach = float(stdtrit(n - 1, (1 + level) / 2)) * error
    return Estimate(value, value - reach, value + reach, n, level)


def mean(values: npt.ArrayLike, level: float = LEVEL) -> Estimate:
    """The mean of independent observations, with Student's interval."""
    column = finite(values, "values")
    n = len(column)
    error = float(column.std(ddof=1)) / sqrt(n) if n > 1 else 0.0
    return around(float(column.mean()), error, n, level)


def paired(ours: npt.ArrayLike, theirs: npt.ArrayLike, level: float = LEVEL) -> Estimate:
    """The mean of ours - theirs, each pair measured on the same user, fold or question.

    Args:
        ours, theirs: shape (n,), row by row about the same thing.

    Example:
        >>> paired([3.0, 5.0, 4.0], [2.0, 3.0, 3.0]).value
        1.3333333333333333
    """
    first = finite(ours, "ours")
    return mean(first - finite(theirs, "theirs", length=len(first)), level)


def wilson(successes: int, n: int, level: float = LEVEL) -> Estimate:
    """A rate with Wilson's score interval, good for few and for none.

    (p̂ + z²/2n ± z √(p̂(1-p̂)/n + z²/4n²)) / (1 + z²/n)

    Source: Wilson (1927), J. Am. Stat. Assoc. 22, 209.

    Raises:
        UnusableNumbers: there are more successes than tries, or fewer than none.

    Example:
        >>> found = wilson(0, 10)
        >>> round(found.low, 12), round(found.high, 4)
        (0.0, 0.2775)
    """
    check_level(level)
    check_counts(successes, n)
    if n == 0:
        return Estimate(0.0, 0.0, 1.0, 0, level)
    rate, z = successes / n, float(ndtri((1 + level) / 2))
    middle, whole = rate + z * z / (2 * n), 1 + z * z / n
    reach = z * sqrt(rate * (1 - rate) / n + z * z / (4 * n * n))
    return Estimate(rate, max(0.0, (middle - reach) / whole), min(1.0, (middle + reach) / whole), n, level)


def poisson(count: int, level: float = LEVEL) -> Estimate:
    """How often something happens in a span like the one it was counted in, with the exact interval.

    (χ²_{2k, (1-level)/2} / 2, χ²_{2k+2, (1+level)/2} / 2)

    Source: Garwood (1936), Biometrika 28, 437.

    Raises:
        UnusableNumbers: it is fewer than none.

    Example:
        >>> found = poisson(10)
        >>> round(found.low, 2), round(found.high, 2)
        (4.8, 18.39)
        >>> poisson(0).low
        0.0
    """
    check_level(level)
    check_counts(0, count)
    low = float(gammaincinv(count, (1 - level) / 2)) if count else 0.0
    return Estimate(float(count), low, float(gammaincinv(count + 1, (1 + level) / 2)), count, level)


def bootstrap(
    values: npt.ArrayLike,
    statistic: Callable[[Floats], float],
    rng: np.random.Generator,
    *,
    draws: int = 2000,
    level: float = LEVEL,
) -> Estimate:
    """Any statistic of independent observations, with the percentile bootstrap's interval.

    Source: Efron (1979), Ann. Statist. 7, 1.

    Args:
        statistic: (n,) → a number; called ``draws`` times.

    Example:
        >>> found = bootstrap(np.arange(100.0), lambda x: float(np.median(x)), np.random.default_rng(1))
        >>> found.covers(49.5)
        True
    """
    check_level(level)
    column = finite(values, "values")
    n = len(column)
    found = [statistic(column[rng.integers(n, size=n)]) for _ in range(draws)]
    low, high = np.quantile(found, [(1 - level) / 2, (1 + level) / 2])
    return Estimate(statistic(column), float(low), float(high), n, level)


def check_level(level: float) -> None:
    """Refuse a level that is no probability."""
    if not 0 < level < 1:
        raise UnusableNumbers(f"{level} is no level", mend="Give one between 0 and 1, such as 0.95.")


def check_counts(successes: int, n: int) -> None:
    """Refuse counts that cannot be."""
    if not 0 <= successes <= n:
        raise UnusableNumbers(f"{successes} of {n} cannot be", mend="Count again: from none to all.")
