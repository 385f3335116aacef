"""Vectors from what items are like: every token has one, an item's is their mean."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

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
        weighted = self.table * seen[:, None]
        normal = self.table.T @ weighted + WORTH * np.eye(self.table.shape[1])
        return np.asarray(np.linalg.solve(normal, weighted.T @ items + WORTH * self.start))

    def centre(self, vectors: Floats, seen: Ints) -> Floats:
        """(items + tokens, d) where vectors are pulled to: tokens to what their items say, items to their tokens.

        Args:
            vectors: (items + tokens, d) as they are.
            seen: (items + tokens,) customers who showed something about each.
        """
        goods = len(self.table)
        tokens = self.tokens(vectors[:goods], seen[:goods])
        return np.vstack([self.table @ tokens, tokens])


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
        _, _, directions = np.linalg.svd(table * rarity, full_matrices=False)
        start = np.zeros((tokens, dimension))
        start[:, : min(len(directions), dimension)] = (directions[:dimension] * rarity).T
    norms = ((table @ start) ** 2).sum(axis=1)
    size = float(np.sqrt(norms.mean())) if norms.any() else 1.0
    return Content(table, start / size)
