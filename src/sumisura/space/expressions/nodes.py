"""The sentences of the language, as trees of frozen nodes; ``str`` writes them back.

Conditions are true or false, amounts are exact numbers in the base unit of their dimension.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

RESERVED = frozenset({"and", "or", "xor", "not", "in", "implies", "count", "sum"})
BARE = re.compile(r"\w+(?:-\w+)*")


def written(name: str) -> str:
    """A name as it is written in an expression: bare when it can be, else in quotes.

    Example:
        >>> written("raw"), written("extra large"), written("in")
        ('raw', '"extra large"', '"in"')
    """
    if BARE.fullmatch(name) and name not in RESERVED:
        return name
    quote = "'" if '"' in name else '"'
    return f"{quote}{name}{quote}"


@dataclass(frozen=True, slots=True)
class Among:
    """The variable has one of these values (``negated``: none of them)."""

    variable: str
    values: tuple[str, ...]
    negated: bool = False

    def __str__(self) -> str:
        if len(self.values) == 1:
            return f"{written(self.variable)} {'!=' if self.negated else '='} {written(self.values[0])}"
        listed = ", ".join(map(written, self.values))
        return f"{written(self.variable)} {'not in' if self.negated else 'in'} ({listed})"


@dataclass(frozen=True, slots=True)
class Alike:
    """Two variables have values of the same name (``negated``: of different names)."""

    left: str
    right: str
    negated: bool = False

    def __str__(self) -> str:
        return f"{written(self.left)} {'!=' if self.negated else '='} {written(self.right)}"


@dataclass(frozen=True, slots=True)
class Constant:
    """A number with its unit.

    Args:
        number: in the base unit.
        text: as written, unit included.
        dimension: what it measures.
    """

    number: Fraction
    text: str
    dimension: str = ""

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Reading:
    """What a variable's value measures: itself where values are whole numbers, or one attribute.

    Args:
        variable: whose value is read.
        attribute: its attribute's name, or "" for the value itself.
        numbers: (value name, number in the base unit), in the domain's order.
        dimension: what it measures.
        most: where values are bands of numbers, the greatest of each (``numbers`` has the least); else empty.
    """

    variable: str
    attribute: str
    numbers: tuple[tuple[str, Fraction], ...]
    dimension: str = ""
    most: tuple[tuple[str, Fraction], ...] = ()

    def __str__(self) -> str:
        name = written(self.variable)
        return f"{name}.{written(self.attribute)}" if self.attribute else name


@dataclass(frozen=True, slots=True)
class Negative:
    """An amount with its sign turned."""

    part: "Amount"

    def __str__(self) -> str:
        return f"-{wrapped(self.part, Sum, Product)}"


@dataclass(frozen=True, slots=True)
class Sum:
    """Amounts added; ``signs`` says which are taken away. The first sign is +1."""

    parts: tuple["Amount", ...]
    signs: tuple[int, ...]

    def __str__(self) -> str:
        first, *rest = (wrapped(part, Sum) for part in self.parts)
        signs = ("-" if sign < 0 else "+" for sign in self.signs[1:])
        return first + "".join(f" {sign} {part}" for sign, part in zip(signs, rest, strict=True))


@dataclass(frozen=True, slots=True)
class Product:
    """Amounts multiplied; at most one of them has a unit, or two are lengths and make an area."""

    parts: tuple["Amount", ...]

    def __str__(self) -> str:
        return " * ".join(wrapped(part, Sum, Product) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Count:
    """How many of the conditions are true."""

    parts: tuple["Condition", ...]

    def __str__(self) -> str:
        return f"count({', '.join(map(str, self.parts))})"


@dataclass(frozen=True, slots=True)
class Compare:
    """Two amounts compared: ``=``, ``!=``, ``<``, ``<=``, ``>`` or ``>=``."""

    relation: str
    left: "Amount"
    right: "Amount"

    def __str__(self) -> str:
        return f"{self.left} {self.relation} {self.right}"


@dataclass(frozen=True, slots=True)
class Not:
    """The condition is false."""

    part: "Condition"

    def __str__(self) -> str:
        return f"not {wrapped(self.part, And, Or, Xor, Implies)}"


@dataclass(frozen=True, slots=True)
class And:
    """All are true."""

    parts: tuple["Condition", ...]

    def __str__(self) -> str:
        return " and ".join(wrapped(part, And, Or, Xor, Implies) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Xor:
    """An odd number of them is true: of two, exactly one."""

    parts: tuple["Condition", ...]

    def __str__(self) -> str:
        return " xor ".join(wrapped(part, Or, Xor, Implies) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Or:
    """At least one is true."""

    parts: tuple["Condition", ...]

    def __str__(self) -> str:
        return " or ".join(wrapped(part, Or, Implies) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Implies:
    """Where the first is true, the second is too."""

    given: "Condition"
    then: "Condition"

    def __str__(self) -> str:
        return f"{wrapped(self.given, Implies)} implies {self.then}"


Amount = Constant | Reading | Negative | Sum | Product | Count
Condition = Among | Alike | Compare | Not | And | Xor | Or | Implies
Node = Amount | Condition


def wrapped(node: Node, *kinds: type) -> str:
    """The node's text, in brackets where it would bind less tightly than what stands around it."""
    return f"({node})" if isinstance(node, kinds) else str(node)


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below."""
    match node:
        case Sum(parts=parts) | Product(parts=parts):
            return parts
        case Count(parts=parts) | And(parts=parts) | Or(parts=parts) | Xor(parts=parts):
            return parts
        case Compare(left=first, right=second):
            return (first, second)
        case Implies(given=given, then=then):
            return (given, then)
        case Not(part=part) | Negative(part=part):
            return (part,)
        case _:
            return ()


def variables(node: Node) -> Iterator[str]:
    """The variables it speaks of, in reading order, with repeats."""
    match node:
        case Among(variable=name) | Reading(variable=name):
            yield name
        case Alike(left=left, right=right):
            yield from (left, right)
        case _:
            for child in children(node):
                yield from variables(child)
