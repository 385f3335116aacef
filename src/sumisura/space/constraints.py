"""From the author's rules to tables of value numbers."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from sumisura.kernel import BadInput, Family, Rule
from sumisura.space.expressions import Expression, parse
from sumisura.space.structure import Ints, Structure, frozen, near


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


def constraints_of(family: Family, structure: Structure) -> tuple[Constraint, ...]:
    """Every rule's tables, in the author's order; an expression gives one for each part joined by *and*."""
    return tuple(
        Constraint(scope, rows, forbids, number)
        for number, rule in enumerate(family.rules)
        for scope, rows, forbids in _tables(family, structure, rule)
    )


def _tables(family: Family, structure: Structure, rule: Rule) -> list[tuple[tuple[int, ...], Ints, bool]]:
    where = rule.where or f"{family.name}: {rule.name}"
    try:
        if rule.expression:
            parts = parse(rule.expression, family).conjuncts()
            return [_from_expression(family, structure, part) for part in parts]
        scope, rows = _from_rows(structure, rule.scope, rule.rows)
    except BadInput as error:
        raise BadInput(error.what, where=error.where or where, mend=error.mend) from None
    return [(scope, rows, rule.forbids)]


def _from_expression(
    family: Family, structure: Structure, part: Expression
) -> tuple[tuple[int, ...], Ints, bool]:
    table = part.table(family)
    scope = tuple(structure.numbers[name] for name in part.scope)
    forbids = 2 * int(table.sum()) > table.size
    if not scope:
        return _constant(bool(table))
    return scope, frozen(np.argwhere(~table if forbids else table)), forbids


def _constant(holds: bool) -> tuple[tuple[int, ...], Ints, bool]:
    """What speaks of no variable: a table over the first one that forbids nothing, or allows nothing."""
    return (0,), np.empty((0, 1), np.int32), holds


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
