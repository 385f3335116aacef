"""What somebody says they need, as it was written; and as needs of a family."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import partial

from sumisura.kernel import BadInput
from sumisura.kernel.money import digits
from sumisura.space.expressions.units import in_base
from sumisura.space.space import Space
from sumisura.space.sweeps.measures import LeadDays, Price, Total, attributes
from sumisura.space.sweeps.needs import AtLeast, AtMost, Need, Tagged, tags

LONGEST = 20
"""Characters of a number or a date."""


@dataclass(frozen=True, slots=True)
class Told:
    """What was written.

    Args:
        price: the most it may cost, in the currency's own unit; "" for any.
        by: the day it must be there, as ``2026-12-24``; "" for any.
        tags: qualities it must have, as ``style=plain``.
        least, most: attribute → what all of it together must reach, or may come to, in the unit it is asked in.
    """

    price: str = ""
    by: str = ""
    tags: tuple[str, ...] = ()
    least: Mapping[str, str] = field(default_factory=dict)
    most: Mapping[str, str] = field(default_factory=dict)

    @property
    def pairs(self) -> list[list[str]]:
        """Each need as what it is about and what was written, for the record.

        Example:
            >>> Told(price="300", tags=("care=waterproof",), most={"weight": "2"}).pairs
            [['price <=', '300'], ['tag', 'care=waterproof'], ['weight <=', '2']]
        """
        some = [("price <=", self.price), ("date <=", self.by), *(("tag", tag) for tag in self.tags)]
        some += [(f"{name} >=", text) for name, text in self.least.items()]
        some += [(f"{name} <=", text) for name, text in self.most.items()]
        return [[what, text.strip()] for what, text in some if text.strip()]


def askable(space: Space) -> dict[str, str]:
    """Attributes that somebody may set limits to → the unit they are asked in: those the maker named, else every one."""
    known = attributes(space.engine)
    return {name: known[name] for name in space.family.asks} or known


def heard(told: Told, space: Space, today: date) -> tuple[list[Need], dict[str, str]]:
    """The needs of what was told, and what is wrong with what could not be understood, by field."""
    needs: list[Need] = []
    errors: dict[str, str] = {}

    def take(field: str, text: str, read: Callable[[str], Need]) -> None:
        if text.strip():
            try:
                needs.append(read(text.strip()))
            except BadInput as error:
                errors[field] = str(error)

    take("price", told.price, lambda text: AtMost(Price(), Fraction(_minor(text, space.family.currency))))
    take("by", told.by, lambda text: AtMost(LeadDays(), Fraction(_days(text, today))))
    for tag in dict.fromkeys(told.tags):
        take("tags", tag, lambda text: _tagged(text, space))
    for name, unit in askable(space).items():
        for kind, side, given in ((AtLeast, "least", told.least), (AtMost, "most", told.most)):
            take(f"{side}.{name}", given.get(name, ""), partial(_limit, kind, name, unit))
    return needs, errors


def _tagged(tag: str, space: Space) -> Need:
    if tag not in tags(space.engine):
        raise BadInput(f"“{tag[:LONGEST]}” is no quality of it", mend="Choose from the list.")
    return Tagged(tag)


def _minor(text: str, currency: str) -> int:
    """An amount as it was typed, in minor units, a part of one dropped: it is a limit."""
    amount = _number(text)
    if amount < 0:
        raise BadInput(f"“{text}” is less than nothing", mend="Write what it may cost.")
    return int(amount * 10 ** digits(currency))


def _limit(kind: type[AtLeast | AtMost], name: str, unit: str, text: str) -> Need:
    return kind(Total(name), in_base(_number(text), unit))


def _number(text: str) -> Fraction:
    """A plain decimal, with a point or a comma."""
    plain = text.replace(",", ".")
    if len(text) > LONGEST or not plain.lstrip("-").replace(".", "", 1).isdecimal():
        raise BadInput(f"“{text[:LONGEST]}” is no number", mend="Write it like 300 or 12.50.")
    return Fraction(plain)


def _days(text: str, today: date) -> int:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise BadInput(f"“{text[:LONGEST]}” is no day", mend="Write it like 2026-12-24.") from None
    if day < today:
        raise BadInput("that day is past", mend="Choose a day to come.")
    return (day - today).days
