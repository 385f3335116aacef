"""How many variants: exactly, modulo primes, and roughly, in floating point."""

import numpy as np
from numba import types

from sumisura.space.circuit import Circuit
from sumisura.space.kernels.shape import CIRCUIT
from sumisura.stats.jit import B1, FIXED_I4, I8, Array, Scalar, kernel


@kernel(types.void(FIXED_I4, FIXED_I4, B1, I8))
def freedom(order: Array, first: Array, allowed: Array, wide: Array) -> None:
    """``wide[p]``: how many allowed values the variable at place p has."""
    for place in range(len(order)):
        number = order[place]
        wide[place] = 0
        for c in range(first[number], first[number + 1]):
            if allowed[c]:
                wide[place] += 1


@kernel(types.int64(CIRCUIT, B1, types.int64))
def count_modulo(
    circuit: Circuit,
    allowed: Array,
    prime: Scalar,
) -> Scalar:
    """The number of variants of allowed columns, modulo a prime below 2**31."""
    wide = np.empty(len(circuit.order), np.int64)
    freedom(circuit.order, circuit.first, allowed, wide)
    factor = np.ones(len(circuit.gaps), np.int64)
    for g in range(len(circuit.gaps)):
        for place in range(circuit.gaps[g, 0], circuit.gaps[g, 1]):
            factor[g] = factor[g] * wide[place] % prime
    nodes = len(circuit.begin) - 1
    up = np.empty(nodes, np.int64)
    for back in range(nodes):
        node = nodes - 1 - back
        total = np.int64(0)
        for arc in range(circuit.begin[node], circuit.begin[node + 1]):
            product = np.int64(1)
            for at in range(circuit.column_begin[arc], circuit.column_begin[arc + 1]):
                if not allowed[circuit.column[at]]:
                    product = np.int64(0)
                    break
            if product != 0:
                for at in range(circuit.gap_begin[arc], circuit.gap_begin[arc + 1]):
                    product = product * factor[circuit.gap[at]] % prime
                for at in range(circuit.child_begin[arc], circuit.child_begin[arc + 1]):
                    product = product * up[circuit.child[at]] % prime
                total += product
        up[node] = total % prime
    return up[0]


@kernel(types.float64(CIRCUIT, B1))
def count_roughly(
    circuit: Circuit,
    allowed: Array,
) -> Scalar:
    """The number of variants of allowed columns, in double precision; infinite when past 1e308."""
    wide = np.empty(len(circuit.order), np.int64)
    freedom(circuit.order, circuit.first, allowed, wide)
    factor = np.ones(len(circuit.gaps), np.float64)
    for g in range(len(circuit.gaps)):
        for place in range(circuit.gaps[g, 0], circuit.gaps[g, 1]):
            factor[g] *= wide[place]
    nodes = len(circuit.begin) - 1
    up = np.empty(nodes, np.float64)
    for back in range(nodes):
        node = nodes - 1 - back
        total = 0.0
        for arc in range(circuit.begin[node], circuit.begin[node + 1]):
            product = 1.0
            for at in range(circuit.column_begin[arc], circuit.column_begin[arc + 1]):
                if not allowed[circuit.column[at]]:
                    product = 0.0
                    break
            if product != 0.0:
                for at in range(circuit.gap_begin[arc], circuit.gap_begin[arc + 1]):
                    product *= factor[circuit.gap[at]]
                for at in range(circuit.child_begin[arc], circuit.child_begin[arc + 1]):
                    product *= up[circuit.child[at]]
                total += product
        up[node] = total
    return up[0]
