"""Too much at once: steps with too many choices, and choices with too many options (S59)."""

from collections.abc import Iterator, Sequence
from math import ceil

from sumisura.kernel import Family, Field, Group, Variable
from sumisura.space.check.model import Code, Finding
from sumisura.space.check.places import Places, listed, many

MOST_CHOICES = 9
"""Choices and fields that one step asks for."""
MOST_OPTIONS = 40
"""Options of one choice, such as sizes; nobody compares more."""


def crowded(family: Family, places: Places) -> Iterator[Finding]:
    """Steps and choices that ask for too much at once."""
    for group in (*family.groups, Group("", "")):
        fields = [one for one in family.fields if not family.number_of(one.name)]
        parts: list[Variable | Field] = [*family.variables, *fields]
        asked = [part.label for part in parts if part.group == group.name]
        if len(asked) > MOST_CHOICES:
            yield _step(group, asked, places)
    for variable in family.variables:
        if len(variable.values) > MOST_OPTIONS and not family.number_of(variable.name):
            yield Finding(
                Code.CROWDED,
                variable.name,
                places.named(variable.name),
                f'"{variable.name}" has {many(len(variable.values), "option")} in one choice.',
                "A customer cannot compare them, and takes the first or none.",
                "Ask for their kind first in a choice of its own, with a rule from kind to option, or write a number in a field.",
            )


def _step(group: Group, asked: Sequence[str], places: Places) -> Finding:
    pieces = ceil(len(asked) / MOST_CHOICES)
    begins = [asked[ceil(len(asked) * at / pieces)] for at in range(1, pieces)]
    named = f'The step "{group.name}"' if group.name else "The family, outside of any step,"
    return Finding(
        Code.CROWDED,
        group.name or "(no step)",
        places.named(f"step {group.name}" if group.name else "choices"),
        f"{named} asks for {many(len(asked), 'choice')} on one page.",
        f"A customer loses the way: {MOST_CHOICES} are about the most that people weigh at once.",
        f"Begin {'a new step' if pieces == 2 else 'new steps'} at {listed(begins)}.",  # noqa: PLR2004 - one and many
    )
