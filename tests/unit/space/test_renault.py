"""S77: the published car ranges: exact counts, and every option as a SAT solver sees it."""

from collections.abc import Iterator

import numba
import numpy as np
import pytest
from pysat.solvers import Solver

import sumisura
from shared import shared
from sumisura import Design, Space, read_family
from sumisura.kernel import Family
from sumisura.kernel.time import Rng

pytestmark = pytest.mark.skipif(bool(numba.config.DISABLE_JIT), reason="large diagrams need compiled kernels")
COUNTS = {"small": 172_056, "medium": 278_744}
DESIGNS = {"small": 40, "medium": 200}


@pytest.fixture(scope="module", params=COUNTS)
def name(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def family(name: str) -> Family:
    return read_family(shared(f"data/config/renault/{name}/contraintes.xml"))


@pytest.fixture(scope="module")
def space(family: Family) -> Space:
    return sumisura.compile(family, cache=None)


@pytest.mark.oracle
def test_counts_are_exact_in_any_order(name: str, family: Family, space: Space) -> None:
    other = sumisura.compile(family, cache=None, seed=5)
    assert space.engine.circuit.order.tolist() != other.engine.circuit.order.tolist()
    assert space.count() == other.count() == COUNTS[name]


@pytest.mark.oracle
def test_valid_options_equal_sat(name: str, space: Space) -> None:
    rng = Rng(7)
    with Solver("glucose4") as solver:
        for clause in clauses(space):
            solver.add_clause(clause)
        for _ in range(DESIGNS[name]):
            design = space.start()
            for _ in range(rng.randint(0, 25)):
                open_ = np.flatnonzero(design.sweep().available)
                design = design.choose(*space.columns[int(rng.choice(open_))])
            assert design.sweep().available.tolist() == available(solver, design)


def available(solver: Solver, design: Design) -> list[bool]:
    """For every column: does it go with the choices of the other variables? A model shows all that it takes."""
    structure = design.engine.structure
    answers, met = [], set()
    for number in range(structure.size):
        chosen = [int(c) + 1 for at, c in enumerate(design.chosen) if c >= 0 and at != number]
        for column in range(int(structure.first[number]), int(structure.first[number + 1])):
            goes = column + 1 in met or solver.solve(assumptions=[*chosen, column + 1])
            answers.append(goes)
            if goes and column + 1 not in met and design.chosen[number] < 0:
                met.update(solver.get_model()[: int(structure.first[-1])])
    return answers


def clauses(space: Space) -> Iterator[list[int]]:
    """The family as clauses, encoded apart from the engine: forbidden tails of every table's prefixes."""
    structure = space.engine.structure
    first = [int(c) + 1 for c in structure.first]
    top = first[-1]
    for number in range(structure.size):
        literals = list(range(first[number], first[number + 1]))
        yield literals
        yield from ([-a, -b] for a in literals for b in literals if a < b)
    for rule in space.family.rules:
        rows = [
            [
                first[structure.number(n)] + structure.value_number(structure.number(n), v)
                for n, v in zip(rule.scope, row, strict=True)
            ]
            for row in rule.rows
        ]
        if rule.forbids:
            yield from ([-literal for literal in row] for row in rows)
            continue
        names = list(range(top, top + len(rows)))
        top += len(rows)
        yield names
        for selector, row in zip(names, rows, strict=True):
            yield from ([-selector, literal] for literal in row)
