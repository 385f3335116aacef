"""A design of one revision in another: the most of it that can be kept, and what could not."""

from dataclasses import dataclass, replace

import numpy as np

from sumisura.kernel import Family
from sumisura.space.draft import TOUCHED, Draft, Lost, News, Step, design_of
from sumisura.space.space import Space


@dataclass(frozen=True, slots=True)
class Moved:
    """A draft in its new revision.

    Args:
        lost: what stood and could not be kept, in the family's order.
    """

    draft: Draft
    lost: tuple[Lost, ...]


def migrate(old: Family, space: Space, draft: Draft) -> Moved:
    """A draft in another revision, with the fewest choices given up.

    What the customer chose counts a thousand times what was filled in for them, so suggestions make way first; a design
    that was whole is made whole again. The steps back belong to the old revision and end here.

    Args:
        old: the revision it was made in.
        space: the new one.
    """
    kept = _most(space, draft)
    moved = replace(draft, family=space.family.digest, now=kept, past=())
    if draft.finished or len(draft.choices) == len(old.variables):
        moved = replace(moved, now=_whole(space, moved))
    lost = _lost(old, space.family, draft, moved)
    return Moved(replace(moved, news=News(space.family.title, lost) if lost else draft.news), lost)


def _whole(space: Space, draft: Draft) -> Step:
    """With every open choice filled in, around all that stands."""
    found = design_of(space, draft).complete().choices
    touched = draft.now.touched
    return Step(touched, {name: value for name, value in found.items() if name not in touched})


def _most(space: Space, draft: Draft) -> Step:
    """The largest part of what stands that one variant has: the variant of greatest weight has it."""
    weighed = {
        **dict.fromkeys(draft.now.suggested.items(), 1.0),
        **dict.fromkeys(draft.now.touched.items(), float(TOUCHED)),
    }
    weights = np.array([weighed.get(column, 0.0) for column in space.columns])
    best = dict(space.best([weights])[0].choices)
    return Step(
        {name: value for name, value in draft.now.touched.items() if best.get(name) == value},
        {name: value for name, value in draft.now.suggested.items() if best.get(name) == value},
    )


def _lost(old: Family, new: Family, draft: Draft, moved: Draft) -> tuple[Lost, ...]:
    stood, now, offered = draft.choices, moved.choices, {variable.name for variable in new.variables}
    return tuple(
        Lost(
            variable.label,
            _label(old, variable.name, stood[variable.name]),
            _label(new, variable.name, now[variable.name]) if variable.name in now else "",
            own=variable.name in draft.now.touched,
            offered=variable.name in offered,
        )
        for variable in old.variables
        if variable.name in stood and now.get(variable.name) != stood[variable.name]
    )


def _label(family: Family, variable: str, name: str) -> str:
    return next((one.label or one.name for one in family.variable(variable).values if one.name == name), name)
