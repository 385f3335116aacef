"""Count, sum and sum of squares in exact integers: they merge across machines, and subtract without a trace."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import nan

from sumisura.stats.errors import UnusableNumbers


@dataclass(frozen=True, slots=True)
class Moments:
    """Sufficient statistics of whole numbers (cents, counts, fixed-point values): n, Σx, Σx².

    Integers of any size: no order of adding or merging changes a bit, and what is subtracted was never there.

    Args:
        n: how many observations.
        total: Σx.
        squares: Σx².

    Example:
        >>> both = Moments.of([1, 2]) + Moments.of([6])
        >>> both, both.mean, both.variance
        (Moments(n=3, total=9, squares=41), 3.0, 7.0)
        >>> both - Moments.of([6]) == Moments.of([1, 2])
        True
    """

    n: int = 0
    total: int = 0
    squares: int = 0

    @classmethod
    def of(cls, values: Iterable[int]) -> "Moments":
        """Those of these numbers.

        Raises:
            UnusableNumbers: one of them is not whole.
        """
        found = cls()
        for row, value in enumerate(values):
            if value != value // 1:
                raise UnusableNumbers(
                    f"{value} is not whole", row=row, mend="Count in the smallest unit, such as cents."
                )
            found += cls(1, int(value), int(value) ** 2)
        return found

    @classmethod
    def rate(cls, successes: int, n: int) -> "Moments":
        """Those of n answers of which so many were yes (1), the rest no (0)."""
        return cls(n, successes, successes)

    def __add__(self, other: "Moments") -> "Moments":
        return Moments(self.n + other.n, self.total + other.total, self.squares + other.squares)

    def __sub__(self, other: "Moments") -> "Moments":
        left = Moments(self.n - other.n, self.total - other.total, self.squares - other.squares)
        if left.n < 0 or left.total**2 > left.n * left.squares:  # Cauchy-Schwarz
            raise UnusableNumbers(
                "more is taken away than was ever added", mend="Subtract only what was added before."
            )
        return left

    @property
    def mean(self) -> float:
        """Σx / n; not a number where there is none."""
        return self.total / self.n if self.n else nan

    @property
    def variance(self) -> float:
        """(nΣx² - (Σx)²) / (n(n-1)), exact until the last division; not a number below two observations."""
        if self.n < 2:  # noqa: PLR2004 - one observation has no spread
            return nan
        return (self.n * self.squares - self.total**2) / (self.n * (self.n - 1))
