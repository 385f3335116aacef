"""How many of several features are there, as conditions."""

from fractions import Fraction

from sumisura.space.expressions.nodes import Compare, Condition, Constant, Count
from sumisura.space.read.tree.logic import Truth, both, either, opposite


def at_least(tests: tuple[Condition, ...], low: int) -> Truth:
    """That many of the tests hold, or more."""
    if low > len(tests):
        return False
    if low == 1:
        return either(tests)
    if low == len(tests):
        return both(tests)
    return Compare(">=", Count(tests), _number(low))


def at_most(tests: tuple[Condition, ...], high: int) -> Truth:
    """That many of the tests hold, or fewer."""
    if high < 0:
        return False
    if high == 0:
        return both(opposite(test) for test in tests)
    return True if high >= len(tests) else Compare("<=", Count(tests), _number(high))


def _number(number: int) -> Constant:
    return Constant(Fraction(number), str(number))


def many(low: int, high: int, size: int) -> str:
    """How many of so many, in words.

    Example:
        >>> many(1, 3, 3), many(2, 3, 5), many(2, 2, 5)
        ('at least 1', '2 to 3', '2')
    """
    if low == high:
        return str(low)
    return f"at least {low}" if high >= size else f"{low} to {high}"
