"""A family of which some components could not be compiled: these are answered by SAT, the others by sweeps."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from sumisura.space.engine import UNCHOSEN, Costs, Engine, Mask
from sumisura.space.kernels.sweeps import FAR
from sumisura.space.model import NEVER, Bounds, Sweep
from sumisura.space.searching import Searching
from sumisura.space.structure import Ints, frozen

MILLION = 1_000_000


@dataclass(frozen=True, eq=False)
class SearchedEngine(Engine):
    """An engine whose circuit leaves the variables of some components free, and searches them.

    Components have no variable in common, so what a sweep says of one holds whatever the others are.

    Args:
        searching: answers for the components that are not compiled.
    """

    searching: Searching = field(kw_only=True)

    @property
    def is_exact(self) -> bool:
        """Counts and optima are bounds."""
        return False

    @cached_property
    def own(self) -> Ints:
        """The variables that are searched."""
        return frozen(np.unique(self._owner[self.searching.mine]))

    def sweep(self, chosen: Ints, weight: Costs) -> Sweep:
        """What every option costs; of searched ones whether they go is exact, and the rest is bounded.

        What must be given up is at most what is said, and what the price becomes at least.
        """
        elsewhere = chosen.copy()
        elsewhere[self.own] = UNCHOSEN
        swept = super().sweep(elsewhere, weight)
        ours = self.searching.mine[: self.public]
        low, high = (bound[: self.public] for bound in self.searching.give_up(chosen, weight))
        give_up = np.where(ours, high, swept.give_up)
        delta, least = self._prices(chosen, self.searching.valid(chosen))
        return Sweep(
            give_up == 0,
            np.where(ours, delta, swept.price_delta),
            give_up,
            swept.price + least,
            ~ours | (self._flat & (low == high)) | (give_up == NEVER),
        )

    def valid(self, allowed: Mask) -> Mask | None:
        """Which allowed columns remain possible; None when nothing does."""
        swept = super().valid(self._set_aside(allowed))
        found = None if swept is None else self.searching.possible(allowed)
        if swept is None or found is None:
            return None
        return np.where(self.searching.mine, found, swept)

    def least(self, cost: Costs) -> Ints:
        """Value numbers of one variant: of least cost where it is compiled, of the least found where it is searched."""
        values = super().least(np.where(self.searching.mine, 0, cost))
        return self._searched(values, cost)

    def best(self, weights: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.float64], Ints]:
        """Scores and value numbers of a good variant per row, the best where all is compiled."""
        mine, padded = self.searching.mine, np.zeros((len(weights), len(self.prices.column)))
        padded[:, : self.public] = weights
        _, values = super().best(np.where(mine[: self.public], 0.0, weights))
        found = np.array([self._searched(*row) for row in zip(values, map(_costs, padded), strict=True)])
        taken = self.structure.first[:-1] + found
        return np.take_along_axis(padded, taken, axis=1).sum(axis=1), found

    def count(self, allowed: Mask) -> int | Bounds:
        """Variants of allowed columns: between two bounds, or exactly where these meet."""
        swept = self.swept_count(self._set_aside(allowed))
        low, high = (swept * bound for bound in self.searching.count(allowed))
        return low if low == high else Bounds(low, high)

    @cached_property
    def _owner(self) -> Ints:
        return frozen(np.repeat(np.arange(len(self.structure.widths)), self.structure.widths))

    @cached_property
    def _flat(self) -> bool:
        """Whether no searched choice changes the price: then what it costs is known after all."""
        return not self.prices.column[self.searching.mine].any()

    def _searched(self, values: Ints, cost: Costs) -> Ints:
        """The same with the searched variables' values filled in."""
        found = self.searching.least(cost)
        if found is None:
            raise AssertionError("no variant has what is fixed")
        return np.where(found.chosen == UNCHOSEN, values, found.chosen - self.structure.first[:-1])

    def _set_aside(self, allowed: Mask) -> Mask:
        """The columns allowed where it is compiled, and one of each searched variable: it counts once."""
        kept = allowed & ~self.searching.mine
        kept[self.structure.first[self.own]] = True
        return kept

    def _prices(self, chosen: Ints, goes: Mask) -> tuple[Costs, int]:
        """What each searched column changes the price by at least, and what the searched choices cost at least."""
        delta, least, first = self.prices.column.copy(), 0, self.structure.first
        for number in self.own:
            at = slice(first[number], first[number + 1])
            mine = chosen[number]
            now = int(self.prices.column[mine] if mine != UNCHOSEN else delta[at][goes[at]].min())
            delta[at] -= now
            least += now
        return delta[: self.public], least


def _costs(liked: npt.NDArray[np.float64]) -> Costs:
    """Whole costs that order variants as what is liked does, to one part in a million of the widest weight."""
    spread = np.ptp(liked[np.isfinite(liked)]) or 1.0
    costs = np.where(np.isfinite(liked), MILLION * (liked.max() - liked) / spread, FAR)
    return np.rint(costs).astype(np.int64)
