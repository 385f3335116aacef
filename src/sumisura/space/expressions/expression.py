"""An expression: a condition over a family's variables, as its rules are written."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from sumisura.kernel import Family
from sumisura.space.expressions.holds import holds
from sumisura.space.expressions.names import Names
from sumisura.space.expressions.nodes import And, Condition, Implies, Not, Or, variables
from sumisura.space.expressions.parser import Parser
from sumisura.space.expressions.ranges import may_hold, with_numbers
from sumisura.space.expressions.table import Grid
from sumisura.space.expressions.tokens import tokens


@dataclass(frozen=True, slots=True)
class Expression:
    """A condition that designs must meet; ``str`` writes it back, and reads as itself again.

    Args:
        root: the condition.
        scope: the variables it speaks of, in the order in which they are first named.
    """

    root: Condition
    scope: tuple[str, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "scope", tuple(dict.fromkeys(variables(self.root))))

    def __str__(self) -> str:
        return str(self.root)

    def holds(self, assignment: Mapping[str, str]) -> bool:
        """Whether a design meets it; every variable of the scope must be assigned.

        Of a measured choice a band is known: it is met where some number in the band may meet it.

        Raises:
            KeyError: one is not, or has a value that is not in the family.
        """
        return holds(self.relaxed.root, assignment)

    def table(self, family: Family) -> NDArray[np.bool_]:
        """Which combinations of values meet it: one axis per variable of the scope, in domain order.

        Raises:
            BadInput: the combinations are more than 2**20, or its numbers do not fit into 62 bits.
        """
        return Grid(tuple(family.variable(name) for name in self.scope)).whole(self.relaxed.root)

    @property
    def relaxed(self) -> "Expression":
        """The same over bands alone: met wherever some exact numbers in them may meet it."""
        return Expression(may_hold(self.root))

    def with_numbers(self, numbers: Mapping[str, Fraction]) -> "Expression":
        """The same where exact numbers (by variable, in base units) are known."""
        return Expression(with_numbers(self.root, numbers))

    def conjuncts(self) -> "tuple[Expression, ...]":
        """Expressions that all hold exactly when this one does, each over as few variables as it can be."""
        return tuple(map(Expression, _split(self.root)))


def parse(text: str, family: Family | Names) -> Expression:
    """The expression of a text, with every name resolved in the family, or in names made of it before.

    Raises:
        BadInput: it is no sentence of the language, or names what is not there; says the column and the mend.

    Example:
        >>> from sumisura.kernel import Value, Variable
        >>> wash = Variable("wash", "Wash", (Value("raw"), Value("stone")))
        >>> hem = Variable("hem", "Hem", (Value("plain"), Value("cuffed")))
        >>> rule = parse("wash = raw implies hem != cuffed", Family("jeans", "Jeans", "EUR", (wash, hem)))
        >>> rule.scope, rule.holds({"wash": "raw", "hem": "cuffed"}), rule.table(Family("j", "J", "EUR", (wash, hem))).tolist()
        (('wash', 'hem'), False, [[True, False], [True, True]])
    """
    names = family if isinstance(family, Names) else Names.of(family)
    return Expression(Parser(text, list(tokens(text)), names=names).sentence())


def _split(node: Condition) -> Iterator[Condition]:
    match node:
        case And(parts=parts):
            for part in parts:
                yield from _split(part)
        case Implies(given=given, then=then):
            yield from (Implies(given, part) for part in _split(then))
        case Not(part=Or(parts=parts)):
            for part in parts:
                yield from _split(Not(part))
        case _:
            yield node
