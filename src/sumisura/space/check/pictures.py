"""What a report draws: how free each choice is, and how often each rule bites; exact shares."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from math import prod

import numpy as np

from sumisura.kernel import Family
from sumisura.space.check.logic import Logic
from sumisura.space.check.model import Bite, Freedom
from sumisura.space.compiling import compile as compile_family
from sumisura.space.constraints import Constraint
from sumisura.space.errors import Contradiction
from sumisura.space.model import exact
from sumisura.space.space import Space


def freedom(space: Space, total: int, hurry: Callable[[], bool]) -> Iterator[Freedom]:
    """How free each choice is, in the author's order, as long as there is time.

    Args:
        total: how many variants there are.
    """
    start = space.start()
    live = dict(zip(space.columns, start.sweep().available.tolist(), strict=True))
    for variable in space.family.variables:
        if hurry():
            return
        counts = [
            exact(start.choose(variable.name, value.name).count()) if live[variable.name, value.name] else 0
            for value in variable.values
        ]
        labels = [value.label or value.name for value in variable.values]
        shares = (Fraction(count, total) for count in counts)
        yield Freedom(variable.name, variable.label, tuple(zip(labels, shares, strict=True)))


def bites(family: Family, logic: Logic, hurry: Callable[[], bool]) -> Iterator[Bite]:
    """What each rule excludes alone, in the author's order, as long as there is time."""
    widths = [len(variable.values) for variable in family.variables]
    for number, rule in enumerate(family.rules):
        if hurry():
            return
        parts = logic.parts(number)
        alone = parts[0] if len(parts) == 1 else None
        share = (
            _excluded(alone, widths) if isinstance(alone, Constraint) else _together(family, number, logic)
        )
        yield Bite(rule.name, rule.reason, share)


def _excluded(part: Constraint, widths: list[int]) -> Fraction:
    """Of the combinations over its scope, those that a table excludes; a row that stands twice counts once."""
    rows = Fraction(len(np.unique(part.rows, axis=0)), prod(widths[number] for number in part.scope))
    return rows if part.forbids else 1 - rows


def _together(family: Family, number: int, logic: Logic) -> Fraction:
    """What several tables exclude together: counted on a family of their variables alone."""
    scope = sorted({at for part in logic.parts(number) for at in part.scope})
    if not scope:
        return Fraction(0)
    variables = tuple(family.variables[at] for at in scope)
    alone = replace(family, variables=variables, rules=(family.rules[number],), surcharges=(), fields=())
    try:
        left = exact(compile_family(alone, way="diagram", cache=None).count())
    except Contradiction:
        left = 0
    return 1 - Fraction(left, prod(len(variable.values) for variable in variables))
