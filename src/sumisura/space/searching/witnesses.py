"""Variants that were found once, and what each shows about its neighbours."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sumisura.space.clauses import Cnf
from sumisura.space.kernels.witnesses import cheapest_shown, gather, hold, suffice
from sumisura.space.structure import Ints, Structure, frozen

Mask = npt.NDArray[np.bool_]
Costs = npt.NDArray[np.int64]
MOST = 1024
"""Witnesses kept beside those of the start; the oldest goes first."""


class Witnesses:
    """A store of variants of some variables.

    Each is kept with its *reach*: the columns it could take by changing one variable alone. Clauses tell: a variable
    may change when every clause holds by a literal of another.

    Args:
        structure: of the family.
        own: the variables, ascending.
        cnf: what every variant meets.
    """

    def __init__(self, structure: Structure, own: Ints, cnf: Cnf) -> None:
        self.start, self.end = frozen(structure.first[own]), frozen(structure.first[own + 1])
        self._literals, self._top = cnf.literals, cnf.top
        self._size = int(structure.first[-1])
        self._begin = frozen(np.cumsum([0, *map(len, cnf.rules)]))
        self._clauses = frozen(np.array([literal for clause in cnf.rules for literal in clause], np.int32))
        owner = np.arange(cnf.top + 1) + len(own)
        for at, ends in enumerate(zip(self.start, self.end, strict=True)):
            owner[np.abs(cnf.literals[slice(*ends)])] = at
        self._owner = frozen(owner)
        self._taken = np.empty((1, len(own)), np.int32)
        self._reach = np.empty((1, self._size // 64 + 1), np.uint64)
        self._count = self._kept = self._next = 0

    def __len__(self) -> int:
        return self._count

    def keep(self) -> None:
        """Never forget those of now."""
        self._kept = self._next = self._count

    def add(self, model: Sequence[int]) -> int:
        """Enter a model; returns its row."""
        at = self._place()
        self._taken[at], self._reach[at] = self._read(self._true(model))
        return at

    def shown(self, allowed: Mask, bound: Ints, row: int | None = None) -> tuple[Mask, int]:
        """The columns shown to be possible, and how many witnesses fit; see `gather`. Of one row, or of all."""
        found = np.zeros(self._size, np.bool_)
        rows = slice(self._count) if row is None else slice(row, row + 1)
        fitting = gather(
            self._taken[rows], self._reach[rows], self.start, self.end, bound, allowed, found
        )  # fmt: skip
        return found, int(fitting)

    def columns(self, row: int) -> Ints:
        """The columns that a witness takes, one for each of the variables."""
        taken: Ints = self._taken[row]
        return taken

    def fitting(self, allowed: Mask) -> int:
        """How many different ones have allowed columns alone."""
        taken = self._taken[: self._count]
        return len(np.unique(taken[allowed[taken].all(axis=1)], axis=0))

    def cheapest(self, cost: Costs, high: Costs) -> None:
        """Lower ``high`` to what witnesses show; see `cheapest_shown`."""
        cheapest_shown(
            self._taken[: self._count], self._reach[: self._count], self.start, self.end, cost, high
        )

    def needed(self, model: Sequence[int]) -> Mask:
        """Of which variables a model's choices alone make every clause hold."""
        found = np.zeros(len(self.start) + self._top + 1, np.bool_)
        suffice(self._begin, self._clauses, self._owner, self._true(model), found)
        return found[: len(self.start)]

    def _place(self) -> int:
        """The row of the next witness: a new one, or that of the oldest which need not be kept."""
        if self._count < self._kept + MOST:
            if self._count == len(self._taken):
                self._taken = np.concatenate((self._taken, np.empty_like(self._taken)))
                self._reach = np.concatenate((self._reach, np.empty_like(self._reach)))
            self._count += 1
            return self._count - 1
        at = self._next
        self._next = self._kept + (at + 1 - self._kept) % MOST
        return at

    def _true(self, model: Sequence[int]) -> Mask:
        true = np.zeros(self._top + 1, np.bool_)
        literals = np.asarray(model, np.int64)
        true[literals[(literals > 0) & (literals <= self._top)]] = True
        return true

    def _read(self, true: Mask) -> tuple[Ints, npt.NDArray[np.uint64]]:
        """The columns of a model, and its reach as bits."""
        chosen = (true[np.abs(self._literals)] == (self._literals > 0)) & (self._literals != 0)
        held = np.zeros(len(self.start) + self._top + 1, np.bool_)
        hold(self._begin, self._clauses, self._owner, true, held)
        reach = np.zeros(self._reach.shape[1] * 64, np.bool_)
        reach[: self._size] = chosen
        for at in np.flatnonzero(~held[: len(self.start)]):
            reach[self.start[at] : self.end[at]] = True
        bits = np.packbits(reach, bitorder="little").view(np.uint64)
        return np.flatnonzero(chosen).astype(np.int32), bits
