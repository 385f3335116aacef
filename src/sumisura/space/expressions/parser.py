"""Reads an expression by recursive descent, and resolves every name on the way.

From loosest to tightest: ``implies`` (to the right), ``or``, ``xor``, ``and``, ``not``, comparisons, ``+ -``, ``*``.
Nothing is evaluated by the host language: a text is either a sentence of this grammar or refused.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeGuard

from sumisura.kernel import ABSENT
from sumisura.space.expressions.amounts import Amounts, Name, Part
from sumisura.space.expressions.holds import RELATIONS
from sumisura.space.expressions.nodes import (
    Alike,
    Among,
    And,
    Compare,
    Condition,
    Constant,
    Count,
    Implies,
    Not,
    Or,
    Xor,
)

CONDITIONS = (Among, Alike, Compare, Not, And, Or, Xor, Implies)


def is_condition(part: Part) -> TypeGuard[Condition]:
    """Whether the part is true or false (and no amount, no bare name)."""
    return isinstance(part, CONDITIONS)


@dataclass(slots=True)
class Parser(Amounts):
    """Reads one expression: conditions here, amounts in the class below it."""

    def sentence(self) -> Condition:
        """The whole text as one condition.

        Raises:
            BadInput: it is none; names column and mend.
        """
        node = self.sure(self.implication)
        if self.now.kind != "end":
            mend = "Join conditions with and, or, xor or implies."
            if self.sees(*RELATIONS):
                mend = "Compare two things at a time: 2 <= rows and rows <= 5."
            raise self.refusal(f'"{self.now.text}" cannot follow here', mend)
        return node

    def sure(self, rule: Callable[[], Part]) -> Condition:
        """What a rule reads, once it is known to be a condition."""
        column = self.now.column
        return self.condition(rule(), column)

    def condition(self, part: Part, column: int) -> Condition:
        """The part, once it is known to be true or false."""
        if is_condition(part):
            return part
        if isinstance(part, Name):
            raise self.refusal(f'"{part.text}" alone is no condition', f"Write: {part.text} = …", column)
        raise self.refusal("an amount alone is no condition", "Compare it: … <= 9 kg.", column)

    def implication(self) -> Part:
        """``given implies then``, to the right."""
        if self.sees_each():
            return self.every()
        column, left = self.now.column, self.either()
        if not self.met("implies"):
            return left
        self.deeper()
        given, then = self.condition(left, column), self.sure(self.implication)
        self.depth -= 1
        return Implies(given, then)

    def every(self) -> Condition:
        """``each shelf: wood = oak``: true of every instance that is there."""
        found = self.each(lambda: self.sure(self.implication))
        return And(tuple(Implies(there, body) if there else body for there, body in found))

    def either(self) -> Part:
        """``a or b or c``."""
        return self.chain("or", self.odd, Or)

    def odd(self) -> Part:
        """``a xor b``."""
        return self.chain("xor", self.both, Xor)

    def both(self) -> Part:
        """``a and b and c``."""
        return self.chain("and", self.negation, And)

    def chain(self, word: str, below: Callable[[], Part], kind: type[And | Or | Xor]) -> Part:
        """Conditions joined by one word; a lone part passes through."""
        column, first = self.now.column, below()
        if not self.sees(word):
            return first
        parts = [self.condition(first, column)]
        while self.met(word):
            parts.append(self.sure(below))
        return kind(tuple(parts))

    def negation(self) -> Part:
        """``not a``."""
        if not self.met("not"):
            return self.comparison()
        self.deeper()
        node = Not(self.sure(self.negation))
        self.depth -= 1
        return node

    def comparison(self) -> Part:
        """``a = b``, ``a in (…)``, ``a + b <= c``, or a lone amount or bracket."""
        column, left = self.now.column, self.addition()
        negated = self.met("not")
        if negated and not self.sees("in"):
            raise self.refusal("not stands after a choice", "Write: leg not in (slim, straight).")
        if self.met("in"):
            return self.among(left, column, negated=negated)
        if not self.sees(*RELATIONS):
            return left
        relation = self.take().text
        return self.compared(relation, left, column)

    def among(self, left: Part, column: int, *, negated: bool) -> Among:
        """The list after ``in``."""
        if not isinstance(left, Name):
            raise self.refusal("only a variable can be in a list", "Write: leg in (slim, straight).", column)
        name = self.names.variable(left.text, self.place(left.column)).name
        if name in self.names.units:
            mend = f"Compare it: {name} <= 600 mm."
            raise self.refusal(f"{name} is a number", mend, column)
        self.expect("(", "Write the list in round brackets: leg in (slim, straight).")
        values = [self.listed(name)]
        while self.met(","):
            values.append(self.listed(name))
        self.expect(")", "Close the list.")
        return Among(name, tuple(dict.fromkeys(values)), negated)

    def listed(self, variable: str) -> str:
        """One value of a list."""
        column, sign = self.now.column, "-" if self.met("-") else ""
        if not self.word() and self.now.kind != "number":
            raise self.refusal(
                "a value is missing", "Write its name, in quotes if it is more than a word.", column
            )
        return self.names.value(variable, sign + self.take().text, self.place(column))

    def compared(self, relation: str, left: Part, column: int) -> Condition:
        """Two sides: a variable and its value, two variables, or two amounts."""
        at, right = self.now.column, self.addition()
        if relation in {"=", "!="} and isinstance(left, Name) and (plain := plain_text(right)):
            chosen = self.chosen(left, plain, at, negated=relation == "!=")
            if chosen:
                return chosen
        one, other = self.amount(left, column), self.amount(right, at)
        self.alike([one, other], column)
        return Compare(relation, one, other)

    def chosen(self, left: Name, right: str, at: int, *, negated: bool) -> Among | Alike | None:
        """A variable beside a value or another variable; None when both are numbers to compare."""
        name = self.names.variable(left.text, self.place(left.column)).name
        if name in self.names.units and right != ABSENT:
            return None
        if not self.names.has(name, right):
            right = self.names.full(right)
        if self.names.has(name, right) or right not in self.names.variables:
            return Among(name, (self.names.value(name, right, self.place(at)),), negated)
        numbers = self.names.counts(name) and self.names.counts(right)
        return None if numbers else Alike(name, right, negated)

    def count(self) -> Count:
        """``count(a = b, c = d)``: how many are true."""
        self.deeper()
        self.expect("(", "Write: count(pickles = with, cheese = with) <= 1.")
        parts = self.counted()
        while self.met(","):
            parts += self.counted()
        self.expect(")", "Close the bracket.")
        self.depth -= 1
        return Count(tuple(parts))

    def counted(self) -> list[Condition]:
        """One condition to count, or that of each instance."""
        if not self.sees_each():
            return [self.sure(self.implication)]
        return [
            And((there, body)) if there and not _tells_presence(body) else body
            for there, body in self.each(lambda: self.sure(self.implication))
        ]

    def inside(self) -> Part:
        """``( … )``: a condition or an amount."""
        self.deeper()
        node = self.implication()
        self.expect(")", "Close the bracket.")
        self.depth -= 1
        return node


def _tells_presence(body: Condition) -> bool:
    """Whether it is false of an instance that is not there by itself."""
    return isinstance(body, Among) and not body.negated and ABSENT not in body.values


def plain_text(part: Part) -> str:
    """The text of a name or of a number without a unit; "" for anything else."""
    if isinstance(part, Name):
        return part.text
    return part.text if isinstance(part, Constant) and " " not in part.text else ""
