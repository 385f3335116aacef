"""From the author's rules to tables of value numbers."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from math import prod

import numpy as np

from sumisura.kernel import BadInput, Family, Rule
from sumisura.space.clausal import Clause, clauses
from sumisura.space.expressions import Expression, parse
from sumisura.space.expressions.names import Names
from sumisura.space.expressions.table import BITS, MOST_AXES, Grid
from sumisura.space.linear import Bounds
from sumisura.space.structure import Ints, Structure, frozen, near

SMALL = 1 << 12
"""Combinations up to which a condition is a plain table: as fast as clauses, and never longer."""
MOST_ROWS = 64
"""Rows that break a clause, up to which they are listed; beyond, it counts how many of its tests are met."""


@dataclass(frozen=True, eq=False)
class Constraint:
    """One table: the rows over ``scope`` that a rule allows, or those it forbids.

    Args:
        scope: variable numbers, one per column of ``rows``.
        rows: value numbers, shape (rows, variables).
        forbids: the rows are what must not be.
        rule: the number of the rule it came from.
    """

    scope: tuple[int, ...]
    rows: Ints
    forbids: bool
    rule: int = field(default=-1)


@dataclass(frozen=True, eq=False)
class Tally:
    """A sum that must lie within bounds: every value adds an amount, and ``low <= total <= high``.

    Counts, weighted sums and sums of attributes are of this kind; as a table they would be exponential.

    Args:
        scope: variable numbers, each once.
        amounts: for each variable of ``scope``, what each of its values adds; scaled to integers, so exact.
        low, high: the bounds, both included.
        forbids: the total must *not* lie within the bounds.
        rule: the number of the rule it came from.
    """

    scope: tuple[int, ...]
    amounts: tuple[tuple[int, ...], ...]
    low: int
    high: int
    forbids: bool = False
    rule: int = field(default=-1)

    @property
    def least(self) -> int:
        """The smallest total there can be, whatever the bounds."""
        return sum(map(min, self.amounts))

    @property
    def most(self) -> int:
        """The largest total there can be, whatever the bounds."""
        return sum(map(max, self.amounts))


Ruling = Constraint | Tally
"""What a rule comes to."""


def constraints_of(family: Family, structure: Structure) -> tuple[Ruling, ...]:
    """What every rule comes to, in the author's order; an expression gives one for each part joined by *and*."""
    names = Names.of(family)
    return tuple(
        replace(part, rule=number)
        for number, rule in enumerate(family.rules)
        for part in _of_rule(family, structure, names, rule)
    )


def _of_rule(family: Family, structure: Structure, names: Names, rule: Rule) -> list[Ruling]:
    where = rule.where or f"{family.name}: {rule.name}"
    try:
        if rule.expression:
            parts = parse(rule.expression, names).conjuncts()
            return [each for part in parts for each in of_expression(part, structure)]
        scope, rows = _from_rows(structure, rule.scope, rule.rows)
    except BadInput as error:
        raise BadInput(error.what, where=error.where or where, mend=error.mend) from None
    return [Constraint(scope, rows, rule.forbids)]


def of_expression(part: Expression, structure: Structure) -> list[Ruling]:
    """A condition as one table where that is small, else as clauses and sums, which are never wide.

    Raises:
        BadInput: it is too wide for a table, and of no form that clauses and sums can hold.
    """
    part = part.relaxed
    scope = tuple(structure.numbers[name] for name in part.scope)
    if prod(int(structure.widths[number]) for number in scope) <= SMALL and len(scope) <= MOST_AXES:
        return [_table(part, structure, scope)]
    domains = {
        name: tuple(structure.value_numbers[number]) for name, number in zip(part.scope, scope, strict=True)
    }
    found = clauses(part.root, domains)
    if found is None:
        return [_table(part, structure, scope)]
    return [_from_clause(clause, structure) for clause in found]


def _table(part: Expression, structure: Structure, scope: tuple[int, ...]) -> Constraint:
    if not scope:
        return _constant(part.holds({}))
    table = Grid(tuple(structure.variables[number] for number in scope)).whole(part.root)
    forbids = 2 * int(table.sum()) > table.size
    return Constraint(scope, frozen(np.argwhere(~table if forbids else table)), forbids)


def _constant(holds: bool) -> Constraint:
    """What speaks of no variable: a table over the first one that forbids nothing, or allows nothing."""
    return Constraint((0,), np.empty((0, 1), np.int32), holds)


def _from_clause(clause: Clause, structure: Structure) -> Ruling:
    """The rows that break every test of the clause; or a sum, where they are many or the clause has one."""
    if not clause.tests and clause.bounds is None:
        return _constant(holds=False)
    broken = {
        structure.numbers[name]: [
            at for value, at in structure.value_numbers[structure.numbers[name]].items() if value not in met
        ]
        for name, met in clause.tests.items()
    }
    if clause.bounds is None and prod(map(len, broken.values())) <= MOST_ROWS:
        return Constraint(tuple(broken), frozen(np.array(list(product(*broken.values())))), forbids=True)
    return _tally(clause, structure)


def _tally(clause: Clause, structure: Structure) -> Tally:
    """A sum that a test lifts over its bound; without a sum, the number of tests that are met."""
    bound = clause.bounds or Bounds({}, 1, 0)
    at_least = bound.high >= bound.most
    lift = max(0, bound.low - bound.least) if at_least else min(0, bound.high - bound.most)
    amounts = {structure.numbers[name]: list(numbers) for name, numbers in bound.amounts.items()}
    for name, met in clause.tests.items():
        values = structure.value_numbers[structure.numbers[name]]
        own = amounts.setdefault(structure.numbers[name], [0] * len(values))
        for value in met:
            own[values[value]] += lift
    least, most = sum(map(min, amounts.values())), sum(map(max, amounts.values()))
    if max(-least, most).bit_length() > BITS:
        raise BadInput("the numbers of the rule are too large or too fine", mend="Round them.")
    low = bound.low if at_least or not clause.tests else least
    high = most if at_least and clause.tests else bound.high
    return Tally(
        tuple(amounts),
        tuple(map(tuple, amounts.values())),
        min(max(low, least), most + 1),
        max(min(high, most), least - 1),
        bound.forbids,
    )


def _from_rows(
    structure: Structure, scope: Sequence[str], rows: Sequence[Sequence[str]]
) -> tuple[tuple[int, ...], Ints]:
    numbers = tuple(structure.number(name) for name in scope)
    if not numbers:
        raise BadInput("names no variables", mend="Give it a scope with rows, or an expression.")
    if len(set(numbers)) < len(numbers):
        raise BadInput("names a variable twice", mend="Name every variable of a rule once.")
    if any(len(row) != len(numbers) for row in rows):
        raise BadInput(
            f"a row has not {len(numbers)} values", mend="Give one value per variable of its scope."
        )
    table = np.empty((len(rows), len(numbers)), np.int32)
    for column, number in enumerate(numbers):
        known = structure.value_numbers[number]
        try:
            table[:, column] = [known[row[column]] for row in rows]
        except KeyError as error:
            name = structure.variables[number].name
            raise BadInput(
                f'"{name}" has no value "{error.args[0]}"', mend=near(str(error.args[0]), known)
            ) from None
    return numbers, frozen(table)
