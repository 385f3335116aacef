"""Sums of products of positive weights over all variants: chances of arcs, samples drawn by them, shares of columns.

Sums have hundreds of digits, so a number is a pair: a fraction in [0.5, 1) (or 0) and a power of two. Nothing over- or
underflows, and as all is positive nothing cancels: each sum and each product rounds once, by at most 2**-53 of itself.
"""

from math import frexp, ldexp

import numpy as np
from numba import types

from sumisura.space.circuit import Circuit
from sumisura.space.kernels.shape import CIRCUIT
from sumisura.stats.jit import F8, I4_2, I8, Array, Scalar, kernel

PAIR = types.Tuple((types.float64, types.int64))  # type: ignore[no-untyped-call]  # numba has no types

LOST = 64
"""A summand so many powers of two smaller changes nothing."""


@kernel(PAIR(types.float64, types.int64, types.float64, types.int64))
def plus(one: Scalar, one_power: Scalar, two: Scalar, two_power: Scalar) -> Scalar:
    """The sum of two pairs."""
    if one == 0.0 or (two != 0.0 and two_power > one_power + LOST):
        return two, two_power
    if two == 0.0 or one_power > two_power + LOST:
        return one, one_power
    fraction, shift = frexp(one + ldexp(two, int(two_power - one_power)))
    return fraction, one_power + shift


@kernel(PAIR(types.float64, types.int64, types.float64, types.int64))
def times(one: Scalar, one_power: Scalar, two: Scalar, two_power: Scalar) -> Scalar:
    """The product of two pairs."""
    fraction, shift = frexp(one * two)
    return fraction, one_power + two_power + shift


@kernel(types.float64(types.float64, types.int64, types.float64, types.int64))
def ratio(one: Scalar, one_power: Scalar, two: Scalar, two_power: Scalar) -> Scalar:
    """One pair over another that is no smaller: in [0, 1]."""
    if one == 0.0:
        return 0.0
    return ldexp(one / two, int(max(one_power - two_power, np.int64(-1074))))


@kernel(PAIR(CIRCUIT, F8, I8, F8, F8))
def chances(circuit: Circuit, fraction: Array, power: Array, free: Array, chance: Array) -> Scalar:
    """How a variant falls when each is as likely as the product of its columns' weights says.

    What goes in and out, beside the circuit:
        fraction, power: per column, its weight; a fraction of 0 forbids.
        free: out, per column: its chance where its variable is left free.
        chance: out, per arc: its chance once its node is reached.

    Returns:
        The sum of all variants' products, as a pair.
    """
    variables = len(circuit.first) - 1
    wide, wide_power = np.zeros(variables), np.zeros(variables, np.int64)
    for number in range(variables):
        total, at_power = 0.0, np.int64(0)
        for c in range(circuit.first[number], circuit.first[number + 1]):
            total, at_power = plus(total, at_power, fraction[c], power[c])
        wide[number], wide_power[number] = total, at_power
        for c in range(circuit.first[number], circuit.first[number + 1]):
            free[c] = ratio(fraction[c], power[c], total, at_power)
    gap, gap_power = np.full(len(circuit.gaps), 0.5), np.ones(len(circuit.gaps), np.int64)
    for g in range(len(circuit.gaps)):
        for place in range(circuit.gaps[g, 0], circuit.gaps[g, 1]):
            number = circuit.order[place]
            gap[g], gap_power[g] = times(gap[g], gap_power[g], wide[number], wide_power[number])
    nodes, arcs = len(circuit.begin) - 1, len(circuit.child_begin) - 1
    up, up_power = np.zeros(nodes), np.zeros(nodes, np.int64)
    whole, whole_power = np.zeros(arcs), np.zeros(arcs, np.int64)
    for back in range(nodes):
        node = nodes - 1 - back
        total, at_power = 0.0, np.int64(0)
        for arc in range(circuit.begin[node], circuit.begin[node + 1]):
            product, by = 0.5, np.int64(1)
            for at in range(circuit.column_begin[arc], circuit.column_begin[arc + 1]):
                c = circuit.column[at]
                product, by = times(product, by, fraction[c], power[c])
            for at in range(circuit.gap_begin[arc], circuit.gap_begin[arc + 1]):
                product, by = times(product, by, gap[circuit.gap[at]], gap_power[circuit.gap[at]])
            for at in range(circuit.child_begin[arc], circuit.child_begin[arc + 1]):
                product, by = times(product, by, up[circuit.child[at]], up_power[circuit.child[at]])
            whole[arc], whole_power[arc] = product, by
            total, at_power = plus(total, at_power, product, by)
        up[node], up_power[node] = total, at_power
        for arc in range(circuit.begin[node], circuit.begin[node + 1]):
            chance[arc] = ratio(whole[arc], whole_power[arc], total, at_power)
    return up[0], up_power[0]


