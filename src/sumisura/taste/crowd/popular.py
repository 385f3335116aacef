"""How many parties chose an item, and how many chose two together: counts that merge and subtract exactly."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import numpy as np

from sumisura.taste.crowd.model import Floats, Ints, Sums


@dataclass(frozen=True, slots=True)
class Together:
    """Counts and co-counts of ``items`` rows.

    Args:
        items: how many rows there are; counts over another number of rows do not mix with these.
        parties: how many parties were counted.
        pairs: key i · items + j, i ≤ j → parties that chose both; i = j is the count of one item.
    """

    items: int
    parties: int
    pairs: Sums

    def __add__(self, other: "Together") -> "Together":
        return Together(self._same(other), self.parties + other.parties, self.pairs + other.pairs)

    def __sub__(self, other: "Together") -> "Together":
        return Together(self._same(other), self.parties - other.parties, self.pairs - other.pairs)

    def _same(self, other: "Together") -> int:
        if self.items != other.items:
            raise ValueError(f"counts over {self.items} rows and over {other.items} do not add up")
        return self.items

    def counts(self) -> Ints:
        """(items,) how many parties chose each."""
        return self.pairs.at(np.arange(self.items) * (self.items + 1))

    def both(self, row: int) -> Ints:
        """(items,) how many parties chose each together with ``row``; at ``row`` itself, how many chose it."""
        others = np.arange(self.items)
        return self.pairs.at(np.minimum(others, row) * self.items + np.maximum(others, row))


def count(baskets: Iterable[Collection[int]], items: int) -> Together:
    """Count what parties chose.

    Args:
        baskets: the rows each party chose; a row twice in one basket counts once.
        items: how many rows there are.

    Returns:
        The counts; those of one basket, subtracted again, leave what would be there without that party.

    Example:
        >>> all_ = count([{0, 1}, {1, 2}, {1}], items=3)
        >>> all_.counts().tolist(), all_.both(1).tolist()
        ([1, 3, 1], [1, 3, 1])
        >>> all_ - count([{1, 2}], items=3) == count([{0, 1}, {1}], items=3)
        True
    """
    keys, parties = [np.zeros(0, dtype=np.int64)], 0
    for basket in baskets:
        rows = np.unique(np.fromiter(basket, dtype=np.int64))
        low, high = np.triu_indices(rows.size)
        keys.append(rows[low] * items + rows[high])
        parties += 1
    every = np.concatenate(keys)
    return Together(items, parties, Sums.of(every, np.ones_like(every)))


def popularity(together: Together, *, prior: float = 10.0) -> Floats:
    """(items,) share of parties that chose each, shrunken to the mean of all: (c + prior · c̄ / N) / (N + prior).

    Nobody known yet gives the same share for all.

    Example:
        >>> popularity(count([{0}, {0}, {1}], items=2), prior=0.0).round(2).tolist()
        [0.67, 0.33]
    """
    counts = together.counts()
    mean = float(counts.mean()) / together.parties if together.parties else 0.0
    return np.asarray((counts + prior * mean) / max(together.parties + prior, 1.0), dtype=np.float64)
