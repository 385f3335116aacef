"""What a server freed is the machine's again, also where something stands above it in the heap, and what stays is not looked through."""

import gc
import subprocess
import sys
from weakref import ref

import pytest

from sumisura.cli.memory import NEWBORN, set_apart

HOLE = """
import sys, time, psutil
from sumisura.cli.memory import giving_back

def megabytes():
    return psutil.Process().memory_info().rss / 2**20

def freed():
    blocks = [bytes(2_000) for _ in range(40_000)]
    return blocks[-1]

with giving_back(float(sys.argv[1])):
    time.sleep(0.05)
    before = megabytes()
    last = freed()
    time.sleep(0.5)
    print(megabytes() - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="glibc's allocator is meant")
def test_a_hole_in_the_heap_is_given_back():
    held, given = (
        float(subprocess.run([sys.executable, "-c", HOLE, every], capture_output=True, check=True).stdout)  # noqa: S603 - ours
        for every in ("3600", "0.02")
    )
    assert held > 60
    assert given < 10


class Knot:
    """Refers to itself: only the collector finds it."""

    def __init__(self) -> None:
        self.own = self


def test_what_was_there_is_set_apart_and_what_comes_is_still_collected() -> None:
    before = gc.get_threshold()
    with set_apart():
        assert gc.get_freeze_count() > 1_000
        assert gc.get_threshold()[0] == NEWBORN
        knot = ref(Knot())
        newborn = [[] for _ in range(NEWBORN)]
        assert knot() is None, f"{len(newborn)} objects later"
    assert gc.get_freeze_count() == 0
    assert gc.get_threshold() == before
