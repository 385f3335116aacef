"""Says in plain words what a constraint of a feature model demands."""

from collections.abc import Sequence
from fractions import Fraction

from sumisura.space.read.tree.domains import shown
from sumisura.space.read.tree.model import Call, Formula, Joined, Negated, Number, Reference, Words

SHOWN = 6
"""Features that a reason names before it says how many more there are."""
LONGEST = 300
SAID = {"==": "is", "!=": "is not", "<": "is below", "<=": "is at most", ">": "is above", ">=": "is at least"}
CALLED = {"sum": "the sum of", "avg": "the average of", "len": "the length of"}


def listed(names: Sequence[str], word: str) -> str:
    """Names with commas and a word before the last.

    Example:
        >>> listed(["Bell", "Lamp", "Lock"], "or"), listed(list("abcdefgh"), "and")
        ('Bell, Lamp or Lock', 'a, b, c, d, e, f and 2 more')
    """
    some = list(names[:SHOWN])
    if len(names) > SHOWN:
        some.append(f"{len(names) - SHOWN} more")
    return f" {word} ".join(filter(None, [", ".join(some[:-1]), some[-1]]))


def reason(formula: Formula) -> str:
    """Why a design does not go, as a sentence.

    Example:
        >>> front, back, dynamo = (Reference((name,), 1) for name in ("Front", "Back", "Dynamo"))
        >>> reason(Joined("=>", (Joined("|", (front, back)), dynamo)))
        'Front or Back needs Dynamo.'
        >>> reason(Joined("|", (Negated(front), Negated(back))))
        'Front does not go with Back.'
    """
    words = _sentence(formula)
    return f"{words[0].upper()}{words[1:LONGEST]}{'…' if len(words) > LONGEST else '.'}"


def _sentence(formula: Formula) -> str:
    match formula:
        case Joined(by="=>", parts=(given, then)):
            return _needs(given, then)
        case Joined(by="|", parts=parts) if any(map(_refused, parts)):
            return _clause(parts)
        case Joined(by="<=>", parts=(one, two)):
            return f"{_said(one)} and {_said(two)} go together"
        case Reference():
            return f"{_said(formula)} is always there"
        case Negated(part=Reference() as part):
            return f"{_said(part)} is never there"
        case _:
            return f"it must hold that {_said(formula)}"


def _needs(given: Formula, then: Formula) -> str:
    parts = then.parts if isinstance(then, Joined) and then.by == "&" else (then,)
    if all(map(_refused, parts)):
        return f"{_short(given)} does not go with {listed([_short(each) for each in _bare(parts)], 'or')}"
    return f"{_short(given)} needs {_short(then, to='to be')}"


def _short(formula: Formula, to: str = "") -> str:
    """A comparison without its verb, so that another may follow: Inch above 22."""
    if isinstance(formula, Joined) and formula.by in SAID:
        one, other = map(_inner, formula.parts)
        return " ".join(f"{one} {to} {SAID[formula.by].removeprefix('is')} {other}".split())
    return _said(formula)


def _clause(parts: Sequence[Formula]) -> str:
    given = [_said(part.part) for part in parts if isinstance(part, Negated)]
    needed = [_said(part) for part in parts if not isinstance(part, Negated)]
    if needed:
        verb = "needs" if len(given) == 1 else "need"
        return f"{listed(given, 'and')} {verb} {listed(needed, 'or')}"
    if len(given) == 1:
        return f"{given[0]} is never there"
    return f"{listed(given[:-1], 'and')} {'does' if len(given) == 2 else 'do'} not go with {given[-1]}"  # noqa: PLR2004 - a pair


def _refused(part: Formula) -> bool:
    return isinstance(part, Negated)


def _bare(parts: Sequence[Formula]) -> list[Formula]:
    return [part.part for part in parts if isinstance(part, Negated)]


def _said(formula: Formula) -> str:
    match formula:
        case Number(value=value):
            return shown(Fraction(value))
        case Words(value=value):
            return f"“{value}”"
        case Reference(path=path):
            return _path(path)
        case Negated(part=part):
            return f"not {_inner(part)}"
        case Call(name=name, given=given):
            return f"{CALLED.get(name, name)} {listed([_path(each.path) for each in given], 'and')}"
        case Joined():
            return _chain(formula)


def _chain(formula: Joined) -> str:
    by, parts = formula.by, formula.parts
    if by in {"&", "|"}:
        return listed(
            [_inner(part) if by == "&" else _said(part) for part in parts], "and" if by == "&" else "or"
        )
    if by == "most-one":
        return f"at most one of {listed([_said(part) for part in parts], 'and')} is there"
    word = {"=>": "needs", "<=>": "goes with"}.get(by) or SAID.get(by, by)
    return f"{_inner(parts[0])} {word} {_inner(parts[1])}"


def _inner(part: Formula) -> str:
    words = _said(part)
    return f"({words})" if isinstance(part, Joined) and part.by in {"&", "|", "=>", "<=>"} else words


def _path(path: Sequence[str]) -> str:
    return path[0] if len(path) == 1 else f"{path[-1]} of {'.'.join(path[:-1])}"
