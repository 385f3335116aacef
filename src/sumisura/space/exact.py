"""Exact numbers of measured choices against the rules: the space knows their bands alone.

A rule over several measured choices leaves a combination of bands in the space when some numbers in it may meet
the rule; here the numbers themselves are checked, and the nearest that fits is found.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from math import floor

from sumisura.kernel import ABSENT, BadInput, Family, Field, Rule
from sumisura.space.bands import (
    number_at,
    span,
    standing,
    step_of,
    steps,
)
from sumisura.space.expressions import Expression, parse
from sumisura.space.expressions.names import Names
from sumisura.space.expressions.ranges import measured
from sumisura.space.expressions.turns import turns
from sumisura.space.expressions.units import in_base


class Misfit(BadInput):
    """A number that can be written, and does not go with the rest of the design.

    Args:
        field: what it was written for.
        number: what was written.
        rules: the rules against it.
        nearest: the nearest number that fits; "" where none does.
        given: labels of the choices beside it that the limit comes from.

    Example:
        >>> rule = Rule("glass", "Larger glass sags.")
        >>> str(Misfit(Field("width", "Width", kind="number", unit="mm"), "2000", [rule], "1840", ["Height"]))
        'Width: Larger glass sags. At most 1840 mm with this height.'
    """

    code = "misfit"

    def __init__(
        self, field: Field, number: str, rules: Sequence[Rule], nearest: str, given: Sequence[str] = ()
    ) -> None:
        self.field, self.number, self.rules = field, number, tuple(rules)
        self.nearest, self.given = nearest, tuple(given)
        what = " ".join(rule.reason.rstrip(".") for rule in rules) or "it does not go with the rest"
        super().__init__(what, where=field.label, mend=self._mend())

    def _mend(self) -> str:
        beside = f" with this {' and '.join(label.lower() for label in self.given)}" if self.given else ""
        if not self.nearest:
            return f"No number fits{beside}: change one of them."
        bound = "At most" if Fraction(self.nearest) < Fraction(self.number) else "At least"
        return f"{bound} {self.nearest} {self.field.unit}".rstrip() + f"{beside}."


def in_base_units(
    family: Family, choices: Mapping[str, str], written: Mapping[str, str]
) -> dict[str, Fraction]:
    """The exact numbers that stand, by variable and in base units; what is absent measures nothing."""
    units = {field.name: field.unit for field in family.fields}
    found = {
        name: in_base(number, units[name]) for name, number in standing(family, choices, written).items()
    }
    absent = {name: Fraction(0) for name in units if choices.get(name) == ABSENT}
    return found | absent


def broken(family: Family, choices: Mapping[str, str], written: Mapping[str, str]) -> tuple[Rule, ...]:
    """The rules that these choices break with the exact numbers that stand; empty where bands tell all.

    A rule that speaks of what is still open is left to the space.
    """
    numbers = in_base_units(family, choices, written)
    return tuple(
        rule
        for rule, parts in _over_numbers(family)
        if not all(_may_hold(part.with_numbers(numbers), choices) for part in parts)
    )


def beside(family: Family, rules: Sequence[Rule], name: str) -> list[str]:
    """Labels of the other choices that rules speak of."""
    named = [other for rule in rules for other in _scope(family, rule) if other != name]
    return [family.variable(other).label for other in dict.fromkeys(named)]


def candidates(
    family: Family,
    choices: Mapping[str, str],
    written: Mapping[str, str],
    field: Field,
    wanted: Fraction,
) -> Iterator[Fraction]:
    """Numbers for a measured choice next to which something turns, beside the rest as it stands; nearest first.

    Where every comparison is a line in the number, the nearest number that fits is among them.
    """
    rest = {name: text for name, text in written.items() if name != field.name}
    numbers, base = in_base_units(family, choices, rest), in_base(1, field.unit)
    domains = {
        one.name: (choices[one.name],) if one.name in choices else tuple(value.name for value in one.values)
        for one in family.variables
    }
    last = steps(field) - 1
    found = {0, last} | {int(step_of(field, end)) for end in _ends(family, field)}
    for _, parts in _over_numbers(family):
        for part in parts:
            for turn in turns(part.with_numbers(numbers).root, field.name, domains):
                for step in turn.steps(step_of(field, turn.number / base)):
                    found |= {step - 1, step}
    at = step_of(field, wanted)
    inside = [step for step in found | {floor(at)} if 0 <= step <= last]
    yield from (number_at(field, step) for step in sorted(inside, key=lambda step: (abs(step - at), step)))


def _ends(family: Family, field: Field) -> Iterator[Fraction]:
    for value in family.variable(field.name).values:
        if value.name != ABSENT:
            yield from span(value.name)


def _may_hold(part: Expression, choices: Mapping[str, str]) -> bool:
    return not choices.keys() >= set(part.scope) or part.holds(choices)


def _scope(family: Family, rule: Rule) -> tuple[str, ...]:
    return parse(rule.expression, family).scope if rule.expression else rule.scope


def _over_numbers(family: Family) -> Iterator[tuple[Rule, tuple[Expression, ...]]]:
    """The rules that read exact numbers, each in its parts."""
    names = Names.of(family)
    for rule in family.rules if names.units else ():
        if any(name in rule.expression for name in names.units):
            parts = parse(rule.expression, names).conjuncts()
            yield rule, tuple(part for part in parts if any(measured(part.root)))
