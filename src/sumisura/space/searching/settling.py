"""Which columns are possible: what witnesses show, what is refuted, and only then what the solver says."""

from collections.abc import Mapping

import numpy as np

from sumisura.space.clauses import Cnf
from sumisura.space.searching.oracle import NONE, Oracle
from sumisura.space.searching.witnesses import Counts, Mask, Witnesses
from sumisura.space.structure import Ints, Structure, frozen

MANY = 64
"""Columns waiting that are worth a question to the solver before witnesses are patched for each."""
UNCHOSEN = -1


class Asked:
    """What is asked: restrictions, and whether a variable's own count for its columns.

    Args:
        allowed: columns, shape (columns,).
        beside: they do not count.
        held: variable → the literals that rule columns out.
        place: of each of the family's variables among those answered for.
    """

    def __init__(self, allowed: Mask, beside: bool, held: Mapping[int, list[int]], place: Ints) -> None:
        self.allowed, self.beside, self.held = allowed, beside, held
        self.assumed = [literal for literals in held.values() for literal in literals]
        self.bound = frozen(np.sort(place[list(held)]))
        self._given = frozenset(self.assumed)
        self.aimed = False
        """Whether the solver has been asked for as many columns at once as it sees."""

    def given(self, number: int) -> frozenset[int]:
        """The restrictions that count for the columns of a variable."""
        return self._given.difference(self.held.get(number, ())) if self.beside else self._given


class Settling:
    """Settles which columns are possible, and keeps what it learns.

    Args:
        structure: of the family.
        own: the variables it answers for, ascending.
        cnf: what they must meet.
    """

    def __init__(self, structure: Structure, own: Ints, cnf: Cnf) -> None:
        self._literals = cnf.literals
        self._owner = np.repeat(np.arange(len(structure.widths)), structure.widths)
        self._place = np.zeros(len(structure.widths), np.int32)
        self._place[own] = np.arange(len(own))
        self.oracle = Oracle(cnf)
        self.witnesses = Witnesses(structure, own, cnf)
        self.mine: Mask = cnf.literals != 0
        """The columns of the variables."""
        self.open: Mask = self.mine
        """The columns that any variant has; none when nothing meets the clauses."""
        self.open = self.settled(np.ones_like(self.mine), beside=False)
        self.witnesses.keep()

    def settled(self, allowed: Mask, *, beside: bool) -> Mask:
        """Which columns are possible: among the allowed ones, or ``beside`` the other variables' restrictions."""
        asked = Asked(allowed, beside, self._held(allowed), self._place)
        misfits = self.witnesses.misfits(allowed, asked.bound)
        fit = self._fit(asked, misfits)
        found = self.witnesses.shown(allowed, asked.bound)
        sought = self.open if beside else self.open & allowed
        waiting = self._free_first(np.flatnonzero(sought & ~found & ~self._implied(asked)), asked)
        while len(waiting):
            patching = fit if len(waiting) < MANY or asked.aimed else None
            row = self._found(waiting, asked, patching, misfits)
            if row is not None:
                found |= self.witnesses.shown(allowed, asked.bound, row)
            waiting = waiting[1:][~found[waiting[1:]]]
        return found & sought

    def _free_first(self, columns: Counts, asked: Asked) -> Counts:
        """Columns of variables without restrictions first: one model shows many of them."""
        bound = np.isin(self._owner[columns], list(asked.held))
        ordered: Counts = np.concatenate((columns[~bound], columns[bound]))
        return ordered

    def _fit(self, asked: Asked, misfits: Counts) -> Mask | None:
        """The newest witness of all restrictions, or None when nothing meets them together."""
        rows = np.flatnonzero(misfits == 0)
        if len(rows):
            return self.witnesses.truth(rows[-1])
        given = asked.given(UNCHOSEN)
        model = None if self.oracle.refuted(NONE, given) else self.oracle.find(NONE, given)
        return None if model is None else self.witnesses.truth(self.witnesses.add(model))

    def _found(self, waiting: Counts, asked: Asked, fit: Mask | None, misfits: Counts) -> int | None:
        """A witness of the first column that waits, and of as many others as the search sees; None if there is none.

        Where a witness fits, others are patched with it before the solver is asked.
        """
        column, number = int(waiting[0]), int(self._owner[waiting[0]])
        literal, given = int(self._literals[column]), asked.given(number)
        if self.oracle.refuted(literal, given):
            return None
        if fit is not None:
            others = frozen(asked.bound[asked.bound != self._place[number]])
            row = self.witnesses.patched(column, others, asked.allowed, fit, misfits)
            if row is not None:
                return row
        asked.aimed = True
        self.oracle.aim(self._literals[waiting])
        model = self.oracle.find(literal, given)
        return None if model is None else self.witnesses.add(model)

    def _implied(self, asked: Asked) -> Mask:
        """The columns that unit propagation rules out."""
        out = self.oracle.excluded(asked.assumed, self._literals)
        return out & ~np.isin(self._owner, list(asked.held)) if asked.beside else out

    def _held(self, allowed: Mask) -> dict[int, list[int]]:
        """Variable → literals that rule out those of its columns that are not allowed."""
        held: dict[int, list[int]] = {}
        columns = np.flatnonzero(self.mine & ~allowed)
        for number, literal in zip(
            self._owner[columns].tolist(), self._literals[columns].tolist(), strict=True
        ):
            held.setdefault(number, []).append(-literal)
        return held

    def assumed(self, allowed: Mask) -> list[int]:
        """The literals that rule out what is not allowed."""
        assumed: list[int] = (-self._literals[self.mine & ~allowed]).tolist()
        return assumed
