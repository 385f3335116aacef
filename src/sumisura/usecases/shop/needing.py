"""From needs to designs: what a family can be asked for, what meets it, or what comes nearest and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from sumisura.kernel import BadInput, Configuration, Family, Measure, Money
from sumisura.space import repo
from sumisura.space.errors import NotSwept, TooManyTradeOffs
from sumisura.space.expressions.units import in_base
from sumisura.space.space import Space
from sumisura.space.sweeps.measures import LeadDays, Price
from sumisura.space.sweeps.meeting import Meeting, Reading, meet
from sumisura.space.sweeps.needs import AtLeast, AtMost, Tagged, tags
from sumisura.usecases.maker import wanting
from sumisura.usecases.noticing import note
from sumisura.usecases.services import Services, Visitor
from sumisura.usecases.shop import viewing
from sumisura.usecases.shop.wishing import Told, askable, heard

APART = 3
"""In how many choices the designs shown differ, where the family has enough."""


@dataclass(frozen=True, slots=True)
class NeedLine:
    """One need beside a design.

    Args:
        name: of the attribute, or the tag; "price" or "date".
        asked: the limit, or None for a tag.
        most: it may not be exceeded; else it must be reached.
        has: what the design has of it; None where there is nothing to measure.
    """

    name: str
    asked: Money | date | Measure | None
    most: bool
    has: Money | date | Measure | None
    met: bool


@dataclass(frozen=True, slots=True)
class NeedCard:
    """A design that meets needs, or comes near them.

    Args:
        unlike: what it has otherwise than the first one shown, choice and option as a person reads them.
    """

    choices: Mapping[str, str]
    price: Money
    arrives: date
    lines: tuple[NeedLine, ...]
    unlike: tuple[tuple[str, str], ...] = ()

    @property
    def unmet(self) -> tuple[NeedLine, ...]:
        """What it does not meet."""
        return tuple(line for line in self.lines if not line.met)


@dataclass(frozen=True, slots=True)
class NeedsView:
    """The page on which somebody tells what they need.

    Args:
        qualities: quality → its values, of every tag of the family ("style" → "plain", "rugged").
        units: attribute → the unit it is asked in.
        contents: of these, what something has or has not, as allergens: one asks to be without it.
        today: in the brand's time zone: nothing comes sooner.
        told: what was told, as it was written.
        errors: field → what is wrong with it.
        asked: something was told that could be understood.
        fits: meet every need; empty where nothing does.
        nearest: where nothing does: what comes near.
    """

    family: Family
    qualities: Mapping[str, Sequence[str]]
    units: Mapping[str, str]
    contents: frozenset[str]
    today: date
    told: Told
    errors: Mapping[str, str] = field(default_factory=dict)
    asked: bool = False
    fits: tuple[NeedCard, ...] = ()
    nearest: tuple[NeedCard, ...] = ()


def show(services: Services, visitor: Visitor, family_name: str, told: Told) -> NeedsView:
    """What a family can be asked for; and where something was told, the designs that meet it, or the nearest.

    Designs are the maker's own as far as the needs allow, then the cheapest: the same for everyone who needs the same.

    Raises:
        NotFound: there is no such family.
    """
    with services.store.read() as tx:
        digest = repo.current(tx, visitor.brand.id, family_name)
        space = services.shelf.take(tx, visitor.brand.id, digest).space
    today = visitor.brand.local(services.clock.now()).date()
    units = askable(space)
    view = NeedsView(space.family, _qualities(space), units, _contents(space.family, units), today, told)
    needs, errors = heard(told, space, today)
    if errors or not needs:
        return replace(view, errors=errors)
    try:
        answer = meet(space.start(), needs, _as_the_brand(space), apart=_apart(space))
    except (BadInput, TooManyTradeOffs, NotSwept) as error:
        return replace(view, errors={"": str(error)})
    fits, nearest = (
        _compared(space.family, [_card(space, one, today, view.units) for one in some])
        for some in (answer.fits, answer.nearest)
    )
    _noted(services, visitor, space, told, nearest)
    return replace(view, asked=True, fits=fits, nearest=nearest)


def _noted(
    services: Services, visitor: Visitor, space: Space, told: Told, nearest: tuple[NeedCard, ...]
) -> None:
    """What could not be met is a fact of the visit; and of research, from those who agreed to it."""
    name = space.family.name
    if not nearest:
        note(services, visitor, "needs.told", name, family=space.family.digest)
        return
    near = Configuration.of(space.family.digest, nearest[0].choices).digest
    missed = {"family": space.family.digest, "needs": told.pairs, "nearest": near}
    note(services, visitor, wanting.NEEDED, name, **missed)
    wanting.missed(services, visitor, name, missed)


def _qualities(space: Space) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for tag in tags(space.engine):
        quality, _, value = tag.partition("=")
        found.setdefault(quality, []).append(value)
    return found


def _contents(family: Family, units: Mapping[str, str]) -> frozenset[str]:
    """Attributes without a unit of which everything has one or none."""
    values = [value for variable in family.variables for value in variable.values]
    amounts = {name: {value.attributes.get(name, Measure(0, "")).value for value in values} for name in units}
    return frozenset(name for name, unit in units.items() if not unit and amounts[name] <= {0, 1})


def _apart(space: Space) -> int:
    return min(APART, max(1, len(space.family.variables) // APART))


def _as_the_brand(space: Space) -> npt.NDArray[np.float64]:
    """A default outweighs any price; of equals the cheaper is liked more."""
    engine = space.engine
    price = engine.prices.column[: engine.public] / (1 << engine.prices.shift)
    own = [value.name == variable.default for variable in space.family.variables for value in variable.values]
    return np.array(own, np.float64) - price


def _card(space: Space, found: Meeting, today: date, units: Mapping[str, str]) -> NeedCard:
    family, choices = space.family, found.variant.design.choices
    arrives = today + timedelta(days=viewing.lead_days(family, choices))
    lines = tuple(_line(reading, family, today, units) for reading in found.readings)
    return NeedCard(choices, Money(found.variant.price, family.currency), arrives, lines)


def _compared(family: Family, cards: Sequence[NeedCard]) -> tuple[NeedCard, ...]:
    """Each card with what it has otherwise than the first."""
    return tuple(replace(card, unlike=_unlike(family, card.choices, cards[0].choices)) for card in cards)


def _unlike(
    family: Family, choices: Mapping[str, str], first: Mapping[str, str]
) -> tuple[tuple[str, str], ...]:
    differs = [variable for variable in family.variables if choices[variable.name] != first[variable.name]]
    return tuple((each.label, each.value(choices[each.name]).label) for each in differs)


def _line(reading: Reading, family: Family, today: date, units: Mapping[str, str]) -> NeedLine:
    need = reading.need
    if isinstance(need, Tagged):
        return NeedLine(need.tag, None, False, None, reading.met)
    assert isinstance(need, AtMost | AtLeast)  # noqa: S101 - `heard` makes no other
    asked, has = (_shown(need, value, family, today, units) for value in (need.limit, reading.value))
    return NeedLine(_name(need), asked, isinstance(need, AtMost), has, reading.met)


def _name(need: AtMost | AtLeast) -> str:
    if isinstance(need.measure, Price):
        return "price"
    return "date" if isinstance(need.measure, LeadDays) else need.measure.attribute


def _shown(
    need: AtMost | AtLeast, value: Fraction | None, family: Family, today: date, units: Mapping[str, str]
) -> Money | date | Measure | None:
    """A value of a need in the words of whoever told it."""
    if value is None:
        return None
    if isinstance(need.measure, Price):
        return Money(int(value), family.currency)
    if isinstance(need.measure, LeadDays):
        return today + timedelta(days=int(value))
    unit = units[need.measure.attribute]
    return Measure(round(float(value / in_base(1, unit)), 3), unit)
