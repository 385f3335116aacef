"""The frontier in words: one sentence over the chart, and what the minimal-data mode gives up."""

from collections.abc import Sequence
from dataclasses import dataclass

from sumisura.kernel import Brand, Money
from sumisura.stats.intervals import Estimate
from sumisura.taste.evaluation.frontier import Point
from sumisura.trust.sources import SOURCES
from sumisura.usecases.office.frontier import FrontierPage, GivenUp
from sumisura.web import words


@dataclass(frozen=True, slots=True)
class Told:
    """The page's sentences.

    Args:
        lead: what the chart shows.
        rows: of the table: (what it is called, the point).
        relevance, value, money: what the minimal-data mode gives up; "" where it cannot be said.
    """

    lead: str
    rows: Sequence[tuple[str, Point]]
    relevance: str = ""
    value: str = ""
    money: str = ""


def tell(page: FrontierPage, brand: Brand) -> Told:
    """A page in words."""
    if page.found is None:
        return Told("", ())
    shown = [one for one in page.found.points if one.offer.name or one.efficient]
    told = Told(_lead(page.found.points), [(called(one), one) for one in shown])
    if page.given_up is None:
        return told
    return Told(told.lead, told.rows, *_price(page.given_up, brand))


def called(point: Point) -> str:
    """What a way to serve is called: its level, or its sources."""
    name = point.offer.name
    if name == "segments":
        return "Minimal data: segments"
    return (
        words.capfirst(name)
        if name
        else ", ".join(one.title for one in SOURCES.values() if one.name in point.offer.sources)
    )


def _lead(points: Sequence[Point]) -> str:
    """Which way finds most, and which of those that ask less can not be told from it."""
    best = max(points, key=lambda one: one.relevance.value)
    near = [
        one
        for one in points
        if one.relevance.value >= best.relevance.low and one.offer.intrusion < best.offer.intrusion
    ]
    if not best.gain.decided or best.gain.value <= 0:
        return "Nothing that customers share is shown to help them find what they want sooner than what is popular."
    if not near:
        return f"{called(best)} finds most, and nothing that asks less comes near it."
    least = min(near, key=lambda one: one.offer.intrusion)
    return (
        f"{called(best)} finds most; {_lower(called(least))} asks {least.offer.intrusion:g} instead of "
        f"{best.offer.intrusion:g} and lies within its interval."
    )


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _price(found: GivenUp, brand: Brand) -> tuple[str, str, str]:
    def money(cents: float) -> str:
        return words.money(Money(round(cents), brand.currency), brand)

    gone = found.fitted.value - found.segments.value
    relevance = (
        f"Relevance: {found.segments.value:.3f} ({_span(found.segments)}) instead of {found.fitted.value:.3f} "
        f"({_span(found.fitted)}): {words.signed(-gone, 3, brand)}."
    )
    lost = found.value
    interval = f"{money(lost.low)} to {money(lost.high)}" if lost.known else "not known how sure"
    value = (
        f"Takings within reach: of {money(found.earned.value)} that each customer later wanted and met among the first 20, "
        + (
            f"{money(lost.value)} would stand farther down ({interval})."
            if lost.value > 0
            else f"nothing would be lost ({interval})."
        )
    )
    if not found.money.known:
        return (
            relevance,
            value,
            "What fitting brings in money is not known yet: too few visitors were compared.",
        )
    asked = (
        f"Fitting the shop at all brought {money(found.money.value)} a visitor "
        f"({money(found.money.low)} to {money(found.money.high)}), as the comparison with the shop that is the same for "
        "everyone shows. Your margin is a part of that."
    )
    return relevance, value, asked


def _span(found: Estimate) -> str:
    return f"{found.low:.3f} to {found.high:.3f}"
