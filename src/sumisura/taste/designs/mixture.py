"""A mixture over past sales: each distinct sale is a class, copied with a little noise."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from sumisura.taste.designs.history import MISSING, History, Ints

Floats = npt.NDArray[np.float64]

PRIORS = 2
"""How many classes stand before the sales: anyone, and the brand's defaults."""


@dataclass(frozen=True, eq=False)
class Mixture:
    """The model's parameters, and the tables that follow from them.

        p(x) ∝ Σ_k c_k Π_i [ (1 - ε_i) 1(x_i = s_ki) + ε_i q_i(x_i) ]

    with c_k how often sale k was made, ε_i the noise of variable i and q_i the share of each value. Two classes stand
    beside the sales, each with the weight of one: the brand's own defaults, and "anyone", who takes every value by
    its share.

    Args:
        history: the sales.
        default: the brand's default value number per variable, or -1; shape (variables,).
        noise: ε per variable, in (0, 1); shape (variables,).
    """

    history: History
    default: Ints = field(repr=False)
    noise: Floats = field(repr=False)

    @cached_property
    def width(self) -> Ints:
        """Values per variable."""
        return np.diff(self.history.first).astype(np.int32)

    @cached_property
    def owner(self) -> npt.NDArray[np.int64]:
        """The variable of each column."""
        return np.repeat(np.arange(len(self.width)), self.width)

    @cached_property
    def state_of_column(self) -> npt.NDArray[np.int64]:
        """Each column's state: every variable has one more, "not recorded", after its values."""
        return np.arange(len(self.history.columns)) + self.owner

    @cached_property
    def missing(self) -> Ints:
        """Each variable's state "not recorded"."""
        return (self.history.first[1:] + np.arange(len(self.width))).astype(np.int32)

    @cached_property
    def states(self) -> Ints:
        """State of each variable in each class: anyone, the defaults, then the sales; (variables, classes)."""
        rows = np.vstack([np.full(len(self.width), MISSING, np.int32), self.default, self.history.rows]).T
        begin = self.history.first[:-1] + np.arange(len(self.width), dtype=np.int32)
        states = np.where(rows == MISSING, self.missing[:, None], begin[:, None] + rows)
        return np.ascontiguousarray(states.astype(np.int32))

    @cached_property
    def log_counts(self) -> Floats:
        """Log of each class's weight, shape (classes,)."""
        return np.concatenate([np.zeros(PRIORS), np.log(self.history.counts)])

    @cached_property
    def share(self) -> Floats:
        """q: share of each value within its variable, the defaults as one sale and one more spread evenly."""
        share: Floats = self._sold / self._sold_at_all
        return share

    @cached_property
    def spread(self) -> Floats:
        """Standard deviation of the log of each share, √(1/a - 1/A) for a of A sales: large for what was seldom sold.

        Source: the delta method on a share's posterior, a beta distribution.
        """
        return np.asarray(np.sqrt(np.maximum(1.0 / self._sold - 1.0 / self._sold_at_all, 0.0)))

    @cached_property
    def _sold(self) -> Floats:
        """(columns,) sales that have each value, those of the priors among them."""
        total: Floats = 1.0 / self.width[self.owner]
        for row, count in (
            (self.default[None], np.ones(1, np.int64)),
            (self.history.rows, self.history.counts),
        ):
            sale, variable = np.nonzero(row >= 0)
            columns = self.history.first[variable] + row[sale, variable]
            total += np.bincount(columns, count[sale], len(total))
        return total

    @cached_property
    def _sold_at_all(self) -> Floats:
        """(columns,) the same, of the variable as a whole."""
        whole: Floats = np.add.reduceat(self._sold, self.history.first[:-1])[self.owner]
        return whole

    @cached_property
    def likeness(self) -> Floats:
        """Log p(column | a class that has it, that differs, that has none recorded), shape (columns, 3)."""
        noise = self.noise[self.owner]
        kept = np.log1p(-noise * (1.0 - self.share))
        table = np.column_stack([kept, np.log(noise * self.share), np.log(self.share)])
        return np.ascontiguousarray(table)
