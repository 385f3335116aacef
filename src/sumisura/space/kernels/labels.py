"""Several sums at once: the combinations of sums that no other is as good as, of all variants, within limits.

A *label* is one combination of sums, each the less the better. Labels go up the circuit; at every node those stay that
can still keep within the limits, that no other is as good as in every sum. A sum that can no longer exceed its limit,
whatever comes, counts as exactly on it: labels that differ only in how far they keep clear of limits are one.
"""

import numpy as np
from numba import types

from sumisura.space.circuit import Circuit
from sumisura.space.kernels.shape import CIRCUIT
from sumisura.space.kernels.sweeps import FAR
from sumisura.stats.jit import B1, I8, I8_2, Array, Scalar, kernel

FULL = -1
"""Returned for more labels than there is room for, or more comparisons than are allowed."""


@kernel(types.void(CIRCUIT, I8, B1, I8, I8))
def outside(circuit: Circuit, cost: Array, allowed: Array, low: Array, high: Array) -> None:
    """``low[n]``, ``high[n]``: the least and the most that the rest of a variant adds to what node n stands for.

    ``FAR`` and ``-FAR`` where no variant of allowed columns goes through it. Every variable has an allowed column.
    """
    nodes, arcs = len(circuit.begin) - 1, len(circuit.child_begin) - 1
    gap_low, gap_high = np.zeros(len(circuit.gaps), np.int64), np.zeros(len(circuit.gaps), np.int64)
    for g in range(len(circuit.gaps)):
        for place in range(circuit.gaps[g, 0], circuit.gaps[g, 1]):
            number = circuit.order[place]
            least, most = np.int64(FAR), np.int64(-FAR)
            for c in range(circuit.first[number], circuit.first[number + 1]):
                if allowed[c]:
                    least, most = min(least, cost[c]), max(most, cost[c])
            gap_low[g] += least
            gap_high[g] += most
    up_low, up_high = np.full(nodes, FAR, np.int64), np.full(nodes, -FAR, np.int64)
    arc_low, arc_high = np.full(arcs, FAR, np.int64), np.full(arcs, -FAR, np.int64)
    for back in range(nodes):
        node = nodes - 1 - back
        low[node], high[node] = FAR, -FAR
        for arc in range(circuit.begin[node], circuit.begin[node + 1]):
            least, most = np.int64(0), np.int64(0)
            can = True
            for at in range(circuit.column_begin[arc], circuit.column_begin[arc + 1]):
                can = can and allowed[circuit.column[at]]
                least += cost[circuit.column[at]]
                most += cost[circuit.column[at]]
            for at in range(circuit.child_begin[arc], circuit.child_begin[arc + 1]):
                can = can and up_low[circuit.child[at]] < FAR
                if can:
                    least += up_low[circuit.child[at]]
                    most += up_high[circuit.child[at]]
            if not can:
                continue
            for at in range(circuit.gap_begin[arc], circuit.gap_begin[arc + 1]):
                least += gap_low[circuit.gap[at]]
                most += gap_high[circuit.gap[at]]
            arc_low[arc], arc_high[arc] = least, most
            up_low[node], up_high[node] = min(up_low[node], least), max(up_high[node], most)
    if up_low[0] >= FAR:
        return
    low[0] = high[0] = 0
    for node in range(nodes):
        if low[node] >= FAR:
            continue
        for arc in range(circuit.begin[node], circuit.begin[node + 1]):
            if arc_low[arc] < FAR:
                for at in range(circuit.child_begin[arc], circuit.child_begin[arc + 1]):
                    to = circuit.child[at]
                    low[to] = min(low[to], low[node] + arc_low[arc] - up_low[to])
                    high[to] = max(high[to], high[node] + arc_high[arc] - up_high[to])


@kernel(types.int64(I8_2, types.int64, I8_2, I8))
def undominated(rows: Array, size: Scalar, out: Array, work: Array) -> Scalar:
    """Copy to ``out`` the first ``size`` rows without those that another is as good as; returns how many, or `FULL`.

    ``work`` is [comparisons made, comparisons allowed]. What dominates a row has no greater sum, so it stands before it.
    """
    sums = rows.shape[1]
    key = np.empty(size, np.int64)
    for r in range(size):
        key[r] = rows[r, 0]
        if sums != 2:  # noqa: PLR2004 - of two, whoever is first in one need be compared by the other alone
            for s in range(1, sums):
                key[r] += rows[r, s]
    order = np.argsort(key, kind="mergesort")
    kept = 0
    for r in order:
        begin = 0
        if sums == 2 and kept > 0:  # noqa: PLR2004
            begin = kept - 1
            if rows[r, 0] == out[begin, 0] and rows[r, 1] < out[begin, 1]:
                kept = begin
        as_good = False
        for k in range(begin, kept):
            as_good = True
            for s in range(sums):
                if out[k, s] > rows[r, s]:
                    as_good = False
                    break
            if as_good:
                break
        work[0] += kept - begin + 1
        if work[0] > work[1]:
            return np.int64(FULL)
        if not as_good:
            if kept == len(out):
                return np.int64(FULL)
            for s in range(sums):
                out[kept, s] = rows[r, s]
            kept += 1
    return kept


