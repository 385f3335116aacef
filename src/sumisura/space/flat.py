"""A finished diagram as immutable arrays, sorted by level: what every sweep runs over."""

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

import numpy as np

from sumisura.space.diagram import TRUE, Diagram
from sumisura.space.structure import Ints, frozen


class Flat(NamedTuple):
    """The diagram of a family.

    Nodes are numbered from the root (0) down by level; the terminal is the last number. An arc that
    skips levels leaves their variables free; equal skips share a *gap*; gap 0 skips nothing.

    Args:
        order: variable number at each level, shape (variables,), auxiliary ones included.
        first: first column of every variable, and the end, shape (variables + 1,).
        level: level of each node, shape (nodes + 1,); the terminal's is the number of levels.
        begin: first arc of each node, shape (nodes + 1,).
        column: what each arc chooses, shape (arcs,).
        child: where each arc leads, shape (arcs,).
        gap: what each arc skips, shape (arcs,).
        gaps: first and last-but-one level of each gap, shape (gaps, 2); gap 1 is what the root skips.
    """

    order: Ints
    first: Ints
    level: Ints
    begin: Ints
    column: Ints
    child: Ints
    gap: Ints
    gaps: Ints

    @property
    def nodes(self) -> int:
        """Decision nodes, the terminal left out."""
        return len(self.begin) - 1


def flatten(diagrams: Sequence[Diagram], free: Sequence[int], first: Ints) -> Flat:
    """One diagram out of those of independent components: where one is true, the next begins.

    Args:
        diagrams: finished ones; none is a contradiction.
        free: variables that no rule names; they take the last levels.
        first: first column of every variable, and the end.
    """
    order = np.array([number for diagram in diagrams for number in diagram.order] + list(free), np.int32)
    pieces = [diagram.arrays() for diagram in diagrams if diagram.root != TRUE]
    starts = accumulate((len(diagram.order) for diagram in diagrams), initial=0)
    tops = [top for top, diagram in zip(starts, diagrams, strict=False) if diagram.root != TRUE]
    level, owner, value, child, base = [], [], [], [], 0
    for top, (levels, parents, values, kids) in zip(tops, pieces, strict=True):
        level.append(levels + top)
        owner.append(parents + base)
        value.append(values)
        child.append(kids + base)
        base += len(levels)
    return _joined(order, first, [*level, [len(order)]], owner, value, child)


def _joined(
    order: Ints,
    first: Ints,
    level: Sequence[Ints | list[int]],
    owner: Sequence[Ints],
    value: Sequence[Ints],
    child: Sequence[Ints],
) -> Flat:
    levels = np.concatenate(level).astype(np.int64)
    empty = [np.empty(0, np.int64)]
    parents, values, kids = (np.concatenate([*empty, *part]) for part in (owner, value, child))
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
    return Flat(*(frozen(part) for part in (order, first, levels, begin, column, kids, arcs_gap, gaps)))
