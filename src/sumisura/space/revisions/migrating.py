"""A design of one revision in another: the most of it that can be kept, and what could not."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import numpy as np

from sumisura.kernel import Family, Variable
from sumisura.space.bands import band_of
from sumisura.space.draft import TOUCHED, Draft, Lost, News, Step, design_of
from sumisura.space.measuring import settled
from sumisura.space.space import Space


def migrate(old: Family, space: Space, draft: Draft, revision: str) -> Draft:
    """A draft in another revision, with the fewest choices given up; its ``news`` say which.

    What the customer chose counts a thousand times what was filled in for them, so suggestions make way first; a design
    that was whole is made whole again. What an earlier revision took and its owner does not know of yet is wished for
    again, so that rolling back leaves no trace. The steps back belong to the old revision and end here.

    Args:
        old: the revision it was made in.
        space: the new one; under a price book, where one is in force.
        revision: the digest of the new one as it was published: with another price book, a space's own is another.
    """
    wished = _measured(space.family, draft.fields, _before(draft))
    moved = replace(draft, family=revision, now=_most(space, wished), past=(), news=None)
    if draft.finished or len(draft.choices) == len(old.variables):
        moved = replace(moved, now=_whole(space, moved))
    lost = _lost(old, space.family, draft, wished, moved)
    moved = settled(space.family, moved)
    return replace(moved, news=News(lost)) if lost else moved


def _measured(new: Family, written: Mapping[str, str], step: Step) -> Step:
    """What stands, with every exact number in the band that it has in the new revision."""
    bands = {
        field.name: band
        for field in new.fields
        if field.name in written and new.number_of(field.name)
        if (band := band_of(new.variable(field.name).values, Fraction(written[field.name])))
    }
    touched, suggested = (
        {name: bands.get(name, value) for name, value in one.items()}
        for one in (step.touched, step.suggested)
    )
    return Step(touched, suggested)


def _before(draft: Draft) -> Step:
    """What stood before the revisions that its owner does not know of yet."""
    lost = draft.news.lost if draft.news and not draft.news.told else ()
    names = {one.variable for one in lost}
    touched = {name: value for name, value in draft.now.touched.items() if name not in names}
    suggested = {name: value for name, value in draft.now.suggested.items() if name not in names}
    return Step(
        {**touched, **{one.variable: one.value for one in lost if one.own}},
        {**suggested, **{one.variable: one.value for one in lost if not one.own}},
    )


def _most(space: Space, wished: Step) -> Step:
    """The largest part of what is wished for that one variant has: the variant of greatest weight has it."""
    weighed = dict.fromkeys(wished.suggested.items(), 1.0)
    weighed |= dict.fromkeys(wished.touched.items(), float(TOUCHED))
    weights = np.array([weighed.get(column, 0.0) for column in space.columns])
    best = dict(space.best([weights])[0].choices)
    return Step(
        {name: value for name, value in wished.touched.items() if best.get(name) == value},
        {name: value for name, value in wished.suggested.items() if best.get(name) == value},
    )


def _whole(space: Space, draft: Draft) -> Step:
    """With every open choice filled in, around all that stands."""
    found = design_of(space, draft).complete().choices
    touched = draft.now.touched
    return Step(touched, {name: value for name, value in found.items() if name not in touched})


def _lost(old: Family, new: Family, draft: Draft, wished: Step, moved: Draft) -> tuple[Lost, ...]:
    known = {one.variable: one for one in draft.news.lost} if draft.news else {}
    offered = {variable.name: variable for variable in new.variables}
    titles = offered | {variable.name: variable for variable in old.variables}
    now = moved.choices
    return tuple(
        Lost(
            name,
            value,
            *_told(name, value, titles, known),
            after=_label(offered[name], now[name]) if name in now else "",
            own=name in wished.touched,
            offered=name in offered,
        )
        for name, value in {**wished.suggested, **wished.touched}.items()
        if now.get(name) != value
    )


def _told(
    name: str, value: str, titles: Mapping[str, Variable], known: Mapping[str, Lost]
) -> tuple[str, str]:
    """The choice and the option as a person knew them."""
    if name in known and known[name].value == value:
        return known[name].choice, known[name].before
    return titles[name].label, _label(titles[name], value)


def _label(variable: Variable, name: str) -> str:
    return next((one.label or one.name for one in variable.values if one.name == name), name)
