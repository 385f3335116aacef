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


@kernel(types.float64(F8, F8, FIXED_I4_2, I4, I4_2, I8, I4, F8_2, F8_2, F8_2))
def leave_one_out(
    log_counts: Array,
    log_less: Array,
    states: Array,
    queries: Array,
    known: Array,
    targets: Array,
    missing: Array,
    say: Array,
    guess: Array,
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
        say: what a known state adds to a sale that agrees, differs, or has none recorded; shape (states, 3).
        guess: probability of the state to predict where a sale agrees, differs, or has none; shape (states, 3).
        slope: receives Σ ∂loss/∂(addend of agreeing, of differing sales), shape (variables, 2).

    Returns:
        Σ -log p over the batch.
    """
    sales = len(log_counts)
    share = np.empty(sales)
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
            state, row = states[variable, own], states[variable]
            agree, differ, none = say[state, 0], say[state, 1], say[state, 2]
            for sale in range(sales):
                if row[sale] == state:
                    share[sale] += agree
                elif row[sale] == missing[variable]:
                    share[sale] += none
                else:
                    share[sale] += differ
        top = share.max()
        norm = 0.0
        for sale in range(sales):
            share[sale] = np.exp(share[sale] - top)
            norm += share[sale]
        target = targets[at]
        state, row = states[target, own], states[target]
        right = 0.0
        for sale in range(sales):
            share[sale] /= norm
            kind = 0 if row[sale] == state else (2 if row[sale] == missing[target] else 1)
            right += share[sale] * guess[state, kind]
        total -= np.log(right)
        for sale in range(sales):
            kind = 0 if row[sale] == state else (2 if row[sale] == missing[target] else 1)
            share[sale] *= 1.0 - guess[state, kind] / right
        for place in range(known.shape[1]):
            variable = known[at, place]
            if variable < 0:
                break
            state, row = states[variable, own], states[variable]
            for sale in range(sales):
                if row[sale] == state:
                    slope[variable, 0] += share[sale]
                elif row[sale] != missing[variable]:
                    slope[variable, 1] += share[sale]
    return total
