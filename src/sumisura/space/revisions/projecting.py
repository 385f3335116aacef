"""A revision over some of its choices alone: what can be made of them, whatever the others are.

A choice is taken out by joining every table that speaks of it and asking whether any of its options will do
(bucket elimination, Dechter 1999). Exact, within `CELLS`.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce
from math import prod

import numpy as np
import numpy.typing as npt

from sumisura.kernel import Family, Rule
from sumisura.space.constraints import Constraint, Ruling, constraints_of
from sumisura.space.structure import Structure, structure_of

CELLS = 4_000_000
"""Combinations that a joined table may have."""
Cells = npt.NDArray[np.bool_]


class TooWide(Exception):
    """The tables that speak of a choice have too many combinations together.

    Args:
        variable: the choice's name.
    """

    def __init__(self, variable: str) -> None:
        self.variable = variable
        super().__init__(variable)


def projected(family: Family, names: Sequence[str]) -> Family:
    """The family over those choices alone, its rules as tables; no surcharges, fields or words.

    Args:
        names: of choices that it has; the others are taken out, those that fewest tables speak of first.

    Raises:
        BadInput: a rule names what is not there.
        TooWide: a choice cannot be taken out within `CELLS`.
    """
    structure = structure_of(replace(family, surcharges=()))
    tables = [_table(part, structure) for part in constraints_of(family, structure)]
    gone = [one.name for one in family.variables if one.name not in names]
    for name in sorted(gone, key=lambda one: _speaking(tables, structure.numbers[one])):
        tables = _without(tables, structure, structure.numbers[name])
    kept = tuple(variable for variable in family.variables if variable.name in names)
    rules = tuple(_rule(family, structure, at, table) for at, table in enumerate(tables))
    return Family(family.name, family.title, family.currency, kept, rules)


def _table(part: Ruling, structure: Structure) -> Constraint:
    """A part as a table; a sum over too many combinations cannot be one."""
    if isinstance(part, Constraint):
        return part
    if prod(map(len, part.amounts)) > CELLS:
        raise TooWide(structure.variables[part.scope[0]].name)
    total = reduce(np.add.outer, [np.array(amounts) for amounts in part.amounts])
    inside = np.argwhere((total >= part.low) & (total <= part.high)).astype(np.int32)
    return Constraint(part.scope, inside, part.forbids, part.rule)


def _speaking(tables: Sequence[Constraint], number: int) -> int:
    return sum(number in table.scope for table in tables)


def _without(tables: Sequence[Constraint], structure: Structure, number: int) -> list[Constraint]:
    """The tables with one choice taken out."""
    mine = [table for table in tables if number in table.scope]
    others = [table for table in tables if number not in table.scope]
    if not mine:
        return others
    scope = tuple(sorted({at for table in mine for at in table.scope}))
    shape = [int(structure.widths[at]) for at in scope]
    if prod(shape) > CELLS:
        raise TooWide(structure.variables[number].name)
    joined = np.ones(shape, np.bool_)
    for table in mine:
        joined &= _dense(table, scope, structure)
    left = tuple(at for at in scope if at != number)
    rule = mine[-1].rule
    if not left:  # it stood alone: nothing of the others depends on it, unless it has no option at all
        return others if joined.any() else [*others, _never(structure, number, rule)]
    allowed = joined.any(axis=scope.index(number))
    return [*others, Constraint(left, np.argwhere(~allowed).astype(np.int32), forbids=True, rule=rule)]


def _never(structure: Structure, number: int, rule: int) -> Constraint:
    """A table that allows nothing, over a choice that stays."""
    stays = next(at for at in range(structure.size) if at != number)
    return Constraint((stays,), np.empty((0, 1), np.int32), forbids=False, rule=rule)


def _dense(table: Constraint, scope: Sequence[int], structure: Structure) -> Cells:
    """A table as whether each combination is allowed, over a wider scope."""
    cells = np.full([int(structure.widths[at]) for at in table.scope], table.forbids)
    cells[tuple(table.rows.T)] = not table.forbids
    order = sorted(range(len(table.scope)), key=lambda at: scope.index(table.scope[at]))
    shape = [int(structure.widths[at]) if at in table.scope else 1 for at in scope]
    wide: Cells = cells.transpose(order).reshape(shape)
    return wide


def _rule(family: Family, structure: Structure, at: int, table: Constraint) -> Rule:
    source = family.rules[table.rule]
    variables = [structure.variables[number] for number in table.scope]
    rows = tuple(
        tuple(variable.values[cell].name for variable, cell in zip(variables, row, strict=True))
        for row in table.rows.tolist()
    )
    scope = tuple(variable.name for variable in variables)
    return Rule(f"{source.name}/{at}", source.reason, scope, rows, table.forbids, where=source.where)
