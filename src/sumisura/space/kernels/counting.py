"""How many variants: exactly, modulo primes, and roughly, in floating point."""

import numpy as np
from numba import types

from sumisura.stats.jit import B1, FIXED_I4, FIXED_I4_2, I8, Array, Scalar, kernel


@kernel(types.void(FIXED_I4, FIXED_I4, B1, I8))
def freedom(order: Array, first: Array, allowed: Array, wide: Array) -> None:
    """``wide[d]``: how many allowed values the variable at level d has."""
    for depth in range(len(order)):
        number = order[depth]
        wide[depth] = 0
        for c in range(first[number], first[number + 1]):
            if allowed[c]:
                wide[depth] += 1


@kernel(types.int64(FIXED_I4, FIXED_I4, FIXED_I4, FIXED_I4, FIXED_I4, FIXED_I4, FIXED_I4_2, B1, types.int64))
def count_modulo(
    order: Array,
    first: Array,
    begin: Array,
    column: Array,
    child: Array,
    gap: Array,
    gaps: Array,
    allowed: Array,
    prime: Scalar,
) -> Scalar:
    """The number of variants of allowed columns, modulo a prime below 2**31."""
    wide = np.empty(len(order), np.int64)
    freedom(order, first, allowed, wide)
    factor = np.ones(len(gaps), np.int64)
    for g in range(1, len(gaps)):
        for depth in range(gaps[g, 0], gaps[g, 1]):
            factor[g] = factor[g] * wide[depth] % prime
    nodes = len(begin) - 1
    up = np.empty(nodes + 1, np.int64)
    up[nodes] = 1
    for back in range(nodes):
        node = nodes - 1 - back
        total = np.int64(0)
        for arc in range(begin[node], begin[node + 1]):
            if allowed[column[arc]]:
                total += factor[gap[arc]] * up[child[arc]] % prime
        up[node] = total % prime
    return up[0] * factor[1] % prime


@kernel(types.float64(FIXED_I4, FIXED_I4, FIXED_I4, FIXED_I4, FIXED_I4, FIXED_I4, FIXED_I4_2, B1))
def count_roughly(
    order: Array,
    first: Array,
    begin: Array,
    column: Array,
    child: Array,
    gap: Array,
    gaps: Array,
    allowed: Array,
) -> Scalar:
    """The number of variants of allowed columns, in double precision; infinite when past 1e308."""
    wide = np.empty(len(order), np.int64)
    freedom(order, first, allowed, wide)
    factor = np.ones(len(gaps), np.float64)
    for g in range(1, len(gaps)):
        for depth in range(gaps[g, 0], gaps[g, 1]):
            factor[g] *= wide[depth]
    nodes = len(begin) - 1
    up = np.empty(nodes + 1, np.float64)
    up[nodes] = 1.0
    for back in range(nodes):
        node = nodes - 1 - back
        total = 0.0
        for arc in range(begin[node], begin[node + 1]):
            if allowed[column[arc]]:
                total += factor[gap[arc]] * up[child[arc]]
        up[node] = total
    return up[0] * factor[1]
