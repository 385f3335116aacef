"""Reduced multi-valued decision diagrams: nodes, tables, conjunction, garbage.

A store is a few flat arrays. Node 0 is false, node 1 is true; node ``n`` stands at ``level[n]`` and its
child for value ``v`` is ``kids[start[n] + v]``. A child's number is always below its parent's, so one
descending pass marks what is reachable and one ascending pass renumbers it. Equal nodes are one node
(``table``, open addressing), and a node whose children are all equal is that child: a level that is
skipped is a free variable. ``state`` holds ``[nodes, kids]``.

Hashes keep to 31 bits, so that they are the same numbers with and without the JIT.
"""

import numpy as np
from numba import types

from sumisura.stats.jit import FIXED_I4, FIXED_I4_2, I4, I4_2, I8, Array, Scalar, kernel

DONE, NODES_FULL, CACHE_FULL = 0, 1, 2
"""What ``conjoin`` returns: finished; no room for a node; the cache of pairs is half full."""


@kernel(types.int64(types.int64, I4, types.int64, types.int64))
def node_hash(level: Scalar, block: Array, at: Scalar, width: Scalar) -> Scalar:
    """A 31-bit hash of a level and its ``width`` children in ``block[at:]``."""
    h = np.int64(level) + 0x1234567
    for v in range(width):
        h = ((h ^ np.int64(block[at + v])) * 0x5BD1E995) & 0x7FFFFFFF
        h ^= h >> 15
    return h


@kernel(types.int64(types.int64, I4, types.int64, types.int64, I4, I8, I4, I4, I8))
def make(
    at_level: Scalar,
    block: Array,
    at: Scalar,
    width: Scalar,
    level: Array,
    start: Array,
    kids: Array,
    table: Array,
    state: Array,
) -> Scalar:
    """The node with these children: an old one, a reduced one, or a new one; -1 when there is no room."""
    first = block[at]
    same = True
    for v in range(1, width):
        if block[at + v] != first:
            same = False
            break
    if same:
        return np.int64(first)
    mask = len(table) - 1
    slot = node_hash(at_level, block, at, width) & mask
    while table[slot] != 0:
        node = np.int64(table[slot])
        if level[node] == at_level:
            begin = start[node]
            equal = True
            for v in range(width):
                if kids[begin + v] != block[at + v]:
                    equal = False
                    break
            if equal:
                return node
        slot = (slot + 1) & mask
    node = state[0]
    begin = state[1]
    if node >= len(level) or begin + width > len(kids) or 2 * node >= len(table):
        return np.int64(-1)
    level[node] = at_level
    start[node] = begin
    for v in range(width):
        kids[begin + v] = block[at + v]
    table[slot] = node
    state[0] = node + 1
    state[1] = begin + width
    return node


@kernel(types.void(FIXED_I4_2, I4, FIXED_I4, I4_2))
def sort_rows(rows: Array, pick: Array, widths: Array, out: Array) -> None:
    """Rows with columns picked in a new order, sorted lexicographically (counting sort, last column first).

    ``pick[j]`` is the old column that becomes column j; ``widths[j]`` its number of values.
    """
    n = rows.shape[0]
    k = len(pick)
    order = np.arange(n)
    spare = np.empty(n, np.int64)
    for back in range(k):
        j = k - 1 - back
        column = pick[j]
        counts = np.zeros(widths[j] + 1, np.int64)
        for r in range(n):
            counts[rows[r, column] + 1] += 1
        for v in range(widths[j]):
            counts[v + 1] += counts[v]
        for r in range(n):
            row = order[r]
            value = rows[row, column]
            spare[counts[value]] = row
            counts[value] += 1
        order, spare = spare, order
    for r in range(n):
        for j in range(k):
            out[r, j] = rows[order[r], pick[j]]


@kernel(types.int64(I4_2, I4, FIXED_I4, types.int64, I4, I8, I4, I4, I8))
def table_diagram(
    rows: Array,
    at_levels: Array,
    widths: Array,
    leaf: Scalar,
    level: Array,
    start: Array,
    kids: Array,
    table: Array,
    state: Array,
) -> Scalar:
    """The diagram of sorted rows: ``leaf`` where a row matches, its opposite elsewhere; -1 when full.

    One pass over the rows keeps one open node per column and closes the columns below the first
    difference (Daciuk et al. 2000, minimal automata from sorted words).
    """
    n, k = rows.shape
    other = np.int32(1 - leaf)
    offset = np.zeros(k + 1, np.int64)
    for j in range(k):
        offset[j + 1] = offset[j] + widths[j]
    block = np.full(offset[k], other, np.int32)
    for r in range(n):
        block[offset[k - 1] + rows[r, k - 1]] = leaf
        changed = -1
        if r + 1 < n:
            changed = 0
            while changed < k and rows[r, changed] == rows[r + 1, changed]:
                changed += 1
        for back in range(k - 1):
            j = k - 1 - back
            if j <= changed:
                break
            node = make(at_levels[j], block, offset[j], widths[j], level, start, kids, table, state)
            if node < 0:
                return np.int64(-1)
            block[offset[j - 1] + rows[r, j - 1]] = node
            for v in range(widths[j]):
                block[offset[j] + v] = other
    return make(at_levels[0], block, 0, widths[0], level, start, kids, table, state)


