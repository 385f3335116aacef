"""The crowd as pages and rankings see it: one frozen view of all sums, with what it rests on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import numpy as np

from sumisura.taste.crowd.hot import hottest
from sumisura.taste.crowd.local import Near, Places, near
from sumisura.taste.crowd.model import Floats, Ints


@dataclass(frozen=True)
class Crowd:
    """What all customers who agreed to be counted want.

    Args:
        items: (n,) item ids by row; rows never move, new items come at the end.
        popular: (n,) how many parties wanted each.
        surge: (n,) standard deviations above its usual rate (``hot.surge``); above about 3 is hot.
        places: the same counts by place.
        parties, events: how many stand behind it.
        simulated: how many of the parties are no persons.
        as_of: when it was last brought up to date; None for never.
    """

    items: tuple[str, ...]
    popular: Ints
    surge: Floats
    places: Places
    parties: int
    events: int
    simulated: int
    as_of: datetime | None

    @cached_property
    def row(self) -> Mapping[str, int]:
        """The row of each item."""
        return {item: row for row, item in enumerate(self.items)}

    def hottest(self, k: int) -> list[str]:
        """At most k items that are hot, hottest first; often fewer, sometimes none."""
        return [self.items[row] for row in hottest(self.surge, k)]

    def near(self, place: str) -> Near:
        """What the people of a place want more than others do, by row (``local.near``).

        Raises:
            BadInput: it is no region or cell.
        """
        return near(self.places, place)

    def aligned(self, values: Floats | Ints, ids: Iterable[str]) -> Floats:
        """(k,) the values of these items, from values by row; 0 for one that nobody was counted for."""
        rows = np.fromiter((self.row.get(id_, -1) for id_ in ids), np.int64)
        padded = np.append(np.asarray(values, np.float64), 0.0)
        return np.asarray(padded[rows])
