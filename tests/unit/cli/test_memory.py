"""What a server freed is the machine's again, also where something stands above it in the heap."""

import subprocess
import sys

import pytest

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
