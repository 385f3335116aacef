"""S51, S58, S77: whatever a customer does, there is always a way on, and every promise is kept."""

from collections import Counter

import numba
import pytest

import sumisura
from shared import ROOT
from spaces import example_families, random_spaces, session
from sumisura import read_family
from sumisura.kernel.time import Rng

JIT = not numba.config.DISABLE_JIT


@pytest.mark.oracle
def test_random_families_have_no_dead_ends() -> None:
    done: Counter[str] = Counter()
    for number, space in enumerate(random_spaces(11, 60 if JIT else 12)):
        for again in range(4 if JIT else 2):
            done += session(space, Rng(100 * number + again), 12)
    assert done["insist"] > (20 if JIT else 2)
    assert done["dead ends"] == 0


@pytest.mark.skipif(not JIT, reason="large diagrams need compiled kernels")
def test_real_families_have_no_dead_ends() -> None:
    files = [ROOT / "data/config/renault" / size / "contraintes.xml" for size in ("small", "medium")]
    spaces = [
        sumisura.compile(read_family(path), cache=None)
        for path in [*files, *example_families()]
        if path.exists()
    ]
    assert len(spaces) >= len(example_families()) > 0
    done: Counter[str] = Counter()
    for number in range(260):
        done += session(spaces[number % len(spaces)], Rng(number), 12)
    assert done["insist"] > 100
    assert done["dead ends"] == 0
