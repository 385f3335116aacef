"""An incremental solver that remembers what it refuted."""

from collections import deque
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

import numpy as np
from pysat.solvers import Solver

from sumisura.space.clauses import Cnf
from sumisura.space.searching.witnesses import Mask
from sumisura.space.structure import Ints

NONE = 0
"""In place of a literal: what is given is refuted by itself."""
REMEMBERED = 8
"""Refutations kept for each literal; the oldest goes first."""


class Oracle:
    """Answers whether literals can hold together.

    Args:
        cnf: what always holds.
    """

    def __init__(self, cnf: Cnf) -> None:
        self._top = cnf.top
        self._solver = Solver("glucose4", bootstrap_with=cnf.clauses)
        self._solver.add_clause([cnf.top, -cnf.top])  # makes known what no clause names
        self._refuted: dict[int, deque[frozenset[int]]] = {}

    def __del__(self) -> None:
        self._solver.delete()

    def aim(self, literals: Sequence[int] | Ints) -> None:
        """Try these first where nothing speaks against them."""
        self._solver.set_phases(np.asarray(literals, np.int64).tolist())

    def ask(self, assumed: Sequence[int]) -> tuple[bool, list[int]]:
        """True and a model, or False and some of the literals, which cannot hold together."""
        if self._solver.solve(assumptions=assumed):
            return True, self._solver.get_model()
        return False, self._solver.get_core() or []

    def refuted(self, literal: int, given: AbstractSet[int]) -> bool:
        """Whether it is known that a literal cannot hold beside what is given."""
        known = (*self._refuted.get(literal, ()), *self._refuted.get(NONE, ()))
        return any(core <= given for core in known)

    def find(self, literal: int, given: AbstractSet[int]) -> list[int] | None:
        """A model of a literal (or `NONE`) and what is given; when there is none, why is remembered."""
        holds, found = self.ask([*sorted(given), *([literal] if literal else [])])
        if holds:
            return found
        known = self._refuted.setdefault(literal, deque(maxlen=REMEMBERED))
        known.append(frozenset(found) - {literal})
        return None

    def excluded(self, assumed: Sequence[int], literals: Ints) -> Mask:
        """Which literals unit propagation rules out; none when what is assumed cannot hold anyway."""
        consistent, implied = self._solver.propagate(assumed)
        truth = np.zeros(self._top + 1, np.int8)
        if consistent:
            names = np.array(implied, np.int64)
            truth[np.abs(names)] = np.sign(names)
        out: Mask = truth[np.abs(literals)] * np.sign(literals) < 0
        return out
