"""What somebody needs of a product: limits on measures, and qualities it must have or must not."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

import numpy as np
import numpy.typing as npt

from sumisura.kernel import BadInput
from sumisura.space.engine import Engine
from sumisura.space.structure import near
from sumisura.space.sweeps.measures import Held, Highest, LeadDays, Lowest, Price, Total, marked

Kind = Price | LeadDays | Total | Highest | Lowest
"""What can be held against a limit."""


class Need(Protocol):
    """One thing that is needed, and what it weighs to go without."""

    @property
    def weight(self) -> float:
        """How dear it is to give up, beside the others."""

    def held(self, engine: Engine) -> Held:
        """The need as a sum over chosen columns that may come to so much."""


@dataclass(frozen=True, slots=True)
class AtMost:
    """A measure must not exceed a limit, in its base unit (minor units, days, grams, millimetres…).

    Example:
        >>> AtMost(Price(), Fraction(30000)).limit
        Fraction(30000, 1)
    """

    measure: Kind
    limit: Fraction
    weight: float = 1.0

    def held(self, engine: Engine) -> Held:
        """As a sum."""
        return self.measure.at_most(engine, self.limit)


@dataclass(frozen=True, slots=True)
class AtLeast:
    """A measure must reach a limit, in its base unit."""

    measure: Kind
    limit: Fraction
    weight: float = 1.0

    def held(self, engine: Engine) -> Held:
        """As a sum."""
        return self.measure.at_least(engine, self.limit)


@dataclass(frozen=True, slots=True)
class Tagged:
    """Something chosen must have the tag ("care=waterproof")."""

    tag: str
    weight: float = 1.0

    def held(self, engine: Engine) -> Held:
        """As a sum. Raises BadInput where no value has the tag."""
        return marked(engine, tagged(engine, self.tag), -1)


@dataclass(frozen=True, slots=True)
class Untagged:
    """Nothing chosen may have the tag."""

    tag: str
    weight: float = 1.0

    def held(self, engine: Engine) -> Held:
        """As a sum. Raises BadInput where no value has the tag."""
        return marked(engine, tagged(engine, self.tag), 0)


def tags(engine: Engine) -> tuple[str, ...]:
    """Every tag of the family's values, in the family's order."""
    variables = engine.structure.variables
    found = [tag for variable in variables for value in variable.values for tag in value.tags]
    return tuple(dict.fromkeys(found))


def tagged(engine: Engine, tag: str) -> list[bool]:
    """Which public columns have a tag. Raises BadInput where none has."""
    marks = [tag in value.tags for variable in engine.structure.variables for value in variable.values]
    if not any(marks):
        raise BadInput(f'no value has the tag "{tag}"', mend=near(tag, tags(engine)))
    return marks


def value_of(need: Need, engine: Engine, columns: npt.NDArray[np.int64]) -> Fraction | None:
    """What a variant has of a need, in base units; None for what cannot be measured, or is not there."""
    return need.measure.read(engine, columns) if isinstance(need, AtMost | AtLeast) else None


def closer(need: Need, engine: Engine) -> tuple[Need, ...]:
    """The same need with every limit that the attribute itself can draw, the nearest to what was asked first.

    Of the greatest and the least of an attribute: a sum tells how many values are beyond the limit, not how far.
    """
    if not isinstance(need, AtMost | AtLeast) or not isinstance(need.measure, Highest | Lowest):
        return ()
    every = range(engine.public)
    values = {need.measure.read(engine, np.array([column])) for column in every}
    below = isinstance(need, AtLeast)
    beyond = (value for value in values if value is not None and (value < need.limit) == below)
    return tuple(
        type(need)(need.measure, limit, need.weight)
        for limit in sorted(beyond, reverse=below)
        if limit != need.limit
    )