@kernel(types.int64(F8, types.int64, types.int64, types.float64))
def fall(chance: Array, begin: Scalar, end: Scalar, at: Scalar) -> Scalar:
    """The entry of ``chance[begin:end]``, which sum to 1, that a number in [0, 1) falls on."""
    last = begin
    for entry in range(begin, end):
        if chance[entry] > 0.0:
            last = entry
            at -= chance[entry]
            if at < 0.0:
                break
    return last


@kernel(types.void(CIRCUIT, F8, F8, types.npy_rng, I4_2))
def draw(circuit: Circuit, free: Array, chance: Array, rng: Scalar, values: Array) -> None:
    """One variant a row of ``values``, shape (rows, variables), as value numbers, independent of each other."""
    owner = np.empty(circuit.first[-1], np.int32)
    for number in range(len(circuit.first) - 1):
        for c in range(circuit.first[number], circuit.first[number + 1]):
            owner[c] = number
    waiting = np.empty(len(circuit.begin), np.int32)
    for row in range(len(values)):
        waiting[0] = 0
        left = 1
        while left > 0:
            left -= 1
            node = waiting[left]
            arc = np.int64(circuit.begin[node])
            if circuit.begin[node + 1] - arc > 1:
                arc = fall(chance, arc, circuit.begin[node + 1], rng.random())
            for at in range(circuit.column_begin[arc], circuit.column_begin[arc + 1]):
                number = owner[circuit.column[at]]
                values[row, number] = circuit.column[at] - circuit.first[number]
            for at in range(circuit.gap_begin[arc], circuit.gap_begin[arc + 1]):
                g = circuit.gap[at]
                for place in range(circuit.gaps[g, 0], circuit.gaps[g, 1]):
                    number = circuit.order[place]
                    begin = circuit.first[number]
                    c = fall(free, begin, circuit.first[number + 1], rng.random())
                    values[row, number] = c - begin
            for at in range(circuit.child_begin[arc], circuit.child_begin[arc + 1]):
                waiting[left] = circuit.child[at]
                left += 1


@kernel(types.void(CIRCUIT, F8, F8, F8))
def shares(circuit: Circuit, free: Array, chance: Array, share: Array) -> None:
    """``share[c]``: the chance that a variant has column c. One pass down: a node is reached as often as its arcs."""
    nodes = len(circuit.begin) - 1
    reached = np.zeros(nodes)
    reached[0] = 1.0
    skip = np.zeros(len(circuit.gaps))
    for c in range(len(share)):
        share[c] = 0.0
    for node in range(nodes):
        for arc in range(circuit.begin[node], circuit.begin[node + 1]):
            here = reached[node] * chance[arc]
            if here == 0.0:
                continue
            for at in range(circuit.child_begin[arc], circuit.child_begin[arc + 1]):
                reached[circuit.child[at]] += here
            for at in range(circuit.column_begin[arc], circuit.column_begin[arc + 1]):
                share[circuit.column[at]] += here
            for at in range(circuit.gap_begin[arc], circuit.gap_begin[arc + 1]):
                skip[circuit.gap[at]] += here
    for g in range(len(circuit.gaps)):
        if skip[g] > 0.0:
            for place in range(circuit.gaps[g, 0], circuit.gaps[g, 1]):
                number = circuit.order[place]
                for c in range(circuit.first[number], circuit.first[number + 1]):
                    share[c] += skip[g] * free[c]
