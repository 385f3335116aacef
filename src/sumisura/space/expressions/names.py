"""Knows what a name in an expression stands for: a variable, one of its values, or what it measures."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from sumisura.files import did_you_mean
from sumisura.kernel import BadInput, Family, Value, Variable
from sumisura.space.expressions.nodes import Amount, Reading, Sum
from sumisura.space.expressions.units import dimension, in_base

WHOLE = re.compile(r"-?\d{1,15}")


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one family.

    Args:
        variables: by name.
    """

    variables: Mapping[str, Variable]

    @classmethod
    def of(cls, family: Family) -> "Names":
        """The names of that family."""
        return cls({variable.name: variable for variable in family.variables})

    def variable(self, name: str, where: str) -> Variable:
        """The variable of that name.

        Raises:
            BadInput: there is none.
        """
        if name not in self.variables:
            mend = did_you_mean(name, self.variables)
            if "-" in name:
                mend = f"{mend} To subtract, put spaces around the -.".strip()
            raise BadInput(f'there is no variable "{name}"', where=where, mend=mend)
        return self.variables[name]

    def has(self, variable: str, value: str) -> bool:
        """Whether the variable has a value of that name."""
        return any(each.name == value for each in self.variables[variable].values)

    def value(self, variable: str, value: str, where: str) -> str:
        """The value's name, once it is known to exist.

        Raises:
            BadInput: the variable has no such value.
        """
        if not self.has(variable, value):
            known = [each.name for each in self.variables[variable].values]
            raise BadInput(f'{variable} has no value "{value}"', where=where, mend=did_you_mean(value, known))
        return value

    def counts(self, name: str) -> bool:
        """Whether every value of the variable is a whole number."""
        return all(WHOLE.fullmatch(value.name) for value in self.variables[name].values)

    def number(self, name: str, where: str) -> Reading:
        """The variable's own value, as a number.

        Raises:
            BadInput: there is no such variable, or not all its values are whole numbers.
        """
        variable = self.variable(name, where)
        if not self.counts(name):
            what = f'the values of "{name}" are not whole numbers'
            raise BadInput(what, where=where, mend=f"Use one of its attributes: {name}.weight.")
        return Reading(name, "", tuple((each.name, Fraction(each.name)) for each in variable.values))

    def attribute(self, name: str, attribute: str, where: str) -> Reading:
        """What the variable's value measures; a value without that attribute counts as 0.

        Raises:
            BadInput: no value has that attribute, or its units do not go together.
        """
        values = self.variable(name, where).values
        dimensions = {dimension(each.attributes[attribute].unit) for each in _with(values, attribute)}
        if not dimensions:
            known = sorted({key for each in values for key in each.attributes})
            what = f'no value of "{name}" has the attribute "{attribute}"'
            mend = did_you_mean(attribute, known) or "Add it to the attributes of its values."
            raise BadInput(what, where=where, mend=mend)
        if len(dimensions) > 1:
            what = f'the units of "{name}.{attribute}" do not go together'
            raise BadInput(what, where=where, mend="Measure all its values in units of one kind.")
        numbers = tuple((each.name, _base(each, attribute)) for each in values)
        return Reading(name, attribute, numbers, dimensions.pop())

    def total(self, attribute: str, where: str) -> Amount:
        """The sum of an attribute over every variable that has it.

        Raises:
            BadInput: none has.
        """
        carriers = [each.name for each in self.variables.values() if _with(each.values, attribute)]
        if not carriers:
            known = {
                key for each in self.variables.values() for value in each.values for key in value.attributes
            }
            what = f'no variable has the attribute "{attribute}"'
            mend = did_you_mean(attribute, sorted(known)) or "Add it to the attributes of some values."
            raise BadInput(what, where=where, mend=mend)
        readings = tuple(self.attribute(name, attribute, where) for name in carriers)
        return readings[0] if len(readings) == 1 else Sum(readings, (1,) * len(readings))


def _with(values: tuple[Value, ...], attribute: str) -> list[Value]:
    return [each for each in values if attribute in each.attributes]


def _base(value: Value, attribute: str) -> Fraction:
    measure = value.attributes.get(attribute)
    return in_base(measure.value, measure.unit) if measure else Fraction(0)
