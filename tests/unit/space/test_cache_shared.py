"""Processes that want the same family at once: one compiles it, the others wait for that one, while it lives (S77, S110)."""

import select
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from sumisura.space.cache import SpaceCache

COMPILE = """
import sys, time
from pathlib import Path
import sumisura
from sumisura.kernel import Family, Rule, Value, Variable
from sumisura.space import compiling
from sumisura.space.cache import SpaceCache

size = Variable("size", "Size", (Value("S"), Value("M"), Value("L")))
dye = Variable("dye", "Dye", (Value("red"), Value("blue")))
rule = Rule("r", "No blue S.", ("size", "dye"), (("S", "blue"),), forbids=True)
family = Family("tee", "Tee", "EUR", (size, dye), (rule,))
compiled = compiling._compiled

def slowly(*given):
    print("compiles", flush=True)
    sys.stdin.readline()
    return compiled(*given)

compiling._compiled = slowly
print("ready", flush=True)
space = sumisura.compile(family, cache=SpaceCache(Path(sys.argv[1])))
print("has", space.count(), space.engine.circuit.child.flags.writeable, flush=True)
"""


class Compiling:
    """A process that compiles a family, slowly: it goes on when told to."""

    def __init__(self, folder: Path) -> None:
        command = [sys.executable, "-c", COMPILE, str(folder)]
        self.process = subprocess.Popen(  # noqa: S603 - our own interpreter
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self.hears() == "ready"

    def hears(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    def is_quiet(self) -> bool:
        return select.select([self.process.stdout], [], [], 0.5)[0] == []

    def go_on(self) -> None:
        assert self.process.stdin
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def end(self) -> str:
        return self.process.communicate(timeout=60)[0].strip()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "spaces"


def test_one_compiles_and_the_other_maps_what_it_made(folder: Path) -> None:
    first = Compiling(folder)
    assert first.hears() == "compiles"
    second = Compiling(folder)
    assert second.is_quiet()
    first.go_on()
    assert first.end() == "has 5 False"
    assert second.end() == "has 5 False"  # and never said that it compiles
    assert [path for path in folder.iterdir() if path.name.startswith(".")] == []


def test_when_the_one_that_compiles_is_killed_the_next_does(folder: Path) -> None:
    first = Compiling(folder)
    assert first.hears() == "compiles"
    second = Compiling(folder)
    assert second.is_quiet()
    first.process.send_signal(signal.SIGKILL)
    assert first.end() == ""
    assert second.hears() == "compiles"
    second.go_on()
    assert second.end() == "has 5 False"
    assert len(list(folder.iterdir())) == 1


def test_what_a_killed_one_leaves_is_swept_away(folder: Path) -> None:
    first = Compiling(folder)
    assert first.hears() == "compiles"
    first.process.kill()
    assert first.end() == ""
    assert len(list(folder.iterdir())) == 1
    SpaceCache(folder).forget_unused(time.time() + 1)
    assert list(folder.iterdir()) == []


def test_threads_of_one_process_wait_for_each_other_as_well(folder: Path) -> None:
    cache, within, most = SpaceCache(folder), [], []

    def work() -> None:
        with cache._alone("key"):
            within.append(1)
            most.append(len(within))
            time.sleep(0.02)
            within.pop()

    threads = [threading.Thread(target=work) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert most == [1] * 5
    assert list(folder.iterdir()) == []


def test_other_families_are_not_waited_for(folder: Path) -> None:
    cache = SpaceCache(folder)
    with cache._alone("one"), cache._alone("other"):
        assert len(list(folder.iterdir())) == 2


def test_where_nothing_can_be_locked_all_compile(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    cache = SpaceCache(tmp_path / "file" / "spaces")
    with cache._alone("one"), cache._alone("one"):
        pass
