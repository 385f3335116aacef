"""S77: the clauses of a family have one model for each of its variants."""

from collections import Counter
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pysat.solvers import Solver

from spaces import Brute, random_family
from sumisura.kernel import Value, Variable
from sumisura.kernel.time import Rng
from sumisura.space.clauses import Cnf, Part, encoded
from sumisura.space.constraints import Constraint, Tally, constraints_of
from sumisura.space.diagram import Indicator
from sumisura.space.structure import Structure, structure_of

pytestmark = pytest.mark.oracle
randoms = st.integers(0, 2**32).map(Rng)
MANY = settings(max_examples=400, deadline=None)


def models(cnf: Cnf, structure: Structure) -> Counter[tuple[int, ...]]:
    """Value numbers of each model, and how many models have them."""
    found: Counter[tuple[int, ...]] = Counter()
    named = [[literal, -literal] for literal in range(1, cnf.top + 1)]
    with Solver("glucose4", bootstrap_with=[*cnf.clauses, *named]) as solver:
        for model in solver.enum_models():
            chosen = np.flatnonzero(np.isin(cnf.literals, model))
            found[tuple(int(c - f) for c, f in zip(chosen, structure.first[:-1], strict=True))] += 1
    return found


def bare(widths: list[int]) -> Structure:
    values = [tuple(Value(str(value)) for value in range(width)) for width in widths]
    return Structure(tuple(Variable(f"v{at}", "", some) for at, some in enumerate(values)), ())


@MANY
@given(randoms)
def test_each_variant_is_one_model(rng: Rng) -> None:
    family = random_family(rng)
    structure = structure_of(family)
    parts: list[Part] = [*constraints_of(family, structure)]
    parts += [Indicator(structure.size + at, members) for at, members in enumerate(structure.indicators)]
    found = models(encoded(structure, range(len(structure.widths)), parts), structure)
    assert set(found.values()) <= {1}
    own = {values[: structure.size] for values in found}
    expected = [
        tuple(structure.value_numbers[n][v] for n, v in enumerate(variant.values()))
        for variant in Brute(family).variants
    ]
    assert len(found) == len(own) == len(expected)
    assert own == set(expected)
    for values in found:
        for at, members in enumerate(structure.indicators):
            assert values[structure.size + at] == all(values[n] in some for n, some in members.items())


@MANY
@given(randoms)
def test_tables_and_tallies_are_what_they_say(rng: Rng) -> None:
    widths = [rng.randint(1, 4) for _ in range(rng.randint(1, 5))]
    cells = list(product(*map(range, widths)))
    rows = rng.choices(cells, k=rng.randint(0, len(cells)))
    table = Constraint(
        tuple(range(len(widths))), np.array(rows, np.int32).reshape(-1, len(widths)), rng.random() < 0.5
    )
    some = rng.sample(range(len(widths)), rng.randint(1, len(widths)))
    amounts = tuple(tuple(rng.choice([0, 1, rng.randint(-9, 9)]) for _ in range(widths[n])) for n in some)
    low = rng.randint(-15, 15)
    tally = Tally(tuple(some), amounts, low, low + rng.randint(-1, 20), rng.random() < 0.3)

    def allowed(cell: tuple[int, ...]) -> bool:
        total = sum(amount[cell[number]] for number, amount in zip(some, amounts, strict=True))
        return (cell in rows) != table.forbids and (tally.low <= total <= tally.high) != tally.forbids

    structure = bare(widths)
    cnf = encoded(structure, range(len(widths)), [table, tally])
    assert models(cnf, structure) == Counter(filter(allowed, cells))
    assert {abs(literal) for clause in cnf.clauses for literal in clause} <= set(range(1, cnf.top + 1))


@pytest.mark.parametrize(("most", "low", "high"), [(1, 3, 5), (1, 4, 4), (3, 10, 99), (3, -1, 7)])
def test_a_tally_propagates_as_soon_as_its_bounds_do(most: int, low: int, high: int) -> None:
    """Unit propagation alone finds out every value that a cardinality, or a bound on one side, excludes."""
    rng = Rng(low)
    amounts = tuple((0, rng.randint(1, most)) for _ in range(10))
    cnf = encoded(bare([2] * 10), range(10), [Tally(tuple(range(10)), amounts, low, high)])
    with Solver("glucose4", bootstrap_with=cnf.clauses) as solver:
        for _ in range(200):
            assumed = [number * rng.choice([1, -1]) for number in rng.sample(range(1, 11), rng.randint(0, 8))]
            consistent, implied = solver.propagate(assumed)
            assert consistent == solver.solve(assumed)
            unknown = set(range(1, 11)) - set(map(abs, implied)) if consistent else set()
            assert all(solver.solve([*assumed, literal]) for n in unknown for literal in (n, -n))


def test_many_of_many_is_no_table() -> None:
    """A cardinality over a hundred options takes literals in proportion, not combinations."""
    tally = Tally(tuple(range(100)), ((0, 1),) * 100, 2, 5)
    cnf = encoded(bare([2] * 100), range(100), [tally])
    assert cnf.top < 100 + 100 * 7
    assert len(cnf.clauses) < 100 * 60
