"""One step of the generic cell rate algorithm, on buckets in memory that several processes map.

A client's bucket is one number, the instant it will be full again, in microseconds. It changes by compare-and-swap:
whoever was overtaken by another process looks again. So nobody waits, and a process that is killed leaves no lock.

A set holds `WAYS` clients: first their names, then their numbers. A newcomer takes the place of whoever's bucket is
full first, and starts from there where it is not full yet (Metwally, Agrawal, El Abbadi 2005, "Space-Saving"): the
least number of a set never falls, so who comes back has at most what it would have had, however many came between.
"""

from typing import Any

from numba import types
from numba.core import cgutils
from numba.extending import intrinsic, overload

from sumisura.stats.jit import I8, Array, Scalar, kernel

WAYS = 16


def swapped(words: Array, at: Scalar, old: Scalar, new: Scalar) -> Scalar:
    """Put a number in the place of another, in one step for all processes; says whether that one was there."""
    if words[at] != old:
        return False
    words[at] = new
    return True


def _compare_and_swap(_: Any, words: Any, at: Any, old: Any, new: Any) -> Any:  # noqa: ARG001 - types, by name
    def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        array = context.make_array(signature.args[0])(context, builder, given[0])
        place = cgutils.get_item_pointer(context, builder, signature.args[0], array, [given[1]])  # type: ignore[no-untyped-call]
        found = builder.cmpxchg(place, given[2], given[3], "seq_cst", "seq_cst")
        return builder.extract_value(found, 1)

    return types.boolean(words, types.int64, types.int64, types.int64), generate


_SWAP: Any = intrinsic(_compare_and_swap)


@overload(swapped)
def _compiled(words: Array, at: Scalar, old: Scalar, new: Scalar) -> Any:  # noqa: ARG001 - types, by name
    def compiled(words: Array, at: Scalar, old: Scalar, new: Scalar) -> Any:
        return _SWAP(words, at, old, new)

    return compiled


@kernel(types.int64(I8, types.int64, types.int64, types.int64), nogil=False)
def _place(words: Array, at: Scalar, name: Scalar, latest: Scalar) -> Scalar:
    """Where the client's number is: its own place, or that of whoever's bucket is full first."""
    while True:
        first, whose, least = at + WAYS, words[at], words[at + WAYS]
        for place in range(at + WAYS, at + 2 * WAYS):
            known, full = words[place - WAYS], words[place]
            if full > latest:  # the clock was set back, or this was never written by us
                swapped(words, place, full, latest)
            if known == name:
                return place
            if full < least:
                first, whose, least = place, known, full
        if swapped(words, first - WAYS, whose, name):
            return first


@kernel(types.int64(I8, types.int64, types.int64, types.int64, types.int64, types.int64), nogil=False)
def take(words: Array, at: Scalar, name: Scalar, now: Scalar, interval: Scalar, burst: Scalar) -> Scalar:
    """Count one more of a client, unless it is one too many.

    Keeps the lock of the interpreter: it takes less time than getting that back.

    Args:
        words: the memory.
        at: where the client's set begins.
        name: a number that tells the client from others, not 0.
        now, interval: microseconds; an instant, and how long until one more is allowed.
        burst: how many at once.

    Returns:
        Microseconds until one can pass. 0 or less: it passed, and so many more are left as whole intervals fit in.
    """
    fills = burst * interval
    while True:
        place = _place(words, at, name, now + 2 * fills)
        before = words[place]
        full = max(before, now)
        wait = full - now - fills + interval
        if wait > 0 or swapped(words, place, before, full + interval):
            return wait


@kernel(types.int64(I8, types.int64, types.int64), nogil=False)
def forget(words: Array, at: Scalar, before: Scalar) -> Scalar:
    """Strike out the names of a set whose buckets have been full since an instant; says how many."""
    struck = 0
    for place in range(at, at + WAYS):
        if words[place] != 0 and words[place + WAYS] < before:
            struck += 1
            words[place] = 0
    return struck
