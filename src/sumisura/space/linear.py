"""Amounts and comparisons as sums over single variables: what a `Tally` can hold.

An amount is linear when it is a constant plus one number for each value of each variable: readings, counts
of conditions on one variable each, their sums and multiples.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import ceil, floor, lcm

from sumisura.space.expressions.holds import amount, holds
from sumisura.space.expressions.nodes import (
    Amount,
    Compare,
    Condition,
    Count,
    Negative,
    Product,
    Sum,
    variables,
)

Domains = Mapping[str, tuple[str, ...]]
"""Variable name → the names of its values."""


@dataclass(frozen=True, slots=True)
class Linear:
    """A constant plus, for each variable, one number per value, in the domain's order."""

    constant: Fraction
    terms: Mapping[str, tuple[Fraction, ...]]

    def plus(self, other: "Linear") -> "Linear":
        """The sum of both."""
        terms = dict(self.terms)
        for name, numbers in other.terms.items():
            own = terms.get(name, (Fraction(0),) * len(numbers))
            terms[name] = tuple(one + two for one, two in zip(own, numbers, strict=True))
        return Linear(self.constant + other.constant, terms)

    def times(self, factor: Fraction) -> "Linear":
        """Every number times a factor."""
        terms = {name: tuple(factor * each for each in numbers) for name, numbers in self.terms.items()}
        return Linear(factor * self.constant, terms)


@dataclass(frozen=True, slots=True)
class Bounds:
    """``low <= sum of amounts <= high``, in integers; ``forbids`` means not so.

    Args:
        amounts: variable name → what each of its values adds.
        low, high: both included.
    """

    amounts: Mapping[str, tuple[int, ...]]
    low: int
    high: int
    forbids: bool = False

    @property
    def least(self) -> int:
        """The smallest sum there can be."""
        return sum(min(each) for each in self.amounts.values())

    @property
    def most(self) -> int:
        """The largest sum there can be."""
        return sum(max(each) for each in self.amounts.values())


def linear(node: Amount, domains: Domains) -> Linear | None:
    """The amount as a sum over single variables; None when it is none.

    Example:
        >>> from sumisura.space.expressions.nodes import Among
        >>> linear(Count((Among("lid", ("with",)),)), {"lid": ("with", "without")}).terms
        {'lid': (Fraction(1, 1), Fraction(0, 1))}
    """
    names = set(variables(node))
    if not names:
        return Linear(Fraction(amount(node, {})), {})
    if len(names) == 1:
        (name,) = names
        numbers = tuple(Fraction(amount(node, {name: value})) for value in domains[name])
        return Linear(Fraction(0), {name: numbers})
    return _joined(node, domains)


def _joined(node: Amount, domains: Domains) -> Linear | None:
    match node:
        case Negative(part=part):
            return _scaled(linear(part, domains), Fraction(-1))
        case Sum(parts=parts, signs=signs):
            return _added(
                [_scaled(linear(p, domains), Fraction(s)) for p, s in zip(parts, signs, strict=True)]
            )
        case Count(parts=parts):
            return _added([_counted(part, domains) for part in parts])
        case Product(parts=parts):
            return _product([linear(part, domains) for part in parts])
        case _:
            return None


def bounds(node: Compare, domains: Domains) -> Bounds | None:
    """The comparison as bounds of a sum of integers; None when a side is not linear.

    Example:
        >>> from sumisura.space.expressions.nodes import Among, Constant
        >>> two = Compare("<", Count((Among("lid", ("with",)), Among("bow", ("with",)))), Constant(Fraction(2), "2"))
        >>> bounds(two, {"lid": ("with", "without"), "bow": ("with", "without")})
        Bounds(amounts={'lid': (1, 0), 'bow': (1, 0)}, low=0, high=1, forbids=False)
    """
    left, right = linear(node.left, domains), linear(node.right, domains)
    if left is None or right is None:
        return None
    whole = left.plus(right.times(Fraction(-1)))
    scale = lcm(*(number.denominator for numbers in whole.terms.values() for number in numbers))
    amounts = {
        name: tuple(int(number * scale) for number in numbers) for name, numbers in whole.terms.items()
    }
    return _bounded(node.relation, amounts, -whole.constant * scale)


def _bounded(relation: str, amounts: Mapping[str, tuple[int, ...]], limit: Fraction) -> Bounds:
    least = sum(min(each) for each in amounts.values())
    most = sum(max(each) for each in amounts.values())
    low, high = {
        "<": (least, ceil(limit) - 1),
        "<=": (least, floor(limit)),
        ">": (floor(limit) + 1, most),
        ">=": (ceil(limit), most),
    }.get(relation, (ceil(limit), floor(limit)))
    return Bounds(amounts, low, high, relation == "!=")


def _added(parts: list[Linear | None]) -> Linear | None:
    known = [part for part in parts if part is not None]
    return reduce(Linear.plus, known) if len(known) == len(parts) else None


def _scaled(part: Linear | None, factor: Fraction) -> Linear | None:
    return part.times(factor) if part is not None else None


def _counted(condition: Condition, domains: Domains) -> Linear | None:
    names = set(variables(condition))
    if len(names) > 1:
        return None
    if not names:
        return Linear(Fraction(holds(condition, {})), {})
    (name,) = names
    return Linear(
        Fraction(0), {name: tuple(Fraction(holds(condition, {name: value})) for value in domains[name])}
    )


def _product(parts: list[Linear | None]) -> Linear | None:
    """All parts but one are constants."""
    known = [part for part in parts if part is not None]
    factors = [part for part in known if not part.terms]
    if len(known) < len(parts) or len(factors) < len(parts) - 1:
        return None
    rest = [part for part in known if part.terms]
    one = rest[0] if rest else Linear(Fraction(1), {})
    return reduce(Linear.times, [factor.constant for factor in factors], one)
