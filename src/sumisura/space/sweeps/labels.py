"""Several sums at once over all variants: every best trade-off within limits, and a variant for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sumisura.space.engine import Costs, Engine, Mask
from sumisura.space.kernels import labels as kernels
from sumisura.space.kernels.sweeps import FAR

Columns = npt.NDArray[np.int64]
ROOM = 2_000_000
"""Labels in all."""
SPARE = 1 << 18
"""Labels of one node before they are compared."""
COMPARISONS = 2_000_000_000
"""How many pairs of labels may be compared: a few seconds."""


class Bound(NamedTuple):
    """A sum over the chosen columns and what it may come to.

    Args:
        column: per column, auxiliary ones last.
        limit: the most it may be; None for any.
    """

    column: Costs
    limit: int | None = None


@dataclass(frozen=True, eq=False)
class Labels:
    """The best trade-offs of all variants within limits.

    Args:
        cost: shape (columns, sums), each variable's lowered to start at 0.
        limit: per sum, lowered alike; ``FAR`` for none.
        high: the most that the rest of a variant adds, shape (sums, nodes).
        pool, begin, end: labels by gap and node, as in `kernels.labels.label`.
    """

    engine: Engine
    allowed: Mask
    cost: npt.NDArray[np.int64]
    limit: Columns
    high: npt.NDArray[np.int64]
    pool: npt.NDArray[np.int64]
    begin: Columns
    end: Columns

    @property
    def points(self) -> npt.NDArray[np.int64]:
        """The sums of the best trade-offs, lowered, shape (points, sums); one with a limit counts from there down as it."""
        return self._of(self._gaps)

    def columns(self, point: npt.NDArray[np.int64]) -> Columns:
        """The chosen column of every variable of one variant that has these sums."""
        circuit, chosen = self.engine.circuit, []
        waiting = [(0, point)]
        while waiting:
            node, target = waiting.pop()
            arc, labels = self._way(node, target)
            columns = circuit.column[circuit.column_begin[arc] : circuit.column_begin[arc + 1]]
            gaps = circuit.gap[circuit.gap_begin[arc] : circuit.gap_begin[arc + 1]]
            children = circuit.child[circuit.child_begin[arc] : circuit.child_begin[arc + 1]].tolist()
            chosen += columns.tolist()
            for gap, label in zip(gaps, labels, strict=False):
                chosen += self._free(int(gap), label)
            waiting += zip(children, labels[len(gaps) :], strict=True)
        return np.sort(np.array(chosen, np.int64))

    @property
    def _gaps(self) -> int:
        return len(self.engine.circuit.gaps)

    def _of(self, at: int) -> npt.NDArray[np.int64]:
        return self.pool[self.begin[at] : self.end[at]]

    def _way(self, node: int, target: Columns) -> tuple[int, list[Columns]]:
        """An arc whose parts come to the node's label, and the label of each of its gaps and children."""
        circuit = self.engine.circuit
        floor = np.where(self.limit < FAR, self.limit - self.high[:, node], -FAR)
        for arc in range(circuit.begin[node], circuit.begin[node + 1]):
            columns = circuit.column[circuit.column_begin[arc] : circuit.column_begin[arc + 1]]
            if not self.allowed[columns].all():
                continue
            gaps = circuit.gap[circuit.gap_begin[arc] : circuit.gap_begin[arc + 1]]
            children = circuit.child[circuit.child_begin[arc] : circuit.child_begin[arc + 1]]
            parts = [self._of(int(at)) for at in (*gaps, *(children + self._gaps))]
            labels = _split(self.cost[columns].sum(axis=0), parts, target, floor)
            if labels is not None:
                return arc, labels
        raise AssertionError("a label came from nowhere")

    def _free(self, gap: int, target: Columns) -> list[int]:
        circuit = self.engine.circuit
        ranges = [
            np.flatnonzero(self.allowed[circuit.first[number] : circuit.first[number + 1]])
            + circuit.first[number]
            for number in circuit.order[slice(*circuit.gaps[gap])]
        ]
        labels = _split(np.zeros_like(target), [self.cost[columns] for columns in ranges], target, target * 0)
        if labels is None:
            raise AssertionError("a gap's label came from nowhere")
        return [
            int(columns[(self.cost[columns] <= label).all(axis=1)][0])
            for columns, label in zip(ranges, labels, strict=True)
        ]


def labels_of(engine: Engine, allowed: Mask, bounds: Sequence[Bound]) -> Labels | None:
    """The best trade-offs between sums, each the less the better, of all variants of allowed columns within limits.

    Args:
        allowed: per column; some variant has nothing else.
        bounds: the sums; their spreads together stay below 2**62.

    Returns:
        None when there is more to be kept than there is room for.
    """
    raw = np.array([bound.column for bound in bounds], np.int64)
    first = engine.structure.first[:-1]
    least = np.minimum.reduceat(np.where(allowed, raw, FAR), first, axis=1)
    cost = np.where(allowed, raw - np.repeat(least, engine.structure.widths, axis=1), 0)
    free = np.array([bound.limit is None for bound in bounds])
    limits = np.array([bound.limit or 0 for bound in bounds], np.int64) - least.sum(axis=1)
    limit = np.where(free, FAR, limits)
    return _fill(engine, allowed, np.ascontiguousarray(cost), limit)


def _fill(engine: Engine, allowed: Mask, cost: npt.NDArray[np.int64], limit: Columns) -> Labels | None:
    circuit, sums = engine.circuit, len(cost)
    low, high = (np.empty((sums, circuit.nodes), np.int64) for _ in range(2))
    for number in range(sums):
        kernels.outside(circuit, cost[number], allowed, low[number], high[number])
    pool, spare = (np.empty((rows, sums), np.int64) for rows in (ROOM, SPARE))
    begin, end = (np.zeros(len(circuit.gaps) + circuit.nodes, np.int64) for _ in range(2))
    turned, work = np.ascontiguousarray(cost.T), np.array([0, COMPARISONS])
    filled = kernels.label(circuit, turned, allowed, limit, low, high, pool, begin, end, spare, work)
    if filled == kernels.FULL:
        return None
    return Labels(engine, allowed, turned, limit, high, pool[:filled].copy(), begin, end)


def _split(
    base: Columns, parts: Sequence[npt.NDArray[np.int64]], target: Columns, floor: Columns
) -> list[Columns] | None:
    """A label of each part, which with ``base`` come to the target or less, sums below ``floor`` counting as it."""
    sums = [base[np.newaxis]]
    for part in parts:
        sums.append(_best((sums[-1][:, np.newaxis] + part).reshape(-1, len(base))))
    fitting = np.flatnonzero((np.maximum(sums[-1], floor) <= target).all(axis=1))
    if not len(fitting):
        return None
    left, labels = sums[-1][fitting[0]], []
    for before, part in zip(reversed(sums[:-1]), reversed(parts), strict=True):
        here, there = np.argwhere((before[:, np.newaxis] + part <= left).all(axis=2))[0]
        labels.append(part[there])
        left = before[here]
    return labels[::-1]


def _best(rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    if len(rows) == 1:
        return rows
    out = np.empty_like(rows)
    size = kernels.undominated(np.ascontiguousarray(rows), len(rows), out, np.array([0, FAR]))
    return out[:size]
