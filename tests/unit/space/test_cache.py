"""S77: compiled once, mapped by every process; what is damaged is compiled again."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import sumisura
from sumisura.kernel import Family, Rule, Value, Variable
from sumisura.space import component
from sumisura.space.cache import Compiled, SpaceCache, default_cache

SIZE = Variable("size", "Size", (Value("S"), Value("M"), Value("L")))
DYE = Variable("dye", "Dye", (Value("red"), Value("blue")))
RULE = Rule("r", "No blue S.", ("size", "dye"), (("S", "blue"),), forbids=True)
FAMILY = Family("tee", "Tee", "EUR", (SIZE, DYE), (RULE,))


@pytest.fixture
def cache(tmp_path: Path) -> SpaceCache:
    return SpaceCache(tmp_path / "spaces")


def entries(cache: SpaceCache) -> list[Path]:
    return sorted(cache.path.iterdir())


def test_the_second_time_nothing_is_compiled(cache: SpaceCache, monkeypatch: pytest.MonkeyPatch) -> None:
    first = sumisura.compile(FAMILY, cache=cache)
    monkeypatch.setattr(component, "race", None)
    second = sumisura.compile(replace(FAMILY, base_price=100), cache=cache)
    assert all(np.array_equal(a, b) for a, b in zip(first.engine.circuit, second.engine.circuit, strict=True))
    assert second.count() == 5
    assert second.start().price == 100
    assert not second.engine.circuit.child.flags.writeable


@pytest.mark.parametrize("damage", ["truncate", "flip", "remove", "sums"])
def test_what_is_damaged_is_compiled_again(cache: SpaceCache, damage: str) -> None:
    sumisura.compile(FAMILY, cache=cache)
    (entry,) = entries(cache)
    child = entry / "child.npy"
    content = child.read_bytes()
    match damage:
        case "truncate":
            child.write_bytes(content[:-3])
        case "flip":
            child.write_bytes(content[:-4] + bytes([content[-4] ^ 1]) + content[-3:])
        case "remove":
            child.unlink()
        case "sums":
            (entry / "sums.json").write_text("{")
    assert sumisura.compile(FAMILY, cache=cache).count() == 5
    assert cache.load(entry.name) is not None


def test_the_least_recently_used_goes_first(cache: SpaceCache) -> None:
    families = [replace(FAMILY, variables=(replace(SIZE, name=f"size{n}"), DYE), rules=()) for n in range(3)]
    keys = []
    for family in families:
        before = set(entries(cache)) if cache.path.exists() else set()
        sumisura.compile(family, cache=cache)
        keys += set(entries(cache)) - before
    size = sum(file.stat().st_size for file in keys[0].iterdir())
    for age, key in enumerate(keys):
        os.utime(key, (1000 + age, 1000 + age))
    assert cache.load(keys[0].name) is not None
    small = SpaceCache(cache.path, max_bytes=3 * size)
    sumisura.compile(FAMILY, cache=small)
    assert keys[0].exists()
    assert not keys[1].exists()


def test_what_a_crash_left_behind_is_swept_away(cache: SpaceCache) -> None:
    left, current = cache.path / ".tmp-old", cache.path / ".tmp-new"
    left.mkdir(parents=True)
    current.mkdir()
    os.utime(left, (1000, 1000))
    sumisura.compile(FAMILY, cache=cache)
    assert not left.exists()
    assert current.exists()


def test_two_that_write_at_once_leave_one_whole_entry(cache: SpaceCache) -> None:
    space = sumisura.compile(FAMILY, cache=None)
    compiled = Compiled(space.engine.circuit, space.ways, ())
    cache.save("key", compiled)
    cache.save("key", compiled)
    assert [entry.name for entry in entries(cache)] == ["key"]
    found = cache.load("key")
    assert found is not None
    assert found.ways == space.ways


def test_a_folder_that_cannot_be_made_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert sumisura.compile(FAMILY, cache=SpaceCache(tmp_path / "file" / "spaces")).count() == 5


def test_the_environment_says_where(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.delenv("SUMISURA_CACHE", raising=False)
    assert default_cache().path == tmp_path / "sumisura" / "spaces"
    monkeypatch.setenv("SUMISURA_CACHE", str(tmp_path / "here"))
    assert default_cache().path == tmp_path / "here"


FIRST_CLICK = """
from numba.core import event
import sumisura
from sumisura.cli.warm import warm
from sumisura.kernel import Family, Rule, Value, Variable
assert len(warm()) >= 4
size = Variable("size", "Size", (Value("S"), Value("M"), Value("L")))
dye = Variable("dye", "Dye", (Value("red"), Value("blue")))
rule = Rule("r", "No blue S.", ("size", "dye"), (("S", "blue"),), forbids=True)
with event.install_recorder("numba:compile") as recorder:
    space = sumisura.compile(Family("tee", "Tee", "EUR", (size, dye), (rule,)), cache=None)
    design = space.start().choose("size", "S")
    design.options(), design.why("dye", "blue"), design.repair("dye", "blue"), design.complete(), space.count()
    design.complete([0.0] * 5), space.best([[1.0] * 5])
print("compiled", len(recorder.buffer))
"""


def test_the_first_click_compiles_nothing() -> None:
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", FIRST_CLICK], capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "compiled 0", done.stderr
