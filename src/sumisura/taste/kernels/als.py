"""Alternating least squares: every row's exact solution while the other side stands still."""

import numpy as np
from numba import types

from sumisura.stats.jit import F8_2, FIXED_I8, Array, kernel
from sumisura.taste.kernels.posterior import FIXED_F8, FIXED_F8_2, add_outer, add_rows, factor, solve


@kernel(
    types.void(
        FIXED_I8, FIXED_I8, FIXED_F8, FIXED_F8, FIXED_F8_2, FIXED_F8_2, FIXED_F8, FIXED_F8_2, F8_2,
    )
)  # fmt: skip
def solve_rows(
    indptr: Array,
    indices: Array,
    weight: Array,
    pull: Array,
    other: Array,
    shared: Array,
    ridge: Array,
    shared_pull: Array,
    out: Array,
) -> None:
    """``out[u] = (S + Σ_j w_uj v_j v_jᵀ + λ_u I)⁻¹ (s_u + Σ_j p_uj v_j)`` for every row u of a sparse matrix.

    ``shared`` is S (d, d), ``ridge`` λ (rows,), ``shared_pull`` s with one row for all or one for each.
    """
    d = other.shape[1]
    matrix = np.empty((d, d))
    right = np.empty((d, 1))
    total = np.empty(d)
    for row in range(len(indptr) - 1):
        begin, end = indptr[row], indptr[row + 1]
        for a in range(d):
            total[a] = shared_pull[row if shared_pull.shape[0] > 1 else 0, a]
            for b in range(a + 1):
                matrix[a, b] = shared[a, b]
            matrix[a, a] += ridge[row]
        add_outer(other, indices[begin:end], weight[begin:end], matrix)
        add_rows(other, indices[begin:end], pull[begin:end], total)
        for a in range(d):
            right[a, 0] = total[a]
        if factor(matrix):
            solve(matrix, right)
        for a in range(d):
            out[row, a] = right[a, 0]
