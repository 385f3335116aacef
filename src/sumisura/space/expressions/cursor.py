"""Walks over the pieces of an expression and says where it stands."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sumisura.kernel import BadInput
from sumisura.space.expressions.nodes import RESERVED
from sumisura.space.expressions.tokens import Token, clipped

DEEPEST = 30
"""How deep brackets, ``not`` and signs may be nested."""


@dataclass(slots=True)
class Cursor:
    """A place among the pieces.

    Args:
        text: the expression, for messages.
        tokens: its pieces, the last of them an ``end``.
    """

    text: str
    tokens: Sequence[Token]
    at: int = field(default=0, init=False)
    depth: int = field(default=0, init=False)

    @property
    def now(self) -> Token:
        """The next piece."""
        return self.tokens[self.at]

    def take(self) -> Token:
        """The next piece, and a step past it; the end is never passed."""
        token = self.now
        self.at = min(self.at + 1, len(self.tokens) - 1)
        return token

    def sees(self, *texts: str) -> bool:
        """Whether the next piece is one of these signs or words (a quoted name is neither)."""
        return self.now.kind in {"sign", "word"} and self.now.text in texts

    def met(self, text: str) -> bool:
        """Step past this sign or word, if it is next."""
        found = self.sees(text)
        self.at += found
        return found

    def expect(self, text: str, mend: str) -> None:
        """Step past this sign.

        Raises:
            BadInput: something else stands there.
        """
        if not self.met(text):
            found = f'"{self.now.text}" stands' if self.now.kind != "end" else "the expression ends"
            raise self.refusal(f'{found} where "{text}" is needed', mend)

    def word(self) -> bool:
        """Whether a name can start here: a quoted text, or a word that is not part of the language."""
        return self.now.kind == "quoted" or (self.now.kind == "word" and self.now.text not in RESERVED)

    def deeper(self) -> None:
        """Go one level down; the caller comes up again by itself.

        Raises:
            BadInput: that is too deep.
        """
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.refusal(
                f"brackets are nested more than {DEEPEST} deep", "Split it into several rules."
            )

    def place(self, column: int) -> str:
        """Where a column is, in words."""
        return f'column {column} of "{clipped(self.text)}"'

    def refusal(self, what: str, mend: str, column: int = 0) -> BadInput:
        """The error that says what is wrong here, or at another column."""
        return BadInput(what, where=self.place(column or self.now.column), mend=mend)
