"""S77: what is searched is what brute force and a plain solver say, bounds hold, and a click stays quick."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pysat.solvers import Solver

from clauses import family_of
from shared import shared
from spaces import Brute, random_family
from sumisura.kernel.time import Rng
from sumisura.space.clauses import encoded
from sumisura.space.constraints import constraints_of
from sumisura.space.diagram import Indicator, Part
from sumisura.space.kernels.sweeps import FAR
from sumisura.space.model import NEVER
from sumisura.space.searching import Searching
from sumisura.space.structure import Structure, structure_of

pytestmark = pytest.mark.oracle
randoms = st.integers(0, 2**32).map(Rng)
MANY = settings(max_examples=300, deadline=None)


class Small:
    """A random family, all its variants as rows of columns, and the search through it."""

    def __init__(self, rng: Rng) -> None:
        family = random_family(rng, 6)
        self.structure = structure_of(family)
        self.parts: list[Part] = [*constraints_of(family, self.structure)]
        self.parts += [
            Indicator(self.structure.size + at, members)
            for at, members in enumerate(self.structure.indicators)
        ]
        self.rows = np.array([self._columns(v) for v in Brute(family).variants], np.int64)
        self.rows = self.rows.reshape(-1, len(self.structure.widths))
        self.size = int(self.structure.first[-1])

    def search(self) -> Searching:
        return Searching(self.structure, self.parts, range(len(self.structure.widths)))

    def having(self, rows: np.ndarray) -> np.ndarray:
        mask = np.zeros(self.size, np.bool_)
        mask[rows] = True
        return mask

    def design(self, rng: Rng) -> np.ndarray:
        """Some choices, now and then such as do not go together."""
        chosen = np.full(len(self.structure.widths), -1, np.int32)
        row = self.rows[rng.randint(0, len(self.rows) - 1)]
        for number in rng.sample(range(self.structure.size), rng.randint(0, self.structure.size)):
            wild = rng.randint(int(self.structure.first[number]), int(self.structure.first[number + 1]) - 1)
            chosen[number] = wild if rng.random() < 0.15 else row[number]
        return chosen

    def _columns(self, variant: dict[str, str]) -> list[int]:
        numbers = self.structure.value_numbers
        values = [numbers[n][value] for n, value in enumerate(variant.values())]
        values += [all(values[n] in s for n, s in m.items()) for m in self.structure.indicators]
        return [int(first) + value for first, value in zip(self.structure.first, values, strict=False)]


def sessions(rng: Rng) -> tuple[Small, Searching]:
    small = Small(rng)
    assume(len(small.rows))
    return small, small.search()


@MANY
@given(randoms)
def test_what_is_possible_is_what_brute_force_says(rng: Rng) -> None:
    small, search = sessions(rng)
    assert (search.open == small.having(small.rows)).all()
    for _ in range(4):
        chosen = small.design(rng)
        broken = (chosen >= 0) & (small.rows != chosen)
        expected = small.having(small.rows[broken.sum(axis=1) == 0])
        for row, wrong in zip(small.rows, broken, strict=True):
            if wrong.sum() == 1:
                expected[row[wrong]] = True
        assert (search.valid(chosen) == expected).all()
        allowed = np.array([rng.random() < 0.8 for _ in range(small.size)])
        left = small.rows[allowed[small.rows].all(axis=1)]
        found = search.possible(allowed)
        assert (found is None) == (not len(left))
        assert found is None or (found == small.having(left)).all()
        witness = search.witness(allowed)
        assert (witness is None) == (not len(left))
        assert witness is None or (left == witness).all(axis=1).any()
        low, high = search.count(allowed)
        assert low <= len(left) <= high
        assert (low == 0) == (not len(left))


@MANY
@given(randoms)
def test_costs_are_bounded_and_the_least_is_found(rng: Rng) -> None:
    small, search = sessions(rng)
    for _ in range(3):
        cost = np.array([rng.choice([0, rng.randint(-50, 90), FAR]) for _ in range(small.size)])
        each = np.array([FAR if (cost[row] >= FAR).any() else cost[row].sum() for row in small.rows])
        low, high = search.through(cost)
        best = search.least(cost)
        for column in range(small.size):
            exact = min(each[(small.rows == column).any(axis=1)], default=FAR)
            assert low[column] <= exact <= high[column]
        assert (best is None) == (each.min() >= FAR)
        if best is not None:
            assert best.low == best.high == each.min() == cost[best.chosen].sum()
            loose = search.least(cost, effort=rng.randint(1, 3))
            assert loose is not None
            assert loose.low <= each.min() <= loose.high == cost[loose.chosen].sum()


@MANY
@given(randoms)
def test_what_a_column_makes_one_give_up_is_bounded(rng: Rng) -> None:
    small, search = sessions(rng)
    chosen = small.design(rng)
    weight = np.array([rng.choice([1, 2, 9]) for _ in chosen])
    low, high = search.give_up(chosen, weight)
    lost = np.where((chosen >= 0) & (small.rows != chosen), weight, 0)
    for column in range(small.size):
        with_it = (small.rows == column).any(axis=1)
        own = np.searchsorted(small.structure.first, column, side="right") - 1
        exact = min(np.delete(lost, own, axis=1)[with_it].sum(axis=1), default=NEVER)
        assert low[column] <= exact <= high[column]
        assert (exact == 0) == (high[column] == 0)
        assert exact != NEVER or low[column] == high[column] == NEVER


def test_a_contradiction_has_nothing_open() -> None:
    small = next(small for small in map(Small, map(Rng, range(1000))) if not len(small.rows))
    search = small.search()
    everything = np.ones(small.size, np.bool_)
    assert not search.open.any()
    assert search.possible(everything) is None
    assert search.witness(everything) is None
    assert search.least(np.zeros(small.size, np.int64)) is None
    assert search.count(everything) == (0, 0)


def test_variables_of_others_are_left_as_they_are() -> None:
    small = next(s for s in map(Small, map(Rng, range(100))) if len(s.rows) and len(s.structure.widths) > 4)
    named = {number for part in small.parts[:1] for number in part.scope}
    search = Searching(small.structure, small.parts[:1], named)
    other = np.ones(small.size, np.bool_)
    for number in named:
        other[small.structure.first[number] : small.structure.first[number + 1]] = False
    chosen = small.rows[0].astype(np.int32)
    assert search.valid(chosen)[other].all()
    allowed = small.having(small.rows[:1])
    found = search.possible(allowed)
    assert found is not None
    assert (found[other] == allowed[other]).all()
    witness = search.witness(allowed)
    assert witness is not None
    assert {number for number, column in enumerate(witness) if column >= 0} == named


def plain(structure: Structure, rules: list[Part], designs: list[np.ndarray]) -> list[np.ndarray]:
    """Valid columns by asking another solver for one after the other."""
    cnf = encoded(structure, range(len(structure.widths)), rules)
    literals, size = cnf.literals.tolist(), int(structure.first[-1])
    found = []
    with Solver("minisat22", bootstrap_with=[*cnf.clauses, [cnf.top, -cnf.top]]) as solver:
        for chosen in designs:
            valid, chosen_ = np.zeros(size, np.bool_), [c for c in chosen.tolist() if c >= 0]
            for column in range(size):
                free = chosen[column // 2] < 0
                if not valid[column]:
                    others = [literals[c] for c in chosen_ if c // 2 != column // 2]
                    if solver.solve([*others, literals[column]]):
                        valid |= np.isin(cnf.literals, solver.get_model()) if free else False
                        valid[column] = True
            found.append(valid)
    return found


def random_designs(search: Searching, structure: Structure, rng: Rng, count: int) -> list[np.ndarray]:
    """Partial designs: a variant's choices in some of its variables."""
    designs = []
    for _ in range(count):
        liked = np.array([rng.random() < 0.5 for _ in range(int(structure.first[-1]))])
        variant = search.witness(np.ones_like(liked), liked)
        assert variant is not None
        share = rng.choice([0.01, 0.05, 0.2, 0.5, 0.9])
        designs.append(np.array([c if rng.random() < share else -1 for c in variant], np.int32))
    return designs


