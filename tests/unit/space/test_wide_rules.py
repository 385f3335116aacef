"""S77: conditions too wide for a table are clauses and sums, and mean what they say."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sumisura
from sumisura.kernel import BadInput, Family, Measure, Rule, Value, Variable
from sumisura.kernel.time import Rng
from sumisura.space import constraints
from sumisura.space.clausal import clauses
from sumisura.space.constraints import Constraint, Tally, constraints_of, of_expression
from sumisura.space.diagram import Diagram
from sumisura.space.expressions import Expression, parse
from sumisura.space.structure import structure_of
from sumisura.space.tallies import TooManyTotals, layers_of

NAMES = ("a", "b", "c", "d")


def family_of(rng: Rng) -> Family:
    """Four variables with weights; one with whole numbers for values."""
    weights = [0, 1, 2.5, -3, 0.75]
    variables = [
        Variable(
            name,
            name,
            tuple(
                Value(value, attributes={"w": Measure(rng.choice(weights), "kg")})
                for value in ("x", "y", "z")[: rng.randint(2, 3)]
            ),
        )
        for name in NAMES
    ]
    return Family("f", "F", "EUR", (*variables, Variable("n", "n", tuple(map(Value, "0123")))))


def amount(rng: Rng, depth: int) -> str:
    kinds = ["{v}.w", "sum(w)", "1.5 kg", "-2 kg", "2 * {v}.w", "{v}.w - {u}.w", "3 * ({v}.w + 1 kg)"]
    if depth and rng.random() < 0.4:
        return f"{amount(rng, depth - 1)} + {amount(rng, depth - 1)}"
    return rng.choice(kinds).format(v=rng.choice(NAMES), u=rng.choice(NAMES))


def condition(rng: Rng, depth: int) -> str:
    one, two = rng.choice(NAMES), rng.choice(NAMES)
    relation = rng.choice(["=", "!=", "<", "<=", ">", ">="])
    if not depth or rng.random() < 0.2:
        return rng.choice(
            [
                f"{one} = x",
                f"{one} not in (x, y)",
                f"{one} = {two}",
                f"{one} != {two}",
                f"{amount(rng, 1)} {relation} {amount(rng, 1)}",
                f"n {relation} 2",
                f"n + count({one} = x, {two} = y, {one} = {two}) {relation} 2",
                f"count({one} = x, {two} = y, n = 1 or n = 2) {relation} {rng.randint(-1, 4)}",
            ]
        )
    below = [f"({condition(rng, depth - 1)})" for _ in range(rng.randint(2, 3))]
    if rng.random() < 0.2:
        return f"not {below[0]}"
    return f" {rng.choice(['and', 'or', 'xor', 'implies'])} ".join(below)


def allowed(part: Constraint | Tally, values: tuple[int, ...]) -> bool:
    chosen = tuple(values[number] for number in part.scope)
    if isinstance(part, Constraint):
        return (chosen in set(map(tuple, part.rows.tolist()))) != part.forbids
    total = sum(own[value] for own, value in zip(part.amounts, chosen, strict=True))
    return (part.low <= total <= part.high) != part.forbids


@pytest.mark.oracle
@settings(max_examples=400, deadline=None)
@given(st.integers(0, 2**32).map(Rng))
def test_clauses_and_sums_mean_what_the_condition_says(rng: Rng) -> None:
    family = family_of(rng)
    structure = structure_of(family)
    expression = parse(condition(rng, 3), family)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(constraints, "SMALL", 0)
        patch.setattr(constraints, "MOST_ROWS", rng.choice([0, 64]))
        parts = [each for part in expression.conjuncts() for each in of_expression(part, structure)]
    diagram = Diagram(
        rng.sample(range(structure.size), structure.size),
        structure.widths,
        parts or [constraints._constant(holds=True)],
    )
    assert diagram.advance(100_000)
    ways = 0
    for values in product(*(range(width) for width in structure.widths)):
        named = {
            variable.name: variable.values[at].name
            for variable, at in zip(family.variables, values, strict=True)
        }
        holds = expression.holds(named)
        assert all(allowed(part, values) for part in parts) == holds
        ways += holds
    assert counted(diagram, structure.widths) == ways


def counted(diagram: Diagram, widths: np.ndarray) -> int:
    """Paths of a diagram, with a skipped level counted once for each of its values."""
    if diagram.root == 0:
        return 0
    order = [int(widths[number]) for number in diagram.order]
    level, parent, _, child = diagram.arrays()
    level = [*level.tolist(), len(order)]
    ways = [0] * (len(level) - 1) + [1]

    def over(start: int, end: int) -> int:
        return int(np.prod(order[start:end], dtype=object)) if end > start else 1

    for arc in reversed(range(len(parent))):
        at, to = int(parent[arc]), int(child[arc])
        ways[at] += ways[to] * over(level[at] + 1, level[to])
    return ways[0] * over(0, level[0])


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.lists(st.integers(-4, 6), min_size=1, max_size=3), min_size=1, max_size=5),
    st.integers(-12, 20),
    st.integers(-3, 12),
)
def test_layers_decide_every_sum(amounts: list[list[int]], low: int, width: int) -> None:
    tally = Tally(tuple(range(len(amounts))), tuple(map(tuple, amounts)), low, low + width)
    found = layers_of(tally)
    for values in product(*(range(len(own)) for own in amounts)):
        step = 0
        for layer, value in zip(found.steps, values, strict=True):
            step = layer[step][value]
        total = sum(own[value] for own, value in zip(amounts, values, strict=True))
        assert (step not in found.refused) == (low <= total <= low + width)


def test_a_sum_of_too_many_totals_is_refused_with_its_mend() -> None:
    tally = Tally(tuple(range(24)), tuple((0, 1 << at) for at in range(24)), 5, 1 << 23)
    with pytest.raises(TooManyTotals, match=r"more than 1,000 different.*rounder"):
        layers_of(tally, 1000)


def yes_no(size: int, *rules: str) -> Family:
    values = [
        (Value("no"), Value("yes", attributes={"w": Measure(at % 7 + 0.5, "kg")})) for at in range(size)
    ]
    return Family(
        "w",
        "W",
        "EUR",
        tuple(Variable(f"v{at}", "", each) for at, each in enumerate(values)),
        rules=tuple(Rule(f"r{at}", "", expression=rule) for at, rule in enumerate(rules)),
    )


def test_a_wide_disjunction_is_one_forbidden_row() -> None:
    family = yes_no(60, " or ".join(f"v{at} = yes" for at in range(60)))
    (part,) = constraints_of(family, structure_of(family))
    assert part.forbids
    assert part.rows.tolist() == [[0] * 60]
    assert sumisura.compile(family, cache=None).start().count() == 2**60 - 1


def test_a_wide_sum_is_counted_exactly() -> None:
    listed = ", ".join(f"v{at} = yes" for at in range(60))
    family = yes_no(60, "sum(w) <= 90 kg", f"v0 = yes or count({listed}) >= 20")
    ways: dict[tuple[int, Fraction, bool], int] = {(0, Fraction(0), False): 1}
    for at in range(60):
        after: dict[tuple[int, Fraction, bool], int] = {}
        for (count, weight, first), many in ways.items():
            for yes in (0, 1):
                key = count + yes, weight + yes * (at % 7 + Fraction(1, 2)), first or (at == 0 and bool(yes))
                after[key] = after.get(key, 0) + many
        ways = after
    wanted = sum(
        many for (count, weight, first), many in ways.items() if weight <= 90 and (first or count >= 20)
    )
    assert sumisura.compile(family, cache=None).start().count() == wanted


def test_what_no_clause_or_sum_can_hold_is_refused_with_a_mend() -> None:
    words = " xor ".join(f"v{at} = yes" for at in range(40))
    family = yes_no(40, words)
    with pytest.raises(BadInput, match=r"w: r0: the rule relates 40 variables.*Split it"):
        constraints_of(family, structure_of(family))


def test_numbers_that_are_too_fine_are_refused() -> None:
    family = yes_no(20, "sum(w) * 0.00000000000000000001 + v0.w <= 1 kg")
    with pytest.raises(BadInput, match="too large or too fine"):
        constraints_of(family, structure_of(family))


def test_clauses_stop_before_they_are_too_many() -> None:
    family = yes_no(30)
    either = " or ".join(f"(v{at} = yes and v{at + 1} = yes)" for at in range(0, 30, 2))
    domains = {variable.name: ("no", "yes") for variable in family.variables}
    assert clauses(parse(either, family).root, domains) is None
    assert isinstance(parse(either, family), Expression)
