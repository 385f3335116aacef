"""Loops over clauses and witnesses: what one variant shows about many others."""

import numpy as np
from numba import types

from sumisura.space.kernels.sweeps import FAR
from sumisura.stats.jit import B1, FIXED_I4, I4_2, I8, Array, kernel

U8_2 = types.Array(types.uint64, 2, "C")
U8 = types.Array(types.uint64, 1, "C")


@kernel(types.void(FIXED_I4, FIXED_I4, FIXED_I4, B1, B1))
def hold(begin: Array, literal: Array, owner: Array, true: Array, held: Array) -> None:
    """``held[v]``: some clause holds by literals of variable v alone, so v may not change by itself.

    ``owner[l]`` is the variable that literal l is about, ``true[l]`` whether the positive literal holds.
    """
    for clause in range(len(begin) - 1):
        sole = -1
        for at in range(begin[clause], begin[clause + 1]):
            name = abs(literal[at])
            if true[name] == (literal[at] > 0):
                if sole >= 0 and sole != owner[name]:
                    sole = -1
                    break
                sole = owner[name]
        if sole >= 0:
            held[sole] = True


@kernel(types.void(FIXED_I4, FIXED_I4, FIXED_I4, FIXED_I4, FIXED_I4, B1, B1))
def patch(
    begin: Array, literal: Array, touch_begin: Array, touch: Array, switched: Array, true: Array, model: Array
) -> None:
    """Make some literals of a model those of another, and as few more as keep every clause.

    ``touch`` lists the clauses that each literal is in. Whatever a clause breaks over follows the other model,
    in which it holds; at worst all do.
    """
    waiting = np.empty(len(true), np.int32)
    count = 0
    for name in switched:
        if true[name] != model[name]:
            true[name] = model[name]
            waiting[count] = name
            count += 1
    while count > 0:
        count -= 1
        name = waiting[count]
        for at in range(touch_begin[name], touch_begin[name + 1]):
            clause, met = touch[at], False
            for place in range(begin[clause], begin[clause + 1]):
                met = met or true[abs(literal[place])] == (literal[place] > 0)
            if met:
                continue
            for place in range(begin[clause], begin[clause + 1]):
                other = abs(literal[place])
                if true[other] != model[other]:
                    true[other] = model[other]
                    waiting[count] = other
                    count += 1


@kernel(types.void(FIXED_I4, FIXED_I4, FIXED_I4, B1, B1))
def suffice(begin: Array, literal: Array, owner: Array, true: Array, needed: Array) -> None:
    """``needed``: variables whose literals together meet every clause, whatever the others do."""
    for clause in range(len(begin) - 1):
        sole, met = -1, False
        for at in range(begin[clause], begin[clause + 1]):
            name = abs(literal[at])
            if true[name] == (literal[at] > 0):
                sole = owner[name]
                met = met or needed[sole]
        if not met and sole >= 0:
            needed[sole] = True


@kernel(types.void(I4_2, U8_2, FIXED_I4, FIXED_I4, FIXED_I4, B1, B1))
def gather(
    taken: Array, reach: Array, start: Array, end: Array, bound: Array, allowed: Array, found: Array
) -> None:
    """Which columns the witnesses show to be possible.

    ``taken[w, v]`` is the column witness w takes of its v-th variable, whose columns are ``start[v]`` to ``end[v]``;
    bit c of ``reach[w]`` says that w may take column c instead, all else the same. ``bound`` are the variables of which
    not all columns are allowed. A witness that breaks one variable's bounds shows what that variable may be.
    """
    seen = np.zeros(reach.shape[1], np.uint64)
    for w in range(len(taken)):
        broken, last = 0, 0
        for v in bound:
            if not allowed[taken[w, v]]:
                broken += 1
                last = v
                if broken > 1:
                    break
        if broken == 0:
            for word in range(len(seen)):
                seen[word] |= reach[w, word]
        elif broken == 1:
            for c in range(start[last], end[last]):
                if reach[w, c >> 6] >> np.uint64(c & 63) & np.uint64(1):
                    found[c] = True
    for c in range(len(found)):
        if seen[c >> 6] >> np.uint64(c & 63) & np.uint64(1):
            found[c] = True


@kernel(types.void(I4_2, U8_2, FIXED_I4, FIXED_I4, I8, I8))
def cheapest_shown(taken: Array, reach: Array, start: Array, end: Array, cost: Array, high: Array) -> None:
    """``high[c]``: the least cost of the variants with column c that witnesses show, or what it was before."""
    for w in range(len(taken)):
        total, far = np.int64(0), 0
        for v in range(len(start)):
            if cost[taken[w, v]] >= FAR:
                far += 1
            else:
                total += cost[taken[w, v]]
        for v in range(len(start)):
            own = cost[taken[w, v]]
            if far - (own >= FAR) > 0:
                continue
            rest = total - (0 if own >= FAR else own)
            for c in range(start[v], end[v]):
                if cost[c] < FAR and reach[w, c >> 6] >> np.uint64(c & 63) & np.uint64(1):
                    high[c] = min(high[c], rest + cost[c])
