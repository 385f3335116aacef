"""Reads what UVL says of a feature in braces: ``{abstract, Price 2.50, City 'Omashu', constraint A => B}``."""

from dataclasses import dataclass, field
from fractions import Fraction

from sumisura.space.read.tree.model import Formula, Plain
from sumisura.space.read.uvl_formula import Cursor, formula, number

FLAGS = {"true": True, "false": False}
CLOSING = {"{": "}", "[": "]"}


@dataclass(slots=True)
class Told:
    """What is said of a feature.

    Args:
        plain: attribute → number, text or flag.
        constraints: (line, formula) of each that stands here.
        unread: attributes that hold lists or maps.
    """

    plain: dict[str, Plain] = field(default_factory=dict)
    constraints: list[tuple[int, Formula]] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


def attributes(cursor: Cursor) -> Told:
    """What stands up to the closing brace, past which the cursor goes.

    Raises:
        BadFamily: something is missing, or an attribute is given twice.

    Example:
        >>> from sumisura.space.read.uvl_text import lines
        >>> (line,) = lines(b"abstract, Price 2.50, City 'Omashu', tags ['a', 'b']}", "a.uvl")
        >>> told = attributes(Cursor("a.uvl", line.tokens, 1))
        >>> told.plain, told.unread
        ({'abstract': True, 'Price': Fraction(5, 2), 'City': 'Omashu'}, ['tags'])
    """
    told = Told()
    while not cursor.met("}"):
        _attribute(cursor, told)
        if not cursor.met(",") and not cursor.sees("}"):
            raise cursor.refusal("a comma is missing", "Write {Price 5, Weight 2.5}.")
    return told


def _attribute(cursor: Cursor, told: Told) -> None:
    line, bare = cursor.now.line, cursor.now.kind == "word"
    name = cursor.name("Write {Price 5, Weight 2.5}.")
    if bare and name == "constraint":
        told.constraints.append((line, formula(cursor)))
    elif bare and name == "constraints":
        cursor.expect("[", "Write: constraints [A => B, B => C].")
        while not cursor.met("]"):
            told.constraints.append((cursor.now.line, formula(cursor)))
            if not cursor.met(",") and not cursor.sees("]"):
                raise cursor.refusal("a comma is missing", "Put one between constraints.")
    elif name in told.plain:
        raise cursor.refusal(f'the attribute "{name[:60]}" is here twice', "Keep one.")
    elif cursor.sees(*CLOSING) or cursor.now.kind == "bounds":
        told.unread.append(name)
        _skip(cursor)
    else:
        told.plain[name] = _plain(cursor)


def _plain(cursor: Cursor) -> Plain:
    """A number, a text, a flag; an attribute without anything is a flag that is set."""
    sign = -1 if cursor.met("-") else 1
    match cursor.now.kind:
        case "number":
            return sign * Fraction(number(cursor).value)
        case "text" if sign > 0:
            return cursor.take().text
        case "word" if sign > 0 and cursor.now.text in FLAGS:
            return FLAGS[cursor.take().text]
    if sign < 0 or not cursor.sees(",", "}"):
        raise cursor.refusal("this is no value", "Write a number, true, false, or a text in single quotes.")
    return True


def _skip(cursor: Cursor) -> None:
    """Past a list or a map."""
    depth = 0
    while cursor.now.kind != "end":
        token = cursor.take()
        opens = token.kind == "sign" and token.text in CLOSING
        closes = token.kind == "sign" and token.text in CLOSING.values()
        depth += opens - closes
        if not depth:
            return
    raise cursor.refusal("a bracket is missing", "Close the list or map.")
