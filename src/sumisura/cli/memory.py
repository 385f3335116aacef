"""Memory that is freed goes back to the machine."""

import ctypes
from contextlib import suppress

M_ARENA_MAX = -8
ARENAS = 2
"""Heaps of their own that threads allocate in: one of Python's threads runs at a time, so that more hold what they freed."""


def share() -> None:
    """Have the threads of this process share their heaps (mallopt(3)): glibc would make eight for each core."""
    with suppress(OSError, AttributeError):  # another C library, which has none
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, ARENAS)