@kernel(types.int64(I8_2, types.int64, I8_2, types.int64, types.int64, I8_2, I8))
def combine(
    one: Array, size: Scalar, pool: Array, begin: Scalar, end: Scalar, spare: Array, work: Array
) -> Scalar:
    """Add every label of ``pool[begin:end]`` to the first ``size`` of ``one``, in place; returns how many, or `FULL`."""
    if size * (end - begin) > len(spare):
        return np.int64(FULL)
    filled = 0
    for r in range(size):
        for at in range(begin, end):
            for s in range(one.shape[1]):
                spare[filled, s] = one[r, s] + pool[at, s]
            filled += 1
    if end - begin == 1:
        for r in range(filled):
            for s in range(one.shape[1]):
                one[r, s] = spare[r, s]
        return filled
    return undominated(spare, filled, one, work)


@kernel(types.int64(CIRCUIT, I8_2, B1, I8, I8_2, I8_2, I8_2, I8, I8, I8_2, I8))
def label(  # noqa: PLR0911 - leaves wherever it runs out of room
    circuit: Circuit,
    cost: Array,
    allowed: Array,
    limit: Array,
    low: Array,
    high: Array,
    pool: Array,
    begin: Array,
    end: Array,
    spare: Array,
    work: Array,
) -> Scalar:
    """The labels of every gap and every node, in ``pool[begin[i]:end[i]]``: i of gaps first, then of nodes.

    What goes in and out, beside the circuit:
        cost: shape (columns, sums), at least 0.
        limit: per sum; ``FAR`` for a sum without one.
        low, high: of `outside`, shape (sums, nodes).
        spare: rows to work in.
        work: comparisons made and allowed, as in `undominated`.

    Returns:
        How many labels there are in all, or `FULL`.
    """
    sums = cost.shape[1]
    gaps, nodes = len(circuit.gaps), len(circuit.begin) - 1
    one, gathered = np.empty((len(spare), sums), np.int64), np.empty((len(spare), sums), np.int64)
    filled = 0
    for g in range(gaps):
        one[0, :] = 0
        size = 1
        for place in range(circuit.gaps[g, 0], circuit.gaps[g, 1]):
            number = circuit.order[place]
            found = 0
            for c in range(circuit.first[number], circuit.first[number + 1]):
                if allowed[c]:
                    gathered[found, :] = cost[c, :]
                    found += 1
            size = combine(one, size, gathered, 0, found, spare, work)
            if size < 0:
                return np.int64(FULL)
        if filled + size > len(pool):
            return np.int64(FULL)
        begin[g] = filled
        for r in range(size):
            pool[filled, :] = one[r, :]
            filled += 1
        end[g] = filled
    for back in range(nodes):
        node = nodes - 1 - back
        found = 0
        for arc in range(circuit.begin[node], circuit.begin[node + 1]):
            can = low[0, node] < FAR
            one[0, :] = 0
            size = 1
            for at in range(circuit.column_begin[arc], circuit.column_begin[arc + 1]):
                can = can and allowed[circuit.column[at]]
                one[0, :] += cost[circuit.column[at], :]
            for at in range(circuit.child_begin[arc], circuit.child_begin[arc + 1]):
                to = gaps + circuit.child[at]
                can = can and end[to] > begin[to]
            if not can:
                continue
            for at in range(circuit.gap_begin[arc], circuit.gap_begin[arc + 1]):
                g = circuit.gap[at]
                size = combine(one, size, pool, begin[g], end[g], spare, work)
                if size < 0:
                    return np.int64(FULL)
            for at in range(circuit.child_begin[arc], circuit.child_begin[arc + 1]):
                to = gaps + circuit.child[at]
                size = combine(one, size, pool, begin[to], end[to], spare, work)
                if size < 0:
                    return np.int64(FULL)
            if found + size > len(gathered):
                return np.int64(FULL)
            for r in range(size):
                can = True
                for s in range(sums):
                    gathered[found, s] = one[r, s]
                    if limit[s] < FAR:
                        can = can and one[r, s] + low[s, node] <= limit[s]
                        gathered[found, s] = max(one[r, s], limit[s] - high[s, node])
                found += can
        size = undominated(gathered, found, one, work)
        if size < 0 or filled + size > len(pool):
            return np.int64(FULL)
        begin[gaps + node] = filled
        for r in range(size):
            pool[filled, :] = one[r, :]
            filled += 1
        end[gaps + node] = filled
    return filled
