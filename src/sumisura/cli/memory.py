"""Memory that nobody uses goes back to the machine, and the garbage collector passes over what stays.

glibc keeps what was freed in heaps of its threads, for the next who asks. Over days of pages of every length these grow
full of holes: what a server uses stays the same, and what it holds grows by tens of megabytes an hour.
"""

import ctypes
import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

EVERY: Final = 60.0
"""Seconds between two times; each takes milliseconds, in which no other thread waits for Python."""
NEWBORN: Final = 20_000
"""Objects that are made before the collector looks among them; a page makes thousands, and all go when it is sent."""


@contextmanager
def set_apart() -> Iterator[None]:
    """Have the garbage collector pass over whatever was made before the block is entered, and look less often at the rest.

    For a process that is about to answer: its modules, routes and connections stay until it ends.
    """
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEWBORN, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


@contextmanager
def giving_back(every: float = EVERY) -> Iterator[None]:
    """Have the allocator give back the free pages of all heaps now and then (malloc_trim(3)), while the block lasts.

    Where the C library has no such thing, nothing is done.
    """
    over = threading.Event()
    with suppress(OSError, AttributeError):
        trim = ctypes.CDLL(None).malloc_trim
        threading.Thread(target=_give_back, args=(trim, over, every), name="memory", daemon=True).start()
    try:
        yield
    finally:
        over.set()


def _give_back(trim: "ctypes._NamedFuncPointer", over: threading.Event, every: float) -> None:
    while not over.wait(every):
        trim(0)
