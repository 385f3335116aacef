"""Where comparisons turn: the numbers of a measured choice at which a condition may change from true to false."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import ceil, floor, prod

from sumisura.space.expressions.holds import amount
from sumisura.space.expressions.nodes import (
    Amount,
    Compare,
    Negative,
    Product,
    Reading,
    Sum,
    children,
    variables,
)
from sumisura.space.expressions.nodes import Node as Tree
from sumisura.space.expressions.ranges import measured
from sumisura.space.linear import Domains

MOST_CASES = 64
"""Combinations of other choices for which the turn of one comparison is sought."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A number at which a comparison changes.

    Args:
        number: in the base unit.
        below: it changes just below the number, so that the number itself belongs to what lies above.
        above: it changes just above the number.
    """

    number: Fraction
    below: bool
    above: bool

    def steps(self, at: Fraction) -> Iterator[int]:
        """The first steps after a change, ``at`` being the number in steps.

        Example:
            >>> list(Turn(Fraction(600), below=False, above=True).steps(Fraction(200)))
            [201]
        """
        if self.below:
            yield ceil(at)
        if self.above:
            yield floor(at) + 1


def turns(node: Tree, name: str, domains: Domains) -> Iterator[Turn]:
    """The turns of every comparison in which the choice is the only one that is measured, and stands alone or in a sum.

    Args:
        name: of the measured choice.
        domains: of the other choices: where a limit depends on them, each of their values has a turn.
    """
    if isinstance(node, Compare) and set(measured(node)) == {name}:
        yield from _of(node, name, domains)
    for child in children(node):
        yield from turns(child, name, domains)


def _of(node: Compare, name: str, domains: Domains) -> Iterator[Turn]:
    others = sorted(set(variables(node)) - {name})
    if prod(len(domains[other]) for other in others) > MOST_CASES:
        return
    whole = Sum((node.left, node.right), (1, -1))
    for values in product(*(domains[other] for other in others)):
        slope, rest = _line(whole, name, dict(zip(others, values, strict=True))) or (Fraction(0), Fraction(0))
        if slope:
            yield _turn(node.relation, -rest / slope, falling=slope < 0)


def _turn(relation: str, number: Fraction, *, falling: bool) -> Turn:
    if relation in {"=", "!="}:
        return Turn(number, below=True, above=True)
    below = (relation in {"<", ">="}) != falling
    return Turn(number, below, not below)


def _line(node: Amount, name: str, choices: Mapping[str, str]) -> tuple[Fraction, Fraction] | None:
    """The amount as ``slope * number + rest``; None where it is no line."""
    if name not in set(variables(node)):
        return Fraction(0), amount(node, choices)
    match node:
        case Reading():
            return Fraction(1), Fraction(0)
        case Negative(part=part):
            return _times(_line(part, name, choices), Fraction(-1))
        case Sum(parts=parts, signs=signs):
            lines = [
                _times(_line(part, name, choices), Fraction(sign))
                for part, sign in zip(parts, signs, strict=True)
            ]
            known = [line for line in lines if line is not None]
            return (
                (sum((s for s, _ in known), Fraction(0)), sum((r for _, r in known), Fraction(0)))
                if len(known) == len(lines)
                else None
            )
        case Product(parts=parts):
            bent = [part for part in parts if name in set(variables(part))]
            factors = (amount(part, choices) for part in parts if part not in bent)
            return (
                _times(_line(bent[0], name, choices), prod(factors, start=Fraction(1)))
                if len(bent) == 1
                else None
            )
        case _:
            return None


def _times(line: tuple[Fraction, Fraction] | None, factor: Fraction) -> tuple[Fraction, Fraction] | None:
    return None if line is None else (line[0] * factor, line[1] * factor)
