"""What of a variant can be measured, and held against a limit: price, days, attributes."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from sumisura.kernel import BadInput, Measure
from sumisura.space.engine import Costs, Engine
from sumisura.space.expressions.units import dimension, in_base
from sumisura.space.structure import near

MOST = 1 << 46
"""What a sum in whole steps must stay below, so that several can be added."""


class Held(NamedTuple):
    """A measure held against a limit, as a sum over chosen columns that may come to so much.

    Args:
        column: per column, auxiliary ones last.
        limit: the most the sum may be.
    """

    column: Costs
    limit: int


class Measured(Protocol):
    """A measure of a variant."""

    def read(self, engine: Engine, columns: npt.NDArray[np.int64]) -> Fraction | None:
        """Its value for a variant, in its base unit; None where nothing chosen has it."""

    def at_most(self, engine: Engine, limit: Fraction) -> Held:
        """What keeps it from exceeding a limit in its base unit."""

    def at_least(self, engine: Engine, limit: Fraction) -> Held:
        """What keeps it from falling below one."""


class Additive(NamedTuple):
    """A measure that is a sum over chosen columns, in whole steps.

    Args:
        column: steps of each column, auxiliary ones last.
        base: steps of nothing.
        step: of the base unit.
    """

    column: Costs
    base: int
    step: Fraction

    def value(self, columns: npt.NDArray[np.int64]) -> Fraction:
        """The measure of a variant."""
        return (self.base + int(self.column[columns].sum())) * self.step


class _Sum(ABC):
    """What every measure that is a sum does alike."""

    @abstractmethod
    def additive(self, engine: Engine) -> Additive:
        """The measure as steps of columns."""

    def read(self, engine: Engine, columns: npt.NDArray[np.int64]) -> Fraction | None:
        """Its value for a variant, in its base unit."""
        return self.additive(engine).value(columns)

    def at_most(self, engine: Engine, limit: Fraction) -> Held:
        """What keeps it from exceeding a limit."""
        sums = self.additive(engine)
        return Held(sums.column, int(limit // sums.step) - sums.base)

    def at_least(self, engine: Engine, limit: Fraction) -> Held:
        """What keeps it from falling below one."""
        sums = self.additive(engine)
        return Held(-sums.column, int(-limit // sums.step) + sums.base)


@dataclass(frozen=True, slots=True)
class Price(_Sum):
    """The price, in minor units; surcharges for combinations included."""

    unit = ""

    def additive(self, engine: Engine) -> Additive:
        """Minor units of columns."""
        return Additive(engine.prices.column, engine.prices.base, Fraction(1))


@dataclass(frozen=True, slots=True)
class LeadDays(_Sum):
    """Days from order to door: the family's own and what each choice adds."""

    unit = "days"

    def additive(self, engine: Engine) -> Additive:
        """Days of columns."""
        days = [value.lead_days for variable in engine.structure.variables for value in variable.values]
        return Additive(_padded(engine, days), engine.family.base_lead_days, Fraction(1))


@dataclass(frozen=True, slots=True)
class Total(_Sum):
    """The sum of an attribute over everything chosen that has it, in the base unit of what it measures.

    Raises:
        BadInput: when asked, no value has the attribute, its units do not go together, or it is too fine to be summed.

    Example:
        >>> from sumisura import compile
        >>> from sumisura.kernel import Family, Value, Variable
        >>> frame = Variable("frame", "Frame", (Value("steel", attributes={"weight": Measure(2.1, "kg")}),))
        >>> bell = Variable("bell", "Bell", (Value("brass", attributes={"weight": Measure(90, "g")}),))
        >>> engine = compile(Family("bike", "Bike", "EUR", (frame, bell)), cache=None).engine
        >>> str(Total("weight").read(engine, np.array([0, 1])))
        '2190'
    """

    attribute: str

    def additive(self, engine: Engine) -> Additive:
        """Steps of columns: the largest step that divides all of them."""
        values = _attribute(engine, self.attribute)
        parts = lcm(*(value.denominator for value in values if value is not None))
        steps = [int(value * parts) if value is not None else 0 for value in values]
        if sum(map(abs, steps)) >= MOST:
            raise BadInput(f'"{self.attribute}" is too fine to be summed', mend="Write it with fewer digits.")
        return Additive(_padded(engine, steps), 0, Fraction(1, parts))


