"""Puts conditions together, with true and false worked out on the way."""

from collections.abc import Iterable

from sumisura.space.expressions.nodes import Among, And, Condition, Implies, Not, Or

Truth = Condition | bool
"""A condition, or what is always (never) so."""


def both(parts: Iterable[Truth]) -> Truth:
    """All hold.

    Example:
        >>> str(both([True, Among("lid", ("yes",))])), both([False, Among("lid", ("yes",))])
        ('lid = yes', False)
    """
    found: list[Condition] = []
    for part in parts:
        if part is False:
            return False
        if part is not True:
            found += part.parts if isinstance(part, And) else (part,)
    found = list(dict.fromkeys(found))
    return And(tuple(found)) if len(found) > 1 else found[0] if found else True


def either(parts: Iterable[Truth]) -> Truth:
    """One holds; tests of one variable are one test.

    Example:
        >>> str(either([Among("size", ("S",)), Among("lid", ("yes",)), Among("size", ("M",))]))
        'size in (S, M) or lid = yes'
    """
    found: dict[object, Condition] = {}
    for part in parts:
        if part is True:
            return True
        if part is not False:
            for each in part.parts if isinstance(part, Or) else (part,):
                _add(found, each)
    joined = tuple(found.values())
    return Or(joined) if len(joined) > 1 else joined[0] if joined else False


def _add(found: dict[object, Condition], part: Condition) -> None:
    if not isinstance(part, Among) or part.negated:
        found[part] = part
        return
    known = found.get(part.variable)
    values = known.values if isinstance(known, Among) else ()
    found[part.variable] = Among(part.variable, tuple(dict.fromkeys(values + part.values)))


def opposite(part: Truth) -> Truth:
    """It does not hold."""
    match part:
        case bool():
            return not part
        case Among(variable=name, values=values, negated=negated):
            return Among(name, values, not negated)
        case Not(part=inner):
            return inner
        case _:
            return Not(part)


def needs(given: Truth, then: Truth) -> Truth:
    """Where the first holds, the second does."""
    if isinstance(given, bool) or isinstance(then, bool):
        return either([opposite(given), then])
    return Implies(given, then)


def alike(one: Truth, other: Truth) -> Truth:
    """Both hold, or neither does."""
    return both([needs(one, other), needs(other, one)])
