"""Knows what a name in an expression stands for: a variable, one of its values, or what it measures."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from sumisura.files import did_you_mean
from sumisura.kernel import ABSENT, BadInput, Family, Value, Variable
from sumisura.space.bands import spans
from sumisura.space.expressions.nodes import Amount, Reading, Sum
from sumisura.space.expressions.units import dimension, in_base

WHOLE = re.compile(r"-?\d{1,15}")


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one family.

    Args:
        variables: by name.
        units: of every choice that is measured: the unit its exact number is written in.
        instance: the instance of a part whose own names come first; "" for none.
    """

    variables: Mapping[str, Variable]
    units: Mapping[str, str] = field(default_factory=dict)
    instance: str = ""

    @classmethod
    def of(cls, family: Family) -> "Names":
        """The names of that family."""
        variables = {variable.name: variable for variable in family.variables}
        return cls(variables, {one.name: one.unit for one in family.fields if one.name in variables})

    @property
    def parts(self) -> dict[str, list[str]]:
        """Every part with its instances, in order."""
        found: dict[str, list[str]] = {}
        for instance in dict.fromkeys(one.instance for one in self.variables.values() if one.instance):
            found.setdefault(instance.rpartition("-")[0], []).append(instance)
        return found

    def inside(self, instance: str) -> "Names":
        """The names as a rule inside an instance of a part knows them."""
        return replace(self, instance=instance)

    def full(self, name: str) -> str:
        """What a name stands for here: a choice of this instance, or one of the family."""
        own = f"{self.instance}-{name}"
        return own if own in self.variables else name

    def variable(self, name: str, where: str) -> Variable:
        """The variable of that name.

        Raises:
            BadInput: there is none.
        """
        name = self.full(name)
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
        values = self.variables[name].values
        return all(WHOLE.fullmatch(value.name) or value.name == ABSENT for value in values)

    def number(self, name: str, where: str) -> Reading:
        """The variable's own value, as a number.

        Raises:
            BadInput: there is no such variable, or not all its values are whole numbers.
        """
        variable = self.variable(name, where)
        name = variable.name
        if name in self.units:
            return self.measured(variable)
        if not self.counts(name):
            what = f'the values of "{name}" are not whole numbers'
            raise BadInput(what, where=where, mend=f"Use one of its attributes: {name}.weight.")
        numbers = (Fraction(0 if each.name == ABSENT else each.name) for each in variable.values)
        return Reading(
            name, "", tuple((each.name, at) for each, at in zip(variable.values, numbers, strict=True))
        )

    def measured(self, variable: Variable) -> Reading:
        """The exact number of a measured choice, of which a band tells the least and the most."""
        unit = self.units[variable.name]
        found = [
            (name, in_base(low, unit), in_base(high, unit)) for name, low, high in spans(variable.values)
        ]
        least = tuple((name, low) for name, low, _ in found)
        most = tuple((name, high) for name, _, high in found)
        return Reading(variable.name, "", least, dimension(unit), most)

    def attribute(self, name: str, attribute: str, where: str) -> Reading:
        """What the variable's value measures; a value without that attribute counts as 0.

        Raises:
            BadInput: no value has that attribute, or its units do not go together.
        """
        variable = self.variable(name, where)
        name, values = variable.name, variable.values
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
