"""Which rules are to blame: clauses with one selector per rule, asked with assumptions (python-sat).

Rules are added in rings around the variables in question, so that a local conflict stays a small problem
however large the family is.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Self

from pysat.examples.hitman import Hitman
from pysat.solvers import Solver

from sumisura.space.clauses import Encoder
from sumisura.space.constraints import Ruling, Tally
from sumisura.space.structure import Structure

ROUNDS = 200
"""Hitting sets tried for a smallest set of rules before a minimal one will do."""


class Blame:
    """An incremental solver over some rules of a family.

    A rule holds while its selector is assumed.
    """

    def __init__(self, structure: Structure, parts: Sequence[Ruling]) -> None:
        self._parts = parts
        self._encoder = Encoder(structure, range(len(structure.widths)))
        self._known: set[int] = set()
        self.selectors: dict[int, int] = {}
        self._solver = Solver("glucose4")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._solver.delete()

    def add(self, at: int) -> None:
        """Enter one part under its rule's selector."""
        part = self._parts[at]
        for number in sorted(set(part.scope) - self._known):
            self._solver.append_formula(self._encoder.domain(number))
        self._known.update(part.scope)
        if part.rule not in self.selectors:
            self.selectors[part.rule] = self._encoder.fresh()
        off = -self.selectors[part.rule]
        for clause in self._encoder.clauses(part):
            self._solver.add_clause([off, *clause])

    def core(self, rules: Iterable[int], columns: Iterable[int]) -> list[int] | None:
        """Rules among these that already exclude the columns together; None when they all may hold."""
        by_selector = {self.selectors[rule]: rule for rule in rules}
        assumed = [self._encoder.literals[column] for column in columns]
        if self._solver.solve(assumptions=[*assumed, *by_selector]):
            return None
        return sorted(
            by_selector[literal] for literal in self._solver.get_core() or () if literal in by_selector
        )


def against(structure: Structure, constraints: Sequence[Ruling], columns: Sequence[int]) -> list[int]:
    """A smallest set of rules (by number) that exclude these columns together; see `ROUNDS`.

    Raises:
        AssertionError: the rules do not exclude them.
    """
    fixed = dict(zip(_owners(structure, columns), columns, strict=True))
    constraints = [_narrowed(constraint, structure, fixed) for constraint in constraints]
    with Blame(structure, constraints) as blame:
        for ring in _rings(structure, constraints, columns):
            for part in ring:
                blame.add(part)
            core = blame.core(blame.selectors, columns)
            if core is not None:
                return _smallest(blame, _minimal(blame, core, columns), columns)
    raise AssertionError("the rules allow what the diagram excludes")


def _owners(structure: Structure, columns: Sequence[int]) -> list[int]:
    """The variable of each column."""
    return [int(number) for number in structure.first.searchsorted(list(columns), side="right") - 1]


def _narrowed(constraint: Ruling, structure: Structure, fixed: Mapping[int, int]) -> Ruling:
    """The constraint with only those rows that agree with fixed columns: the others say nothing there."""
    if isinstance(constraint, Tally):
        return constraint
    rows = constraint.rows
    for at, number in enumerate(constraint.scope):
        if number in fixed:
            rows = rows[rows[:, at] == fixed[number] - structure.first[number]]
    return replace(constraint, rows=rows)


def _rings(
    structure: Structure, constraints: Sequence[Ruling], columns: Sequence[int]
) -> Iterator[list[int]]:
    """Constraint numbers in rings around the columns' variables; all of them when there is no column."""
    reached = set(_owners(structure, columns)) or set(range(structure.size))
    left = set(range(len(constraints)))
    while ring := sorted(part for part in left if reached & set(constraints[part].scope)):
        left -= set(ring)
        whole = {constraints[part].rule for part in ring}
        ring += sorted(part for part in left if constraints[part].rule in whole)
        left -= set(ring)
        reached |= {number for part in ring for number in constraints[part].scope}
        yield ring


def _minimal(blame: Blame, core: list[int], columns: Sequence[int]) -> list[int]:
    """Leave out one rule after the other while the rest still exclude."""
    for rule in list(core):
        if rule in core:
            smaller = blame.core([other for other in core if other != rule], columns)
            core = core if smaller is None else smaller
    return core


def _smallest(blame: Blame, found: list[int], columns: Sequence[int]) -> list[int]:
    """The fewest rules among those entered (implicit hitting sets, Ignatiev et al. 2015), or those found."""
    rules = list(blame.selectors)
    if len(found) <= 1:
        return found
    with Hitman(solver="glucose4", htype="sorted") as hitting:
        for _ in range(ROUNDS):
            chosen = hitting.get() or []
            if len(chosen) >= len(found):
                return found
            if blame.core(chosen, columns) is not None:
                return sorted(chosen)
            hitting.hit(_correction(blame, rules, chosen, columns))
    return found


def _correction(
    blame: Blame, rules: Sequence[int], chosen: Sequence[int], columns: Sequence[int]
) -> list[int]:
    """Rules outside a largest set around ``chosen`` that does not exclude: one of them must be blamed."""
    kept = list(chosen)
    outside = []
    for rule in rules:
        if rule not in chosen:
            if blame.core([*kept, rule], columns) is None:
                kept.append(rule)
            else:
                outside.append(rule)
    return outside
