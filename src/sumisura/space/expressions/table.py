"""Decides an expression for every combination of its variables at once, by broadcasting.

Exact: amounts are integers over one common denominator, and refuse to grow past 62 bits.
"""

from dataclasses import dataclass
from functools import reduce
from math import lcm, prod

import numpy as np
from numpy.typing import NDArray

from sumisura.kernel import BadInput, Variable
from sumisura.space.expressions.holds import RELATIONS
from sumisura.space.expressions.nodes import (
    Alike,
    Among,
    Amount,
    And,
    Compare,
    Condition,
    Constant,
    Count,
    Implies,
    Negative,
    Not,
    Or,
    Product,
    Reading,
    Sum,
    Xor,
)

MOST_CELLS = 2**20
"""Combinations one table may have."""
MOST_AXES = 32
"""Variables one table may have; numpy holds 64."""
BITS = 62
Flags = NDArray[np.bool_]
Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Grid:
    """The combinations: one axis per variable of the scope, in order.

    Raises:
        BadInput: there would be more than `MOST_CELLS` combinations.
    """

    scope: tuple[Variable, ...]

    def __post_init__(self) -> None:
        if len(self.scope) > MOST_AXES or prod(self.shape) > MOST_CELLS:
            what = f"the rule relates {len(self.scope)} variables with {prod(self.shape):,} combinations"
            raise BadInput(what, mend=f"Split it into rules with at most {MOST_CELLS:,} combinations each.")

    @property
    def shape(self) -> tuple[int, ...]:
        """How many values each variable has."""
        return tuple(len(variable.values) for variable in self.scope)

    def along(self, name: str) -> tuple[tuple[str, ...], tuple[int, ...]]:
        """The variable's value names, and the shape that lays them along its axis."""
        axis = next(at for at, variable in enumerate(self.scope) if variable.name == name)
        names = tuple(value.name for value in self.scope[axis].values)
        return names, tuple(len(names) if at == axis else 1 for at in range(len(self.scope)))

    def whole(self, node: Condition) -> Flags:
        """The condition for every combination."""
        return np.broadcast_to(self.flags(node), self.shape).copy()

    def flags(self, node: Condition) -> Flags:
        """The condition, with axes of size 1 where it does not depend on a variable."""
        match node:
            case Among(variable=name, values=values):
                names, shape = self.along(name)
                among = [(value in values) != node.negated for value in names]
                return np.array(among, dtype=np.bool_).reshape(shape)
            case Alike():
                return self.alike(node)
            case Compare():
                return self.compared(node)
            case _:
                return self.joined(node)

    def alike(self, node: Alike) -> Flags:
        """Two variables compared by the names of their values."""
        (left, one), (right, other) = self.along(node.left), self.along(node.right)
        code = {name: at for at, name in enumerate(dict.fromkeys(left + right))}
        first = np.array([code[name] for name in left]).reshape(one)
        second = np.array([code[name] for name in right]).reshape(other)
        return np.asarray((first == second) != node.negated)

    def compared(self, node: Compare) -> Flags:
        """Two amounts compared over a common denominator."""
        left, right = self.amount(node.left), self.amount(node.right)
        common = lcm(left.under, right.under)
        return np.asarray(RELATIONS[node.relation](left.over(common).top, right.over(common).top))

    def joined(self, node: Not | And | Or | Xor | Implies) -> Flags:
        """Conditions joined by a word."""
        match node:
            case Not(part=part):
                return ~self.flags(part)
            case And(parts=parts):
                return reduce(np.logical_and, map(self.flags, parts))
            case Or(parts=parts):
                return reduce(np.logical_or, map(self.flags, parts))
            case Xor(parts=parts):
                return reduce(np.logical_xor, map(self.flags, parts))
            case Implies(given=given, then=then):
                return ~self.flags(given) | self.flags(then)

    def amount(self, node: Amount) -> "Ratio":
        """The amount for every combination."""
        match node:
            case Constant(number=number):
                return Ratio.of([number.numerator], number.denominator, (1,) * len(self.scope))
            case Reading(variable=name, numbers=numbers):
                names, shape = self.along(name)
                read = dict(numbers)
                under = lcm(*(read[each].denominator for each in names))
                return Ratio.of([int(read[each] * under) for each in names], under, shape)
            case Negative(part=part):
                return self.amount(part).times(-1)
            case Sum(parts=parts, signs=signs):
                terms = zip(signs, parts, strict=True)
                return reduce(Ratio.plus, (self.amount(part).times(sign) for sign, part in terms))
            case Product(parts=parts):
                return reduce(Ratio.by, map(self.amount, parts))
            case Count(parts=conditions):
                flags = (self.flags(condition).astype(np.int64) for condition in conditions)
                return Ratio(reduce(np.add, flags), 1, len(conditions))


@dataclass(frozen=True, slots=True)
class Ratio:
    """Exact numbers: ``top / under``, with ``most`` a bound on ``|top|``.

    Raises:
        BadInput: a number would not fit into 62 bits.
    """

    top: Whole
    under: int
    most: int

    def __post_init__(self) -> None:
        _fits(self.most)

    @classmethod
    def of(cls, numbers: list[int], under: int, shape: tuple[int, ...]) -> "Ratio":
        """Numerators laid out in a shape, over one denominator."""
        most = max(map(abs, numbers))
        _fits(most)
        return cls(np.array(numbers, dtype=np.int64).reshape(shape), under, most)

    def over(self, under: int) -> "Ratio":
        """The same numbers over a multiple of their denominator."""
        factor = under // self.under
        return Ratio(self.times(factor).top, under, self.most * factor)

    def times(self, factor: int) -> "Ratio":
        """Every number times an integer."""
        _fits(max(self.most, 1) * abs(factor))
        return Ratio(self.top * factor, self.under, self.most * abs(factor))

    def plus(self, other: "Ratio") -> "Ratio":
        """The sum."""
        common = lcm(self.under, other.under)
        left, right = self.over(common), other.over(common)
        _fits(left.most + right.most)
        return Ratio(left.top + right.top, common, left.most + right.most)

    def by(self, other: "Ratio") -> "Ratio":
        """The product."""
        _fits(self.most * other.most)
        return Ratio(self.top * other.top, self.under * other.under, self.most * other.most)


def _fits(most: int) -> None:
    if most.bit_length() > BITS:
        raise BadInput("the numbers of the rule are too large or too fine", mend="Round them.")
