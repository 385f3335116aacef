"""Counting what nobody has to tell: each device reports with so much chance that no report says anything sure.

A device answers for each of d positions with one bit, of which at most one is truly 1. Under optimised unary encoding
(Wang, Blocki, Li and Jha, USENIX Security 2017, §4.3; the idea is Warner's randomised response, JASA 1965) a true 1 is
sent as 1 with probability

    p = 1/2,     any other bit with     q = 1 / (e^ε + 1),

and whatever two truths are compared, no report is more than e^ε times likelier under one than under the other. From
the sums c_j over n reports the number of devices whose truth is j is estimated without bias by

    n̂_j = (c_j - n q) / (p - q),      var n̂_j = (n_j p (1 - p) + (n - n_j) q (1 - q)) / (p - q)².
"""

from dataclasses import dataclass
from math import exp, inf, isfinite, sqrt

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from sumisura.stats.errors import UnusableNumbers
from sumisura.stats.intervals import LEVEL, Estimate

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Noise:
    """With what probability a bit is sent as 1.

    Args:
        epsilon: ε of one report, above 0: the smaller, the less it says. At 1, p = 0.5 and q = 0.269.

    Raises:
        UnusableNumbers: ε is no number above 0.

    Example:
        >>> noise = Noise(1.0)
        >>> round(noise.q, 3), round(noise.ratio, 3)
        (0.269, 2.718)
    """

    epsilon: float

    def __post_init__(self) -> None:
        if not (isfinite(self.epsilon) and self.epsilon > 0):
            raise UnusableNumbers(f"ε is {self.epsilon:g}", mend="Give a number above 0, such as 1.")

    @property
    def p(self) -> float:
        """Of a true 1."""
        return 0.5

    @property
    def q(self) -> float:
        """Of a true 0."""
        return 1 / (exp(self.epsilon) + 1)

    @property
    def ratio(self) -> float:
        """The most by which one truth can make a report likelier than another: p (1 - q) / ((1 - p) q) = e^ε."""
        return self.p * (1 - self.q) / ((1 - self.p) * self.q)


def counts(sums: npt.ArrayLike, n: int, noise: Noise, level: float = LEVEL) -> tuple[Estimate, ...]:
    """How many devices truly stand at each position, with the interval they lie in.

    Args:
        sums: (d,) ones that were received, each from 0 to n.
        n: reports.
        noise: as it was drawn on the devices.
        level: how often such an interval holds the truth.

    Raises:
        UnusableNumbers: a sum is no number from 0 to n.

    Example:
        >>> [round(one.value) for one in counts([500, 269], 1000, Noise(1.0))]
        [1000, 0]
    """
    found = np.asarray(sums, np.float64)
    if n < 0 or not np.all((found >= 0) & (found <= n)):
        raise UnusableNumbers(
            f"a sum of {n} reports is not from 0 to {n}", mend="Give one sum for each position."
        )
    values = (found - n * noise.q) / (noise.p - noise.q)
    wide = ndtri((1 + level) / 2)
    return tuple(
        Estimate(value, value - wide * error, value + wide * error, n, level)
        for value, error in zip(values.tolist(), _errors(values, n, noise).tolist(), strict=True)
    )


def variance(true: float, n: int, noise: Noise) -> float:
    """Of the estimated count of a position at which ``true`` of ``n`` devices stand.

    Example:
        >>> variance(0, 1000, Noise(1.0)) > variance(0, 1000, Noise(2.0))
        True
    """
    p, q = noise.p, noise.q
    return (true * p * (1 - p) + (n - true) * q * (1 - q)) / (p - q) ** 2


def _errors(values: Floats, n: int, noise: Noise) -> Floats:
    """Standard errors, with the estimate in the place of the truth, kept to what can be: from 0 to n."""
    possible = np.clip(values, 0, n)
    return np.array([sqrt(variance(one, n, noise)) if n else inf for one in possible.tolist()])
