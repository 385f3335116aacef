"""Exact numbers in an expression: what may hold within bands of them, what holds of them, and where that turns.

Of a measured choice the space knows the band alone. A comparison over bands is decided at their ends by interval
arithmetic (Moore 1966), which never refuses what some exact numbers meet; the numbers themselves are checked
where they are known.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import reduce
from itertools import product
from math import prod
from typing import Any

from sumisura.space.expressions.nodes import (
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
    children,
)
from sumisura.space.expressions.nodes import Node as Tree

ZERO, ONE = Constant(Fraction(0), "0"), Constant(Fraction(1), "1")
ALWAYS, NEVER = Compare("=", ZERO, ZERO), Compare("=", ZERO, ONE)


def measured(node: Tree) -> Iterator[str]:
    """The measured choices that a node speaks of, with repeats."""
    if isinstance(node, Reading) and node.most:
        yield node.variable
    for child in children(node):
        yield from measured(child)


def with_numbers(node: Any, numbers: Mapping[str, Fraction]) -> Any:
    """The node with known numbers in place of the choices they were written for; of the same kind as it was.

    Args:
        node: a condition or an amount.
        numbers: variable → its number, in the base unit.
    """
    match node:
        case Reading(most=most) if most:
            number = numbers.get(node.variable)
            return node if number is None else Constant(number, str(number), node.dimension)
        case Negative(part=part) | Not(part=part):
            return replace(node, part=with_numbers(part, numbers))
        case Sum() | Product() | Count() | And() | Or() | Xor():
            return _changed(node, parts=tuple(with_numbers(part, numbers) for part in node.parts))
        case Compare():
            return replace(
                node, left=with_numbers(node.left, numbers), right=with_numbers(node.right, numbers)
            )
        case Implies():
            return replace(
                node, given=with_numbers(node.given, numbers), then=with_numbers(node.then, numbers)
            )
        case _:
            return node


def _changed(node: Any, **changes: Any) -> Any:
    return replace(node, **changes)


def may_hold(node: Condition, *, surely: bool = False) -> Condition:
    """A condition over bands alone, met wherever some numbers in them may meet this one.

    Args:
        surely: met only where all numbers in them meet this one.
    """
    match node:
        case Compare() if any(measured(node)):
            return _compared(node, surely=surely)
        case Not(part=part):
            return Not(may_hold(part, surely=not surely))
        case And(parts=parts) | Or(parts=parts):
            return replace(node, parts=tuple(may_hold(part, surely=surely) for part in parts))
        case Implies(given=given, then=then):
            return Implies(may_hold(given, surely=not surely), may_hold(then, surely=surely))
        case Xor(parts=parts) if any(measured(node)):
            return may_hold(reduce(_either, parts), surely=surely)
        case _:
            return node


def _either(one: Condition, other: Condition) -> Condition:
    """Exactly one of two, without ``xor``."""
    return Or((And((one, Not(other))), And((Not(one), other))))


def _compared(node: Compare, *, surely: bool) -> Condition:
    match node.relation:
        case "!=":
            return Not(_compared(replace(node, relation="="), surely=not surely))
        case "=":
            sides = (replace(node, relation="<="), replace(node, relation=">="))
            return And(tuple(_compared(side, surely=surely) for side in sides))
        case "<" | "<=":
            left, right = end(node.left, upper=surely), end(node.right, upper=not surely)
        case _:
            left, right = end(node.left, upper=not surely), end(node.right, upper=surely)
    if left is None or right is None:
        return NEVER if surely else ALWAYS
    return Compare(node.relation, left, right)


def end(node: Amount, *, upper: bool) -> Amount | None:
    """The least (or greatest) that an amount may be within bands; None where signs leave it open."""
    match node:
        case Reading(most=most) if most:
            return replace(node, numbers=most if upper else node.numbers, most=())
        case Negative(part=part):
            found = end(part, upper=not upper)
            return None if found is None else Negative(found)
        case Sum(parts=parts, signs=signs):
            ends = [end(part, upper=upper == (sign > 0)) for part, sign in zip(parts, signs, strict=True)]
            return None if None in ends else replace(node, parts=tuple(filter(None, ends)))
        case Count(parts=parts):
            return Count(tuple(may_hold(part, surely=not upper) for part in parts))
        case Product():
            return _product(node, upper=upper)
        case _:
            return node


def _product(node: Product, *, upper: bool) -> Product | None:
    """A product turns with a factor as the others' signs tell."""
    signs = [_sign(part) for part in node.parts]
    if 0 in signs:
        return None
    whole = prod(signs)
    ends = [
        end(part, upper=upper == (whole * sign > 0)) for part, sign in zip(node.parts, signs, strict=True)
    ]
    return None if None in ends else Product(tuple(filter(None, ends)))


def _sign(node: Amount) -> int:
    """1 for what is never below zero, -1 for what is never above it, else 0."""
    low, high = reach(node)
    return 1 if low >= 0 else -1 if high <= 0 else 0


def reach(node: Amount) -> tuple[Fraction, Fraction]:
    """Bounds of what an amount can be, whatever is chosen."""
    match node:
        case Constant(number=number):
            return number, number
        case Reading(numbers=numbers, most=most):
            return min(number for _, number in numbers), max(number for _, number in most or numbers)
        case Negative(part=part):
            low, high = reach(part)
            return -high, -low
        case Sum(parts=parts, signs=signs):
            ends = [
                reach(part if sign > 0 else Negative(part)) for part, sign in zip(parts, signs, strict=True)
            ]
            return sum((low for low, _ in ends), Fraction(0)), sum((high for _, high in ends), Fraction(0))
        case Product(parts=parts):
            corners = [prod(corner, start=Fraction(1)) for corner in product(*map(reach, parts))]
            return min(corners), max(corners)
        case Count(parts=parts):
            return Fraction(0), Fraction(len(parts))
