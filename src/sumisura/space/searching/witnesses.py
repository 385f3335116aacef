"""Variants that were found once, and what each shows about its neighbours."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sumisura.space.clauses import Cnf
from sumisura.space.kernels.witnesses import cheapest_shown, gather, hold, patch, suffice
from sumisura.space.structure import Ints, Structure, frozen

Mask = npt.NDArray[np.bool_]
Costs = npt.NDArray[np.int64]
Counts = npt.NDArray[np.intp]
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
        self._columns = np.flatnonzero(cnf.literals)
        clauses = [*cnf.rules, *cnf.domains]
        self._begin = frozen(np.cumsum([0, *map(len, clauses)]))
        self._rules = self._begin[: len(cnf.rules) + 1]
        self._clauses = frozen(np.array([literal for clause in clauses for literal in clause], np.int32))
        names = np.abs(self._clauses)
        clause = np.repeat(np.arange(len(clauses)), np.diff(self._begin))
        self._touch = frozen(clause[np.argsort(names, kind="stable")])
        self._touch_begin = frozen(np.searchsorted(np.sort(names), np.arange(cnf.top + 2)))
        owner = np.arange(cnf.top + 1) + len(own)
        for at, ends in enumerate(zip(self.start, self.end, strict=True)):
            owner[np.abs(cnf.literals[slice(*ends)])] = at
        self._owner = frozen(owner)
        self._true = np.empty((1, cnf.top + 1), np.bool_)
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
        true = self._truth(model)
        held = np.zeros(len(self.start) + self._top + 1, np.bool_)
        hold(self._rules, self._clauses, self._owner, true, held)
        return self._enter(true, ~held[: len(self.start)])

    def patched(self, column: int, bound: Ints, allowed: Mask, model: Mask, misfits: Counts) -> int | None:
        """Enter a witness with a column, made of the nearest one that has it; None when it loses it again.

        Args:
            column: wanted.
            bound: places of the variables whose columns must be allowed, that of the column left out.
            allowed: shape (columns,).
            model: the truth of one whose columns are allowed: the other borrows what it breaks.
            misfits: of the witnesses to choose from, see `misfits`.
        """
        bit = self._reach[: len(misfits), column >> 6] >> np.uint64(column & 63) & np.uint64(1)
        rows = np.flatnonzero(bit)
        if not len(rows):
            return None
        near = rows[np.argmin(misfits[rows])]
        true = self._true[near].copy()
        self._take(true, column)
        lent = np.zeros(len(self.start), np.bool_)
        lent[bound[~allowed[self._taken[near, bound]]]] = True
        switched = frozen(np.abs(self._literals[self._columns[self._of(lent)]]))
        patch(self._begin, self._clauses, self._touch_begin, self._touch, switched, true, model)
        if true[abs(self._literals[column])] != (self._literals[column] > 0):
            return None
        return self._enter(true, np.zeros(len(self.start), np.bool_))

    def shown(self, allowed: Mask, bound: Ints, row: int | None = None) -> Mask:
        """The columns shown to be possible, see `gather`: by one witness, or by all."""
        found = np.zeros(self._size, np.bool_)
        rows = slice(self._count) if row is None else slice(row, row + 1)
        gather(self._taken[rows], self._reach[rows], self.start, self.end, bound, allowed, found)
        return found

    def misfits(self, allowed: Mask, bound: Ints) -> Counts:
        """How many variables at bound places have a column that is not allowed, for each witness."""
        broken: Counts = (~allowed[self._taken[: self._count][:, bound]]).sum(axis=1)
        return broken

    def distinct(self, allowed: Mask) -> int:
        """How many different variants of allowed columns there are among the witnesses."""
        taken = self._taken[: self._count]
        return len({row.tobytes() for row in taken[allowed[taken].all(axis=1)]})

    def truth(self, row: int) -> Mask:
        """Which positive literals hold."""
        true: Mask = self._true[row].copy()
        return true

    def columns(self, row: int) -> Ints:
        """The columns that a witness takes, one for each of the variables."""
        taken: Ints = self._taken[row]
        return taken

    def cheapest(self, cost: Costs, high: Costs) -> None:
        """Lower ``high`` to what witnesses show; see `cheapest_shown`."""
        cheapest_shown(
            self._taken[: self._count], self._reach[: self._count], self.start, self.end, cost, high
        )

    def needed(self, model: Sequence[int]) -> Mask:
        """Of which variables a model's choices alone make every clause hold."""
        found = np.zeros(len(self.start) + self._top + 1, np.bool_)
        suffice(self._rules, self._clauses, self._owner, self._truth(model), found)
        return found[: len(self.start)]

    def _place(self) -> int:
        """The row of the next witness: a new one, or that of the oldest which need not be kept."""
        if self._count < self._kept + MOST:
            if self._count == len(self._taken):
                self._true = np.concatenate((self._true, np.empty_like(self._true)))
                self._taken = np.concatenate((self._taken, np.empty_like(self._taken)))
                self._reach = np.concatenate((self._reach, np.empty_like(self._reach)))
            self._count += 1
            return self._count - 1
        at = self._next
        self._next = self._kept + (at + 1 - self._kept) % MOST
        return at

    def _truth(self, model: Sequence[int]) -> Mask:
        true = np.zeros(self._top + 1, np.bool_)
        literals = np.array(model, np.int64)
        true[literals[literals > 0]] = True
        return true

    def _of(self, some: Mask) -> Mask:
        """The columns of some variables."""
        return np.repeat(some, self.end - self.start)

    def _take(self, true: Mask, column: int) -> None:
        """Let the column's variable have it."""
        at = int(np.searchsorted(self.end, column, side="right"))
        for one in range(self.start[at], self.end[at]):
            true[abs(self._literals[one])] = (self._literals[one] > 0) == (one == column)

    def _enter(self, true: Mask, spare: Mask) -> int:
        """Enter what a model makes true, its columns, and as its reach also all columns of spare variables."""
        at = self._place()
        literals = self._literals[self._columns]
        chosen = true[np.abs(literals)] == (literals > 0)
        reach = np.zeros(self._reach.shape[1] * 64, np.bool_)
        reach[self._columns] = chosen | self._of(spare)
        self._true[at], self._taken[at] = true, self._columns[chosen]
        self._reach[at] = np.packbits(reach, bitorder="little").view(np.uint64)
        return at
