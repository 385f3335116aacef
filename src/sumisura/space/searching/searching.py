"""Answers by incremental SAT (python-sat), for what neither compiler fits into its budget."""

from collections.abc import Iterable, Sequence
from math import prod
from threading import RLock
from typing import NamedTuple

import numpy as np

from sumisura.space.clauses import encoded
from sumisura.space.diagram import Part
from sumisura.space.kernels.sweeps import FAR
from sumisura.space.model import NEVER
from sumisura.space.searching.least import Pursuit
from sumisura.space.searching.settling import UNCHOSEN, Settling
from sumisura.space.searching.witnesses import Costs, Mask
from sumisura.space.structure import Ints, Structure, frozen

EFFORT = 500
"""Questions put to the solver for one optimum, unless told otherwise."""


class Least(NamedTuple):
    """A variant of little cost.

    Args:
        chosen: the column of each of the family's variables, `UNCHOSEN` for those of others, shape (variables,).
        low, high: nothing costs less than ``low``; this costs ``high``; it is the least when they are equal.
    """

    chosen: Ints
    low: int
    high: int


class Searching:
    """Some variables of a family, answered question by question.

    Whatever is found is kept: variants as witnesses of what is possible, refutations (which restrictions exclude a
    column) of what is not. Only columns about which nothing is known are asked. The same calls in the same order give
    the same answers; threads take turns. Columns of variables that it does not answer for are left as they are.

    Args:
        structure: of the family.
        parts: what must hold of the variables.
        variables: at least all that the parts name, auxiliary ones included.

    Example:
        >>> from sumisura.kernel import Value, Variable
        >>> from sumisura.space.constraints import Constraint
        >>> lid = Variable("lid", "Lid", (Value("no"), Value("yes")))
        >>> size = Variable("size", "Size", (Value("S"), Value("M"), Value("L")))
        >>> rule = Constraint((0, 1), np.array([[1, 0]]), forbids=True)
        >>> searching = Searching(Structure((lid, size), ()), [rule], (0, 1))
        >>> searching.valid(np.array([1, UNCHOSEN])).tolist()
        [True, True, False, True, True]
        >>> searching.least(np.array([5, 0, 0, 2, 3]))
        Least(chosen=array([1, 3], dtype=int32), low=2, high=2)
        >>> searching.count(np.ones(5, np.bool_))
        (3, 6)
    """

    def __init__(self, structure: Structure, parts: Sequence[Part], variables: Iterable[int]) -> None:
        own = sorted(variables)
        cnf = encoded(structure, own, parts)
        self._structure, self._own = structure, frozen(np.array(own))
        self._owner = np.repeat(np.arange(len(structure.widths)), structure.widths)
        self._settling = Settling(structure, self._own, cnf)
        self._oracle, self._witnesses = self._settling.oracle, self._settling.witnesses
        self._literals = cnf.literals
        self._lock = RLock()

    @property
    def mine(self) -> Mask:
        """The columns of the variables."""
        return self._settling.mine

    @property
    def open(self) -> Mask:
        """The columns that any variant has; none when nothing meets the parts."""
        return self._settling.open

    def valid(self, chosen: Ints) -> Mask:
        """Which columns go with all choices of *other* variables.

        Args:
            chosen: the chosen column of each of the family's variables, or `UNCHOSEN`.

        Returns:
            Shape (columns,); True for the columns of variables of others.
        """
        with self._lock:
            return self._settling.settled(self._allowed(chosen), beside=True) | ~self.mine

    def possible(self, allowed: Mask) -> Mask | None:
        """Which allowed columns remain possible; None when nothing does."""
        with self._lock:
            left = self._settling.settled(allowed, beside=False)
            return left | (allowed & ~self.mine) if left.any() else None

    def witness(self, allowed: Mask, liked: Mask | None = None) -> Ints | None:
        """A variant of allowed columns, as in `Least`; None when there is none.

        Args:
            allowed: shape (columns,).
            liked: the columns to take where nothing speaks against it, as far as the search sees.
        """
        with self._lock:
            self._oracle.aim(self._literals[self.mine & (liked if liked is not None else allowed)])
            holds, model = self._oracle.ask(self._settling.assumed(allowed))
            return self._chosen(self._witnesses.add(model)) if holds else None

    def least(self, cost: Costs, effort: int = EFFORT) -> Least | None:
        """A variant of little cost, and how little there can be; None when all are `FAR`.

        Args:
            cost: of each column, `FAR` where it must not be, shape (columns,).
            effort: questions that may be put to the solver; the bounds meet when they are enough.
        """
        with self._lock:
            left = self._settling.settled(cost < FAR, beside=False)
            if not left.any():
                return None
            base, reduced = self._reduced(cost, left)
            costly = np.flatnonzero(left & (reduced > 0))
            soft = {-int(self._literals[column]): int(reduced[column]) for column in costly}
            self._oracle.aim([*soft])
            hard = self._settling.assumed(left)
            pursuit = Pursuit(self._oracle.ask, hard, soft, effort)
            pursuit.run()
            chosen = self._chosen(self._witnesses.add(pursuit.model))
            return Least(chosen, base + pursuit.low, base + pursuit.high)

    def through(self, cost: Costs) -> tuple[Costs, Costs]:
        """Bounds of the least cost of a variant with each column; `FAR` where there is none, or none is known.

        Args:
            cost: as in `least`.

        Returns:
            From below and from above, each of shape (columns,); 0 for the columns of variables of others.
        """
        with self._lock:
            left = self._settling.settled(cost < FAR, beside=False)
            low, high = np.where(self.mine, FAR, 0), np.where(self.mine, FAR, 0)
            if left.any():
                base, reduced = self._reduced(cost, left)
                low[left] = base + reduced[left]
                self._witnesses.cheapest(cost, high)
            return low, high

    def give_up(self, chosen: Ints, weight: Costs) -> tuple[Costs, Costs]:
        """Bounds of the weight of the fewest choices of other variables to drop for each column.

        Args:
            chosen: as in `valid`.
            weight: what dropping each variable's choice costs, above 0, shape (variables,).

        Returns:
            From below and from above, each of shape (columns,): 0 for what is valid and for the columns of variables of
            others, `NEVER` for what no variant has.
        """
        with self._lock:
            valid = self._settling.settled(self._allowed(chosen), beside=True)
            held = [int(number) for number in self._own if chosen[number] >= 0]
            cost = np.where(np.isin(self._owner, held), weight[self._owner], 0)
            cost[chosen[held]] = 0
            high = np.full(len(cost), FAR)
            self._witnesses.cheapest(cost, high)
            low = np.full(len(cost), min((int(weight[number]) for number in held), default=0))
            high = np.maximum(high - cost, low)
            for bound in (low, high):
                bound[valid | ~self.mine] = 0
                bound[self.mine & ~self.open] = NEVER
            return low, high

    def count(self, allowed: Mask) -> tuple[int, int]:
        """Bounds of how many variants of allowed columns there are.

        From below: the witnesses, or all that differ from one only where its choices are not needed to meet the
        parts. From above: the product of what remains possible of each variable.
        """
        with self._lock:
            left = self._settling.settled(allowed, beside=False)
            if not left.any():
                return 0, 0
            _, model = self._oracle.ask(self._settling.assumed(allowed))
            needed = self._witnesses.needed(model)
            real = [at for at, number in enumerate(self._own) if number < self._structure.size]
            widths = [int(left[slice(*self._structure.first[n : n + 2])].sum()) for n in self._own[real]]
            spread = prod(width for width, kept in zip(widths, needed[real], strict=True) if not kept)
            return max(spread, self._witnesses.distinct(allowed)), prod(widths)

    def _allowed(self, chosen: Ints) -> Mask:
        """The columns that the choices leave, before anything is asked."""
        taken = np.asarray(chosen)[self._owner]
        allowed: Mask = (taken < 0) | (taken == np.arange(len(taken)))
        return allowed

    def _chosen(self, row: int) -> Ints:
        chosen = np.full(len(self._structure.widths), UNCHOSEN, np.int32)
        chosen[self._own] = self._witnesses.columns(row)
        return chosen

    def _reduced(self, cost: Costs, left: Mask) -> tuple[int, Costs]:
        """The least of each variable in sum, and what each column costs above its variable's least."""
        kept = np.where(left, cost, FAR)
        least = np.minimum.reduceat(kept, self._structure.first[:-1])
        return int(least[self._own].sum()), kept - least[self._owner]
