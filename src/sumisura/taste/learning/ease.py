"""Item-item weights with a closed form (Steck 2019, "Embarrassingly shallow autoencoders for sparse data").

From customers' rows x the Gram matrix G = Σ_u x_u x_uᵀ is an integer sum. With P = (G + λI)⁻¹ the weights are
B_ij = -P_ij / P_jj, B_jj = 0, and a customer's scores x B. One customer is forgotten exactly: G loses x xᵀ bit for
bit, and P follows by one rank-1 step (Sherman and Morrison 1950), without a new inversion.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.linalg import lapack
from scipy.sparse import csr_array

from sumisura.kernel import BadInput
from sumisura.taste.dataset import Histories

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

ONE = 1 << 8
"""How a full liking is written in the rows."""

RIDGE = 2.0
"""λ as a multiple of the mean of G's diagonal, in full likings."""


@dataclass(frozen=True)
class Ease:
    """The sums and the inverse.

    Args:
        gram: (m, m) int64 Σ x xᵀ, in units of ``1 / ONE²``.
        ridge: λ, in full likings.
        inverse: (m, m) P.
    """

    gram: Ints
    ridge: float
    inverse: Floats

    @classmethod
    def fit(cls, histories: Histories, ridge: float | None = None) -> "Ease":
        """Weights between all items of ``histories``; about m³ operations.

        Args:
            histories: pulls beyond ±1 count as ±1.
            ridge: λ; None takes `RIDGE` times the mean count of an item.
        """
        rows = csr_array(
            (entries(histories.pull).astype(np.float64), histories.columns, histories.begin),
            shape=(histories.size, histories.width),
        )
        gram = np.rint((rows.T @ rows).toarray()).astype(np.int64)  # exact: integers below 2⁵³
        if ridge is None:
            ridge = RIDGE * max(float(np.trace(gram)) / (ONE * ONE * max(len(gram), 1)), 1.0)
        return cls(gram, ridge, _inverse(gram, ridge))

    def without(self, row: Ints) -> "Ease":
        """The same fit as if one customer had never been.

        Args:
            row: (m,) int64 their `entries`, zero where they have none.
        """
        liked = row / ONE
        toward = self.inverse @ liked
        left = 1.0 - float(liked @ toward)
        if left <= 0.0:
            raise BadInput("This row is not among those the weights were fitted on", mend="Give one that is.")
        gram = self.gram - np.multiply.outer(row, row)
        return Ease(gram, self.ridge, self.inverse + np.multiply.outer(toward, toward / left))

    def weights(self) -> Singles:
        """(m, m) B; row j is what evidence about item j gives to each item."""
        found = (-self.inverse / np.diag(self.inverse)).astype(np.float32)
        np.fill_diagonal(found, 0.0)
        return found


def entries(pull: npt.ArrayLike) -> Ints:
    """Likings as EASE counts them: between -1 and 1, in whole 256ths."""
    return np.asarray(np.rint(np.clip(pull, -1.0, 1.0) * ONE), np.int64)


def _inverse(gram: Ints, ridge: float) -> Floats:
    """(G + λI)⁻¹ by Cholesky: half the work of a general inverse."""
    matrix: Floats = np.asfortranarray(gram / (ONE * ONE))
    matrix[np.diag_indices(len(gram))] += ridge
    lower, failed = lapack.dpotrf(matrix, lower=1, clean=0, overwrite_a=1)
    found, singular = lapack.dpotri(lower, lower=1, overwrite_c=1)
    if failed or singular:
        raise BadInput("The co-counts have no inverse", mend="Give a larger ridge.")
    lower_half = np.tril(found)
    return np.ascontiguousarray(lower_half + np.tril(found, -1).T)
