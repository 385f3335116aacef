"""Finite domains for features that hold a number or a text: every value, or the ranges that constraints tell apart."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from sumisura.space.read.limits import Limits
from sumisura.space.read.tree.model import Feature
from sumisura.space.read.tree.uses import Use

MOST_NUMBERS = 200
"""Whole numbers between two bounds up to which each is a value of its own."""
OTHER = "another"


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of a domain.

    Args:
        label: what a person reads.
        number: itself, or a number of the range it stands for; None for a text.
        exact: it is one value and no range.
    """

    label: str
    number: Fraction | None = None
    exact: bool = True


def domain(feature: Feature, use: Use, limits: Limits) -> list[Cell]:
    """The values of a feature; none where the constraints do not ask, or ask more than ranges can answer.

    Example:
        >>> use = Use(marks={Fraction(22), Fraction(26)})
        >>> [cell.label for cell in domain(Feature("Inch", 1, "Integer"), use, Limits())]
        ['below 22', '22', '23 to 25', '26', 'above 26']
    """
    if feature.kind == "String":
        texts = [Cell(text or "empty") for text in use.texts]
        return [*texts, Cell(OTHER, exact=False)] if texts else []
    if feature.kind == "Integer" and use.low is not None and use.high is not None:
        low, high = ceil(use.low), floor(use.high)
        most = limits.values if use.reckoned or not use.marks else MOST_NUMBERS
        if high < low + most:  # where they cross, one value stands for none that the constraints let through
            return [Cell(str(number), Fraction(number)) for number in range(low, max(low, high) + 1)]
    if use.reckoned or not use.marks:
        return []
    return list(_ranges(sorted(use.marks), whole=feature.kind == "Integer"))


def _ranges(marks: list[Fraction], *, whole: bool) -> Iterator[Cell]:
    yield Cell(f"below {shown(marks[0])}", Fraction(ceil(marks[0]) - 1), exact=False)
    for at, mark in enumerate(marks):
        if not whole or mark.denominator == 1:
            yield Cell(shown(mark), mark)
        if at + 1 < len(marks):
            yield from _between(mark, marks[at + 1], whole=whole)
    yield Cell(f"above {shown(marks[-1])}", Fraction(floor(marks[-1]) + 1), exact=False)


def _between(mark: Fraction, after: Fraction, *, whole: bool) -> Iterator[Cell]:
    if not whole:
        yield Cell(f"{shown(mark)} to {shown(after)}", (mark + after) / 2, exact=False)
        return
    low, high = floor(mark) + 1, ceil(after) - 1
    if low == high:
        yield Cell(str(low), Fraction(low))
    elif low < high:
        yield Cell(f"{low} to {high}", Fraction(low), exact=False)


def shown(number: Fraction) -> str:
    """A number as a person writes it.

    Example:
        >>> shown(Fraction(3, 2)), shown(Fraction(-4))
        ('1.5', '-4')
    """
    return str(number.numerator) if number.denominator == 1 else f"{float(number):.12g}"
