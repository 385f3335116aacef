"""A family's prices as costs of columns."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sumisura.kernel import BadInput, Family
from sumisura.space.structure import Structure, combined

ROOM = 59
"""Bits a cost may use: two of them and a margin fit an int64."""


@dataclass(frozen=True, eq=False)
class Prices:
    """What every column costs, lowered so that each variable's cheapest value costs nothing.

    Args:
        column: lowered price of every column, auxiliary ones included.
        base: minor units: what a variant of lowered price 0 costs.
        shift: bits that hold any variant's lowered price.
    """

    column: npt.NDArray[np.int64]
    base: int
    shift: int

    def check_weights(self, total: int) -> None:
        """Raise BadInput when weights of that sum and these prices do not fit one number."""
        if (total + 1) << self.shift >= 1 << ROOM:
            raise BadInput(
                f"choices of weight {total:,} in all are too heavy beside the family's prices",
                mend=f"Keep the sum of weights below {(1 << ROOM - self.shift) - 1:,}.",
            )


def prices_of(family: Family, structure: Structure) -> Prices:
    """The family's prices. Raises BadInput when they are too large to be summed with care.

    A surcharge on a single variable is added to its options, one on none to the base.
    """
    raw = [value.price for variable in family.variables for value in variable.values]
    base = family.base_price
    for surcharge in family.surcharges:
        if not surcharge.when:
            base += surcharge.amount
        elif len(surcharge.when) == 1:
            ((variable, values),) = surcharge.when.items()
            number = structure.number(variable)
            for value in set(values):
                raw[structure.first[number] + structure.value_number(number, value)] += surcharge.amount
    raw += [amount for surcharge in combined(family) for amount in (0, surcharge.amount)]
    if sum(map(abs, raw)) + abs(base) >= 1 << ROOM - 1:
        raise BadInput(
            "its prices are too large to be summed", where=family.name, mend="Price in a larger unit."
        )
    return _lowered(
        np.array(raw, np.int64), base, structure, sum(variable.weight for variable in family.variables)
    )


def _lowered(raw: npt.NDArray[np.int64], base: int, structure: Structure, weights: int) -> Prices:
    least = np.minimum.reduceat(raw, structure.first[:-1])
    column = raw - np.repeat(least, structure.widths)
    spread = int(np.maximum.reduceat(column, structure.first[:-1]).sum())
    column.flags.writeable = False
    prices = Prices(column, base + int(least.sum()), max(1, spread.bit_length()))
    prices.check_weights(weights)
    return prices