@kernel(types.int64(types.int64, types.int64, types.int64))
def pair_slot(one: Scalar, two: Scalar, mask: Scalar) -> Scalar:
    """Where the search for a pair of nodes begins."""
    h = (one * 0x5BD1E995) & 0x7FFFFFFF
    h ^= h >> 13
    h = ((h + two) * 0x2C1B3C6D) & 0x7FFFFFFF
    h ^= h >> 16
    return h & mask


@kernel(types.void(I8, I4, I8, I4))
def rehash_pairs(old_pairs: Array, old_results: Array, pairs: Array, results: Array) -> None:
    """Move every cached pair into a larger, empty cache."""
    mask = len(pairs) - 1
    for i in range(len(old_pairs)):
        pair = old_pairs[i]
        if pair != 0:
            slot = pair_slot(pair >> 31, pair & 0x7FFFFFFF, mask)
            while pairs[slot] != 0:
                slot = (slot + 1) & mask
            pairs[slot] = pair
            results[slot] = old_results[i]


@kernel(types.void(I4, I8, I4, I4, types.int64, FIXED_I4))
def rehash_nodes(level: Array, start: Array, kids: Array, table: Array, nodes: Scalar, widths: Array) -> None:
    """Enter every node into an empty table."""
    mask = len(table) - 1
    for node in range(2, nodes):
        slot = node_hash(level[node], kids, start[node], widths[level[node]]) & mask
        while table[slot] != 0:
            slot = (slot + 1) & mask
        table[slot] = node


@kernel(types.int64(I4, I8, I4, I4, I8, FIXED_I4, I8, I4, I8, I4, I8))
def conjoin(
    level: Array,
    start: Array,
    kids: Array,
    table: Array,
    state: Array,
    widths: Array,
    pairs: Array,
    results: Array,
    frames: Array,
    blocks: Array,
    work: Array,
) -> Scalar:
    """Continue a conjunction until it is done or wants room; nothing is lost in between.

    ``work`` is ``[depth, cached pairs, result, nodes to stop at]``. A frame is four numbers: level, next value, where its
    three blocks begin (children of one side, of the other, results), and its pair. Depth 1 is a frame of
    width 1 that holds the two roots.
    """
    mask = len(pairs) - 1
    while True:
        depth = work[0]
        top = 4 * (depth - 1)
        at_level = frames[top]
        i = frames[top + 1]
        base = frames[top + 2]
        width = np.int64(1)
        if depth > 1:
            width = np.int64(widths[at_level])
        while i < width:
            one = np.int64(blocks[base + i])
            two = np.int64(blocks[base + width + i])
            if one > two:
                one, two = two, one
            if one == 0:
                found = np.int64(0)
            elif one == 1 or one == two:  # noqa: PLR1714 - no tuple in the innermost loop
                found = two
            else:
                pair = (one << 31) | two
                slot = pair_slot(one, two, mask)
                found = np.int64(-1)
                while pairs[slot] != 0:
                    if pairs[slot] == pair:
                        found = np.int64(results[slot])
                        break
                    slot = (slot + 1) & mask
                if found < 0:
                    break
            blocks[base + 2 * width + i] = found
            i += 1
        frames[top + 1] = i
        if i < width:
            below = np.int64(min(level[one], level[two]))
            span = np.int64(widths[below])
            fresh = base + 3 * width
            frames[top + 4] = below
            frames[top + 5] = 0
            frames[top + 6] = fresh
            frames[top + 7] = pair
            for side in range(2):
                node = one if side == 0 else two
                to = fresh + side * span
                if level[node] == below:
                    begin = start[node]
                    for v in range(span):
                        blocks[to + v] = kids[begin + v]
                else:
                    for v in range(span):
                        blocks[to + v] = node
            work[0] = depth + 1
            continue
        if depth == 1:
            work[2] = blocks[base + 2]
            return DONE
        if 2 * work[1] >= len(pairs):
            return CACHE_FULL
        if state[0] >= work[3]:
            return NODES_FULL
        node = make(at_level, blocks, base + 2 * width, width, level, start, kids, table, state)
        if node < 0:
            return NODES_FULL
        pair = frames[top + 3]
        if pair != 0:
            slot = pair_slot(pair >> 31, pair & 0x7FFFFFFF, mask)
            while pairs[slot] != 0:
                slot = (slot + 1) & mask
            pairs[slot] = pair
            results[slot] = node
            work[1] += 1
        work[0] = depth - 1
        top -= 4
        back = frames[top + 2]
        wide = np.int64(1)
        if depth > 2:  # noqa: PLR2004 - frame 1 holds the roots, frame 2 is the first of a level
            wide = np.int64(widths[frames[top]])
        blocks[back + 2 * wide + frames[top + 1]] = node
        frames[top + 1] += 1


