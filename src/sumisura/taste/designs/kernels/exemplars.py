"""Passes over the distinct past sales ("exemplars"): one addition per sale and choice.

``states[i, k]`` is the state of variable ``i`` in sale ``k``: its column, moved on by ``i`` because every variable
has one more state, "not recorded", after its values.
"""

import numpy as np
from numba import types

from sumisura.stats.jit import F8, F8_2, FIXED_I4_2, I4, I4_2, I8, Array, Scalar, kernel


@kernel(types.void(F8, FIXED_I4_2, I8, F8))
def tilt(log_weights: Array, states: Array, variables: Array, addends: Array) -> None:
    """Add what each of ``variables`` says about every sale: ``addends`` has one number per state."""
    for variable in variables:
        row = states[variable]
        for sale in range(len(log_weights)):
            log_weights[sale] += addends[row[sale]]


@kernel(types.float64(F8, FIXED_I4_2, I8, F8, F8))
def masses(log_weights: Array, states: Array, variables: Array, weights: Array, mass: Array) -> Scalar:
    """Share of the posterior that each state of ``variables`` has, into ``mass``; returns log Σ exp.

    ``weights``, shape (sales,), receives the posterior itself.
    """
    top = log_weights[0]
    for sale in range(1, len(log_weights)):
        top = max(top, log_weights[sale])
    total = 0.0
    for sale in range(len(log_weights)):
        weights[sale] = np.exp(log_weights[sale] - top)
        total += weights[sale]
    for sale in range(len(log_weights)):
        weights[sale] /= total
    for variable in variables:
        row = states[variable]
        for sale in range(len(log_weights)):
            mass[row[sale]] += weights[sale]
    return top + np.log(total)


@kernel(types.float64(F8, F8, FIXED_I4_2, I4, I4_2, I8, I4, F8_2, F8_2, F8))
def leave_one_out(
    log_counts: Array,
    log_less: Array,
    states: Array,
    queries: Array,
    known: Array,
    targets: Array,
    missing: Array,
    likeness: Array,
    bend: Array,
    slope: Array,
) -> Scalar:
    """Log loss of predicting one variable of past sales from others, each sale left out of its own evidence.

    Args:
        log_counts: log of how often each sale was made, shape (sales,).
        log_less: the same with one made fewer.
        queries: the sales to predict, shape (batch,).
        known: per query the variables that are known, then -1, shape (batch, variables).
        targets: the variable to predict, shape (batch,).
        missing: the state "not recorded" of each variable.
        likeness: log-probability of a state where a sale agrees, differs, or has none; shape (states, 3).
        bend: its slope in the parameter of the variable, shape (states, 3).
        slope: receives Σ ∂loss/∂parameter, shape (variables,).

    Returns:
        Σ -log p over the batch.
    """
    sales = len(log_counts)
    share, kind = np.empty(sales), np.empty(sales, np.int64)
    total = 0.0
    for at in range(len(queries)):
        own = queries[at]
        for sale in range(sales):
            share[sale] = log_counts[sale]
        share[own] = log_less[own]
        for place in range(known.shape[1]):
            variable = known[at, place]
            if variable < 0:
                break
            state, row, none = states[variable, own], states[variable], missing[variable]
            for sale in range(sales):
                share[sale] += likeness[state, 0 if row[sale] == state else (2 if row[sale] == none else 1)]
        top = share[0]
        for sale in range(1, sales):
            top = max(top, share[sale])
        norm = 0.0
        for sale in range(sales):
            share[sale] = np.exp(share[sale] - top)
            norm += share[sale]
        target = targets[at]
        state, row, none = states[target, own], states[target], missing[target]
        right, bent = 0.0, 0.0
        for sale in range(sales):
            share[sale] /= norm
            kind[sale] = 0 if row[sale] == state else (2 if row[sale] == none else 1)
            chance = share[sale] * np.exp(likeness[state, kind[sale]])
            right += chance
            bent += chance * bend[state, kind[sale]]
        total -= np.log(right)
        slope[target] -= bent / right
        for sale in range(sales):
            share[sale] *= 1.0 - np.exp(likeness[state, kind[sale]]) / right
        for place in range(known.shape[1]):
            variable = known[at, place]
            if variable < 0:
                break
            state, row, none = states[variable, own], states[variable], missing[variable]
            agree, differ = 0.0, 0.0
            for sale in range(sales):
                if row[sale] == state:
                    agree += share[sale]
                elif row[sale] != none:
                    differ += share[sale]
            slope[variable] += agree * bend[state, 0] + differ * bend[state, 1]
    return total
