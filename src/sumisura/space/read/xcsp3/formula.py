"""The formulas of XCSP3 (``eq(add(x,y),5)``), and the sentences that say the same.

Amounts that depend on a case (``dist``, ``abs``, ``min``, ``max``, ``if``) are carried as pieces, each with the
conditions under which it holds; a comparison then is true in one of its cases.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sumisura.kernel import BadInput

TOKEN = re.compile(r"\s*([A-Za-z_]\w*(?:\[\d{1,9}\])*|[+-]?\d{1,15}|[(),])", re.ASCII)
DEEPEST = 12
MOST_PIECES = 64
RELATIONS = {"eq": "=", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
EQUAL = frozenset({"=", "!="})
SIGNS = {"add": "+", "sub": "-", "mul": "*"}
JOINED = frozenset({"and", "or", "not", "imp", "iff", "xor"})
CONDITIONS = frozenset({*RELATIONS, *JOINED, "in", "notin"})
ALWAYS, NEVER = "0 = 0", "0 = 1"
INSTEAD = "Say it with eq, ne, lt, le, gt, ge, and, or, not, imp, iff, in, add, sub, mul or dist, or as <extension>."


@dataclass(frozen=True, slots=True)
class Call:
    """A function and what it is of."""

    name: str
    given: tuple["Formula", ...]


Formula = Call | str | int
Piece = tuple[tuple[str, ...], str]


def parsed(text: str) -> Formula:
    """The formula of a text.

    Raises:
        BadInput: it is none.

    Example:
        >>> parsed("lt(x[0], 3)")
        Call(name='lt', given=('x[0]', 3))
    """
    tokens, at = [], 0
    while at < len(text.rstrip()):
        found = TOKEN.match(text, at)
        if not found:
            raise BadInput(
                f'"{text[at : at + 20].strip()}" has no meaning in a formula', mend="Write: eq(x,y)."
            )
        tokens.append(found[1])
        at = found.end()
    tokens.append("")
    formula, end = _formula(tokens, 0, 0)
    if tokens[end]:
        raise BadInput(f'"{tokens[end]}" cannot follow here', mend="Close or open a bracket.")
    return formula


def _formula(tokens: Sequence[str], at: int, depth: int) -> tuple[Formula, int]:
    word = tokens[at]
    if depth > DEEPEST:
        raise BadInput(f"the formula is nested more than {DEEPEST} deep", mend="Split it in several.")
    if re.fullmatch(r"[+-]?\d+", word):
        return int(word), at + 1
    if not word or word in "(),":
        raise BadInput(f'a name is missing before "{word}"', mend="Write: eq(x,y).")
    if tokens[at + 1] != "(":
        return word, at + 1
    given, at = [], at + 2
    while True:
        part, at = _formula(tokens, at, depth + 1)
        given.append(part)
        if tokens[at] not in {",", ")"}:
            raise BadInput(f'a bracket of "{word}" is not closed', mend="Write: eq(x,y).")
        at += 1
        if tokens[at - 1] == ")":
            return Call(word, tuple(given)), at


@dataclass(frozen=True, slots=True)
class Sentences:
    """Writes formulas as sentences of rules.

    Args:
        names: variable's id → its name in the family.
        values: variable's id → value as the network has it → its name in the family.
    """

    names: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]

    def condition(self, formula: Formula) -> str:
        """The formula as a sentence.

        Raises:
            BadInput: it has what no sentence can say.
        """
        match formula:
            case int():
                return ALWAYS if formula else NEVER
            case Call(name="in" | "notin" as word, given=(one, Call(name="set", given=of))):
                return self.among(one, of, negated=word == "notin")
            case Call(name=word, given=given) if word in RELATIONS and len(given) > 1:
                pairs = [self.compared(RELATIONS[word], one, other) for one, other in pairwise(given)]
                return pairs[0] if len(pairs) == 1 else " and ".join(f"({pair})" for pair in pairs)
            case Call(name=word, given=given) if word in JOINED:
                return self.logical(word, [self.condition(part) for part in given])
        return self.compared("!=", formula, 0)

    def logical(self, word: str, parts: Sequence[str]) -> str:
        """Conditions joined."""
        match word, parts:
            case "not", [one]:
                return f"not ({one})"
            case "imp", [one, other]:
                return f"({one}) implies ({other})"
            case "iff", [_, _, *_]:
                return " and ".join(f"(not (({one}) xor ({other})))" for one, other in pairwise(parts))
            case "and" | "or" | "xor", _:
                return f" {word} ".join(f"({part})" for part in parts)
        raise BadInput(f"{word} of {len(parts)} is not read", mend=INSTEAD)

    def among(self, one: Formula, of: Sequence[Formula], *, negated: bool) -> str:
        """Whether it is one of these."""
        same = " or ".join(f"({self.compared('=', one, each)})" for each in of)
        return f"not ({same})" if negated else same

    def compared(self, relation: str, one: Formula, other: Formula) -> str:
        """Two sides; a variable and what is no value of it are never equal."""
        if relation in EQUAL and isinstance(other, str) and other in self.names and one not in self.names:
            one, other = other, one
        if relation in EQUAL and isinstance(one, str) and one in self.names and not isinstance(other, Call):
            return self.valued(relation, one, other)
        left, right = self.pieces(one), self.pieces(other)
        if len(left) * len(right) > MOST_PIECES:
            raise BadInput(f"the formula has more than {MOST_PIECES} cases", mend=INSTEAD)
        cases = [
            " and ".join(f"({each})" for each in (*given, *also, _sides(relation, amount, bound)))
            for given, amount in left
            for also, bound in right
        ]
        return cases[0] if len(cases) == 1 else " or ".join(f"({case})" for case in cases)

    def valued(self, relation: str, variable: str, other: str | int) -> str:
        """A variable beside another one, or beside a value. Raises BadInput when it is neither."""
        if other in self.names:
            return f'"{self.name(variable)}" {relation} "{self.name(str(other))}"'
        if str(other) in self.values[variable]:
            return f'"{self.name(variable)}" {relation} "{self.values[variable][str(other)]}"'
        if isinstance(other, int):
            return NEVER if relation == "=" else ALWAYS
        return self.name(other)

    def pieces(self, formula: Formula) -> list[Piece]:
        """The formula as an amount, case by case.

        Raises:
            BadInput: it has what no amount can be, or too many cases.
        """
        found = self.cases(formula)
        if len(found) > MOST_PIECES:
            raise BadInput(f"the formula has more than {MOST_PIECES} cases", mend=INSTEAD)
        return found

    def cases(self, formula: Formula) -> list[Piece]:
        """The pieces of each kind of formula."""
        if not isinstance(formula, Call):
            below_zero = isinstance(formula, int) and formula < 0
            text = str(formula) if isinstance(formula, int) else f'"{self.name(formula)}"'
            return [((), f"({text})" if below_zero else text)]
        match formula:
            case Call(name="neg", given=(one,)):
                return self.joined((0, one), "-")
            case Call(name="sqr", given=(one,)):
                return self.joined((one, one), "*")
            case Call(name=name, given=given) if name in SIGNS and (name != "sub" or len(given) == 2):  # noqa: PLR2004 - what is taken from what
                return self.joined(given, SIGNS[name])
        if formula.name in CONDITIONS:
            return [((), f"count({self.condition(formula)})")]
        return self.chosen(formula)

    def chosen(self, call: Call) -> list[Piece]:
        """What is one of two amounts."""
        match call:
            case Call(name="abs", given=(one,)):
                return self.chosen(Call("max", (one, Call("neg", (one,)))))
            case Call(name="dist", given=(one, other)):
                return self.chosen(Call("max", (Call("sub", (one, other)), Call("sub", (other, one)))))
            case Call(name="min" | "max" as name, given=(one, other)):
                return self.either(Call("le" if name == "min" else "ge", (one, other)), one, other)
            case Call(name="min" | "max" as name, given=(one, *others)) if others:
                return self.chosen(Call(name, (one, Call(name, tuple(others)))))
            case Call(name="if", given=(given, one, other)):
                return self.either(given, one, other)
        raise BadInput(f"{call.name[:40]} of {len(call.given)} is not read", mend=INSTEAD)

    def either(self, given: Formula, one: Formula, other: Formula) -> list[Piece]:
        """One amount where a condition holds, another where it does not."""
        holds = self.condition(given)
        return [((holds, *also), left) for also, left in self.pieces(one)] + [
            ((f"not ({holds})", *also), right) for also, right in self.pieces(other)
        ]

    def joined(self, given: Sequence[Formula], sign: str) -> list[Piece]:
        """Amounts added, taken away or multiplied, in every case."""
        found: list[Piece] = [((), "")]
        for part in given:
            own = self.pieces(part)
            found = [
                ((*before, *also), f"{left} {sign} ({right})" if left else f"({right})")
                for before, left in found
                for also, right in own
            ]
            if len(found) > MOST_PIECES:
                raise BadInput(f"the formula has more than {MOST_PIECES} cases", mend=INSTEAD)
        return found

    def name(self, variable: str) -> str:
        """A variable's name in the family. Raises BadInput when there is none."""
        if variable not in self.names:
            raise BadInput(f'there is no variable "{variable[:40]}"', mend="Declare it, or correct its name.")
        return self.names[variable]


def _sides(relation: str, left: str, right: str) -> str:
    """A comparison; a name stands right of a number, where it is not taken for a variable with that very value."""
    if relation in EQUAL and left.startswith('"') and not right.startswith('"'):
        left, right = right, left
    return f"{left} {relation} {right}"
