"""Cuts an expression into words, numbers, quoted names and signs, each with its column."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sumisura.kernel import BadInput

LONGEST = 4000
"""Characters in one expression."""
PATTERN = re.compile(
    r"""(?P<space>\s+)
      | (?P<quoted>"[^"\n]{0,200}"|'[^'\n]{0,200}')
      | (?P<number>\d+\.\d+|\d+(?!\w|-\w))
      | (?P<word>\w+(?:-\w+)*|[%€$£])
      | (?P<sign><=|>=|!=|[=<>+*().,:-])""",
    re.VERBOSE,
)
MENDS = {
    "≠": "Write !=.",
    "≤": "Write <=.",
    "≥": "Write >=.",
    "&": "Write and.",
    "|": "Write or.",
    "!": "Write not.",
    "/": "Multiply the other side instead.",
    "[": "Write lists in round brackets: (slim, straight).",
    "'": "Close the quote on the same line.",
    '"': "Close the quote on the same line.",
}
PLAIN = "Use names, numbers, = != < <= > >= + - * ( ) , and the words and, or, xor, not, in, implies."


@dataclass(frozen=True, slots=True)
class Token:
    """One piece.

    Args:
        kind: ``word``, ``number``, ``quoted``, ``sign`` or ``end``.
        text: the piece; a quoted name without its quotes.
        column: where it starts, from 1.
    """

    kind: str
    text: str
    column: int


def tokens(text: str) -> Iterator[Token]:
    """The pieces of an expression, and an ``end``.

    Raises:
        BadInput: a character has no meaning here, or the text is too long.

    Example:
        >>> [token.text for token in tokens("frame.weight <= 9.5 kg")]
        ['frame', '.', 'weight', '<=', '9.5', 'kg', '']
    """
    if len(text) > LONGEST:
        raise BadInput(
            f"the expression is longer than {LONGEST} characters", mend="Split it into several rules."
        )
    at = 0
    while at < len(text):
        found = PATTERN.match(text, at)
        if found is None:
            raise refusal(text, at)
        kind = str(found.lastgroup)
        if kind != "space":
            piece = found.group()[1:-1] if kind == "quoted" else found.group()
            yield Token(kind, piece, at + 1)
        at = found.end()
    yield Token("end", "", at + 1)


def refusal(text: str, at: int) -> BadInput:
    """The error for a character that has no meaning."""
    mend = MENDS.get(text[at], PLAIN)
    return BadInput(f'"{text[at]}" has no meaning at column {at + 1} of "{clipped(text)}"', mend=mend)


def clipped(text: str) -> str:
    """The text, short enough for a message.

    Example:
        >>> clipped("wash = raw")
        'wash = raw'
    """
    text = " ".join(text.split())
    return text if len(text) <= 120 else f"{text[:117]}…"  # noqa: PLR2004 - the length of a message
