"""A finished diagram as arrays sorted by level, and the circuit it is once its chains are contracted."""

from typing import NamedTuple

import numpy as np

from sumisura.space.circuit import Circuit
from sumisura.space.diagram import Diagram
from sumisura.space.kernels.chains import follow, joints
from sumisura.space.structure import Ints, frozen


class Flat(NamedTuple):
    """The diagram of one component.

    Nodes are numbered from the root (0) down by level; the terminal is the last number. An arc that
    skips levels leaves their variables free; equal skips share a *gap*; gap 0 skips nothing.

    Args:
        begin: first arc of each node, shape (nodes + 1,).
        column: what each arc chooses, shape (arcs,).
        child: where each arc leads, shape (arcs,).
        gap: what each arc skips, shape (arcs,).
        gaps: first and last-but-one level of each gap, shape (gaps, 2); gap 1 is what the root skips.
    """

    begin: Ints
    column: Ints
    child: Ints
    gap: Ints
    gaps: Ints


def flatten(diagram: Diagram, first: Ints) -> Flat:
    """Sort a finished diagram's arcs, and number what they choose and skip.

    Args:
        diagram: not a contradiction, and not all that there is.
        first: first column of every variable, and the end.
    """
    order = np.array(diagram.order, np.int32)
    own, parents, values, kids = diagram.arrays()
    levels = np.append(own, len(order)).astype(np.int64)
    skipped = np.column_stack((levels[parents] + 1, levels[kids]))
    skipped[skipped[:, 0] >= skipped[:, 1]] = 0
    keys = skipped[:, 0] * (len(order) + 1) + skipped[:, 1]
    known, gap = np.unique(keys[keys > 0], return_inverse=True)
    arcs_gap = np.zeros(len(keys), np.int64)
    arcs_gap[keys > 0] = gap + 2
    pairs = np.column_stack((known // (len(order) + 1), known % (len(order) + 1)))
    gaps = np.concatenate(([[0, 0], [0, levels[0]]], pairs))
    begin = np.searchsorted(parents, np.arange(len(levels)))
    column = first[order[levels[parents]]] + values
    return Flat(*map(frozen, (begin, column, kids, arcs_gap, gaps)))


def contract(flat: Flat, order: Ints, first: Ints) -> Circuit:
    """A diagram with its chains contracted: runs of nodes with one way in and one way out become one arc.

    In car ranges most nodes leave only one value: a sweep that hops from joint to joint is several times faster.
    """
    nodes = len(flat.begin) - 1
    number = np.empty(nodes + 1, np.int32)
    count = int(joints(flat.begin, flat.child, number))
    terminal = int(number[nodes])
    begin, child = np.zeros(terminal + 1, np.int32), np.zeros(count, np.int32)
    column_begin, gap_begin = np.zeros(count + 1, np.int32), np.zeros(count + 1, np.int32)
    column, gap = np.zeros(len(flat.column), np.int32), np.zeros(len(flat.column) + count, np.int32)
    skipped = follow(
        flat.begin, flat.column, flat.child, flat.gap, number, int(flat.gaps[1, 1] > 0),
        begin, child, column_begin, column, gap_begin, gap,
    )  # fmt: skip
    goes_on = child != terminal
    return Circuit.of(
        order=order,
        first=first,
        gaps=flat.gaps,
        begin=begin,
        child_begin=np.concatenate(([0], np.cumsum(goes_on))),
        child=child[goes_on],
        column_begin=column_begin,
        column=column,
        gap_begin=gap_begin,
        gap=gap[:skipped],
    )
