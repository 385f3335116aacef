"""Every variant in order, best first, one after the other as they are asked for."""

import heapq
from collections.abc import Iterator
from functools import cache
from itertools import count
from typing import Any

import numpy as np
import numpy.typing as npt

from sumisura.space.design import Design
from sumisura.space.engine import Costs, Engine
from sumisura.space.kernels.sweeps import FAR, ascend, lower
from sumisura.space.sweeps.variant import Variant, checked, compiled, dislike, fixed_point, variant

Linked = tuple[Any, Any] | None
"""A list that grows at its head and shares its tail: its first entry, and the rest."""


def ranked(design: Design, weights: npt.ArrayLike | None = None) -> Iterator[Variant]:
    """All completions of a design, the cheapest first, or the best liked.

    Lazy: the first costs a sweep, each further one about as much as it has choices. What is equal comes in an order
    that stays the same.

    Args:
        weights: how much each of ``space.columns`` is liked, shape (columns,). None: by price.

    Raises:
        BadInput: the weights are of another shape, or not finite.
        NotSwept: some part of the family is searched.

    Example:
        >>> from sumisura import compile
        >>> from sumisura.kernel import Family, Value, Variable
        >>> size = Variable("size", "Size", (Value("S"), Value("L", price=500)))
        >>> dye = Variable("dye", "Dye", (Value("raw"), Value("red", price=200)))
        >>> space = compile(Family("tee", "Tee", "EUR", (size, dye), base_price=1900), cache=None)
        >>> [found.price for found in ranked(space.start())]
        [1900, 2100, 2400, 2600]
    """
    engine = compiled(design, "order of variants")
    liked = checked(engine, weights)
    cost = engine.prices.column if liked is None else fixed_point(engine, dislike(engine, liked))[0]
    allowed = np.where(engine.allowed(design.chosen), cost, np.int64(FAR))
    return (variant(design, columns, liked) for columns in by_cost(engine, allowed))


def by_cost(engine: Engine, cost: Costs) -> Iterator[npt.NDArray[np.int64]]:
    """The chosen column of every variable, of all variants below ``FAR``, by rising sum of costs.

    The k best trees of an and/or graph (Huang & Chiang 2005), by deviations (Lawler 1972): the least cost below
    every node is known exactly from one sweep, so that each variant leads at once to the next best ones that leave
    it at one node, and nothing is expanded in vain.

    Args:
        cost: of each column, at least 0, in sum below 2**59; ``FAR`` forbids.
    """
    return _Ways(engine, cost).by_cost()


class _Ways:
    """The ways down a circuit, at each node in order of cost; a free variable is a node with a way for each value."""

    def __init__(self, engine: Engine, cost: Costs) -> None:
        self.circuit, self.first = engine.circuit, engine.structure.first
        self.cost = cost.copy()
        lower(self.first, self.cost)
        self.cost[cost >= FAR] = FAR
        self.up = np.empty(self.circuit.nodes, np.int64)
        self.whole = np.empty(len(self.circuit.child_begin) - 1, np.int64)
        ascend(self.circuit, self.cost, self.up, self.whole)
        self.ways = cache(self._ways)
        self.below = cache(self._below)

    def by_cost(self) -> Iterator[npt.NDArray[np.int64]]:
        """Walk down by the best ways, keeping aside at every node the next best one."""
        if self.up[0] >= FAR:
            return
        ticket = count()
        aside: list[tuple[int, int, int, int, Linked, Linked]] = [(0, next(ticket), 0, 0, None, None)]
        while aside:
            total, _, node, rank, waiting, taken = heapq.heappop(aside)
            spent = total - self._extra(node, rank)
            while True:
                if len(self.ways(node)) > rank + 1:
                    more = spent + self._extra(node, rank + 1)
                    heapq.heappush(aside, (more, next(ticket), node, rank + 1, waiting, taken))
                way = self.ways(node)[rank][1]
                taken = ((way, node < self.circuit.nodes), taken)
                if node < self.circuit.nodes:
                    for below in self.below(way):
                        waiting = (below, waiting)
                if waiting is None:
                    break
                spent = total
                (node, waiting), rank = waiting, 0
            yield self._columns(taken)

    def _extra(self, node: int, rank: int) -> int:
        ways = self.ways(node)
        return ways[rank][0] - ways[0][0]

    def _ways(self, node: int) -> list[tuple[int, int]]:
        """(cost, arc) or, of a free variable, (cost, column): those that are possible, the cheapest first."""
        begin, ends, costs = self.circuit.begin, self.first, self.cost
        at, known = node, self.whole
        if node >= self.circuit.nodes:
            at, begin, known = node - self.circuit.nodes, ends, costs
        here = range(int(begin[at]), int(begin[at + 1]))
        return sorted((int(known[way]), way) for way in here if known[way] < FAR)

    def _below(self, arc: int) -> list[int]:
        """What an arc leads to, free variables among it."""
        circuit, nodes = self.circuit, self.circuit.nodes
        free = [
            nodes + int(number)
            for gap in circuit.gap[circuit.gap_begin[arc] : circuit.gap_begin[arc + 1]]
            for number in circuit.order[slice(*circuit.gaps[gap])]
        ]
        return [*circuit.child[circuit.child_begin[arc] : circuit.child_begin[arc + 1]].tolist(), *free]

    def _columns(self, taken: Linked) -> npt.NDArray[np.int64]:
        circuit = self.circuit
        chosen: list[int] = []
        while taken is not None:
            (way, is_arc), taken = taken
            if is_arc:
                chosen += circuit.column[circuit.column_begin[way] : circuit.column_begin[way + 1]].tolist()
            else:
                chosen.append(way)
        return np.sort(np.array(chosen, np.int64))
