"""Contract chains: runs of nodes with one way in and one way out become one arc, here a *strand*."""

import numpy as np
from numba import types

from sumisura.stats.jit import FIXED_I4, I4, Array, Scalar, kernel


@kernel(types.int64(FIXED_I4, FIXED_I4, I4))
def joints(begin: Array, child: Array, number: Array) -> Scalar:
    """Number the nodes that are not inside a chain (-1 for those that are); returns how many strands leave them.

    The root and the terminal are always joints. ``number`` has one entry per node and one for the terminal.
    """
    nodes = len(begin) - 1
    entries = np.zeros(nodes + 1, np.int32)
    for arc in range(len(child)):
        entries[child[arc]] += 1
    count = 0
    leaving = 0
    for node in range(nodes + 1):
        number[node] = -1
        if node in (0, nodes) or entries[node] > 1 or begin[node + 1] - begin[node] > 1:
            number[node] = count
            count += 1
            if node < nodes:
                leaving += begin[node + 1] - begin[node]
    return leaving


@kernel(types.int64(FIXED_I4, FIXED_I4, FIXED_I4, FIXED_I4, I4, types.int64, I4, I4, I4, I4, I4, I4))
def follow(
    begin: Array,
    column: Array,
    child: Array,
    gap: Array,
    number: Array,
    above: Scalar,
    strand_begin: Array,
    strand_child: Array,
    column_begin: Array,
    columns: Array,
    gap_begin: Array,
    strand_gaps: Array,
) -> Scalar:
    """Walk from every joint to the next, noting columns and gaps on the way; returns how many gaps.

    ``above`` says whether the root skips levels: then each of its strands leaves gap 1 free.
    """
    nodes = len(begin) - 1
    strand = 0
    filled = 0
    skipped = 0
    for node in range(nodes):
        if number[node] < 0:
            continue
        strand_begin[number[node]] = strand
        for first in range(begin[node], begin[node + 1]):
            column_begin[strand] = filled
            gap_begin[strand] = skipped
            if node == 0 and above:
                strand_gaps[skipped] = 1
                skipped += 1
            arc = first
            while True:
                columns[filled] = column[arc]
                filled += 1
                if gap[arc] != 0:
                    strand_gaps[skipped] = gap[arc]
                    skipped += 1
                if number[child[arc]] >= 0:
                    break
                arc = begin[child[arc]]
            strand_child[strand] = number[child[arc]]
            strand += 1
    strand_begin[number[nodes]] = strand
    column_begin[strand] = filled
    gap_begin[strand] = skipped
    return skipped
