"""A bounded sum as layers of a decision diagram: one state for every partial sum that is still open."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Sums = npt.NDArray[np.int64]
MET, BROKEN, OPEN = 1, 0, 2
"""States of a layer: whatever follows is within bounds; is not; and from here on those still open."""


def layers(amounts: Sequence[Sums], low: int, high: int, most: int) -> list[Sums] | None:
    """For every variable in turn, the next layer's state for each open state and value.

    Partial sums from which every end is within the bounds, or none is, are one state each, so a sum that
    counts to n has at most n states in any layer.

    Args:
        amounts: what each value adds, one array per variable, in the diagram's order.
        low, high: bounds of the whole sum, both included.
        most: open states there may be in all; None is returned when there are more.

    Returns:
        arrays of shape (open states, values): `BROKEN`, `MET`, or `OPEN` plus the place in the next layer.
        The first has one row; none of a later layer's rows is left out.

    Example:
        >>> two = np.array([0, 1])
        >>> [layer.tolist() for layer in layers([two, two], 1, 1, 10)]
        [[[2, 3]], [[0, 1], [1, 0]]]
    """
    least = _after([int(own.min()) for own in amounts])
    largest = _after([int(own.max()) for own in amounts])
    states, found, count = np.zeros(1, np.int64), list[Sums](), 1
    for at, own in enumerate(amounts):
        sums = states[:, None] + own[None, :]
        lowest, highest = sums + least[at], sums + largest[at]
        met = (lowest >= low) & (highest <= high)
        broken = (highest < low) | (lowest > high)
        states = np.unique(sums[~met & ~broken])
        count += len(states)
        if count > most:
            return None
        found.append(np.where(met, MET, np.where(broken, BROKEN, OPEN + np.searchsorted(states, sums))))
    return found


def _after(own: Sequence[int]) -> list[int]:
    """What those after each one add up to."""
    return [sum(own[at + 1 :]) for at in range(len(own))]
