"""A draft: a design on its way, with what the customer chose, what was suggested, and every step back.

Pure functions from a draft to the next one. What a customer *touched* weighs `TOUCHED`, a suggestion
weighs 1: one weighted repair then gives up suggestions first, and a choice only when nothing else helps.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace

from sumisura.kernel import ABSENT, BadInput, BrandId, DesignId, PartyId, VaultRef
from sumisura.space.design import Design
from sumisura.space.errors import Unavailable
from sumisura.space.space import Space

Filler = Callable[[Design], Design]
"""Fills in what is open in a design."""
TOUCHED = 1000
"""How many suggestions one choice of the customer's own is worth in a repair."""
STEPS_BACK = 50
"""How many steps can be undone."""


@dataclass(frozen=True, slots=True)
class Step:
    """What stands: variable → value, apart by whose idea it was.

    Args:
        touched: what the customer chose.
        suggested: what was filled in for them.
    """

    touched: Mapping[str, str] = field(default_factory=dict)
    suggested: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Back:
    """The way back over one change: only what it changed, so that fifty steps of a large design stay small.

    Args:
        touched, suggested: variable → the value that stood there, or None for none.
    """

    touched: Mapping[str, str | None] = field(default_factory=dict)
    suggested: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lost:
    """What stood in a design and could not be kept in a new revision.

    Args:
        variable, value: what stood.
        choice, before: the same, as a person reads it.
        after: what stands instead, as a suggestion; "" where it is open again.
        own: the customer chose it; else it was filled in for them.
        offered: whether there still is such a choice.
    """

    variable: str
    value: str
    choice: str
    before: str
    after: str = ""
    own: bool = True
    offered: bool = True


@dataclass(frozen=True, slots=True)
class News:
    """What a new revision did to a draft.

    Args:
        lost: what could not be kept; never empty.
        told: its owner has gone on with the design since: it need not be told any more.
    """

    lost: tuple[Lost, ...]
    told: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """A design on its way.

    Args:
        family_name: the family's name within the brand.
        family: the digest of the family revision it is made in.
        now: what is chosen and suggested.
        past: the ways back, the latest last.
        fields: what was written, for fields that are not personal.
        personal: field name → vault reference.
        news: what a new revision did to it, or None.
    """

    id: DesignId
    brand: BrandId
    party: PartyId
    family_name: str
    family: str
    now: Step = field(default_factory=Step)
    past: tuple[Back, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    personal: Mapping[str, VaultRef] = field(default_factory=dict)
    news: News | None = None

    @property
    def choices(self) -> dict[str, str]:
        """Everything that stands: touched and suggested."""
        return {**self.now.suggested, **self.now.touched}

    @property
    def finished(self) -> bool:
        """Whether the rest is being filled in for the customer."""
        return any(value != ABSENT for value in self.now.suggested.values())


def design_of(space: Space, draft: Draft) -> Design:
    """The draft as a design whose choices weigh what they mean to the customer."""
    own = space.start().choose_all(draft.now.touched, weight=TOUCHED)
    return own.choose_all(draft.now.suggested, weight=1)


def choose(space: Space, draft: Draft, variable: str, value: str, *, anyway: bool = False) -> Draft:
    """Choose a value; suggestions make way, the customer's own choices only with ``anyway``.

    Raises:
        Unavailable: it needs a choice of the customer's own to be given up; carries why, and the repair.
    """
    repaired = design_of(space, draft).repair(variable, value)
    others = draft.now.touched.keys() - {variable}
    kept = {name for name in others if repaired.choices.get(name) == draft.now.touched[name]}
    if kept != others and not anyway:
        # Raises, unless so many suggestions had to go that together they outweighed a choice.
        own = _own(space, draft).choose(variable, value, weight=TOUCHED)
        return _next(draft, own.complete().choices, others | {variable})
    return _next(draft, repaired.choices, kept | {variable})


def retract(space: Space, draft: Draft, variable: str) -> Draft:
    """Take a choice back; a finished draft fills the gap again, as the brand would."""
    touched = {name: value for name, value in draft.now.touched.items() if name != variable}
    return _again(space, draft, touched, fill=draft.finished)


def finish(space: Space, draft: Draft, fill: Filler = Design.complete) -> Draft:
    """Fill in the rest around what is chosen: as the brand would, unless another way is given."""
    return _next(draft, fill(_own(space, draft)).choices, set(draft.now.touched))


def begin(space: Space, draft: Draft, choices: Mapping[str, str]) -> Draft:
    """A new draft that starts from a preset: its choices as suggestions, and what a rule forbids today left out."""
    design = space.start()
    for variable, value in choices.items():
        with suppress(Unavailable, BadInput):
            design = design.choose(variable, value, weight=1)
    return replace(draft, now=Step({}, dict(design.choices)), past=())


def unfinish(draft: Draft) -> Draft:
    """Take every suggestion away again."""
    return _push(draft, Step(draft.now.touched))


def undo(draft: Draft) -> Draft:
    """One step back; the same draft when there is none."""
    if not draft.past:
        return draft
    back = draft.past[-1]
    before = Step(_put_back(draft.now.touched, back.touched), _put_back(draft.now.suggested, back.suggested))
    return replace(draft, now=before, past=draft.past[:-1])


def _own(space: Space, draft: Draft) -> Design:
    """The customer's own choices alone: what a suggestion can never stand against."""
    return design_of(space, replace(draft, now=Step(draft.now.touched)))


def _again(space: Space, draft: Draft, touched: Mapping[str, str], *, fill: bool) -> Draft:
    design = _own(space, replace(draft, now=Step(touched)))
    return _next(draft, design.complete().choices if fill else design.choices, set(touched))


def _next(draft: Draft, choices: Mapping[str, str], touched: set[str]) -> Draft:
    step = Step(
        {name: value for name, value in choices.items() if name in touched},
        {name: value for name, value in choices.items() if name not in touched},
    )
    return _push(draft, step)


def _push(draft: Draft, step: Step) -> Draft:
    if step == draft.now:
        return draft
    now = draft.now
    back = Back(_replaced(now.touched, step.touched), _replaced(now.suggested, step.suggested))
    news = draft.news and replace(draft.news, told=True)
    return replace(draft, now=step, past=(*draft.past, back)[-STEPS_BACK:], news=news)


def _replaced(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, str | None]:
    names = sorted(before.keys() | after.keys())
    return {name: before.get(name) for name in names if before.get(name) != after.get(name)}


def _put_back(stands: Mapping[str, str], back: Mapping[str, str | None]) -> dict[str, str]:
    merged = {**stands, **back}
    return {name: value for name, value in merged.items() if value is not None}
