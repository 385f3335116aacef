"""What was counted of each party: kept small, so that more of its events replace its votes, and it can take them back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from heapq import nlargest
from typing import Final

import numpy as np

from sumisura.taste.crowd.hot import Heat, Touches, votes
from sumisura.taste.crowd.local import Places, gather
from sumisura.taste.crowd.model import Sums

CAPACITY: Final = 1 << 20
"""Rows are below this for ever: new items take new rows, and no key ever moves."""
MOST: Final = 2_000
"""Touches kept of one party in one source: the latest."""
USUALLY: Final = Heat()
"""How hot is measured unless told otherwise."""


@dataclass(frozen=True, slots=True)
class Told:
    """One event as the crowd counts it.

    Args:
        source: whose withdrawal takes it back.
        row: the item's.
        window: the number of the window it happened in (``hot.Heat.index``).
        wanted: they chose it, instead of only looking.
    """

    source: str
    row: int
    window: int
    wanted: bool


@dataclass(frozen=True, slots=True)
class Part:
    """What one source gave of one party.

    Args:
        events: how many were counted.
        first, last: the windows of the earliest and of the latest.
        touches: (window, row), each once, ascending; the latest `MOST` within what is looked back at.
        chosen: rows it wanted, each once, ascending.
    """

    events: int = 0
    first: int = 0
    last: int = 0
    touches: tuple[tuple[int, int], ...] = ()
    chosen: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Counted:
    """All that was counted of one party, by source.

    What is left out (touches from long before a source's latest, more than `MOST` of them) depends on that source's
    events alone, not on their order: so taking a source back leaves exactly what would be there without it.

    Args:
        cell: the coarse place it was counted in; "" for none.
        simulated: it is no person.
    """

    parts: Mapping[str, Part] = field(default_factory=dict)
    cell: str = ""
    simulated: bool = False

    @property
    def events(self) -> int:
        """How many events were counted."""
        return sum(part.events for part in self.parts.values())

    @property
    def chosen(self) -> frozenset[int]:
        """The rows it wanted, by any source."""
        return frozenset(row for part in self.parts.values() for row in part.chosen)

    def told(self, events: Iterable[Told], *, heat: Heat = USUALLY) -> "Counted":
        """With more events counted."""
        parts = dict(self.parts)
        by_source: dict[str, list[Told]] = {}
        for event in events:
            by_source.setdefault(event.source, []).append(event)
        for source, more in by_source.items():
            parts[source] = _more(parts.get(source), more, heat)
        return replace(self, parts=parts)

    def without(self, source: str) -> "Counted":
        """As if that source had never been; of ``place`` only the cell is known."""
        left = {name: part for name, part in self.parts.items() if name != source}
        return replace(self, parts=left, cell="" if source == "place" else self.cell)


@dataclass(frozen=True, slots=True)
class Sum:
    """What parties add up to; sums of parties add and subtract exactly.

    Args:
        hot: key window · `CAPACITY` + row → votes.
        popular: row → parties that wanted it.
        places: the same by place, of those who named one.
        parties, simulated: parties of whom anything was counted, and how many of them are no persons.
        events: how many events were counted.
    """

    hot: Sums = field(default_factory=Sums.of)
    popular: Sums = field(default_factory=Sums.of)
    places: Places = field(default_factory=lambda: Places(CAPACITY, {}))
    parties: int = 0
    simulated: int = 0
    events: int = 0

    @classmethod
    def of(cls, counted: Sequence[Counted], *, heat: Heat = USUALLY) -> "Sum":
        """What these parties add up to."""
        there = [one for one in counted if one.events]
        chosen = [one.chosen for one in there]
        rows = np.array([row for rows in chosen for row in rows], np.int64)
        placed = [(one.cell, rows) for one, rows in zip(there, chosen, strict=True) if one.cell]
        return cls(
            votes(_touches(there), CAPACITY, heat),
            Sums.of(rows, np.ones_like(rows)),
            gather(placed, CAPACITY),
            len(there),
            sum(one.simulated for one in there),
            sum(one.events for one in there),
        )

    def __add__(self, other: "Sum") -> "Sum":
        return Sum(
            self.hot + other.hot,
            self.popular + other.popular,
            self.places + other.places,
            self.parties + other.parties,
            self.simulated + other.simulated,
            self.events + other.events,
        )

    def __sub__(self, other: "Sum") -> "Sum":
        return Sum(
            self.hot - other.hot,
            self.popular - other.popular,
            self.places - other.places,
            self.parties - other.parties,
            self.simulated - other.simulated,
            self.events - other.events,
        )


def _more(part: Part | None, events: Sequence[Told], heat: Heat) -> Part:
    before = part or Part(first=events[0].window, last=events[0].window)
    touches = {*before.touches, *((one.window, one.row) for one in events if one.window >= 0)}
    oldest = max((window for window, _ in touches), default=0) - heat.usual
    recent = nlargest(MOST, (one for one in touches if one[0] > oldest))
    return Part(
        before.events + len(events),
        min(before.first, *(one.window for one in events)),
        max(before.last, *(one.window for one in events)),
        tuple(sorted(recent)),
        tuple(sorted({*before.chosen, *(one.row for one in events if one.wanted)})),
    )


def _touches(counted: Sequence[Counted]) -> Touches:
    rows = [
        (party, row, window, first)
        for party, one in enumerate(counted)
        for first in [min(part.first for part in one.parts.values())]
        for part in one.parts.values()
        for window, row in part.touches
    ]
    party, row, window, first = np.array(rows, np.int64).reshape(-1, 4).T
    return Touches(party, row, window, first)
