"""A customer's posterior: the rank-1 sums, one Cholesky factor, and solves with it.

Sums run over rows in the order given and use no library that could choose another order, so that the same
integers give the same bits on one machine, whatever else happened before.
"""

import numpy as np
from numba import types

from sumisura.stats.jit import F8, F8_2, FIXED_I8, Array, Scalar, kernel

FIXED_F8 = types.Array(types.float64, 1, "C", readonly=True)
FIXED_F8_2 = types.Array(types.float64, 2, "C", readonly=True)
FIXED_F4_2 = types.Array(types.float32, 2, "C", readonly=True)


@kernel(types.void(FIXED_F8_2, FIXED_I8, FIXED_F8, F8_2))
def add_outer(vectors: Array, rows: Array, weight: Array, precision: Array) -> None:
    """Lower triangle of ``precision += Σ_j weight_j x_j x_jᵀ``, eight rows in one pass over it."""
    d = vectors.shape[1]
    x = np.empty((8, d))
    w = np.empty((8, d))
    for at in range(0, len(rows), 8):
        for k in range(8):
            if at + k < len(rows):
                for a in range(d):
                    x[k, a] = vectors[rows[at + k], a]
                    w[k, a] = weight[at + k] * x[k, a]
            else:
                for a in range(d):
                    x[k, a] = w[k, a] = 0.0
        for a in range(d):
            w0, w1, w2, w3 = w[0, a], w[1, a], w[2, a], w[3, a]
            w4, w5, w6, w7 = w[4, a], w[5, a], w[6, a], w[7, a]
            line = precision[a]
            for b in range(a + 1):
                line[b] += ((w0 * x[0, b] + w1 * x[1, b]) + (w2 * x[2, b] + w3 * x[3, b])) + (
                    (w4 * x[4, b] + w5 * x[5, b]) + (w6 * x[6, b] + w7 * x[7, b])
                )


@kernel(types.void(FIXED_F8_2, FIXED_I8, FIXED_F8, F8))
def add_rows(vectors: Array, rows: Array, weight: Array, total: Array) -> None:
    """``total += Σ_j weight_j x_j``."""
    for at in range(len(rows)):
        for a in range(vectors.shape[1]):
            total[a] += weight[at] * vectors[rows[at], a]


@kernel(types.void(FIXED_F4_2, FIXED_I8, FIXED_F8, F8))
def add_related(related: Array, rows: Array, weight: Array, total: Array) -> None:
    """``total += Σ_j weight_j B_j`` over the rows that B has; the rest of ``total`` stays."""
    for at in range(len(rows)):
        if rows[at] < related.shape[0]:
            for column in range(related.shape[1]):
                total[column] += weight[at] * related[rows[at], column]


@kernel(types.boolean(F8_2))
def factor(matrix: Array) -> Scalar:
    """Overwrite the lower triangle with its Cholesky factor; False where it is not positive definite."""
    d = matrix.shape[0]
    column = np.empty(d)
    for pivot in range(d):
        if not matrix[pivot, pivot] > 0.0:
            return False
        root = np.sqrt(matrix[pivot, pivot])
        matrix[pivot, pivot] = root
        for a in range(pivot + 1, d):
            matrix[a, pivot] /= root
            column[a] = matrix[a, pivot]
        for a in range(pivot + 1, d):
            for b in range(pivot + 1, a + 1):
                matrix[a, b] -= column[a] * column[b]
    return True


@kernel(types.void(FIXED_F8_2, F8_2))
def solve(lower: Array, right: Array) -> None:
    """Overwrite ``right`` (d, m) with the solution of ``L Lᵀ x = right``."""
    d, m = right.shape
    for a in range(d):
        for b in range(a):
            for one in range(m):
                right[a, one] -= lower[a, b] * right[b, one]
        for one in range(m):
            right[a, one] /= lower[a, a]
    for back in range(d):
        a = d - 1 - back
        for one in range(m):
            right[a, one] /= lower[a, a]
        for b in range(a):
            for one in range(m):
                right[b, one] -= lower[a, b] * right[a, one]
