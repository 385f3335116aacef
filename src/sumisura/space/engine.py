"""A compiled family with its prices: every question as one sweep over arrays."""

from dataclasses import dataclass
from functools import cache, cached_property
from math import isqrt, prod
from typing import Any

import numpy as np
import numpy.typing as npt

from sumisura.kernel import BadInput, Family
from sumisura.space.circuit import Circuit
from sumisura.space.constraints import Ruling, constraints_of
from sumisura.space.kernels.batch import best_variants
from sumisura.space.kernels.counting import count_modulo, count_roughly
from sumisura.space.kernels.sweeps import FAR, cheapest, options, possible
from sumisura.space.model import Bounds, Sweep
from sumisura.space.prices import Prices
from sumisura.space.structure import Ints, Structure

Mask = npt.NDArray[np.bool_]
Costs = npt.NDArray[np.int64]
UNCHOSEN = -1
ROUGH = 1e300
"""Counts above it are bounded by the product of the domains instead."""


@dataclass(frozen=True, eq=False)
class Engine:
    """The arrays of a space and what they belong to.

    ``chosen`` arguments hold, per variable (auxiliary ones last), the chosen column or `UNCHOSEN`.
    """

    family: Family
    structure: Structure
    circuit: Circuit
    prices: Prices

    @cached_property
    def public(self) -> int:
        """How many columns are the family's own."""
        return len(self.structure.columns)

    @cached_property
    def weights(self) -> Costs:
        """What giving up a choice costs unless it is told otherwise, per variable."""
        own = [variable.weight for variable in self.structure.variables]
        return np.array(own + [1] * len(self.structure.indicators), np.int64)

    @cached_property
    def departures(self) -> Costs:
        """Cost of each column when every step away from a default weighs more than any price."""
        cost, first = self.prices.column.copy(), self.structure.first
        for number, variable in enumerate(self.structure.variables):
            if variable.default is not None:
                kept = first[number] + self.structure.value_number(number, variable.default)
                cost[first[number] : first[number + 1]] += np.int64(1) << self.prices.shift
                cost[kept] = self.prices.column[kept]
        return cost

    def checked(self, given: Any) -> npt.NDArray[np.float64]:
        """Weights of shape (customers, columns), or BadInput."""
        try:
            weights = np.asarray(given, np.float64)
        except (TypeError, ValueError):
            raise BadInput("the weights are not numbers in rows", mend="Give an array of numbers.") from None
        if weights.ndim != 2 or weights.shape[1] != self.public:  # noqa: PLR2004 - rows and columns
            raise BadInput(
                f"the weights have shape {weights.shape}",
                mend=f"Give one row per customer and one column for each of the {self.public} in space.columns.",
            )
        if not np.isfinite(weights).all():
            row, column = np.argwhere(~np.isfinite(weights))[0]
            raise BadInput(
                f"the weight of {self.structure.columns[column]} in row {row} is {weights[row, column]}",
                mend="Give finite numbers.",
            )
        return weights

    @property
    def is_exact(self) -> bool:
        """Whether every answer is what it says; else counts and optima are bounds."""
        return True

    @cached_property
    def _all_exact(self) -> Mask:
        return np.ones(self.public, np.bool_)

    @cached_property
    def constraints(self) -> tuple[Ruling, ...]:
        """The rules as tables and sums: what explanations are drawn from."""
        return constraints_of(self.family, self.structure)

    def sweep(self, chosen: Ints, weight: Costs) -> Sweep:
        """What every option costs in price and in choices given up."""
        give_up = np.empty(len(self.prices.column), np.int64)
        delta = np.empty_like(give_up)
        low = options(self.circuit, self.prices.column, chosen, weight, self.prices.shift, give_up, delta)
        give_up, delta = give_up[: self.public], delta[: self.public]
        return Sweep(give_up == 0, delta, give_up, self.prices.base + low, self._all_exact)

    def valid(self, allowed: Mask) -> Mask | None:
        """Which allowed columns remain possible; None when nothing does."""
        valid = np.empty(len(allowed), np.bool_)
        return valid if possible(self.circuit, allowed, valid) else None

    def allowed(self, chosen: Ints) -> Mask:
        """The columns that the choices leave, before any rule is asked."""
        first = self.structure.first
        allowed = np.ones(first[-1], np.bool_)
        for number in np.flatnonzero(chosen >= 0):
            allowed[first[number] : first[number + 1]] = False
            allowed[chosen[number]] = True
        return allowed

    def least(self, cost: Costs) -> Ints:
        """Value numbers of one variant of least cost: the first best value at each step from the root."""
        values = np.zeros(len(self.circuit.order), np.int32)
        if cheapest(self.circuit, cost.copy(), values) >= FAR:
            raise AssertionError("no variant has what is fixed")
        return values

    def best(self, weights: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.float64], Ints]:
        """Scores and value numbers of one best variant per row; weights over the public columns."""
        padded = np.zeros((len(weights), len(self.prices.column)))
        padded[:, : self.public] = weights
        scores = np.empty(len(weights))
        values = np.zeros((len(weights), len(self.circuit.order)), np.int32)
        best_variants(self.circuit, padded, scores, values)
        return scores, values

    def count(self, allowed: Mask) -> int | Bounds:
        """Variants of allowed columns."""
        return self.swept_count(allowed)

    def swept_count(self, allowed: Mask) -> int:
        """Variants of allowed columns in the circuit, exactly: residues modulo primes, joined (Chinese remainders)."""
        bound = count_roughly(self.circuit, allowed)
        if bound == 0.0:
            return 0
        most = (
            int(bound * 1.001) + 1 if bound < ROUGH else prod(int(width) for width in self.structure.widths)
        )
        total, modulus, used = 0, 1, 0
        while modulus <= most:
            modulo = prime(used)
            residue = int(count_modulo(self.circuit, allowed, modulo))
            total += modulus * ((residue - total) * pow(modulus, -1, modulo) % modulo)
            modulus, used = modulus * modulo, used + 1
        return total


@cache
def prime(number: int) -> int:
    """The number-th prime below 2**31, counted down from 0.

    Example:
        >>> prime(0), prime(1)
        (2147483647, 2147483629)
    """
    candidate = (1 << 31) - 1 if number == 0 else prime(number - 1) - 2
    while any(candidate % divisor == 0 for divisor in range(3, isqrt(candidate) + 1, 2)):
        candidate -= 2
    return candidate
