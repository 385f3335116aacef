"""Options that no variant has, and choices that leave nothing to choose."""

from collections.abc import Iterator, Sequence

from sumisura.kernel import Family, Variable
from sumisura.space.check.logic import Logic
from sumisura.space.check.model import Code, Finding
from sumisura.space.check.places import Places, listed
from sumisura.space.space import Space

Dead = dict[str, list[str]]
"""Variable → its values that no variant has."""


def dead(space: Space | None, logic: Logic) -> Dead:
    """The options that no variant has: by a sweep, or by SAT where the family would not compile."""
    structure = logic.structure
    if space is None:
        live = [logic.excluding(column) is None for column in range(len(structure.columns))]
    else:
        live = space.start().sweep().available.tolist()
    found: Dead = {}
    for (variable, value), there in zip(structure.columns, live, strict=True):
        if not there:
            found.setdefault(variable, []).append(value)
    return found


def findings(family: Family, gone: Dead, logic: Logic, places: Places) -> Iterator[Finding]:
    """Dead options one by one; where only one option is left, the choice as a whole."""
    for variable in family.variables:
        names = gone.get(variable.name, [])
        if names and len(names) == len(variable.values) - 1:
            yield _forced(family, variable, names, logic, places)
        else:
            yield from (_dead(family, variable, name, logic, places) for name in names)


def _dead(family: Family, variable: Variable, name: str, logic: Logic, places: Places) -> Finding:
    rules = _behind(family, variable, [name], logic)
    default = " It is the brand's own choice: a new design cannot be finished with it." * (
        variable.default == name
    )
    return Finding(
        Code.DEAD,
        f"{variable.name}.{name}",
        places.named(f"{variable.name}.{name}"),
        f'No variant has "{variable.name}" = "{name}": {_blame(rules, "exclude")} it whatever else is chosen.',
        f"A customer sees it chalked through from the first page on, and nothing they give up brings it.{default}",
        f"Loosen {listed(rules)}, or take the option out.",
        tuple(rules),
        ((variable.name, name),),
    )


def _forced(
    family: Family, variable: Variable, names: Sequence[str], logic: Logic, places: Places
) -> Finding:
    left = next(value.name for value in variable.values if value.name not in names)
    rules = _behind(family, variable, names, logic)
    return Finding(
        Code.FORCED,
        variable.name,
        places.named(variable.name),
        f'"{variable.name}" can only be "{left}": {_blame(rules, "leave")} none of the others.',
        "A customer is asked what is decided already.",
        f'Take "{variable.name}" out of the choices and say "{left}" in the story, or loosen {listed(rules)}.',
        tuple(rules),
        tuple((variable.name, name) for name in names),
    )


def _behind(family: Family, variable: Variable, names: Sequence[str], logic: Logic) -> list[str]:
    """The names of the rules that exclude these values, in the author's order."""
    first = int(logic.structure.first[logic.structure.number(variable.name)])
    number = {value.name: at for at, value in enumerate(variable.values)}
    found = {rule for name in names for rule in logic.excluding(first + number[name]) or ()}
    return [family.rules[rule].name for rule in sorted(found)]


def _blame(rules: Sequence[str], verb: str) -> str:
    return f"the rule {listed(rules)} {verb}s" if len(rules) == 1 else f"the rules {listed(rules)} {verb}"
