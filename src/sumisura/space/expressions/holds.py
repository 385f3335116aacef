"""Decides an expression for one assignment, in plain Python: the meaning that every faster way must match."""

import operator
from collections.abc import Callable, Mapping
from fractions import Fraction
from math import prod
from typing import Any

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

RELATIONS: dict[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def holds(node: Condition, choices: Mapping[str, str]) -> bool:
    """Whether the condition is true of these choices."""
    match node:
        case Among(variable=name, values=values):
            return (choices[name] in values) != node.negated
        case Alike(left=left, right=right):
            return (choices[left] == choices[right]) != node.negated
        case Compare(relation=relation, left=first, right=second):
            return bool(RELATIONS[relation](amount(first, choices), amount(second, choices)))
        case _:
            return _joined(node, choices)


def _joined(node: Not | And | Or | Xor | Implies, choices: Mapping[str, str]) -> bool:
    match node:
        case Not(part=part):
            return not holds(part, choices)
        case And(parts=parts):
            return all(holds(part, choices) for part in parts)
        case Or(parts=parts):
            return any(holds(part, choices) for part in parts)
        case Xor(parts=parts):
            return sum(holds(part, choices) for part in parts) % 2 == 1
        case Implies(given=given, then=then):
            return not holds(given, choices) or holds(then, choices)


def amount(node: Amount, choices: Mapping[str, str]) -> Fraction:
    """What the amount is for these choices, in its base unit."""
    match node:
        case Constant(number=number):
            return number
        case Reading(variable=name, numbers=numbers):
            return dict(numbers)[choices[name]]
        case Negative(part=part):
            return -amount(part, choices)
        case Sum(parts=parts, signs=signs):
            terms = zip(signs, parts, strict=True)
            return sum((sign * amount(part, choices) for sign, part in terms), Fraction(0))
        case Product(parts=parts):
            return prod((amount(part, choices) for part in parts), start=Fraction(1))
        case Count(parts=conditions):
            return Fraction(sum(holds(condition, choices) for condition in conditions))
