"""What choices and their values are called as features of UVL."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from sumisura.kernel import Family, Variable
from sumisura.space.expressions.nodes import RESERVED
from sumisura.space.read.features import NO, YES

PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
WORDS = RESERVED | frozenset(
    [
        "include",
        "features",
        "imports",
        "namespace",
        "as",
        "constraint",
        "constraints",
        "cardinality",
        "String",
        "Boolean",
        "Integer",
        "Real",
        "len",
        "avg",
        "floor",
        "ceil",
        "Type",
        "Arithmetic",
        "or",
        "alternative",
        "optional",
        "mandatory",
        "true",
        "false",
        "abstract",
    ]
)


@dataclass(frozen=True, slots=True)
class Features:
    """A feature for each choice, and one for each value of a choice that is not plainly yes or no.

    Args:
        choices: variable → its feature.
        values: (variable, value) → its feature, without those that are yes or no.
        root: the feature above all.
    """

    choices: Mapping[str, str]
    values: Mapping[tuple[str, str], str]
    root: str

    @classmethod
    def of(cls, family: Family) -> "Features":
        """Names that are all different: a value's own where nothing else has it, else behind its choice's."""
        listed = [variable.name for variable in family.variables]
        own = Counter(listed + [value.name for each in family.variables for value in each.values])
        taken: set[str] = set()
        root = _new(family.title or family.name, taken)
        choices = {name: _new(name, taken) for name in listed}
        values = {
            (variable.name, value.name): _new(
                value.name if own[value.name] == 1 else f"{variable.name} {value.name}", taken
            )
            for variable in family.variables
            if not is_plain(variable)
            for value in variable.values
        }
        return cls(choices, values, root)

    def has(self, variable: str, value: str) -> str:
        """That a choice has a value, as UVL says it."""
        if (variable, value) in self.values:
            return written(self.values[variable, value])
        return f"{'!' if value == NO else ''}{written(self.choices[variable])}"


def is_plain(variable: Variable) -> bool:
    """Whether it is a choice of yes and no, where no carries nothing: an optional feature."""
    values = {value.name: value for value in variable.values}
    return values.keys() == {YES, NO} and not values[NO].attributes and not values[NO].price


def written(name: str) -> str:
    """A name as UVL has it.

    Example:
        >>> written("Bell"), written("Training Wheels"), written("or")
        ('Bell', '"Training Wheels"', '"or"')
    """
    return name if PLAIN.fullmatch(name) and name not in WORDS else f'"{name}"'


def decimal(number: Fraction) -> str:
    """A number as UVL has it: exact, as far as its decimals end."""
    return str(number.numerator) if number.denominator == 1 else f"{float(number):.12f}".rstrip("0")


def _new(name: str, taken: set[str]) -> str:
    """The name without the signs that UVL has no place for, and with a number where it is taken."""
    plain = " ".join(re.sub(r'["\r\n]', "'", name).replace(".", ",").split()) or "feature"
    fit, number = plain, 1
    while fit in taken:
        number += 1
        fit = f"{plain} {number}"
    taken.add(fit)
    return fit
