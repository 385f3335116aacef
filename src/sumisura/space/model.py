"""What the space answers with."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sumisura.kernel import Rule

NEVER = -1
"""``give_up`` of a value that no variant has: no repair can bring it."""


class Bounds(NamedTuple):
    """A count that is known to lie between two, both included: part of the family is searched, not compiled.

    Example:
        >>> Bounds(12, 4096).low
        12
    """

    low: int
    high: int


def exact(count: int | Bounds) -> int:
    """A count of what is known to be compiled.

    Raises:
        AssertionError: it is not.
    """
    if isinstance(count, Bounds):
        raise AssertionError("a count of what is searched")  # noqa: TRY004 - the type is right, the caller is not
    return count


class Option(NamedTuple):
    """What choosing a value would mean.

    Args:
        available: it goes with every other choice made so far.
        price_delta: minor units; what the price would change by, after the repair if one is needed.
        give_up: the weight of the fewest other choices to drop for it: 0 exactly when it is available,
            `NEVER` when no variant has it.
        exact: whether these two are what is said; False: at least so much. ``available`` always is.
    """

    available: bool
    price_delta: int
    give_up: int
    exact: bool = True


class Sweep(NamedTuple):
    """The options of a design as arrays over ``space.columns``, and the price they are measured from.

    Args:
        available, price_delta, give_up, exact: as in `Option`, shape (columns,).
        price: minor units: the cheapest completion of the design; at most that where it is searched.
    """

    available: npt.NDArray[np.bool_]
    price_delta: npt.NDArray[np.int64]
    give_up: npt.NDArray[np.int64]
    price: int
    exact: npt.NDArray[np.bool_]


class Conflict(NamedTuple):
    """Why a value is not available.

    Args:
        choices: a minimal set of earlier choices that exclude it, variable → value; empty when no variant
            has the value at all.
        rules: a minimal set of rules that make them exclude it.
    """

    choices: Mapping[str, str]
    rules: tuple[Rule, ...]
