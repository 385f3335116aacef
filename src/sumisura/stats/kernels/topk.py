"""The k largest of many numbers by one pass with a small heap; most numbers meet one comparison."""

import numpy as np
from numba import types

from sumisura.stats.jit import Array, Scalar, kernel

_F4 = types.Array(types.float32, 1, "C", readonly=True)
_F8 = types.Array(types.float64, 1, "C", readonly=True)
_B1 = types.Array(types.boolean, 1, "C", readonly=True)
_BEFORE = [
    types.boolean(number, types.int64, number, types.int64) for number in (types.float32, types.float64)
]
_TOP = [types.int64[::1](numbers, _B1, types.int64) for numbers in (_F4, _F8)]


@kernel(_BEFORE)
def before(one: Scalar, at: Scalar, two: Scalar, other: Scalar) -> Scalar:
    """Whether one number at its place ranks before another: larger, or equal and earlier."""
    return one > two or (one == two and at < other)


@kernel([types.int64(numbers, types.int64[::1], types.int64, types.int64) for numbers in (_F4, _F8)])
def _sink(scores: Array, heap: Array, size: Scalar, at: Scalar) -> Scalar:
    """Move the root's hole down to where ``at`` belongs."""
    hole = 0
    while True:
        child = 2 * hole + 1
        if child >= size:
            return hole
        if child + 1 < size and before(
            scores[heap[child]], heap[child], scores[heap[child + 1]], heap[child + 1]
        ):
            child += 1
        if not before(scores[at], at, scores[heap[child]], heap[child]):
            return hole
        heap[hole] = heap[child]
        hole = child


@kernel(_TOP)
def top(scores: Array, allowed: Array, k: Scalar) -> Array:
    """Places of the k largest, best first; equal ones in order of place; NaN never.

    ``allowed`` may be empty, which allows all. Fewer than k come back where fewer are allowed.
    """
    heap = np.empty(k, np.int64)  # the last in rank is at the root
    if k == 0:
        return heap
    size = 0
    every = len(allowed) == 0
    for at in range(len(scores)):
        score = scores[at]
        if size == k and not score > scores[heap[0]]:
            continue
        if not (every or allowed[at]) or score != score:  # noqa: PLR0124 (NaN alone differs from itself)
            continue
        if size < k:
            hole = size
            size += 1
            while hole > 0:
                parent = (hole - 1) >> 1
                if not before(scores[heap[parent]], heap[parent], score, at):
                    break
                heap[hole] = heap[parent]
                hole = parent
        else:
            hole = _sink(scores, heap, size, at)
        heap[hole] = at
    ranked = np.empty(size, np.int64)
    while size > 0:
        size -= 1
        ranked[size] = heap[0]
        last = heap[size]
        if size > 0:
            heap[_sink(scores, heap, size, last)] = last
    return ranked


@kernel([types.void(numbers, _B1, types.int64[::1], types.int64[::1]) for numbers in (_F4, _F8)])
def count_before(scores: Array, allowed: Array, rows: Array, found: Array) -> None:
    """``found[i]``: how many allowed places rank before ``rows[i]``."""
    every = len(allowed) == 0
    for number in range(len(rows)):
        row = rows[number]
        score = scores[row]
        total = 0
        for at in range(len(scores)):
            if (every or allowed[at]) and before(scores[at], at, score, row):
                total += 1
        found[number] = total
