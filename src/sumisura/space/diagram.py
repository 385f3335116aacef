"""A decision diagram under construction: one component of a family, in one variable order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sumisura.space.constraints import Constraint, Tally
from sumisura.space.kernels.build import (
    DONE,
    NODES_FULL,
    compact,
    conjoin,
    make,
    mark,
    rehash_nodes,
    rehash_pairs,
    sort_rows,
    table_diagram,
)
from sumisura.space.structure import Ints
from sumisura.space.tallies import TooManyTotals, layers_of

FALSE, TRUE = 0, 1
SMALLEST = 1 << 10
FULL = 0.8
"""The share of its limit a diagram may still fill after garbage is gone: above it, collecting would never end."""


@dataclass(frozen=True, eq=False)
class Indicator:
    """An auxiliary variable that is 1 exactly when every variable of ``members`` has one of its values.

    Args:
        number: the auxiliary variable.
        members: variable number → value numbers.
    """

    number: int
    members: Mapping[int, frozenset[int]]

    @property
    def scope(self) -> tuple[int, ...]:
        """Every variable it joins."""
        return (*self.members, self.number)


Part = Constraint | Tally | Indicator


class Diagram:
    """Conjoins constraints, deepest first, pausing whenever it outgrows what it may.

    Args:
        order: variable numbers, from the root down.
        widths: number of values of every variable of the family, by number.
        parts: what must hold, in any order.
    """

    def __init__(self, order: Sequence[int], widths: Ints, parts: Sequence[Part]) -> None:
        self.order = tuple(order)
        self._depth = {number: at for at, number in enumerate(order)}
        self._waiting = sorted(parts, key=self._reach)
        self.total = len(parts)
        self.root = TRUE
        self._widths = np.append(widths[list(order)], 1).astype(np.int32)
        self._widths.flags.writeable = False
        bottom = len(order)
        self._level = np.full(SMALLEST, bottom, np.int32)
        self._start = np.zeros(SMALLEST, np.int64)
        self._kids = np.zeros(4 * SMALLEST, np.int32)
        self._table = np.zeros(2 * SMALLEST, np.int32)
        self._state = np.array([2, 0], np.int64)
        self._pairs, self._results = np.zeros(SMALLEST, np.int64), np.zeros(SMALLEST, np.int32)
        self._frames = np.zeros(4 * (bottom + 2), np.int64)
        self._blocks = np.zeros(3 * (int(self._widths.sum()) + 2), np.int32)
        self._work = np.array([0, 0, 0, SMALLEST], np.int64)

    @property
    def nodes(self) -> int:
        """Nodes in store, garbage included."""
        return int(self._state[0])

    @property
    def progress(self) -> float:
        """The share of constraints that hold already."""
        return 1 - (len(self._waiting) + bool(self._work[0])) / max(self.total, 1)

    def advance(self, limit: int) -> bool:
        """Go on until all holds (True), or living nodes exceed ``limit`` (False: call again to go on)."""
        self._work[3] = min(limit, max(2 * self.nodes, SMALLEST))
        while self._waiting or self._work[0]:
            if not self._work[0] and not self._open(limit):
                return False
            if not self._run(limit):
                return False
            if self.root == FALSE:
                self._waiting.clear()
        self._collect()
        return self.nodes <= limit

    def arrays(self) -> tuple[Ints, Ints, Ints, Ints]:
        """Level of every node, and parent, value and child of every arc.

        Nodes are renumbered by level from the root (0) down; true is the number after the last.
        """
        count = self.nodes
        rank = np.argsort(self._level[2:count], kind="stable") + 2
        number = np.zeros(count, np.int64)
        number[rank] = np.arange(count - 2)
        number[TRUE] = count - 2
        span = self._widths[self._level[rank]].astype(np.int64)
        parent = np.repeat(np.arange(count - 2), span)
        value = np.arange(len(parent)) - np.repeat(np.cumsum(span) - span, span)
        child = self._kids[np.repeat(self._start[rank], span) + value]
        real = child != FALSE
        return self._level[rank], parent[real], value[real], number[child[real]]

    def _reach(self, part: Part) -> tuple[int, int]:
        depths = [self._depth[number] for number in part.scope]
        return min(depths), max(depths)

    def _open(self, limit: int) -> bool:
        """Begin to conjoin the next part; False when a sum would have more nodes than the limit."""
        one, two = self.root, self._built(self._waiting[-1], limit)
        if two is None:
            return False
        self._waiting.pop()
        self._pairs, self._results = np.zeros(SMALLEST, np.int64), np.zeros(SMALLEST, np.int32)
        self._blocks[:2] = one, two
        self._frames[:4] = 0
        self._work[:3] = 1, 0, 0
        return True

    def _built(self, part: Part, limit: int) -> int | None:
        match part:
            case Indicator():
                return self._indicator(part)
            case Tally():
                return self._sum(part, limit)
            case Constraint():
                return self._table_of(part)

    def _run(self, limit: int) -> bool:
        while True:
            status = conjoin(
                self._level, self._start, self._kids, self._table, self._state, self._widths,
                self._pairs, self._results, self._frames, self._blocks, self._work,
            )  # fmt: skip
            if status == DONE:
                self.root = int(self._work[2])
                self._work[0] = 0
                return True
            if status != NODES_FULL:
                self._grow_cache()
            elif not self._make_room(limit):
                return False

    def _make_room(self, limit: int) -> bool:
        if self.nodes >= self._work[3]:
            self._collect()
            if self.nodes > FULL * limit:
                return False
            self._work[3] = min(limit, max(2 * self.nodes, SMALLEST))
        self._reserve(1, int(self._widths.max()))
        return True

    def _table_of(self, part: Constraint) -> int:
        at = np.array([self._depth[number] for number in part.scope], np.int32)
        pick = np.argsort(at).astype(np.int32)
        levels = at[pick]
        widths = self._widths[levels]
        widths.flags.writeable = False
        if not len(part.rows):
            return TRUE if part.forbids else FALSE
        rows = np.empty(part.rows.shape, np.int32)
        sort_rows(part.rows, pick, widths, rows)
        fresh = np.ones(rows.shape, np.bool_)
        fresh[1:, 1:] = np.logical_or.accumulate(rows[1:, :-1] != rows[:-1, :-1], axis=1)
        fresh[1:, 0] = False
        prefixes = fresh.sum(axis=0)
        self._reserve(int(prefixes.sum()), int(prefixes @ widths))
        return int(
            table_diagram(
                rows, levels, widths, FALSE if part.forbids else TRUE,
                self._level, self._start, self._kids, self._table, self._state,
            )
        )  # fmt: skip

    def _indicator(self, part: Indicator) -> int:
        at = self._depth[part.number]
        no, yes = self._node(at, [1, 0]), self._node(at, [0, 1])
        for number in sorted(part.members, key=self._depth.__getitem__, reverse=True):
            depth, members = self._depth[number], part.members[number]
            kids = [yes if value in members else no for value in range(self._widths[depth])]
            yes = self._node(depth, kids)
        return yes

    def _sum(self, part: Tally, limit: int) -> int | None:
        """Level by level over what the values above add up to; None when it has more nodes than the limit."""
        amounts = dict(zip(part.scope, part.amounts, strict=True))
        scope = tuple(sorted(part.scope, key=self._depth.__getitem__))
        try:
            layers = layers_of(
                replace(part, scope=scope, amounts=tuple(map(amounts.__getitem__, scope))), limit
            )
        except TooManyTotals:
            return None
        ends = 1 + max(step for row in layers.steps[-1] for step in row)
        below = [FALSE if step in layers.refused else TRUE for step in range(ends)]
        for number, steps in zip(scope[::-1], layers.steps[::-1], strict=True):
            below = [self._node(self._depth[number], [below[step] for step in row]) for row in steps]
        return below[0]

    def _node(self, at: int, kids: Sequence[int] | Ints) -> int:
        self._reserve(1, len(kids))
        block = np.array(kids, np.int32)
        return int(
            make(at, block, 0, len(kids), self._level, self._start, self._kids, self._table, self._state)
        )

    def _reserve(self, nodes: int, kids: int) -> None:
        """Room for that many more, at least doubling what is short."""
        if self._state[0] + nodes >= len(self._level):
            more = max(nodes, len(self._level))
            self._level = np.concatenate((self._level, np.zeros(more, np.int32)))
            self._start = np.concatenate((self._start, np.zeros(more, np.int64)))
        if self._state[1] + kids > len(self._kids):
            self._kids = np.concatenate((self._kids, np.zeros(max(kids, len(self._kids)), np.int32)))
        if 2 * len(self._level) > len(self._table):
            self._enter_all(1 << (2 * len(self._level) - 1).bit_length())

    def _enter_all(self, slots: int) -> None:
        self._table = np.zeros(slots, np.int32)
        rehash_nodes(self._level, self._start, self._kids, self._table, self.nodes, self._widths)

    def _grow_cache(self) -> None:
        pairs, results = np.zeros(2 * len(self._pairs), np.int64), np.zeros(2 * len(self._pairs), np.int32)
        rehash_pairs(self._pairs, self._results, pairs, results)
        self._pairs, self._results = pairs, results

    def _collect(self) -> None:
        """Forget what neither the root nor an open conjunction needs."""
        renumber = np.zeros(self.nodes, np.int32)
        if not self._work[0]:
            renumber[self.root] = 1
        mark(
            self._level, self._start, self._kids, self._state, self._widths, renumber,
            self._frames, self._blocks, self._work,
        )  # fmt: skip
        pairs, results = np.zeros_like(self._pairs), np.zeros_like(self._results)
        compact(
            self._level, self._start, self._kids, self._state, self._widths, renumber,
            self._frames, self._blocks, self._work, self._pairs, self._results, pairs, results,
        )  # fmt: skip
        self._pairs, self._results = pairs, results
        if not self._work[0]:
            self.root = int(renumber[self.root])
        self._enter_all(len(self._table))
