"""Instances of a part: which are there, and what follows for the choices in them."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from sumisura.kernel import ABSENT, Family, Variable
from sumisura.space.draft import Draft


def is_there(family: Family, choices: Mapping[str, str], variable: Variable) -> bool:
    """Whether a choice is to be made: it belongs to no instance, or to one that is there.

    While it is open how many there are, only those are there that always are.
    """
    if not variable.instance:
        return True
    part, _, number = variable.instance.rpartition("-")
    counts = [int(value.name) for value in family.variable(part).values]
    return int(number) <= int(choices.get(part, min(counts)))


def named_apart(variable: Variable) -> tuple[str, str]:
    """The labels of a choice's instance and of the choice within it: ``Shelf 2: Wood`` taken apart."""
    instance, _, own = variable.label.rpartition(": ")
    return (instance, own) if variable.instance else ("", variable.label)


def with_absent(family: Family, draft: Draft) -> Draft:
    """The draft in which every choice of an instance that is not there is settled, and no other."""
    absent = dict(_absent(family, draft.choices))
    kept = {name: value for name, value in draft.now.suggested.items() if value != ABSENT}
    suggested = {**kept, **absent}
    if suggested == draft.now.suggested:
        return draft
    return replace(draft, now=replace(draft.now, suggested=suggested))


def _absent(family: Family, choices: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for variable in family.variables:
        part = variable.instance.rpartition("-")[0]
        if part in choices and not is_there(family, choices, variable):
            yield variable.name, ABSENT
