"""What a customer's taste says of each option of a family, by source; and what it would say without one."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from sumisura.space.space import Space
from sumisura.taste.model import ItemId
from sumisura.taste.serving.attention import standing
from sumisura.taste.state import Taste
from sumisura.usecases.tasting.guests import Guest

Floats = npt.NDArray[np.float64]
SAY = 2.0
"""What a liking of one standard deviation of people's likings adds to the log-odds of an option."""
REFUSED = -30.0
"""Log-odds of what was refused: below whatever past sales and liking say for it."""
STATED = "stated"


@dataclass(frozen=True)
class Liking:
    """What one customer's taste, as of some moment, says of each column of a space, in log-odds.

    Args:
        unwanted: what was refused, by itself or by a quality it has, so far down that nothing proposes it; a hand still
            may. It was asked for, so it holds whatever they agree to.
    """

    space: Space
    taste: Taste
    unwanted: Floats

    @classmethod
    def of(cls, who: Guest, taste: Taste, space: Space) -> "Liking":
        """A guest's liking by this taste of theirs."""
        return cls(space, taste, _unwanted(who, space))

    @cached_property
    def parts(self) -> Mapping[str, Floats]:
        """Source → what it says of each column; what was refused was told."""
        found = _parts(self.taste, self.space)
        if self.unwanted.any():
            found[STATED] = found.get(STATED, 0.0) + self.unwanted
        return found

    @cached_property
    def total(self) -> Floats:
        """(columns,) all of it."""
        return sum(self.parts.values(), np.zeros(len(self.space.columns)))

    def without(self, source: str) -> Floats:
        """(columns,) all of it had that source never been: the taste summed anew, not this one less a part."""
        if source not in self._left:
            self._left[source] = Liking(self.space, self.taste.without(source), self.unwanted).total
        return self._left[source]

    @cached_property
    def _left(self) -> dict[str, Floats]:
        return {}


def option_item(family: str, variable: str, value: str) -> ItemId:
    """The item that stands for an option."""
    return ItemId(f"{family}:{variable}={value}")


def _parts(taste: Taste, space: Space) -> dict[str, Floats]:
    """Source → what it says of each column, in `SAY` log-odds per standard deviation of people's likings."""
    row, family = taste.population.row, space.family.name
    known = [
        (column, row[item])
        for column, pair in enumerate(space.columns)
        if (item := option_item(family, *pair)) in row
    ]
    if not known or len(taste.sources) == 1:
        return {}
    columns, rows = (np.array(part, np.int64) for part in zip(*known, strict=True))
    usual = np.maximum(taste.without(*taste.evidence.sums).unsure(rows), np.finfo(np.float64).tiny)
    parts = taste.parts(rows) * (SAY / usual)
    found = {source: np.zeros(len(space.columns)) for source in taste.sources[1:]}
    for number, source in enumerate(taste.sources[1:], start=1):
        found[source][columns] = parts[number]
    return found


def _unwanted(who: Guest, space: Space) -> Floats:
    refused = standing(who.kept)
    found = np.zeros(len(space.columns))
    for column, pair in enumerate(space.columns if refused else ()):
        item = who.cloth.items.get(option_item(space.family.name, *pair))
        if item is not None and not refused.isdisjoint((str(item.id), *item.tokens)):
            found[column] = REFUSED
    return found
