"""Replays of past sales, value by value, as when each was configured: who would have guessed the next value."""

import numpy as np
from numba import types

from sumisura.stats.jit import F8, F8_2, FIXED_I4, FIXED_I4_2, I4, I4_2, Array, Scalar, kernel

NOTHING = -40.0
"""Log-weight below the top from which a class is left out: e^-40 of it changes no guess."""

I1_2 = types.Array(types.int8, 2, "C")


@kernel(types.void(F8, FIXED_I4_2, FIXED_I4, F8_2, F8, F8, I4_2, I4_2, I1_2))
def by_exemplars(
    log_counts: Array,
    states: Array,
    first: Array,
    likeness: Array,
    share: Array,
    noise: Array,
    sales: Array,
    orders: Array,
    right: Array,
) -> None:
    """Guess with the posterior over classes, told one value after the other.

    Args:
        log_counts: log-weight of each class.
        states: state of each variable in each class, shape (variables, classes).
        first: where each variable's columns begin, and one past the last.
        likeness: log-probability of a column where a class agrees, differs, or has none; shape (columns, 3).
        share: share of each column within its variable.
        noise: per variable.
        sales: value numbers; -1 where nothing is recorded, -2 where the value is no option; (sales, variables).
        orders: variables in the order they are asked, shape (sales, variables).
        right: receives 1 where the guess was right, 0 where it was wrong, -1 where nothing was recorded.
    """
    classes = len(log_counts)
    log_weights, mass = np.empty(classes), np.empty(len(share) + len(noise))
    for sale in range(len(sales)):
        for one in range(classes):
            log_weights[one] = log_counts[one]
        for place in range(orders.shape[1]):
            variable = orders[sale, place]
            value = sales[sale, variable]
            if value == -1:
                right[sale, place] = -1
                continue
            begin, width = first[variable], first[variable + 1] - first[variable]
            row, none = states[variable], begin + variable + width
            top = log_weights[0]
            for one in range(1, classes):
                top = max(top, log_weights[one])
            for state in range(begin + variable, none + 1):
                mass[state] = 0.0
            for one in range(classes):
                if log_weights[one] - top > NOTHING:
                    mass[row[one]] += np.exp(log_weights[one] - top)
            recorded = 0.0
            for state in range(begin + variable, none):
                recorded += mass[state]
            best, chance = 0, -1.0
            for number in range(width):
                drawn = share[begin + number] * (noise[variable] * recorded + mass[none])
                found = (1.0 - noise[variable]) * mass[begin + variable + number] + drawn
                if found > chance:
                    best, chance = number, found
            right[sale, place] = 1 if best == value else 0
            if value < 0:
                continue
            column, own = begin + value, begin + variable + value
            agree, differ, unknown = likeness[column, 0], likeness[column, 1], likeness[column, 2]
            for one in range(classes):
                state = row[one]
                log_weights[one] += agree if state == own else (unknown if state == none else differ)


@kernel(types.float64(F8, FIXED_I4, I4, I4, types.int64))
def _told(given: Array, first: Array, sale: Array, order: Array, places: Scalar) -> Scalar:
    total = 0.0
    for place in range(places):
        variable = order[place]
        if sale[variable] >= 0:
            total += given[first[variable] + sale[variable]]
    return total


@kernel(types.void(F8, F8_2, FIXED_I4, I4_2, I4_2, I1_2))
def by_naive_bayes(
    prior: Array, given: Array, first: Array, sales: Array, orders: Array, right: Array
) -> None:
    """Guess with log p(value) + Σ log p(known value | value).

    Args:
        prior: log-probability of each column.
        given: log-probability of the second column given the first, shape (columns, columns).
        first, sales, orders, right: as in ``by_exemplars``.
    """
    for sale in range(len(sales)):
        for place in range(orders.shape[1]):
            variable = orders[sale, place]
            value = sales[sale, variable]
            if value == -1:
                right[sale, place] = -1
                continue
            best, chance = -1, 0.0
            for column in range(first[variable], first[variable + 1]):
                found = prior[column] + _told(given[column], first, sales[sale], orders[sale], place)
                if best < 0 or found > chance:
                    best, chance = column - first[variable], found
            right[sale, place] = 1 if best == value else 0
