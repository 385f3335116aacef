"""Prices with holes, and surcharges that nobody ever owes."""

from collections.abc import Iterator, Mapping, Sequence

from sumisura.kernel import Family, Value, Variable
from sumisura.space.check.logic import Logic
from sumisura.space.check.model import Code, Finding
from sumisura.space.check.places import Places, listed


def holes(family: Family, places: Places) -> Iterator[Finding]:
    """Options that cost nothing where most of their siblings have a price.

    The option that is included is none: the default, else the first that costs nothing.
    """
    priced = _priced(family)
    for variable in family.variables:
        for value in _free(variable, priced.get(variable.name, frozenset())):
            yield _hole(variable, value.name, places)


def never_due(family: Family, logic: Logic, places: Places) -> Iterator[Finding]:
    """Surcharges whose condition no variant meets."""
    for at, surcharge in enumerate(family.surcharges):
        rules = logic.never_due(at) if surcharge.when else None
        if rules is not None:
            names = [family.rules[rule].name for rule in rules]
            yield Finding(
                Code.NEVER_DUE,
                surcharge.name,
                places.named(f"surcharge {surcharge.name}"),
                f'The surcharge "{surcharge.name}" is never due: {_apart(names)}.',
                "A customer never pays it, and whoever reads the price list believes that somebody does.",
                f"Remove it, or loosen {listed(names)}." if names else "Remove it.",
                tuple(names),
            )


def _priced(family: Family) -> Mapping[str, frozenset[str]]:
    """Variable → values whose price a surcharge on that choice alone sets."""
    found: dict[str, frozenset[str]] = {}
    for surcharge in family.surcharges:
        if len(surcharge.when) == 1 and surcharge.amount:
            ((variable, values),) = surcharge.when.items()
            found[variable] = found.get(variable, frozenset()) | set(values)
    return found


def _free(variable: Variable, priced: frozenset[str]) -> Sequence[Value]:
    free = [value for value in variable.values if not value.price and value.name not in priced]
    if 2 * len(free) >= len(variable.values):
        return ()
    included = variable.default if variable.default in {value.name for value in free} else None
    included = included or (free[0].name if free else None)
    return [value for value in free if value.name != included]


def _hole(variable: Variable, name: str, places: Places) -> Finding:
    return Finding(
        Code.HOLE,
        f"{variable.name}.{name}",
        places.named(f"{variable.name}.{name}"),
        f'"{variable.name}" = "{name}" has no price, while most of its siblings have one.',
        "A customer gets it for nothing, beside options that cost.",
        f'Write its price, or "{name}: 0" with a word in its benefit that it is included.',
        values=((variable.name, name),),
    )


def _apart(rules: Sequence[str]) -> str:
    if not rules:
        return "it asks for no value at all"
    return f"{listed(rules)} {'keeps' if len(rules) == 1 else 'keep'} apart what it asks for"
