"""Sweeps up and down a flat diagram, in the min-plus and the boolean semiring.

Costs are int64 below 2**59 in sum; ``FAR`` stands for "cannot be", and twice ``FAR`` plus a cost still fits.
Each level's costs are first lowered by its smallest, so that skipped levels cost nothing.
"""

import numpy as np
from numba import types

from sumisura.stats.jit import B1, FIXED_I4, FIXED_I4_2, FIXED_I8, I4, I8, Array, Scalar, kernel

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


@kernel(types.void(FIXED_I4, FIXED_I4, FIXED_I4, I8, I8))
def ascend(begin: Array, column: Array, child: Array, cost: Array, up: Array) -> None:
    """``up[n]``: the least cost from node n to the terminal."""
    nodes = len(begin) - 1
    up[nodes] = 0
    for back in range(nodes):
        node = nodes - 1 - back
        least = np.int64(FAR)
        for arc in range(begin[node], begin[node + 1]):
            least = min(least, cost[column[arc]] + up[child[arc]])
        up[node] = least


@kernel(
    types.void(
        FIXED_I4, FIXED_I4, FIXED_I4_2, FIXED_I4, FIXED_I4, FIXED_I4, FIXED_I4, FIXED_I4, FIXED_I4,
        I8, I8,
    )
)  # fmt: skip
def cheapest_through(
    order: Array,
    first: Array,
    gaps: Array,
    begin: Array,
    child: Array,
    column_begin: Array,
    column: Array,
    gap_begin: Array,
    gap: Array,
    cost: Array,
    through: Array,
) -> None:
    """``through[c]``: the least cost of a path from root to terminal that takes column c.

    ``cost`` must be lowered already, and all of it in sum below ``FAR``. One pass over the strands' columns,
    one up and one down over the joints, then the columns of skipped levels.
    """
    last = len(begin) - 1
    along = np.empty(len(child), np.int64)
    for strand in range(len(child)):
        total = np.int64(0)
        for at in range(column_begin[strand], column_begin[strand + 1]):
            total += cost[np.uint32(column[np.uint32(at)])]
        along[strand] = total
    up = np.empty(last + 1, np.int64)
    up[last] = 0
    for back in range(last):
        joint = last - 1 - back
        least = np.int64(FAR)
        for strand in range(begin[joint], begin[joint + 1]):
            least = min(least, along[strand] + up[child[strand]])
        up[joint] = least
    down = np.full(last + 1, FAR, np.int64)
    skip = np.full(len(gaps), FAR, np.int64)
    down[0] = 0
    skip[1] = up[0]
    for c in range(len(through)):
        through[c] = FAR
    for joint in range(last):
        here = down[joint]
        for strand in range(begin[joint], begin[joint + 1]):
            to = child[strand]
            reach = here + along[strand]
            down[to] = min(down[to], reach)
            total = reach + up[to]
            for at in range(column_begin[strand], column_begin[strand + 1]):
                chosen = np.uint32(column[np.uint32(at)])  # unsigned: no check for counting from the end
                through[chosen] = min(through[chosen], total)
            for at in range(gap_begin[strand], gap_begin[strand + 1]):
                skip[gap[at]] = min(skip[gap[at]], total)
    free = np.full(len(order) + 1, FAR, np.int64)
    for g in range(1, len(gaps)):
        for depth in range(gaps[g, 0], gaps[g, 1]):
            free[depth] = min(free[depth], skip[g])
    for depth in range(len(order)):
        number = order[depth]
        for c in range(first[number], first[number + 1]):
            through[c] = min(through[c], free[depth] + cost[c])


