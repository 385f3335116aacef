"""Exact numbers in a draft: written into a measured choice, checked against the rest, and kept while they stand."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from sumisura.kernel import ABSENT, Family, Field, Rule
from sumisura.space import draft as drafting
from sumisura.space import fields
from sumisura.space.bands import band_of, exact, plain, span, standing
from sumisura.space.draft import Draft
from sumisura.space.errors import Unavailable
from sumisura.space.exact import Misfit, beside, broken, candidates
from sumisura.space.instances import with_absent
from sumisura.space.space import Space

TRIES = 60
"""Numbers tried for the nearest that fits."""


def write(space: Space, draft: Draft, field: Field, text: str) -> Draft:
    """The draft with this number in a measured choice; "" takes number and choice back.

    Suggestions make way for it, the customer's own choices do not.

    Raises:
        BadInput: the text is no number that can be made.
        Misfit: it does not go with the rest; proposes the nearest that does.
    """
    number = fields.check(field, text)
    if not number:
        return settled(space.family, drafting.retract(space, _without(draft, field.name), field.name))
    after, against = _tried(space, draft, field, number)
    if not against:
        return after
    given = beside(space.family, against, field.name)
    raise Misfit(field, number, against, _nearest(space, draft, field, number), given)


def settled(family: Family, draft: Draft) -> Draft:
    """The draft with what follows from its choices.

    No number stands outside of its band, every suggested band has one, and what belongs to no instance is absent.
    """
    draft = with_absent(family, draft)
    kept = standing(family, draft.choices, draft.fields)
    gone = {field.name for field in family.fields if family.number_of(field.name)} - kept.keys()
    written = {name: text for name, text in draft.fields.items() if name not in gone}
    for field in family.fields:
        band = draft.now.suggested.get(field.name, ABSENT)
        if field.name in gone and band != ABSENT:
            written |= _suggested(family, draft.choices, written, field, band)
    return draft if written == draft.fields else replace(draft, fields=written)


def misfits(space: Space, draft: Draft) -> dict[str, Misfit]:
    """The numbers that break a rule as the draft stands, by field: of each rule the last, with what would fit."""
    found: dict[str, Misfit] = {}
    for rule in broken(space.family, draft.choices, draft.fields):
        stands = standing(space.family, draft.choices, draft.fields)
        own = [
            field for field in space.family.fields if field.name in stands and field.name in rule.expression
        ]
        for field in own[-1:]:
            given = beside(space.family, [rule], field.name)
            number = draft.fields[field.name]
            found[field.name] = Misfit(field, number, [rule], _nearest(space, draft, field, number), given)
    return found


def check(space: Space, draft: Draft) -> None:
    """Raise the first Misfit of a draft: nothing is priced to be bought, or made, against a rule."""
    for misfit in misfits(space, draft).values():
        raise misfit


def _tried(space: Space, draft: Draft, field: Field, number: str) -> tuple[Draft, Sequence[Rule]]:
    """The draft with a number, and the rules against it."""
    family = space.family
    band = band_of(family.variable(field.name).values, Fraction(number)) or ""
    try:
        after = drafting.choose(space, draft, field.name, band)
    except Unavailable as error:
        return draft, error.conflict.rules
    after = settled(family, replace(after, fields={**after.fields, field.name: number}))
    return after, broken(family, after.choices, after.fields)


def _nearest(space: Space, draft: Draft, field: Field, number: str) -> str:
    """The nearest number that fits beside the rest; "" where none is found."""
    near = candidates(space.family, draft.choices, draft.fields, field, Fraction(number))
    for _, found in zip(range(TRIES), near, strict=False):
        text = plain(found)
        if text != number and not _tried(space, draft, field, text)[1]:
            return text
    return ""


def _suggested(
    family: Family, choices: Mapping[str, str], written: Mapping[str, str], field: Field, band: str
) -> dict[str, str]:
    """A number in a suggested band: the brand's own where it lies there and fits, else the nearest to it."""
    low, high = span(band)
    wanted = exact(field.default) if field.default else low
    for number in candidates(family, choices, written, field, wanted):
        if low <= number <= high:
            found = {field.name: plain(number)}
            if not broken(family, choices, {**written, **found}):
                return found
    return {}


def _without(draft: Draft, name: str) -> Draft:
    return replace(draft, fields={key: text for key, text in draft.fields.items() if key != name})
