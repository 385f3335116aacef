"""Sweeps up and down a circuit, in the min-plus and the boolean semiring.

Costs are int64 below 2**59 in sum; ``FAR`` stands for "cannot be", and twice ``FAR`` plus a cost still fits.
Each variable's costs are first lowered by its smallest, so that what is left free costs nothing.
"""

import numpy as np
from numba import types

from sumisura.space.circuit import Circuit
from sumisura.space.kernels.shape import CIRCUIT
from sumisura.stats.jit import B1, FIXED_I4, FIXED_I8, I4, I8, Array, Scalar, kernel

FAR = 1 << 60


@kernel(types.int64(FIXED_I4, I8))
def lower(first: Array, cost: Array) -> Scalar:
    """Subtract every variable's smallest cost from its columns; returns the sum of what was taken."""
    taken = np.int64(0)
    for number in range(len(first) - 1):
        least = cost[first[number]]
        for column in range(first[number] + 1, first[number + 1]):
            least = min(least, cost[column])
        taken += least
        for column in range(first[number], first[number + 1]):
            cost[column] = min(cost[column] - least, FAR)
    return taken


@kernel(types.void(CIRCUIT, I8, I8, I8))
def ascend(circuit: Circuit, cost: Array, up: Array, whole: Array) -> None:
    """``up[n]``: the least cost of what node n stands for; ``whole[a]``: the same of arc a."""
    nodes = len(circuit.begin) - 1
    for back in range(nodes):
        node = nodes - 1 - back
        least = np.int64(FAR)
        for arc in range(circuit.begin[node], circuit.begin[node + 1]):
            total: Scalar = np.int64(0)
            for at in range(circuit.column_begin[arc], circuit.column_begin[arc + 1]):
                chosen = np.uint32(
                    circuit.column[np.uint32(at)]
                )  # unsigned: no check for counting from the end
                total += cost[chosen]
                if total >= FAR:
                    total = np.int64(FAR)
                    break
            for at in range(circuit.child_begin[arc], circuit.child_begin[arc + 1]):
                total = min(total + up[circuit.child[at]], FAR)
            whole[arc] = total
            least = min(least, total)
        up[node] = least


@kernel(types.void(CIRCUIT, I8, I8))
def cheapest_through(
    circuit: Circuit,
    cost: Array,
    through: Array,
) -> None:
    """``through[c]``: the least cost of a variant that has column c.

    ``cost`` must be lowered already, and all of it in sum below ``FAR``. One pass up and one down, then the
    columns of what is left free.
    """
    nodes = len(circuit.begin) - 1
    up = np.empty(nodes, np.int64)
    whole = np.empty(len(circuit.child_begin) - 1, np.int64)
    ascend(circuit, cost, up, whole)
    outside = np.full(nodes, FAR, np.int64)
    outside[0] = 0
    skip = np.full(len(circuit.gaps), FAR, np.int64)
    for c in range(len(through)):
        through[c] = FAR
    for node in range(nodes):
        here = outside[node]
        if here >= FAR:
            continue
        for arc in range(circuit.begin[node], circuit.begin[node + 1]):
            total = here + whole[arc]
            if total >= FAR:
                continue
            for at in range(circuit.child_begin[arc], circuit.child_begin[arc + 1]):
                to = circuit.child[at]
                outside[to] = min(outside[to], total - up[to])
            for at in range(circuit.column_begin[arc], circuit.column_begin[arc + 1]):
                chosen = np.uint32(circuit.column[np.uint32(at)])
                through[chosen] = min(through[chosen], total)
            for at in range(circuit.gap_begin[arc], circuit.gap_begin[arc + 1]):
                skip[circuit.gap[at]] = min(skip[circuit.gap[at]], total)
    for g in range(len(circuit.gaps)):
        if skip[g] < FAR:
            for place in range(circuit.gaps[g, 0], circuit.gaps[g, 1]):
                number = circuit.order[place]
                for c in range(circuit.first[number], circuit.first[number + 1]):
                    through[c] = min(through[c], skip[g] + cost[c])


