"""Which rules are to blame: clauses with one selector per rule, asked with assumptions (python-sat).

Rules are added in rings around the variables in question, so that a local conflict stays a small problem
however large the family is.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Self

from pysat.examples.hitman import Hitman
from pysat.solvers import Solver

from sumisura.space.constraints import Constraint
from sumisura.space.structure import Structure

ROUNDS = 200
"""Hitting sets tried for a smallest set of rules before a minimal one will do."""


class Blame:
    """An incremental solver over some rules of a family.

    Literal ``column + 1`` says that a column is chosen; a rule holds while its selector is assumed.
    """

    def __init__(self, structure: Structure, constraints: Sequence[Constraint]) -> None:
        self._structure, self._constraints = structure, constraints
        self._top = int(structure.first[-1])
        self._known: set[int] = set()
        self.selectors: dict[int, int] = {}
        self._solver = Solver("glucose4")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._solver.delete()

    def add(self, part: int) -> None:
        """Enter one constraint under its rule's selector."""
        constraint = self._constraints[part]
        for number in constraint.scope:
            self._declare(number)
        if constraint.rule not in self.selectors:
            self.selectors[constraint.rule] = self._fresh()
        off = -self.selectors[constraint.rule]
        for clause in self._clauses(constraint):
            self._solver.add_clause([off, *clause])

    def core(self, rules: Iterable[int], columns: Iterable[int]) -> list[int] | None:
        """Rules among these that already exclude the columns together; None when they all may hold."""
        by_selector = {self.selectors[rule]: rule for rule in rules}
        assumed = [column + 1 for column in columns]
        if self._solver.solve(assumptions=[*assumed, *by_selector]):
            return None
        return sorted(
            by_selector[literal] for literal in self._solver.get_core() or () if literal in by_selector
        )

    def _fresh(self) -> int:
        self._top += 1
        return self._top

    def _declare(self, number: int) -> None:
        """Exactly one value."""
        if number in self._known:
            return
        self._known.add(number)
        literals = self._literals(number)
        self._solver.add_clause(literals)
        for at, one in enumerate(literals):
            for two in literals[:at]:
                self._solver.add_clause([-one, -two])

    def _literals(self, number: int) -> list[int]:
        first = self._structure.first
        return list(range(int(first[number]) + 1, int(first[number + 1]) + 1))

    def _clauses(self, constraint: Constraint) -> Iterator[list[int]]:
        base = [int(self._structure.first[number]) + 1 for number in constraint.scope]
        rows = [
            [start + value for start, value in zip(base, row, strict=True)]
            for row in constraint.rows.tolist()
        ]
        if constraint.forbids:
            yield from ([-literal for literal in row] for row in rows)
            return
        support: dict[int, list[int]] = {
            literal: [] for number in constraint.scope for literal in self._literals(number)
        }
        tuples = []
        for row in rows:
            name = self._fresh()
            tuples.append(name)
            for literal in row:
                yield [-name, literal]
                support[literal].append(name)
        yield tuples
        yield from ([-literal, *names] for literal, names in support.items())


def against(structure: Structure, constraints: Sequence[Constraint], columns: Sequence[int]) -> list[int]:
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


def _narrowed(constraint: Constraint, structure: Structure, fixed: Mapping[int, int]) -> Constraint:
    """The constraint with only those rows that agree with fixed columns: the others say nothing there."""
    rows = constraint.rows
    for at, number in enumerate(constraint.scope):
        if number in fixed:
            rows = rows[rows[:, at] == fixed[number] - structure.first[number]]
    return replace(constraint, rows=rows)


def _rings(
    structure: Structure, constraints: Sequence[Constraint], columns: Sequence[int]
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
