"""Rates that several processes count together, whatever becomes of one of them, or of the file (S110)."""

import mmap
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sumisura.kernel import BrandId, FixedClock, TooMany
from sumisura.trust import shared
from sumisura.trust.limits import Limits, Rate

INDIGO = BrandId("indigo")
START = datetime(2026, 3, 1, 12, tzinfo=UTC)
BURST = 40_000
WORKER = f"""
import sys
from datetime import UTC, datetime
from pathlib import Path
from sumisura.kernel import BrandId, FixedClock, TooMany
from sumisura.trust.limits import Limits, Rate
clock = FixedClock(datetime(2026, 3, 1, 12, tzinfo=UTC))
counter = Limits(clock, b"salt", {{"login": Rate({BURST}, 60, "tries")}}, Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
passed = 0
while True:
    try:
        counter.take("login", BrandId("indigo"), "one and the same")
    except TooMany:
        break
    passed += 1
    if passed % 100 == 0:
        print(passed, flush=True)
print(passed, flush=True)
"""


def limits(path: Path, clock: FixedClock, burst: int = 2) -> Limits:
    return Limits(clock, b"salt", {"login": Rate(burst, 60, "tries")}, path)


def passes(counter: Limits, who: str = "a", tries: int = 5) -> int:
    passed = 0
    for _ in range(tries):
        try:
            counter.take("login", INDIGO, who)
        except TooMany:
            continue
        passed += 1
    return passed


def process(path: Path) -> "subprocess.Popen[str]":
    begun = subprocess.Popen(  # noqa: S603 - our own worker
        [sys.executable, "-c", WORKER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert begun.stdout
    assert begun.stdout.readline() == "ready\n"
    return begun


def go(begun: "subprocess.Popen[str]") -> None:
    assert begun.stdin
    begun.stdin.write("\n")
    begun.stdin.flush()


def test_two_processes_together_get_the_rate_and_not_twice(tmp_path: Path) -> None:
    both = [process(tmp_path / "limits") for _ in range(2)]
    for each in both:
        go(each)
    passed = [int(each.communicate(timeout=60)[0].split()[-1]) for each in both]
    assert sum(passed) == BURST
    assert min(passed) > 0


def test_a_process_killed_while_it_counts_leaves_nothing_locked_and_nothing_lost(tmp_path: Path) -> None:
    one, other = (process(tmp_path / "limits") for _ in range(2))
    assert one.stdout
    go(one)
    for _ in range(20):
        told = int(one.stdout.readline())
    one.send_signal(signal.SIGKILL)
    told = max([told, *map(int, one.stdout.read().split())])
    one.communicate(timeout=60)
    go(other)
    passed = int(other.communicate(timeout=60)[0].split()[-1])
    assert BURST - told - 200 < passed <= BURST - told


@given(st.binary(max_size=70_000), st.booleans())
def test_a_file_that_is_damaged_refuses_nobody_for_ever(garbage: bytes, headed: bool) -> None:
    """And none that has another head is believed at all."""
    clock = FixedClock(START)
    with TemporaryDirectory() as folder:
        path = Path(folder, "limits")
        passes(limits(path, clock))
        head = path.read_bytes()[: shared.HEAD * shared.WORD] if headed else b""
        path.write_bytes(head + garbage)
        counter = limits(path, clock)
        first = passes(counter, tries=2)
        assert headed or first == 2
        clock.advance(seconds=60 * 2 * 2)
        assert passes(counter) >= (1 if headed else 2)


def test_what_is_counted_outlives_the_process_but_not_another_meaning(tmp_path: Path) -> None:
    clock = FixedClock(START)
    assert passes(limits(tmp_path / "limits", clock)) == 2
    assert passes(limits(tmp_path / "limits", clock)) == 0
    assert passes(limits(tmp_path / "limits", clock, burst=3)) == 3


def test_a_file_cut_or_removed_between_is_begun_anew(tmp_path: Path) -> None:
    clock, path = FixedClock(START), tmp_path / "limits"
    running = limits(path, clock)
    assert passes(running) == 2
    path.unlink()
    assert passes(running) == 0
    assert passes(limits(path, clock)) == 2
    path.write_bytes(path.read_bytes()[:100])
    assert path.stat().st_size == 100
    assert passes(limits(path, clock)) == 2


def test_a_longer_file_is_not_cut_since_others_have_it_mapped(tmp_path: Path) -> None:
    path = tmp_path / "limits"
    path.write_bytes(bytes(10_000_000))
    limits(path, FixedClock(START))
    assert path.stat().st_size == 10_000_000


@pytest.mark.parametrize("why", ["a folder", "a full disk", "no mapping"])
def test_without_a_file_each_counts_for_itself_and_says_so(
    tmp_path: Path, why: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> mmap.mmap:
        raise OSError(28, "No space left on device")

    path = tmp_path / "limits"
    if why == "a folder":
        path.mkdir()
    elif why == "a full disk":
        path = Path("/dev/full")
    else:
        monkeypatch.setattr(shared, "mmap", SimpleNamespace(mmap=fail))
    counter = limits(path, FixedClock(START))
    assert passes(counter) == 2
    assert "limits.alone" in capsys.readouterr().out


def test_numbers_that_are_shared_are_seen_at_once(tmp_path: Path) -> None:
    one, two = (shared.shared(tmp_path / "numbers", 5, meaning=3) for _ in range(2))
    one[:] = np.arange(5)
    assert two.tolist() == [0, 1, 2, 3, 4]
