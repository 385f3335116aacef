"""Two revisions side by side: part by part, and in what can be made."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from sumisura.kernel import Family, Rule, Variable
from sumisura.space.compiling import compile as compile_family
from sumisura.space.errors import Contradiction
from sumisura.space.model import Bounds
from sumisura.space.revisions.differences import differences
from sumisura.space.revisions.model import Compared, Counted, Example
from sumisura.space.revisions.projecting import TooWide, projected
from sumisura.space.space import Space

Compiles = Callable[[Family], Space]


class Uncounted(Exception):
    """A revision is searched, not compiled: its designs can only be bounded."""


def compare(old: Family, new: Family, *, compiles: Compiles = compile_family) -> Compared:
    """What changed from one revision to the next, and exactly how many designs became possible and impossible.

    Both are looked at over the choices that both have (`Counted`). Where those are all their choices, every design
    counts as itself; a choice that only one revision has is taken out of it first: a design is possible there if some
    option of it will do.

    Args:
        compiles: makes the spaces that are counted; `sumisura.compile` unless given.

    Raises:
        BadInput: a rule of one names what is not there.
        Contradiction: one of them leaves nothing to make.

    Example:
        >>> from sumisura.kernel import Value
        >>> size = Variable("size", "Size", (Value("S"), Value("M"), Value("L")))
        >>> colour = Variable("colour", "Colour", (Value("red"), Value("blue")))
        >>> rule = Rule("dye", "We dye blue in L only.", expression="colour = blue implies size = L")
        >>> free, strict = Family("tee", "Tee", "EUR", (size, colour)), Family("tee", "Tee", "EUR", (size, colour), (rule,))
        >>> found = compare(free, strict)
        >>> found.counted.lost, found.counted.won, dict(found.lost.choices), found.lost.because
        (2, 0, {'size': 'S', 'colour': 'blue'}, 'dye')
    """
    changed = differences(old, new)
    names = [one.name for one in old.variables if one.name in {other.name for other in new.variables}]
    if not names:
        return Compared(changed, None, uncounted="The revisions have no choice in common.")
    try:
        before, after = projected(old, names), projected(new, names)
        both = _both(before, after)
        counts = [_count(one, compiles) for one in (before, after, both)]
    except TooWide as problem:
        words = f'Too many combinations hang on "{problem.variable}", which only one revision has.'
        return Compared(changed, None, uncounted=words)
    except Uncounted:
        return Compared(changed, None, uncounted="The revisions are too large to be counted.")
    _refuse_empty(old, new, counts, compiles)
    counted = Counted(tuple(names), _only(old, new), _only(new, old), *counts)
    lost = _example(before, after, compiles) if counted.lost else None
    won = _example(after, before, compiles) if counted.won else None
    return Compared(changed, counted, lost, won)


def _only(one: Family, other: Family) -> tuple[str, ...]:
    known = {variable.name for variable in other.variables}
    return tuple(variable.name for variable in one.variables if variable.name not in known)


def _count(family: Family, compiles: Compiles) -> int:
    if any(not variable.values for variable in family.variables):
        return 0
    try:
        count = compiles(family).count()
    except Contradiction:
        return 0
    if isinstance(count, Bounds):
        raise Uncounted
    return count


def _refuse_empty(old: Family, new: Family, counts: Sequence[int], compiles: Compiles) -> None:
    """Say of a revision that leaves nothing which rules do, in its own words."""
    for family, count in zip((old, new), counts, strict=False):
        if not count:
            compiles(family)


def _both(before: Family, after: Family) -> Family:
    """What both allow: the options that both have, under the rules of both."""
    variables = tuple(_shared(variable, after) for variable in before.variables)
    rules = (*_within(before, variables, "old"), *_within(after, variables, "new"))
    return replace(before, variables=variables, rules=tuple(rules))


def _shared(variable: Variable, other: Family) -> Variable:
    there = {value.name for value in other.variable(variable.name).values}
    values = tuple(value for value in variable.values if value.name in there)
    return replace(variable, values=values, default=None)


def _within(family: Family, variables: Sequence[Variable], prefix: str) -> Iterator[Rule]:
    """Its tables over fewer options: rows of others say nothing there."""
    known = {variable.name: {value.name for value in variable.values} for variable in variables}
    for rule in family.rules:
        rows = tuple(
            row
            for row in rule.rows
            if all(cell in known[name] for name, cell in zip(rule.scope, row, strict=True))
        )
        yield replace(rule, name=f"{prefix}/{rule.name}", rows=rows)


def _example(here: Family, there: Family, compiles: Compiles) -> Example | None:
    """A design that is possible here and not there: with an option only here, or against a rule that is only there."""
    space = compiles(here)
    options = space.start().options()
    for variable in here.variables:
        known = {value.name for value in there.variable(variable.name).values}
        for value in variable.values:
            if value.name not in known and options[variable.name][value.name].available:
                design = space.start().choose(variable.name, value.name).complete()
                return Example(dict(design.choices), f"{variable.name}.{value.name}")
    return _against(here, there, compiles)


def _against(here: Family, there: Family, compiles: Compiles) -> Example | None:
    mine = {(rule.scope, frozenset(rule.rows), rule.forbids) for rule in here.rules}
    for rule in _within(there, here.variables, "not"):
        if (rule.scope, frozenset(rule.rows), rule.forbids) in mine:
            continue
        opposite = replace(rule, forbids=not rule.forbids)
        try:
            design = compiles(replace(here, rules=(*here.rules, opposite))).start().complete()
        except Contradiction:
            continue
        return Example(dict(design.choices), rule.name.removeprefix("not/").rpartition("/")[0])
    return None