@kernel(
    types.int64(
        FIXED_I4, FIXED_I4, FIXED_I4_2, FIXED_I4, FIXED_I4, FIXED_I4, FIXED_I4, FIXED_I4, FIXED_I4,
        FIXED_I8, FIXED_I4, FIXED_I8, types.int64, I8, I8,
    )
)  # fmt: skip
def options(
    order: Array,
    first: Array,
    gaps: Array,
    begin: Array,
    child: Array,
    column_begin: Array,
    column: Array,
    gap_begin: Array,
    gap: Array,
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

    What goes in and out, beside the diagram:
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
    for number in range(len(first) - 1):
        mine = chosen[number]
        if mine >= 0:
            for c in range(first[number], first[number + 1]):
                if c != mine:
                    cost[c] += weight[number] << shift
    taken = lower(first, cost)
    through = give_up
    cheapest_through(order, first, gaps, begin, child, column_begin, column, gap_begin, gap, cost, through)
    now = np.int64(FAR)
    for c in range(first[0], first[1]):
        now = min(now, through[c])
    now += taken
    low = (np.int64(1) << shift) - 1
    base = now & low
    for number in range(len(first) - 1):
        mine = chosen[number]
        for c in range(first[number], first[number + 1]):
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


@kernel(types.int64(FIXED_I4, FIXED_I4, FIXED_I4, FIXED_I4, FIXED_I4, FIXED_I4, I8, I4))
def cheapest(
    order: Array,
    first: Array,
    level: Array,
    begin: Array,
    column: Array,
    child: Array,
    cost: Array,
    values: Array,
) -> Scalar:
    """One variant of least cost, and that cost; ``FAR`` or more when none is possible.

    At each node the first best value is taken, at each free variable the author's first. ``cost`` is
    lowered in place. ``values`` gets the value number of every variable.
    """
    taken = lower(first, cost)
    nodes = len(begin) - 1
    up = np.empty(nodes + 1, np.int64)
    ascend(begin, column, child, cost, up)
    if up[0] >= FAR:
        return up[0]
    for number in range(len(first) - 1):
        for c in range(first[number], first[number + 1]):
            if cost[c] == 0:
                values[number] = c - first[number]
                break
    node = 0
    while node < nodes:
        for arc in range(begin[node], begin[node + 1]):
            c = column[arc]
            if cost[c] + up[child[arc]] == up[node]:
                number = order[level[node]]
                values[number] = c - first[number]
                node = child[arc]
                break
    return up[0] + taken


@kernel(
    types.boolean(
        FIXED_I4, FIXED_I4, FIXED_I4_2, FIXED_I4, FIXED_I4, FIXED_I4, FIXED_I4, FIXED_I4, FIXED_I4,
        B1, B1,
    )
)  # fmt: skip
def possible(
    order: Array,
    first: Array,
    gaps: Array,
    begin: Array,
    child: Array,
    column_begin: Array,
    column: Array,
    gap_begin: Array,
    gap: Array,
    allowed: Array,
    valid: Array,
) -> Scalar:
    """Which allowed columns some variant of allowed columns has; returns whether there is one.

    What goes in and out, beside the diagram:
        allowed: per column.
        valid: out, per column.
    """
    for c in range(len(valid)):
        valid[c] = False
    for number in range(len(first) - 1):
        some = False
        for c in range(first[number], first[number + 1]):
            some = some or allowed[c]
        if not some:
            return False
    last = len(begin) - 1
    up = np.zeros(last + 1, np.bool_)
    down = np.zeros(last + 1, np.bool_)
    skip = np.zeros(len(gaps), np.bool_)
    along = np.zeros(len(child), np.bool_)
    up[last] = True
    for back in range(last):
        joint = last - 1 - back
        for strand in range(begin[joint], begin[joint + 1]):
            if up[child[strand]]:
                whole = True
                for at in range(column_begin[strand], column_begin[strand + 1]):
                    if not allowed[column[at]]:
                        whole = False
                        break
                along[strand] = whole
                up[joint] = up[joint] or whole
    if not up[0]:
        return False
    down[0] = True
    skip[1] = True
    for joint in range(last):
        if down[joint]:
            for strand in range(begin[joint], begin[joint + 1]):
                if along[strand]:
                    down[child[strand]] = True
                    for at in range(column_begin[strand], column_begin[strand + 1]):
                        valid[column[at]] = True
                    for at in range(gap_begin[strand], gap_begin[strand + 1]):
                        skip[gap[at]] = True
    for g in range(1, len(gaps)):
        if skip[g]:
            for depth in range(gaps[g, 0], gaps[g, 1]):
                number = order[depth]
                for c in range(first[number], first[number + 1]):
                    valid[c] = allowed[c]
    return True