@dataclass(frozen=True, slots=True)
class Highest:
    """The greatest of an attribute among everything chosen that has it.

    Nothing that has it keeps below every limit, and reaches none. Raises when asked: as `Total`.
    """

    attribute: str

    def read(self, engine: Engine, columns: npt.NDArray[np.int64]) -> Fraction | None:
        """Its value for a variant; None where nothing chosen has the attribute."""
        return max(_having(engine, self.attribute, columns), default=None)

    def at_most(self, engine: Engine, limit: Fraction) -> Held:
        """No value above the limit."""
        return _none(engine, self.attribute, lambda value: value > limit)

    def at_least(self, engine: Engine, limit: Fraction) -> Held:
        """Some value at the limit or above."""
        return _some(engine, self.attribute, lambda value: value >= limit)


@dataclass(frozen=True, slots=True)
class Lowest:
    """The least of an attribute among everything chosen that has it; as `Highest`, the other way round."""

    attribute: str

    def read(self, engine: Engine, columns: npt.NDArray[np.int64]) -> Fraction | None:
        """Its value for a variant; None where nothing chosen has the attribute."""
        return min(_having(engine, self.attribute, columns), default=None)

    def at_most(self, engine: Engine, limit: Fraction) -> Held:
        """Some value at the limit or below."""
        return _some(engine, self.attribute, lambda value: value <= limit)

    def at_least(self, engine: Engine, limit: Fraction) -> Held:
        """No value below the limit."""
        return _none(engine, self.attribute, lambda value: value < limit)


def marked(engine: Engine, marks: Sequence[bool], limit: int) -> Held:
    """At most ``limit`` chosen values that are marked; below 0: at least as many."""
    column = _padded(engine, [int(mark) for mark in marks])
    return Held(column if limit >= 0 else -column, limit)


def attributes(engine: Engine) -> dict[str, str]:
    """Every attribute of the family's values → the unit it is first written in, by name."""
    found: dict[str, str] = {}
    for variable in engine.structure.variables:
        for value in variable.values:
            for name, measure in value.attributes.items():
                found.setdefault(name, measure.unit)
    return dict(sorted(found.items()))


def _none(engine: Engine, attribute: str, test: Callable[[Fraction], bool]) -> Held:
    return marked(engine, _tested(engine, attribute, test), 0)


def _some(engine: Engine, attribute: str, test: Callable[[Fraction], bool]) -> Held:
    return marked(engine, _tested(engine, attribute, test), -1)


def _tested(engine: Engine, attribute: str, test: Callable[[Fraction], bool]) -> list[bool]:
    return [value is not None and test(value) for value in _attribute(engine, attribute)]


def _having(engine: Engine, attribute: str, columns: npt.NDArray[np.int64]) -> list[Fraction]:
    values = _attribute(engine, attribute)
    chosen = (values[column] for column in columns if column < engine.public)
    return [value for value in chosen if value is not None]


def _attribute(engine: Engine, name: str) -> list[Fraction | None]:
    """An attribute of every public column in base units. Raises BadInput when there is none, or units do not go together."""
    known = attributes(engine)
    if name not in known:
        raise BadInput(f'no value has an attribute "{name}"', mend=near(name, known))
    measures = [
        value.attributes.get(name) for variable in engine.structure.variables for value in variable.values
    ]
    kinds = sorted({dimension(measure.unit) for measure in measures if measure})
    if len(kinds) > 1:
        raise BadInput(f'"{name}" is measured in units that do not go together', mend="Use one kind of unit.")
    return [in_base(measure.value, measure.unit) if measure else None for measure in measures]


def _padded(engine: Engine, values: Sequence[int]) -> Costs:
    column = np.zeros(len(engine.prices.column), np.int64)
    column[: engine.public] = values
    return column


def base_measure(measure: Measure) -> Fraction:
    """A written measure in its base unit."""
    return in_base(measure.value, measure.unit)