def test_a_feature_model_is_what_a_plain_solver_says() -> None:
    """Of others, and of designs made click by click: ``test_published_models``."""
    structure, rules = family_of(shared("data/config/fm/dimacs/pc-richmond.dimacs"))
    search = Searching(structure, rules, range(len(structure.widths)))
    designs = random_designs(search, structure, Rng(3), 60)
    for chosen, expected in zip(designs, plain(structure, rules, designs), strict=True):
        assert (search.valid(chosen) == expected).all()


@pytest.mark.parametrize(
    ("name", "gap"), [("busybox-1.18.0", 0.0), ("pc-richmond", 0.1), ("embtoolkit", 0.1)]
)
def test_an_optimum_takes_no_more_than_its_effort(name: str, gap: float) -> None:
    """A hitting set over all cores that a large effort finds would take minutes; bounds that have not met will do."""
    structure, rules = family_of(shared(f"data/config/fm/dimacs/{name}.dimacs"))
    search = Searching(structure, rules, range(len(structure.widths)))
    cost = np.random.default_rng(1).integers(0, 1000, int(structure.first[-1]))
    best = search.least(cost, effort=2000)
    assert best is not None
    assert search.possible(np.isin(np.arange(len(cost)), best.chosen)) is not None
    assert best.high == cost[best.chosen].sum()
    assert best.high - best.low <= gap * best.high


def test_the_same_calls_give_the_same_answers_and_threads_take_turns() -> None:
    structure, rules = family_of(shared("data/config/fm/dimacs/busybox-1.18.0.dimacs"))
    one, two = (Searching(structure, rules, range(len(structure.widths))) for _ in range(2))
    designs = random_designs(one, structure, Rng(5), 30)
    assert all(map(np.array_equal, designs, random_designs(two, structure, Rng(5), 30)))
    cost = np.array([Rng(at).randint(0, 99) for at in range(int(structure.first[-1]))])
    first, second = one.least(cost), two.least(cost)
    assert first is not None
    assert second is not None
    assert (first.chosen == second.chosen).all()
    expected = [one.valid(design) for design in designs]
    with ThreadPoolExecutor(4) as pool:
        assert all(map(np.array_equal, pool.map(two.valid, designs), expected))
