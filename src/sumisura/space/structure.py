"""What a family's compiled space depends on: its variables, its rules, and what its surcharges look at.

Prices and labels are no part of it, so one compiled space serves every dated price book.
"""

import difflib
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from sumisura.kernel import BadInput, Family, Surcharge, Variable

Ints = npt.NDArray[np.int32]


def frozen(array: npt.NDArray[np.generic]) -> Ints:
    """A contiguous int32 array that nobody can change."""
    fixed = np.ascontiguousarray(array, np.int32)
    fixed.flags.writeable = False
    return fixed


def structure_digest(family: Family) -> str:
    """SHA-256 of all that decides which variants exist; the same for every price book and wording.

    Example:
        >>> from dataclasses import replace
        >>> from sumisura.kernel import Value
        >>> cheap = Family("tee", "Tee", "EUR", (Variable("size", "Size", (Value("S"), Value("M"))),))
        >>> dear = replace(cheap, title="T-shirt", base_price=1900)
        >>> structure_digest(cheap) == structure_digest(dear), cheap.digest == dear.digest
        (True, False)
    """
    meaning = {
        "variables": [
            [variable.name, [[value.name, _measures(value.attributes)] for value in variable.values]]
            for variable in family.variables
        ],
        "rules": [[rule.scope, rule.rows, rule.forbids, rule.expression] for rule in family.rules],
        "surcharges": [sorted(surcharge.when.items()) for surcharge in family.surcharges],
    }
    canonical = json.dumps(meaning, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _measures(attributes: Mapping[str, object]) -> list[list[str]]:
    return sorted([name, repr(measure)] for name, measure in attributes.items())


def near(name: str, known: Iterable[str]) -> str:
    """What to do about an unknown name: the nearest known ones, or where to look.

    Example:
        >>> near("blak", ["black", "blue", "raw"]), near("x", ["black", "blue"])
        ('Did you mean "black"?', 'Known are "black", "blue".')
    """
    known = list(known)
    close = difflib.get_close_matches(name, known, n=3)
    if close:
        return f"Did you mean {_quoted(close)}?"
    return f"Known are {_quoted(known[:8])}{' and more' if len(known) > 8 else ''}."  # noqa: PLR2004 - a line's worth


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


@dataclass(frozen=True)
class Structure:
    """A family's names as numbers.

    A *column* is one value of one variable: first those of the family's variables, in the author's order,
    then two (no, yes) for each auxiliary variable, which says whether a surcharge applies.

    Args:
        variables: the family's own, in its order.
        indicators: for each auxiliary variable, variable number → the value numbers its surcharge needs.
    """

    variables: tuple[Variable, ...]
    indicators: tuple[Mapping[int, frozenset[int]], ...]

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """Variable name → its number."""
        return {variable.name: number for number, variable in enumerate(self.variables)}

    @cached_property
    def value_numbers(self) -> tuple[Mapping[str, int], ...]:
        """For each variable: value name → its number within the variable."""
        return tuple(
            {value.name: number for number, value in enumerate(variable.values)}
            for variable in self.variables
        )

    @cached_property
    def named(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Every variable's name with the names of its values."""
        return tuple(
            (variable.name, tuple(value.name for value in variable.values)) for variable in self.variables
        )

    @cached_property
    def columns(self) -> tuple[tuple[str, str], ...]:
        """The family's (variable, value) pairs: the public columns."""
        return tuple((variable.name, value.name) for variable in self.variables for value in variable.values)

    @cached_property
    def widths(self) -> Ints:
        """Number of values of every variable, auxiliary ones last."""
        own = [len(variable.values) for variable in self.variables]
        return np.array(own + [2] * len(self.indicators), np.int32)

    @cached_property
    def first(self) -> Ints:
        """First column of every variable, and the end."""
        return np.concatenate(([0], np.cumsum(self.widths))).astype(np.int32)

    @property
    def size(self) -> int:
        """How many variables the family has of its own."""
        return len(self.variables)

    def number(self, variable: object) -> int:
        """A variable's number. Raises BadInput with near names when there is none."""
        name = str(variable)
        if name not in self.numbers:
            raise BadInput(f'there is no variable "{name}"', mend=near(name, self.numbers))
        return self.numbers[name]

    def value_number(self, number: int, value: object) -> int:
        """A value's number within its variable. Raises BadInput with near names when there is none."""
        name, known = str(value), self.value_numbers[number]
        if name not in known:
            owner = self.variables[number].name
            raise BadInput(f'"{owner}" has no value "{name}"', mend=near(name, known))
        return known[name]


def structure_of(family: Family) -> Structure:
    """Number a family's variables, values and surcharges. Raises BadInput on names that do not fit."""
    _check_variables(family)
    bare = Structure(family.variables, ())
    return Structure(
        family.variables,
        tuple(
            _members(bare, item.when, f"{family.name}: surcharge {item.name}") for item in combined(family)
        ),
    )


def combined(family: Family) -> tuple[Surcharge, ...]:
    """The surcharges that look at two variables or more: the others are prices of single options."""
    return tuple(surcharge for surcharge in family.surcharges if len(surcharge.when) > 1)


def _members(bare: Structure, when: Mapping[str, tuple[str, ...]], where: str) -> dict[int, frozenset[int]]:
    try:
        numbered = {bare.number(variable): values for variable, values in when.items()}
        return {
            number: frozenset(bare.value_number(number, value) for value in values)
            for number, values in numbered.items()
        }
    except BadInput as error:
        raise BadInput(error.what, where=where, mend=error.mend) from None


def _check_variables(family: Family) -> None:
    names = [variable.name for variable in family.variables]
    if not names:
        raise BadInput("has no variables", where=family.name, mend="Give it at least one choice.")
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise BadInput(f'two variables are called "{twice}"', where=family.name, mend="Rename one.")
    for variable in family.variables:
        values = [value.name for value in variable.values]
        where = f"{family.name}: {variable.name}"
        if not values:
            raise BadInput("has no values", where=where, mend="Give it at least one, or take it out.")
        if len(set(values)) < len(values):
            raise BadInput("has two values of one name", where=where, mend="Rename one.")
        if variable.default is not None and variable.default not in values:
            raise BadInput(
                f'its default "{variable.default}" is no value of it',
                where=where,
                mend=near(variable.default, values),
            )
        if variable.weight < 1:
            raise BadInput("its weight is below 1", where=where, mend="Give a weight of at least 1.")
