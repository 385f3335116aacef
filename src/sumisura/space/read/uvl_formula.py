"""Reads the constraints of UVL, by precedence (Pratt 1973).

From loosest to tightest: ``<=>``, ``=>``, ``|``, ``&``, ``!``, comparisons, ``+ -``, ``* /``; all to the left.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from sumisura.files import Problem
from sumisura.space.read.errors import BadFamily
from sumisura.space.read.tree.model import RELATIONS, Call, Formula, Joined, Negated, Number, Reference, Words
from sumisura.space.read.uvl_text import Token

BINDS = {"<=>": 1, "=>": 2, "|": 3, "&": 4, **dict.fromkeys(RELATIONS, 6), "+": 7, "-": 7, "*": 8, "/": 8}
NOT, SIGN = 5, 9
FUNCTIONS = frozenset({"sum", "avg", "len", "floor", "ceil"})
DEEPEST = 100
LONGEST_NUMBER = 40


@dataclass(slots=True)
class Cursor:
    """A place among the pieces of a line.

    Args:
        file: for messages.
        tokens: the pieces.
        line: of the last of them.
    """

    file: str
    tokens: Sequence[Token]
    line: int
    at: int = 0
    depth: int = field(default=0)

    @property
    def now(self) -> Token:
        """The next piece; one without text at the end."""
        return self.tokens[self.at] if self.at < len(self.tokens) else Token("end", "", self.line)

    def take(self) -> Token:
        """The next piece, and a step past it."""
        token = self.now
        self.at += 1
        return token

    def sees(self, *texts: str) -> bool:
        """Whether the next piece is one of these signs or words."""
        return self.now.kind in {"sign", "word"} and self.now.text in texts

    def met(self, text: str) -> bool:
        """Step past this sign or word, if it is next."""
        found = self.sees(text)
        self.at += found
        return found

    def expect(self, text: str, mend: str) -> None:
        """Step past this sign. Raises BadFamily where it is not."""
        if not self.met(text):
            raise self.refusal(f'"{text}" is missing', mend)

    def name(self, mend: str) -> str:
        """A name. Raises BadFamily where there is none."""
        if self.now.kind not in {"word", "quoted"}:
            raise self.refusal("a name is missing", mend)
        return self.take().text

    def refusal(self, what: str, mend: str) -> BadFamily:
        """The error that says what is wrong here."""
        found = f' before "{self.now.text[:40]}"' if self.now.kind != "end" else " at the end of the line"
        return BadFamily([Problem(f"{self.file}:{self.now.line}", what + found, mend)])


def formula(cursor: Cursor, floor: int = 0) -> Formula:
    """What stands at the cursor, as far as it binds more tightly than ``floor``.

    Raises:
        BadFamily: something is missing, or is nested too deep.

    Example:
        >>> from sumisura.space.read.uvl_text import lines
        >>> (line,) = lines(b"Front | Back => Dynamo", "bike.uvl")
        >>> formula(Cursor("bike.uvl", line.tokens, 1)).by
        '=>'
    """
    cursor.depth += 1
    if cursor.depth > DEEPEST:
        raise cursor.refusal(f"brackets and signs are nested more than {DEEPEST} deep", "Split it.")
    left = _first(cursor)
    while cursor.now.kind == "sign" and BINDS.get(cursor.now.text, 0) > floor:
        sign = cursor.take().text
        right = formula(cursor, BINDS[sign])
        left = _joined(sign, left, right)
    cursor.depth -= 1
    return left


def _joined(sign: str, left: Formula, right: Formula) -> Formula:
    """Both; a chain of one sign is one node, so that long ones are not deep."""
    if sign in {"&", "|"} and isinstance(left, Joined) and left.by == sign:
        return Joined(sign, (*left.parts, right))
    return Joined(sign, (left, right))


def _first(cursor: Cursor) -> Formula:
    if cursor.met("!"):
        return Negated(formula(cursor, NOT))
    if cursor.met("-"):
        return Negated(formula(cursor, SIGN))
    if cursor.met("("):
        inner = formula(cursor)
        cursor.expect(")", "Close the bracket.")
        return inner
    match cursor.now.kind:
        case "number":
            return number(cursor)
        case "text":
            return Words(cursor.take().text)
        case "word" | "quoted":
            return _called(cursor)
    raise cursor.refusal("a feature, a number or a text is missing", "Write what is to hold: A => B.")


def number(cursor: Cursor) -> Number:
    """A number, exactly. Raises BadFamily when it is too long to be meant."""
    if len(cursor.now.text) > LONGEST_NUMBER:
        raise cursor.refusal("a number is too long", f"Write at most {LONGEST_NUMBER} figures.")
    return Number(Fraction(cursor.take().text))


def _called(cursor: Cursor) -> Formula:
    function = cursor.now.text if cursor.now.kind == "word" and cursor.now.text in FUNCTIONS else ""
    first = reference(cursor)
    if not function or not cursor.met("("):
        return first
    given = [reference(cursor)]
    while cursor.met(","):
        given.append(reference(cursor))
    cursor.expect(")", "Close the bracket.")
    return Call(function, tuple(given))


def reference(cursor: Cursor) -> Reference:
    """``Feature``, or ``Feature.attribute``."""
    line = cursor.now.line
    path = [cursor.name("Name a feature or an attribute.")]
    while cursor.met("."):
        path.append(cursor.name("Write the attribute's name behind the point."))
    return Reference(tuple(path), line)
