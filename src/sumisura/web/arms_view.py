"""The arms as they are drawn: bars from zero, an interval on each, and their difference round a zero of its own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import isfinite

from babel import Locale
from babel.numbers import format_decimal

from sumisura.insight.comparison import Comparison, Effect
from sumisura.insight.model import ArmTotals
from sumisura.insight.telling import tell
from sumisura.kernel import Brand, Money
from sumisura.stats.intervals import Estimate
from sumisura.usecases.office.arms import Block
from sumisura.web import words

ROOM = 94.0
"""Percent of a drawing's width that the longest interval takes."""
MIDDLE = 50.0
Write = Callable[[float], str]


@dataclass(frozen=True, slots=True)
class Mark:
    """One row of a chart; lengths in percent of its width.

    Args:
        value, interval: in words.
        at: where the value stands, or None where there is none.
        low, high: where its interval begins and ends; None where it is not known.
    """

    label: str
    value: str
    interval: str
    at: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Panel:
    """One measure: a sentence, the arms, and their difference."""

    title: str
    sentence: str
    arms: Sequence[Mark]
    difference: Mark


@dataclass(frozen=True, slots=True)
class ArmRow:
    """One arm's sums in a table."""

    label: str
    totals: ArmTotals
    left: Money


@dataclass(frozen=True, slots=True)
class View:
    """A comparison as its page shows it."""

    visitors: int
    panels: Sequence[Panel]
    rows: Sequence[ArmRow]
    split: str
    amiss: bool
    since: str
    last: datetime | None


def view(block: Block, brand: Brand) -> View:
    """A comparison in the brand's words and money."""
    found, locale = block.comparison, Locale.parse(brand.locale, sep="-")

    def money(cents: float) -> str:
        return words.money(Money(round(cents), brand.currency), brand)

    def of_hundred(rate: float) -> str:
        return str(format_decimal(100 * rate, format="#,##0.0", locale=locale))

    told = tell(found, money)
    return View(
        visitors=found.visitors,
        panels=(
            _panel("Bought, of 100 visitors", told.take_up, found.take_up, of_hundred),
            _panel("Left by a visitor", told.money, found.money, money),
            _panel("Gave something back, of 100 who bought", told.returns, found.returns, of_hundred),
        ),
        rows=[_row("Fitted", found.personal, brand), _row("Same for everyone", found.mass, brand)],
        split=_split(found, brand),
        amiss=found.amiss,
        since=words.calendar(block.since, brand) if block.since else "",
        last=block.last,
    )


def _panel(title: str, sentence: str, effect: Effect, write: Write) -> Panel:
    arms = effect.personal, effect.mass
    longest = max((end for one in arms for end in (one.value, one.high) if isfinite(end)), default=0.0)
    reach = max((abs(end) for end in _ends(effect.difference)), default=0.0)
    scale, half = _per(ROOM, longest), _per(MIDDLE * ROOM / 100, reach)
    return Panel(
        title,
        sentence,
        [
            _mark(label, one, write, lambda value: max(0.0, value * scale))
            for label, one in zip(("Fitted", "Same for everyone"), arms, strict=True)
        ],
        _mark("Difference", effect.difference, lambda x: _signed(x, write), lambda x: MIDDLE + x * half),
    )


def _mark(label: str, found: Estimate, write: Write, place: Callable[[float], float]) -> Mark:
    ends = _ends(found)
    low, high = (place(end) for end in ends) if ends else (None, None)
    return Mark(
        label,
        write(found.value) if isfinite(found.value) else "–",
        f"{write(ends[0])} to {write(ends[1])}" if ends else "not sure at all yet",
        place(found.value) if isfinite(found.value) else None,
        low,
        high,
    )


def _ends(found: Estimate) -> tuple[float, ...]:
    """Both ends, where the data say anything at all."""
    return (found.low, found.high) if found.known and found.n else ()


def _per(width: float, longest: float) -> float:
    return width / longest if longest > 0 else 0.0


def _signed(value: float, write: Write) -> str:
    text = write(abs(value))
    if text == write(0.0):
        return text
    return f"{'+' if value > 0 else words.MINUS}{text}"


def _split(found: Comparison, brand: Brand) -> str:
    """How visitors fell to the arms, beside how they were meant to."""
    if not found.visitors:
        return "Nobody came yet."
    share = words.percent(found.mass.visitors / found.visitors, brand)
    return f"{share} of visitors saw the shop that is the same for everyone; {words.percent(found.meant, brand)} were meant to."


def _row(label: str, totals: ArmTotals, brand: Brand) -> ArmRow:
    return ArmRow(label, totals, Money(totals.revenue, brand.currency))