@kernel(types.int64(I4, I8, I4, I8, FIXED_I4, I4, I8, I4, I8))
def mark(
    level: Array,
    start: Array,
    kids: Array,
    state: Array,
    widths: Array,
    renumber: Array,
    frames: Array,
    blocks: Array,
    work: Array,
) -> Scalar:
    """Mark what the open frames still need, then all below it; returns how many nodes live.

    Values a frame has passed need only their results, values to come only their two sides: what the
    finished part of a conjunction alone used is garbage already. ``renumber`` may hold marks of other
    roots; on return it holds every living node's next number, 0 for garbage.
    """
    for d in range(work[0]):
        i = frames[4 * d + 1]
        base = frames[4 * d + 2]
        width = np.int64(1)
        if d > 0:
            width = np.int64(widths[frames[4 * d]])
        for v in range(width):
            if v >= i:
                renumber[blocks[base + v]] = 1
                renumber[blocks[base + width + v]] = 1
            else:
                renumber[blocks[base + 2 * width + v]] = 1
    nodes = state[0]
    for back in range(nodes - 2):
        node = nodes - 1 - back
        if renumber[node] != 0:
            begin = start[node]
            for v in range(widths[level[node]]):
                renumber[kids[begin + v]] = 1
    live = np.int64(2)
    renumber[0] = 0
    renumber[1] = 1
    for node in range(2, nodes):
        if renumber[node] != 0:
            renumber[node] = live
            live += 1
    return live


@kernel(types.void(I4, I8, I4, I8, FIXED_I4, I4, I8, I4, I8, I8, I4, I8, I4))
def compact(
    level: Array,
    start: Array,
    kids: Array,
    state: Array,
    widths: Array,
    renumber: Array,
    frames: Array,
    blocks: Array,
    work: Array,
    pairs: Array,
    results: Array,
    new_pairs: Array,
    new_results: Array,
) -> None:
    """Slide living nodes down and renumber everything that names one. Pairs that died are forgotten."""
    live = np.int64(2)
    filled = np.int64(0)
    for node in range(2, state[0]):
        if renumber[node] != 0:
            at_level = level[node]
            begin = start[node]
            level[live] = at_level
            start[live] = filled
            for v in range(widths[at_level]):
                kids[filled] = renumber[kids[begin + v]]
                filled += 1
            live += 1
    state[0] = live
    state[1] = filled
    for d in range(work[0]):
        base = frames[4 * d + 2]
        width = np.int64(1)
        if d > 0:
            width = np.int64(widths[frames[4 * d]])
            pair = frames[4 * d + 3]
            one = np.int64(renumber[pair >> 31])
            two = np.int64(renumber[pair & 0x7FFFFFFF])
            frames[4 * d + 3] = (one << 31) | two if one > 0 and two > 0 else np.int64(0)
        i = frames[4 * d + 1]
        for v in range(width):
            if v >= i:
                blocks[base + v] = renumber[blocks[base + v]]
                blocks[base + width + v] = renumber[blocks[base + width + v]]
            else:
                blocks[base + 2 * width + v] = renumber[blocks[base + 2 * width + v]]
    mask = len(new_pairs) - 1
    kept = np.int64(0)
    for i in range(len(pairs)):
        pair = pairs[i]
        if pair != 0:
            one = np.int64(renumber[pair >> 31])
            two = np.int64(renumber[pair & 0x7FFFFFFF])
            result = np.int64(renumber[results[i]])
            if one > 1 and two > 1 and (result > 0 or results[i] == 0):
                slot = pair_slot(one, two, mask)
                while new_pairs[slot] != 0:
                    slot = (slot + 1) & mask
                new_pairs[slot] = (one << 31) | two
                new_results[slot] = result
                kept += 1
    work[1] = kept
