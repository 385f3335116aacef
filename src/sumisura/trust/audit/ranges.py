"""Leaves by the range, so that a day of a million decisions is forgotten in one line."""

from collections.abc import Iterable

Ranges = list[tuple[int, int]]
"""First and last index of each run, in order, apart from each other."""


def ranges(indexes: Iterable[int]) -> Ranges:
    """Runs of indexes that are given in order.

    Example:
        >>> ranges([1, 2, 3, 7, 8])
        [(1, 3), (7, 8)]
    """
    found: Ranges = []
    for index in indexes:
        add(found, index)
    return found


def add(many: Ranges, index: int) -> None:
    """One more index, past all that are there."""
    if many and many[-1][1] == index - 1:
        many[-1] = (many[-1][0], index)
    else:
        many.append((index, index))


def merged(many: Iterable[tuple[int, int]]) -> Ranges:
    """Ranges that may overlap, as ranges that do not.

    Example:
        >>> merged([(7, 9), (1, 3), (2, 4), (5, 5)])
        [(1, 5), (7, 9)]
    """
    found: Ranges = []
    for first, last in sorted(many):
        if found and first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return found


def without(many: Ranges, others: Ranges) -> Ranges:
    """What of some ranges the others do not hold; both in order, none of one kind overlapping.

    Example:
        >>> without([(1, 9), (20, 21)], [(0, 2), (5, 5), (21, 30)])
        [(3, 4), (6, 9), (20, 20)]
    """
    left: Ranges = []
    at = 0
    for start, last in many:
        first = start
        while at < len(others) and others[at][1] < first:
            at += 1
        for low, high in others[at:]:
            if low > last or first > last:
                break
            if low > first:
                left.append((first, low - 1))
            first = max(first, high + 1)
        if first <= last:
            left.append((first, last))
    return left


def length(many: Iterable[tuple[int, int]]) -> int:
    """How many indexes ranges hold.

    Example:
        >>> length([(1, 3), (7, 7)])
        4
    """
    return sum(last - first + 1 for first, last in many)
