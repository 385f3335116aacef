"""The best variant for many customers at once: max-plus over a block of customers side by side."""

import numpy as np
from numba import types

from sumisura.stats.jit import F8, F8_2, FIXED_I4, I4_2, Array, kernel

BLOCK = 32
"""Customers side by side: wide enough for vector instructions, narrow enough for the cache."""


@kernel(types.void(FIXED_I4, FIXED_I4, FIXED_I4, FIXED_I4, FIXED_I4, FIXED_I4, F8_2, F8, I4_2))
def best_variants(
    order: Array,
    first: Array,
    level: Array,
    begin: Array,
    column: Array,
    child: Array,
    weights: Array,
    scores: Array,
    values: Array,
) -> None:
    """For every customer a variant of greatest total weight.

    What goes in and out, beside the diagram:
        weights: shape (customers, columns); minus infinity forbids, and every variable has a finite one.
        scores: out, shape (customers,); minus infinity when what is allowed holds no variant.
        values: out, shape (customers, variables).
    """
    customers, columns = weights.shape
    nodes = len(begin) - 1
    variables = len(first) - 1
    up = np.empty((nodes + 1, BLOCK), np.float64)
    gain = np.zeros((columns, BLOCK), np.float64)
    for front in range(0, customers, BLOCK):
        size = min(BLOCK, customers - front)
        for b in range(size):
            for number in range(variables):
                most = weights[front + b, first[number]]
                favourite = first[number]
                for c in range(first[number] + 1, first[number + 1]):
                    if weights[front + b, c] > most:
                        most = weights[front + b, c]
                        favourite = c
                values[front + b, number] = favourite - first[number]
                for c in range(first[number], first[number + 1]):
                    gain[c, b] = weights[front + b, c] - most
        for b in range(BLOCK):
            up[nodes, b] = 0.0
        for back in range(nodes):
            node = nodes - 1 - back
            arc = begin[node]
            row = up[node]
            g = gain[column[arc]]
            u = up[child[arc]]
            for b in range(BLOCK):
                row[b] = g[b] + u[b]
            for arc in range(begin[node] + 1, begin[node + 1]):
                g = gain[column[arc]]
                u = up[child[arc]]
                for b in range(BLOCK):
                    s = g[b] + u[b]
                    row[b] = max(row[b], s)
        for b in range(size):
            customer = front + b
            if up[0, b] == -np.inf:
                scores[customer] = -np.inf
                continue
            node = begin[0]
            while node < nodes:
                for arc in range(begin[node], begin[node + 1]):
                    c = column[arc]
                    if gain[c, b] + up[child[arc], b] == up[node, b]:
                        number = order[level[node]]
                        values[customer, number] = c - first[number]
                        node = child[arc]
                        break
            total = 0.0
            for number in range(variables):
                total += weights[customer, first[number] + values[customer, number]]
            scores[customer] = total
