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
    """Lower triangle of ``precision += Σ_j weight_j x_j x_jᵀ``, four rows in one pass."""
    d = vectors.shape[1]
    number = len(rows)
    whole = number - number % 4
    for at in range(0, whole, 4):
        one, two, three, four = rows[at], rows[at + 1], rows[at + 2], rows[at + 3]
        for a in range(d):
            first = weight[at] * vectors[one, a]
            second = weight[at + 1] * vectors[two, a]
            third = weight[at + 2] * vectors[three, a]
            fourth = weight[at + 3] * vectors[four, a]
            for b in range(a + 1):
                precision[a, b] += (first * vectors[one, b] + second * vectors[two, b]) + (
                    third * vectors[three, b] + fourth * vectors[four, b]
                )
    for at in range(whole, number):
        for a in range(d):
            scaled = weight[at] * vectors[rows[at], a]
            for b in range(a + 1):
                precision[a, b] += scaled * vectors[rows[at], b]


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
