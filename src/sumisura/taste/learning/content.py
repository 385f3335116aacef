"""Vectors from what items are like: every token has one, an item's is their mean."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.linalg import cho_factor, cho_solve, eigh

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

WORTH = 5.0
"""How many customers' events a token's first vector weighs as much as, when items with it move away."""


@dataclass(frozen=True)
class Content:
    """What items are like, and where tokens begin.

    Args:
        table: (items, tokens) weight of each token in each item, rows adding up to 1, or to 0 without tokens.
        start: (tokens, d) vectors before anything is learned.
    """

    table: Floats
    start: Floats

    @property
    def vectors(self) -> Floats:
        """(items + tokens, d) before anything is learned: items first, then tokens."""
        return np.vstack([self.table @ self.start, self.start])

    def tokens(self, items: Floats, seen: Ints) -> Floats:
        """(tokens, d) the vectors that explain the items' best.

        E minimises

            Σ_i seen_i ‖v_i - (table E)_i‖² + WORTH ‖E - E₀‖².

        Args:
            items: (items, d) v.
            seen: (items,) customers who showed something about each.
        """
        return self.explaining(seen)(items)

    def explaining(self, seen: Ints) -> Callable[[Floats], Floats]:
        """`tokens` for any items' vectors; what depends on ``seen`` alone is done once."""
        weighted = self.table * seen[:, None]
        known = cho_factor(self.table.T @ weighted + WORTH * np.eye(self.table.shape[1]))
        return lambda items: np.asarray(cho_solve(known, weighted.T @ items + WORTH * self.start))

    def centring(self, seen: Ints) -> Callable[[Floats], Floats]:
        """Vectors (items + tokens, d) → where they are pulled to: tokens to what their items say, items to their tokens.

        Args:
            seen: (items + tokens,) customers who showed something about each.
        """
        goods = len(self.table)
        explained = self.explaining(seen[:goods])

        def centre(vectors: Floats) -> Floats:
            tokens = explained(vectors[:goods])
            return np.vstack([self.table @ tokens, tokens])

        return centre


def described(table: Floats, dimension: int) -> Content:
    """Tokens at right angles, or, where there are more than d, in the d directions in which items differ most.

    A token that most items have says little: it is shortened by its inverse document frequency (Spärck Jones
    1972). All are scaled so that the mean squared norm of an item's vector is 1.

    Args:
        table: as in `Content`.
        dimension: d.
    """
    items, tokens = table.shape
    has = np.count_nonzero(table, axis=0)
    rarity = np.log((1.0 + items) / (1.0 + has)) + 0.1
    if tokens <= dimension:
        start = np.zeros((tokens, dimension))
        start[:, :tokens] = np.diag(rarity)
    else:
        away = table * rarity
        _, directions = eigh(away.T @ away, subset_by_index=(tokens - dimension, tokens - 1))
        start = directions[:, ::-1] * rarity[:, None]
    norms = ((table @ start) ** 2).sum(axis=1)
    size = float(np.sqrt(norms.mean())) if norms.any() else 1.0
    return Content(table, start / size)
