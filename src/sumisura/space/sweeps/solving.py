"""The best variant that keeps within limits, exactly."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import numpy.typing as npt

from sumisura.space.engine import Costs, Engine, Mask
from sumisura.space.errors import TooManyTradeOffs
from sumisura.space.kernels.sweeps import FAR
from sumisura.space.sweeps.labels import Bound, labels_of
from sumisura.space.sweeps.measures import Held

FINEST = 1 << 46
"""The most that a sum to be made least may come to: of more, it is rounded, by less than one part in a million million."""
COARSER = 64
"""How much larger its step becomes when there are too many trade-offs."""


@dataclass(frozen=True, eq=False)
class Found:
    """A best variant within limits.

    Args:
        columns: the chosen column of every variable, auxiliary ones last.
        within: no variant within the limits is better by more than this; 0: none is better.
    """

    columns: npt.NDArray[np.int64]
    within: int


@dataclass(frozen=True, eq=False)
class Within:
    """The variants that keep within limits.

    Args:
        allowed: the columns that some variant within every limit may have, one by one.
        limits: those that still need to be watched.
    """

    engine: Engine
    allowed: Mask
    limits: tuple[Held, ...]

    @classmethod
    def of(cls, engine: Engine, allowed: Mask, limits: Sequence[Held]) -> Self | None:
        """None where a limit cannot be kept by itself."""
        here: Self | None = cls(engine, allowed, tuple(limits))
        while here is not None:
            after = here.narrowed()
            if after is None or bool((after.allowed == here.allowed).all()):
                return after
            here = after
        return None

    def best(self, cost: Costs) -> Found | None:
        """The variant of least cost; None when none keeps within all limits at once.

        Args:
            cost: per column, at least 0, in sum below 2**59.

        Raises:
            TooManyTradeOffs: between the limits alone.
        """
        if not self.limits:
            values = self.engine.least(np.where(self.allowed, cost, np.int64(FAR)))
            return Found(self.engine.structure.first[:-1].astype(np.int64) + values, 0)
        most = int(np.maximum.reduceat(np.where(self.allowed, cost, 0), self._first).sum())
        step = 1
        while most // step > FINEST:
            step *= 2
        return self._best(cost, step)

    def _best(self, cost: Costs, step: int) -> Found | None:
        bounds = [*(Bound(*limit) for limit in self.limits), Bound(cost // step)]
        labels = labels_of(self.engine, self.allowed, bounds)
        if labels is None:
            if not (cost // step).any():
                raise TooManyTradeOffs(self.engine.family.name, len(bounds))
            return self._best(cost, step * COARSER)
        if not len(labels.points):
            return None
        columns = labels.columns(labels.points[labels.points[:, -1].argmin()])
        lost = np.where(self.allowed, cost % step, 0)
        return Found(columns, int(np.maximum.reduceat(lost, self._first).sum()))

    @property
    def _first(self) -> npt.NDArray[np.int32]:
        return self.engine.structure.first[:-1]

    def narrowed(self) -> Self | None:
        """Without the columns that alone go beyond a limit, and the limits that nothing left can go beyond."""
        allowed, left = self.engine.valid(self.allowed), []
        for limit in self.limits:
            if allowed is None:
                return None
            room = limit.limit - self._least(limit, allowed)
            above = limit.column - np.repeat(self._lows(limit, allowed), self.engine.structure.widths)
            if room < int(np.maximum.reduceat(np.where(allowed, above, 0), self._first).sum()):
                left.append(limit)
            allowed = self.engine.valid(allowed & (above <= room))
        return None if allowed is None else replace(self, allowed=allowed, limits=tuple(left))

    def _lows(self, limit: Held, allowed: Mask) -> Costs:
        lows: Costs = np.minimum.reduceat(np.where(allowed, limit.column, FAR), self._first)
        return lows

    def _least(self, limit: Held, allowed: Mask) -> int:
        return int(self._lows(limit, allowed).sum())
