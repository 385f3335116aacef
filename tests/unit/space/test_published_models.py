"""S77: published feature models: counts as published, and every option of hundreds of designs as a SAT solver sees it."""

import csv
from collections.abc import Iterator, Sequence

import numba
import numpy as np
import pytest
from pysat.solvers import Solver

import sumisura
from shared import shared
from sumisura import Design, Space, read_family
from sumisura.kernel.time import Rng
from sumisura.space.model import NEVER

pytestmark = pytest.mark.skipif(bool(numba.config.DISABLE_JIT), reason="large circuits need compiled kernels")
PUBLISHED = {
    "busybox-1.18.0": ("BusyBox", "1", "18.0.xml"),
    "embtoolkit": ("Embtoolkit", "", "xml"),
    "uclinux-base": ("uCLinux_base", "", "xml"),
}
"""Name, version and extension under which the statistics list the file; pc-richmond's are of another release of it."""
MODELS = ("busybox-1.18.0", "pc-richmond", "embtoolkit", "uclinux-base")
DESIGNS = 200


@pytest.fixture(scope="module", params=MODELS)
def model(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def space(model: str) -> Space:
    return sumisura.compile(read_family(shared(f"data/config/fm/dimacs/{model}.dimacs")), cache=None)


def clauses(model: str) -> list[list[int]]:
    lines = shared(f"data/config/fm/dimacs/{model}.dimacs").read_text("utf-8").splitlines()
    return [[int(word) for word in line.split()[:-1]] for line in lines if line and line[0] not in "cp"]


def test_it_compiles_to_a_d_dnnf_and_says_so(space: Space) -> None:
    assert space.is_exact
    assert {way.how for way in space.ways if way.variables > 60} == {"d-dnnf"}


def test_counts_core_and_dead_features_are_those_published(model: str, space: Space) -> None:
    if model not in PUBLISHED:
        pytest.skip("the published statistics are of another release of this model")
    name, version, extension = PUBLISHED[model]
    with shared("data/config/fm/Complete.csv").open(encoding="utf-8") as file:
        (row,) = [
            row
            for row in csv.DictReader(file, delimiter=";")
            if (row["Name"], row["Version"], row["Extension"]) == (name, version, extension)
            or (row["Name"] == name and row["Extension"] == extension and not version)
        ]
    assert len(str(space.count())) == int(row["NumberOfValidConfigurationsLog"])
    never = [column for column, lost in zip(space.columns, given(space), strict=True) if lost == NEVER]
    core, dead = ([one for one, value in never if value == answer] for answer in ("no", "yes"))
    assert (len(core), len(dead)) == (int(row["Number_CORE"]), int(row["Number_Dead"]))


def given(space: Space) -> list[int]:
    return space.start().sweep().give_up.tolist()


def test_options_equal_sat_on_random_partial_designs(model: str, space: Space) -> None:
    rng = Rng(11)
    with Solver("glucose4", bootstrap_with=clauses(model)) as solver:
        for _ in range(DESIGNS):
            agree(solver, space, random_design(space, rng))


@pytest.mark.parametrize(
    ("model", "designs"),
    [("busybox-1.18.0", 25), ("pc-richmond", 40), ("embtoolkit", 25), ("linux-2.6.33.3", 2)],
)
def test_options_equal_sat_where_the_model_is_searched(model: str, designs: int) -> None:
    family = read_family(shared(f"data/config/fm/dimacs/{model}.dimacs"))
    searched, rng = sumisura.compile(family, way="search", cache=None), Rng(13)
    with Solver("glucose4", bootstrap_with=clauses(model)) as solver:
        for _ in range(designs):
            agree(solver, searched, random_design(searched, rng))


def random_design(space: Space, rng: Rng) -> Design:
    design = space.start()
    for _ in range(rng.randint(0, 25)):
        design = design.choose(*space.columns[int(rng.choice(np.flatnonzero(design.sweep().available)))])
    return design


def agree(solver: Solver, space: Space, design: Design) -> None:
    """Every available option stands in a model that SAT finds; SAT refutes every other."""
    literals = literals_of(space)
    chosen = {at: literals[column] for at, column in enumerate(design.chosen.tolist()) if column >= 0}
    available = design.sweep().available.tolist()
    left = {literal for literal, goes in zip(literals, available, strict=True) if goes}
    left -= set(chosen.values())
    for at, own in chosen.items():
        others = [literal for number, literal in chosen.items() if number != at]
        assert solver.solve(assumptions=[*others, -own]) == (-own in left)
        left.discard(-own)
    while left:
        solver.set_phases(sorted(left))  # each model shows many
        assert solver.solve(assumptions=[*chosen.values(), min(left)])
        left.difference_update(solver.get_model())
    for literal in refuted(literals, available, set(map(abs, chosen.values()))):
        assert not solver.solve(assumptions=[*chosen.values(), literal])


def refuted(literals: Sequence[int], available: Sequence[bool], chosen: set[int]) -> Iterator[int]:
    for literal, goes in zip(literals, available, strict=True):
        if not goes and abs(literal) not in chosen:
            yield literal


def literals_of(space: Space) -> list[int]:
    """Variables stand in the order of their numbers in the file."""
    numbers = space.engine.structure.numbers
    return [(numbers[name] + 1) * (1 if value == "yes" else -1) for name, value in space.columns]
