"""Reads the amounts of an expression: numbers with units, what values measure, sums and products."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeVar

from sumisura.files import did_you_mean
from sumisura.space.expressions.cursor import Cursor
from sumisura.space.expressions.names import Names
from sumisura.space.expressions.nodes import (
    Amount,
    Compare,
    Condition,
    Constant,
    Count,
    Negative,
    Product,
    Reading,
    Sum,
)
from sumisura.space.expressions.units import dimension, in_base

AMOUNTS = (Constant, Reading, Negative, Sum, Product, Count)
T = TypeVar("T")
AREA = ["length", "length"]
"""Kinds that may be multiplied: square millimetres are the base of areas, as millimetres are of lengths."""


@dataclass(frozen=True, slots=True)
class Name:
    """A bare name: a variable, a value or an attribute; what stands around it decides."""

    text: str
    column: int


Part = Name | Amount | Condition


@dataclass(slots=True)
class Amounts(Cursor, ABC):
    """Reads amounts.

    Args:
        names: what names may stand for.
    """

    names: Names = field(kw_only=True)

    @abstractmethod
    def inside(self) -> Part:
        """``( … )``: a condition or an amount."""

    @abstractmethod
    def count(self) -> Count:
        """``count(…)``, past its name."""

    def amount(self, part: Part, column: int) -> Amount:
        """The part as an amount; a bare name is a variable whose values are whole numbers."""
        if isinstance(part, Name):
            return self.names.number(part.text, self.place(part.column))
        if isinstance(part, AMOUNTS):
            return part
        raise self.refusal("a condition is no amount", "To add conditions up, write count(…, …).", column)

    def alike(self, amounts: Sequence[Amount], column: int) -> None:
        """Refuse amounts that cannot be compared or added."""
        kinds = list(dict.fromkeys(kind_of(each) or "a plain number" for each in amounts))
        if len(kinds) > 1:
            mend = "Give both sides units of one kind, as in: frame.weight <= 9 kg."
            raise self.refusal(f"{kinds[0]} and {kinds[1]} do not go together", mend, column)

    def addition(self) -> Part:
        """``a + b - c``."""
        column, first = self.now.column, self.multiplication()
        if not self.sees("+", "-"):
            return first
        parts, signs = [self.amount(first, column)], [1]
        while self.sees("+", "-"):
            signs.append(1 if self.take().text == "+" else -1)
            at = self.now.column
            parts.append(self.amount(self.multiplication(), at))
        self.alike(parts, column)
        return Sum(tuple(parts), tuple(signs))

    def multiplication(self) -> Part:
        """``2 * a``."""
        column, first = self.now.column, self.factor()
        if not self.sees("*"):
            return first
        parts = [self.amount(first, column)]
        while self.met("*"):
            at = self.now.column
            parts.append(self.amount(self.factor(), at))
        kinds = [kind for part in parts if (kind := kind_of(part))]
        if len(kinds) > 1 and kinds != AREA:
            mend = "Leave the unit off one of them; only two lengths make an area."
            raise self.refusal("two measures cannot be multiplied", mend, column)
        return Product(tuple(parts))

    def factor(self) -> Part:
        """``-a``, or an atom."""
        if not self.met("-"):
            return self.atom()
        self.deeper()
        column = self.now.column
        part = self.amount(self.factor(), column)
        self.depth -= 1
        if not isinstance(part, Constant):
            return Negative(part)
        text = part.text.removeprefix("-") if part.text.startswith("-") else f"-{part.text}"
        return Constant(-part.number, text, part.dimension)

    def atom(self) -> Part:
        """A number, a name, an attribute, a function or a bracket."""
        functions: dict[str, Callable[[], Part]] = {"(": self.inside, "count": self.count, "sum": self.total}
        for opening, read in functions.items():
            if self.met(opening):
                return read()
        if self.now.kind == "number":
            return self.constant()
        if self.word():
            return self.named()
        found = (
            f'"{self.now.text}" cannot stand here'
            if self.now.kind != "end"
            else "the expression ends too early"
        )
        mend = "One = is enough." if self.sees("=") else "A name, a number or a bracket is missing."
        raise self.refusal(found, mend)

    def constant(self) -> Constant:
        """A number, with the unit that follows it."""
        number, unit = self.take().text, ""
        if self.now.kind == "word" and self.word():
            unit = self.take().text
        return Constant(in_base(Fraction(number), unit), f"{number} {unit}".rstrip(), dimension(unit))

    def named(self) -> Name | Reading:
        """``wash``, or ``frame.weight``."""
        token = self.take()
        if self.sees("("):
            raise self.refusal(
                f'"{token.text}" is not a function', "Only count(…) and sum(…) are.", token.column
            )
        if not self.met("."):
            return Name(token.text, token.column)
        if not self.word():
            raise self.refusal("an attribute's name is missing", "Write: frame.weight.")
        return self.names.attribute(token.text, self.take().text, self.place(token.column))

    def total(self) -> Amount:
        """``sum(weight)`` over every variable that has it, or ``sum(frame.weight, wheels.weight)``."""
        self.deeper()
        column = self.now.column
        self.expect("(", "Write: sum(weight) <= 9 kg.")
        parts = self.summands()
        while self.met(","):
            parts += self.summands()
        self.expect(")", "Close the bracket.")
        self.depth -= 1
        self.alike(parts, column)
        return parts[0] if len(parts) == 1 else Sum(tuple(parts), (1,) * len(parts))

    def summands(self) -> list[Amount]:
        """One part of a ``sum``, or that of each instance; what is not there measures nothing."""
        if not self.sees_each():
            return [self.summand()]
        column = self.now.column
        found = [body for _, body in self.each(self.summand)]
        if not all(isinstance(body, Reading) for body in found):
            mend = "Write: sum(each shelf: depth), or sum(each shelf: wood.weight)."
            raise self.refusal("a sum over instances is of a choice or of an attribute", mend, column)
        return found

    def sees_each(self) -> bool:
        """Whether ``each shelf:`` comes next; only there is *each* a word of the language."""
        after = self.tokens[self.at + 2 : self.at + 3]
        return self.sees("each") and bool(after) and after[0].kind == "sign" and after[0].text == ":"

    def each(self, read: Callable[[], T]) -> list[tuple[Condition | None, T]]:
        """What is read inside every instance of a part: (that it is there, or None where it always is; what was read).

        Raises:
            BadInput: there is no such part.
        """
        self.take()
        part = self.take()
        instances = self.names.parts.get(part.text)
        if instances is None:
            mend = did_you_mean(part.text, self.names.parts)
            raise self.refusal(f'there is no part "{part.text}"', mend, part.column)
        self.take()
        start, outer, found = self.at, self.names, []
        for number, instance in enumerate(instances, 1):
            self.at, self.names = start, outer.inside(instance)
            found.append((self.there(part.text, number), read()))
        self.names = outer
        return found

    def there(self, part: str, number: int) -> Condition | None:
        """That there are so many instances; None where there always are."""
        many = self.names.number(part, "")
        if min(least for _, least in many.numbers) >= number:
            return None
        return Compare(">=", many, Constant(Fraction(number), str(number)))

    def summand(self) -> Amount:
        """One part of a ``sum``: a bare name that is no variable is an attribute of all that have it."""
        column, part = self.now.column, self.addition()
        if isinstance(part, Name) and self.names.full(part.text) not in self.names.variables:
            return self.names.total(part.text, self.place(column))
        return self.amount(part, column)


def kind_of(amount: Amount) -> str:
    """The dimension of an amount; "" for a plain number."""
    match amount:
        case Constant(dimension=kind) | Reading(dimension=kind):
            return kind
        case Negative(part=part):
            return kind_of(part)
        case Sum(parts=parts):
            return kind_of(parts[0])
        case Product(parts=parts):
            kinds = [kind for part in parts if (kind := kind_of(part))]
            return "area" if kinds == AREA else next(iter(kinds), "")
        case Count():
            return ""
