"""A model's card: what it rests on, how well it serves and whom it serves worst, for people and for programs.

Source: Mitchell et al., Model Cards for Model Reporting, FAT* 2019.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from math import isfinite

import numpy as np

from sumisura.stats.intervals import Estimate
from sumisura.taste.crowd.model import FEWEST, Ints
from sumisura.taste.evaluation.replay import Case, K, Served

BANDS = ((0, 0), (1, 3), (4, 9), (10, 10**9))
"""Numbers of known events that customers are grouped by: what a shop knows of them, and nothing else about them."""


@dataclass(frozen=True, slots=True)
class Given:
    """What one source gave, and how much the model trusts it.

    Args:
        events: how many were learned from.
        precision: what one plain signal weighs.
        half_life: days until what fades of it weighs half.
        lasting: the part that never fades, 0 to 1.
    """

    events: int
    precision: float
    half_life: float
    lasting: float = 0.0


@dataclass(frozen=True, slots=True)
class Band:
    """Customers of whom about as much was known.

    Args:
        known: in words: "1 to 3 events".
        customers: how many.
        ndcg: mean of the first `K`.
    """

    known: str
    customers: int
    ndcg: float


@dataclass(frozen=True, slots=True)
class Worst:
    """The tenth of customers served worst.

    Args:
        ndcg: their mean.
        known: mean number of events that were known of them; ``known_all`` of everybody.
    """

    ndcg: float
    known: float
    known_all: float


@dataclass(frozen=True, slots=True)
class Card:
    """All of it; figures are absent where too few customers could be held out.

    Args:
        version: the model's.
        promoted: whether it is used, and ``why``.
        incumbent: the version it was measured against; "" for none.
        trained_at: until when it learned.
        cut: the instant from which on events were held back; None for the latest of each customer's own.
        customers, events: what it rests on; of the customers, so many ``simulated``.
        sources: name → what it gave.
        figures: (who, measure) as "model ndcg" → estimate, over the customers held out.
        gains: the model less another, paired by customer, in ndcg.
        bands: by how much was known.
        designs: family → sales its model of designs rests on.
        factors: what made its item factors, by name; "" where there are none.
    """

    brand: str
    version: str
    promoted: bool
    why: str
    incumbent: str
    trained_at: datetime
    cut: datetime | None
    customers: int
    events: int
    simulated: int
    sources: Mapping[str, Given] = field(default_factory=dict)
    figures: Mapping[str, Estimate] = field(default_factory=dict)
    gains: Mapping[str, Estimate] = field(default_factory=dict)
    bands: Sequence[Band] = ()
    worst: Worst | None = None
    designs: Mapping[str, int] = field(default_factory=dict)
    factors: str = ""

    def to_json(self) -> str:
        """For programs; what is not known is null."""
        return json.dumps(_plain(asdict(self)), indent=1, default=datetime.isoformat, allow_nan=False)

    def to_markdown(self) -> str:
        """For people."""
        return "\n".join(_lines(self)) + "\n"


def bands(cases: Sequence[Case], served: Served) -> list[Band]:
    """Customers grouped by how many of their events were known.

    A group of fewer than `FEWEST` is joined to the next: left out, it could be reckoned from the others and the mean.
    """
    known = np.array([len(case.known) for case in cases])
    found = []
    for low, high in _wide(known):
        inside = (known >= low) & (known <= high)
        found.append(Band(_band(low, high), int(inside.sum()), float(served.ndcg[inside].mean())))
    return found


def _wide(known: Ints) -> list[tuple[int, int]]:
    """Neighbouring `BANDS` joined until each holds enough customers; none where all together are too few."""
    found: list[tuple[int, int]] = []
    low, held = 0, 0
    for first, high in BANDS:
        low = first if held == 0 else low
        held += int(((known >= first) & (known <= high)).sum())
        if held >= FEWEST:
            found.append((low, high))
            held = 0
    if held and found:
        found[-1] = (found[-1][0], BANDS[-1][1])
    return found


def worst(cases: Sequence[Case], served: Served) -> Worst:
    """The tenth of customers served worst, at least `FEWEST`, ties broken by their order."""
    known = np.array([len(case.known) for case in cases], np.float64)
    lowest = np.argsort(served.ndcg, kind="stable")[: max(FEWEST, len(cases) // 10)]
    return Worst(float(served.ndcg[lowest].mean()), float(known[lowest].mean()), float(known.mean()))


def _band(low: int, high: int) -> str:
    if low == high:
        return "nothing yet"
    return f"{low} to {high} events" if high < BANDS[-1][1] else f"{low} events or more"


def _lines(card: Card) -> Iterator[str]:
    simulated = f", {card.simulated:,} of them **simulated**" if card.simulated else ""
    yield f"# The model {card.version} of {card.brand}"
    yield ""
    yield f"{'In use' if card.promoted else 'Not in use'}: {card.why}."
    yield ""
    yield f"It learned until {card.trained_at:%Y-%m-%d %H:%M} UTC from {card.events:,} events of {card.customers:,} customers{simulated},"
    yield "each of whom agreed to be learned from. It holds nobody's name, and says nothing about any one of them."
    if card.factors:
        yield ""
        yield f"Its item factors were made by {card.factors}."
    yield from _sources(card)
    yield from _figures(card)
    yield from _whom(card)
    if card.designs:
        yield from ("", "## Designs", "", "| family | sales |", "|---|---|")
        yield from (f"| {name} | {sales:,} |" for name, sales in sorted(card.designs.items()))
    yield from ("", "## For what, and for what not", "")
    yield "It orders what one shop shows to one customer, and says why. It knows what customers did there and told; not who"
    yield "they are. A model that rests on simulated customers shows that learning works as built, not what a shop will earn."
    yield "Who takes an agreement back is left out of the next fit, and of their own ranking at once."


def _sources(card: Card) -> Iterator[str]:
    if card.sources:
        yield from ("", "## What it rests on", "")
        yield from (
            "| source | events | one signal weighs | fades by half in | stays |",
            "|---|---|---|---|---|",
        )
        for name, given in sorted(card.sources.items(), key=lambda pair: (-pair[1].events, pair[0])):
            fades = f"{given.half_life:,.0f} days" if isfinite(given.half_life) else "never"
            yield f"| {name} | {given.events:,} | {given.precision:.3g} | {fades} | {given.lasting:.0%} |"


def _figures(card: Card) -> Iterator[str]:
    yield from ("", "## How well it serves", "")
    if not card.gains:
        yield "Too few customers could be held out to say."
        return
    if card.cut:
        yield f"Replayed on what customers wanted after {card.cut:%Y-%m-%d %H:%M} UTC, the model having learned until then:"
    else:
        yield "Replayed on the latest fifth of what each customer told, the model having learned from the rest:"
    yield from ("", f"| first {K} | mean | 95 % interval | customers |", "|---|---|---|---|")
    yield from (_row(name, found) for name, found in card.figures.items())
    yield from ("", "| gain in ndcg, paired | mean | 95 % interval | customers |", "|---|---|---|---|")
    yield from (_row(name, found) for name, found in card.gains.items())


def _whom(card: Card) -> Iterator[str]:
    if card.worst is None:
        return
    yield from ("", "## Whom it serves worst", "")
    yield f"The tenth served worst: ndcg {card.worst.ndcg:.3f} on average. {card.worst.known:.1f} events were known of"
    yield f"each of them, {card.worst.known_all:.1f} of each of all."
    yield from ("", "| known of them | customers | ndcg |", "|---|---|---|")
    yield from (f"| {band.known} | {band.customers:,} | {band.ndcg:.3f} |" for band in card.bands)


def _row(name: str, found: Estimate) -> str:
    reach = f"{found.low:+.4f} to {found.high:+.4f}" if found.known else "not known"
    return f"| {name} | {found.value:.4f} | {reach} | {found.n:,} |"


def _plain(node: object) -> object:
    if isinstance(node, dict):
        return {name: _plain(below) for name, below in node.items()}
    if isinstance(node, list | tuple):
        return [_plain(below) for below in node]
    return None if isinstance(node, float) and not isfinite(node) else node
