"""The whole check of one family."""

from collections.abc import Callable, Iterable, Sequence
from math import prod

from sumisura.kernel import Family, Rule
from sumisura.space.check import options, pictures, prices, steps
from sumisura.space.check.logic import Logic
from sumisura.space.check.model import SEVERITY, Code, Finding, Report, Severity
from sumisura.space.check.places import Places, listed, many
from sumisura.space.check.rules import Repeated, silent
from sumisura.space.compiling import compile as compile_family
from sumisura.space.errors import Contradiction, TooLarge
from sumisura.space.model import Bounds
from sumisura.space.space import Space

Compiles = Callable[[Family], Space]
_ORDER = tuple(Severity)


def check(
    family: Family,
    *,
    file: str = "",
    compiles: Compiles = compile_family,
    hurry: Callable[[], bool] = lambda: False,
) -> Report:
    """Find what customers would stumble over in a family, and what would mend it.

    Args:
        family: its names must fit: what `read_family` gives.
        file: the name of the file it was read from, for places.
        compiles: makes its space; `sumisura.compile` unless given.
        hurry: whether the time is up; what was not done then stands in the report's ``unfinished``.

    Raises:
        BadInput: a rule or surcharge names what is not there.

    Example:
        >>> from sumisura.kernel import Value, Variable
        >>> wash = Variable("wash", "Wash", (Value("raw"), Value("stone"), Value("acid")))
        >>> never = Rule("no-acid", "Acid harms the river.", ("wash",), (("acid",),), forbids=True)
        >>> again = Rule("clean", "", expression="wash != acid")
        >>> report = check(Family("jeans", "Jeans", "EUR", (wash,), (never, again)))
        >>> [(one.code.value, one.about) for one in report.findings]
        [('dead_option', 'wash.acid'), ('rule_without_reason', 'clean'), ('shadowed_rule', 'no-acid'), ('shadowed_rule', 'clean')]
        >>> report.findings[-1].mend
        'Remove "clean"; "no-acid" already says it.'
    """
    places = Places(family, file)
    plain = [*silent(family, places), *prices.holes(family, places), *steps.crowded(family, places)]
    combinations = prod(len(variable.values) for variable in family.variables)
    try:
        space: Space | None = compiles(family)
    except Contradiction as error:
        return _nothing(family, combinations, error.rules, plain, places)
    except TooLarge:
        space = None
    with Logic(family) as logic:
        clash = logic.contradiction() if space is None else None
        if clash is not None:
            return _nothing(family, combinations, [family.rules[at] for at in clash], plain, places)
        return _asked(family, combinations, space, logic, plain, places, hurry)


def _asked(
    family: Family,
    combinations: int,
    space: Space | None,
    logic: Logic,
    plain: Sequence[Finding],
    places: Places,
    hurry: Callable[[], bool],
) -> Report:
    found = [*plain, *options.findings(family, options.dead(space, logic), logic, places)]
    found += prices.never_due(family, logic, places)
    repeated = Repeated(family, logic, hurry)
    found += repeated.findings(places)
    bites = list(pictures.bites(family, logic, hurry))
    count = space.count() if space else None
    total = None if isinstance(count, Bounds) else count
    freedom = list(pictures.freedom(space, total, hurry)) if space and total else []
    return Report(
        family.title,
        combinations,
        total,
        _sorted(found),
        tuple(sorted(freedom, key=lambda one: one.options)),
        tuple(sorted(bites, key=lambda one: -one.share)),
        tuple(_unfinished(family, total, repeated.looked, len(bites), len(freedom))),
    )


def _unfinished(family: Family, total: int | None, looked: int, counted: int, drawn: int) -> Iterable[str]:
    rules, choices = len(family.rules), len(family.variables)
    if looked < rules:
        yield f"Whether others say it already was asked of {looked:,} of {many(rules, 'rule')}: the time was up."
    if counted < rules:
        yield f"How often it bites was counted for {counted:,} of {many(rules, 'rule')}: the time was up."
    if total is None:
        yield "It is too large to be counted: how many variants there are, and how free each choice is, is not known."
    elif drawn < choices:
        yield f"How free it is was counted for {drawn:,} of {many(choices, 'choice')}: the time was up."


def _nothing(
    family: Family, combinations: int, rules: Sequence[Rule], plain: Sequence[Finding], places: Places
) -> Report:
    """Nothing can be made: more cannot be asked."""
    found = [_contradiction(family, rules, places), *plain]
    return Report(family.title, combinations, 0, _sorted(found))


def _contradiction(family: Family, rules: Sequence[Rule], places: Places) -> Finding:
    names = [rule.name for rule in rules]
    where = ", ".join(dict.fromkeys(places.rule(rule) for rule in rules)) or places.named(family.name)
    return Finding(
        Code.CONTRADICTION,
        family.name,
        where,
        f"No variant meets {listed(names)} together: they are the fewest that cannot hold at once.",
        "Nothing can be made, so nothing can be offered.",
        f"Loosen or remove one of {listed(names)}.",
        tuple(names),
    )


def _sorted(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Errors first; within, in the order they were found."""
    return tuple(sorted(found, key=lambda one: _ORDER.index(SEVERITY[one.code])))