@kernel(types.int64(CIRCUIT, FIXED_I8, FIXED_I4, FIXED_I8, types.int64, I8, I8))
def options(
    circuit: Circuit,
    price: Array,
    chosen: Array,
    weight: Array,
    shift: Scalar,
    give_up: Array,
    delta: Array,
) -> Scalar:
    """Weight to give up and change of price for every column at once.

    The cost of a variant is ``given up · 2**shift + price``, with prices lowered to start at 0 and to sum
    below ``2**shift``: the least cost through a column is its best repair, its two parts read off by bits.
    A variable's own choice costs nothing to change.

    What goes in and out, beside the circuit:
        price: per column, lowered.
        chosen: per variable, the chosen column, or -1.
        weight: per variable, what giving it up costs.
        shift: bits of the price.
        give_up: out, per column; -1 where no variant has it.
        delta: out, per column: price of the cheapest such repair minus that of the cheapest completion.

    Returns:
        The lowered price of the cheapest completion.
    """
    cost = price.copy()
    taken = np.int64(0)
    for number in range(len(circuit.first) - 1):
        mine = chosen[number]
        if mine >= 0:
            for c in range(circuit.first[number], circuit.first[number + 1]):
                if c != mine:
                    cost[c] += weight[number] << shift
    taken = lower(circuit.first, cost)
    through = give_up
    cheapest_through(circuit, cost, through)
    now = np.int64(FAR)
    for c in range(circuit.first[0], circuit.first[1]):
        now = min(now, through[c])
    now += taken
    low = (np.int64(1) << shift) - 1
    base = now & low
    for number in range(len(circuit.first) - 1):
        mine = chosen[number]
        for c in range(circuit.first[number], circuit.first[number + 1]):
            total = through[c]
            if total >= FAR:
                give_up[c] = -1
                delta[c] = 0
                continue
            total += taken
            if mine >= 0 and c != mine:
                total -= weight[number] << shift
            give_up[c] = total >> shift
            delta[c] = (total & low) - base
    return base


@kernel(types.int64(CIRCUIT, I8, I4))
def cheapest(
    circuit: Circuit,
    cost: Array,
    values: Array,
) -> Scalar:
    """One variant of least cost, and that cost; ``FAR`` or more when none is possible.

    At each node the first best arc is taken, at each free variable the author's first. ``cost`` is
    lowered in place. ``values`` gets the value number of every variable.
    """
    taken = lower(circuit.first, cost)
    up = np.empty(len(circuit.begin) - 1, np.int64)
    whole = np.empty(len(circuit.child_begin) - 1, np.int64)
    ascend(circuit, cost, up, whole)
    if up[0] >= FAR:
        return up[0]
    owner = np.empty(len(cost), np.int32)
    for number in range(len(circuit.first) - 1):
        best = circuit.first[number + 1]
        for c in range(circuit.first[number], circuit.first[number + 1]):
            owner[c] = number
            if cost[c] == 0:
                best = min(best, c)
        values[number] = best - circuit.first[number]
    waiting = np.empty(len(circuit.begin), np.int32)
    waiting[0] = 0
    left = 1
    while left > 0:
        left -= 1
        node = waiting[left]
        arc = circuit.begin[node]
        while whole[arc] != up[node]:
            arc += 1
        for at in range(circuit.column_begin[arc], circuit.column_begin[arc + 1]):
            number = owner[circuit.column[at]]
            values[number] = circuit.column[at] - circuit.first[number]
        for at in range(circuit.child_begin[arc], circuit.child_begin[arc + 1]):
            waiting[left] = circuit.child[at]
            left += 1
    return up[0] + taken


@kernel(types.boolean(CIRCUIT, B1, B1))
def possible(
    circuit: Circuit,
    allowed: Array,
    valid: Array,
) -> Scalar:
    """Which allowed columns some variant of allowed columns has; returns whether there is one.

    What goes in and out, beside the circuit:
        allowed: per column.
        valid: out, per column.
    """
    for c in range(len(valid)):
        valid[c] = False
    for number in range(len(circuit.first) - 1):
        some = False
        for c in range(circuit.first[number], circuit.first[number + 1]):
            some = some or allowed[c]
        if not some:
            return False
    nodes = len(circuit.begin) - 1
    up = np.zeros(nodes, np.bool_)
    down = np.zeros(nodes, np.bool_)
    skip = np.zeros(len(circuit.gaps), np.bool_)
    holds = np.zeros(len(circuit.child_begin) - 1, np.bool_)
    for back in range(nodes):
        node = nodes - 1 - back
        for arc in range(circuit.begin[node], circuit.begin[node + 1]):
            all_hold = True
            for at in range(circuit.child_begin[arc], circuit.child_begin[arc + 1]):
                if not up[circuit.child[at]]:
                    all_hold = False
                    break
            if all_hold:
                for at in range(circuit.column_begin[arc], circuit.column_begin[arc + 1]):
                    if not allowed[circuit.column[at]]:
                        all_hold = False
                        break
            holds[arc] = all_hold
            up[node] = up[node] or all_hold
    if not up[0]:
        return False
    down[0] = True
    for node in range(nodes):
        if down[node]:
            for arc in range(circuit.begin[node], circuit.begin[node + 1]):
                if holds[arc]:
                    for at in range(circuit.child_begin[arc], circuit.child_begin[arc + 1]):
                        down[circuit.child[at]] = True
                    for at in range(circuit.column_begin[arc], circuit.column_begin[arc + 1]):
                        valid[circuit.column[at]] = True
                    for at in range(circuit.gap_begin[arc], circuit.gap_begin[arc + 1]):
                        skip[circuit.gap[at]] = True
    for g in range(len(circuit.gaps)):
        if skip[g]:
            for place in range(circuit.gaps[g, 0], circuit.gaps[g, 1]):
                number = circuit.order[place]
                for c in range(circuit.first[number], circuit.first[number + 1]):
                    valid[c] = allowed[c]
    return True
