"""Takes UVL apart: lines with their indent, and the signs, names and numbers in them.

Source: Universal Variability Language, grammar of its reference parser (2025).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sumisura.files import Problem
from sumisura.space.read.errors import BadFamily

PATTERN = re.compile(
    r"""(?P<gap>[ \t\f\xa0]+|//[^\r\n]*|/\*.*?\*/)
      | (?P<line>\r\n|\r|\n)
      | (?P<quoted>"[^"\r\n]+")
      | (?P<text>'[^'\r\n]*')
      | (?P<bounds>\[\s*\d{1,9}\s*(?:\.\.\s*(?:\d{1,9}|\*)\s*)?\])
      | (?P<number>\d+(?:\.\d+)?(?!\w)|\.\d+(?!\w))
      | (?P<word>[^\W\d][\w#§%?\\';]*(?:-(?:cardinality|function|constraints)\b)?)
      | (?P<sign><=>|=>|<=|>=|==|!=|[-!&|<>+*/(){},.\[\]])""",
    re.VERBOSE | re.DOTALL,
)
BREAK = re.compile(r"\r\n|\r|\n")
TAB = 8


@dataclass(frozen=True, slots=True)
class Token:
    """One piece: ``quoted`` and ``word`` are names, ``text`` is in single quotes, ``bounds`` is ``[1..3]``."""

    kind: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Line:
    """What stands on one line; brackets may run it on over several.

    Args:
        indent: columns before the first sign.
        tokens: the pieces.
    """

    number: int
    indent: int
    tokens: list[Token]


def lines(data: bytes, file: str) -> list[Line]:
    r"""The lines that say something.

    Raises:
        BadFamily: it is not UTF-8, or a character has no meaning.

    Example:
        >>> [(line.indent, [token.text for token in line.tokens]) for line in lines(b"features\n  Bike // two\n", "b.uvl")]
        [(0, ['features']), (2, ['Bike'])]
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        at = data[: problem.start].count(b"\n") + 1
        what = "the file is not written in UTF-8"
        raise BadFamily([Problem(f"{file}:{at}", what, "Save it as UTF-8.")]) from problem
    return list(_lines(text, file))


def _lines(text: str, file: str) -> Iterator[Line]:
    tokens: list[Token] = []
    indent, inside = 0, 0
    for at, token in _tokens(text, file):
        if token.kind == "line":
            if tokens and not inside:
                yield Line(tokens[0].line, indent, tokens)
                tokens = []
            continue
        if not tokens:
            before = text[max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1 : at]
            indent = len(before.expandtabs(TAB))
        if token.kind == "sign":
            inside = max(0, inside + (token.text in "({[") - (token.text in ")}]"))
        tokens.append(token)
    if tokens:
        yield Line(tokens[0].line, indent, tokens)


def _tokens(text: str, file: str) -> Iterator[tuple[int, Token]]:
    """Where each piece starts, and the piece; ends of lines are pieces too."""
    at, number = 0, 1
    while at < len(text):
        found = PATTERN.match(text, at)
        if found is None:
            raise _refusal(text, at, file, number)
        kind, piece = str(found.lastgroup), found.group()
        if kind != "gap":
            yield at, Token(kind, piece[1:-1] if kind in {"quoted", "text"} else piece, number)
        number += kind == "line" or len(BREAK.findall(piece))
        at = found.end()


def _refusal(text: str, at: int, file: str, number: int) -> BadFamily:
    mends = {
        '"': "Close the quote on the same line.",
        "'": "Close the quote on the same line.",
        "=": "Compare with ==, and write => for needs.",
        "[": "Write a cardinality as [1..3].",
    }
    mend = mends.get(text[at], 'Put names that are more than letters, figures and _ in "quotes".')
    return BadFamily([Problem(f"{file}:{number}", f'"{text[at]}" has no meaning here', mend)])
