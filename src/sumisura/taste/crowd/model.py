"""Integer sums by integer key: what every state of the crowd is made of."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

ONE = 1 << 16
"""One vote in fixed point: integers add up the same in every order, so merging and taking back are exact."""

FEWEST = 5
"""A number that fewer parties than this stand behind is never shown, nor is a place with fewer."""


@dataclass(frozen=True, slots=True, eq=False)
class Sums:
    """Sparse integer sums in canonical form: keys strictly ascending, no amount is zero.

    Integers, so that adding is associative to the last bit and subtracting a part leaves exactly what would be
    there without it.

    Args:
        keys: (m,) int64.
        amounts: (m,) int64.

    Example:
        >>> one, two = Sums.of([3, 1, 3], [1, 1, 1]), Sums.of([3], [5])
        >>> (one + two).at([1, 2, 3]).tolist(), one + two - two == one
        ([1, 0, 7], True)
    """

    keys: Ints
    amounts: Ints

    @classmethod
    def of(cls, keys: Sequence[int] | Ints = (), amounts: Sequence[int] | Ints = ()) -> "Sums":
        """Add up amounts by key; keys may repeat and come in any order."""
        found, where = np.unique(np.asarray(keys, dtype=np.int64), return_inverse=True)
        summed = np.zeros(found.size, dtype=np.int64)
        np.add.at(summed, where, np.asarray(amounts, dtype=np.int64))
        kept = summed != 0
        return cls(found[kept], summed[kept])

    def __add__(self, other: "Sums") -> "Sums":
        return Sums.of(np.r_[self.keys, other.keys], np.r_[self.amounts, other.amounts])

    def __sub__(self, other: "Sums") -> "Sums":
        return Sums.of(np.r_[self.keys, other.keys], np.r_[self.amounts, -other.amounts])

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sums):
            return NotImplemented
        return np.array_equal(self.keys, other.keys) and np.array_equal(self.amounts, other.amounts)

    __hash__ = None  # type: ignore[assignment]  # equal by value, and made of arrays

    def at(self, keys: Sequence[int] | Ints) -> Ints:
        """(k,) the amounts under those keys; 0 where there is none."""
        asked = np.asarray(keys, dtype=np.int64)
        if not self.keys.size:
            return np.zeros(asked.shape, dtype=np.int64)
        place = np.minimum(np.searchsorted(self.keys, asked), self.keys.size - 1)
        return np.where(self.keys[place] == asked, self.amounts[place], 0)
