"""The best variant for many customers at once: max-plus over a block of customers side by side."""

import numpy as np
from numba import types

from sumisura.space.circuit import Circuit
from sumisura.space.kernels.shape import CIRCUIT
from sumisura.stats.jit import F8, F8_2, I4_2, Array, kernel

BLOCK = 32
"""Customers side by side: wide enough for vector instructions, narrow enough for the cache."""


@kernel(types.void(CIRCUIT, F8_2, F8, I4_2))
def best_variants(
    circuit: Circuit,
    weights: Array,
    scores: Array,
    values: Array,
) -> None:
    """For every customer a variant of greatest total weight.

    What goes in and out, beside the circuit:
        weights: shape (customers, columns); minus infinity forbids, and every variable has a finite one.
        scores: out, shape (customers,); minus infinity when what is allowed holds no variant.
        values: out, shape (customers, variables).
    """
    customers, columns = weights.shape
    nodes = len(circuit.begin) - 1
    variables = len(circuit.first) - 1
    owner = np.empty(columns, np.int32)
    for number in range(variables):
        for c in range(circuit.first[number], circuit.first[number + 1]):
            owner[c] = number
    up = np.empty((nodes, BLOCK), np.float64)
    sums = np.empty(BLOCK, np.float64)
    gain = np.zeros((columns, BLOCK), np.float64)
    waiting = np.empty(nodes + 1, np.int32)
    for front in range(0, customers, BLOCK):
        size = min(BLOCK, customers - front)
        for b in range(size):
            for number in range(variables):
                most = weights[front + b, circuit.first[number]]
                favourite = circuit.first[number]
                for c in range(circuit.first[number] + 1, circuit.first[number + 1]):
                    if weights[front + b, c] > most:
                        most = weights[front + b, c]
                        favourite = c
                values[front + b, number] = favourite - circuit.first[number]
                for c in range(circuit.first[number], circuit.first[number + 1]):
                    gain[c, b] = weights[front + b, c] - most
        for back in range(nodes):
            node = nodes - 1 - back
            row = up[node]
            for b in range(BLOCK):
                row[b] = -np.inf
            for arc in range(circuit.begin[node], circuit.begin[node + 1]):
                for b in range(BLOCK):
                    sums[b] = 0.0
                for at in range(circuit.column_begin[arc], circuit.column_begin[arc + 1]):
                    g = gain[circuit.column[at]]
                    for b in range(BLOCK):
                        sums[b] += g[b]
                for at in range(circuit.child_begin[arc], circuit.child_begin[arc + 1]):
                    u = up[circuit.child[at]]
                    for b in range(BLOCK):
                        sums[b] += u[b]
                for b in range(BLOCK):
                    row[b] = max(row[b], sums[b])
        for b in range(size):
            customer = front + b
            if up[0, b] == -np.inf:
                scores[customer] = -np.inf
                continue
            waiting[0] = 0
            left = 1
            while left > 0:
                left -= 1
                node = waiting[left]
                arc = circuit.begin[node] - 1
                total = -np.inf
                while total != up[node, b]:  # the same sums in the same order: equal to the last bit
                    arc += 1
                    total = 0.0
                    for at in range(circuit.column_begin[arc], circuit.column_begin[arc + 1]):
                        total += gain[circuit.column[at], b]
                    for at in range(circuit.child_begin[arc], circuit.child_begin[arc + 1]):
                        total += up[circuit.child[at], b]
                for at in range(circuit.column_begin[arc], circuit.column_begin[arc + 1]):
                    number = owner[circuit.column[at]]
                    values[customer, number] = circuit.column[at] - circuit.first[number]
                for at in range(circuit.child_begin[arc], circuit.child_begin[arc + 1]):
                    waiting[left] = circuit.child[at]
                    left += 1
            total = 0.0
            for number in range(variables):
                total += weights[customer, circuit.first[number] + values[customer, number]]
            scores[customer] = total
