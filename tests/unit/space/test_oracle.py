"""S77, S58: every answer of the space equals brute force, on random families."""

from itertools import combinations

import numba
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import sumisura
from spaces import Brute, Choices, random_family
from sumisura import Contradiction, Design
from sumisura.kernel import Family, Rule
from sumisura.kernel.time import Rng

pytestmark = pytest.mark.oracle
JIT = not numba.config.DISABLE_JIT
MANY = settings(max_examples=150 if JIT else 15, deadline=None)
BY_D4 = 0.08
"""The share of families compiled to d-DNNF: each takes a process of its own."""
randoms = st.integers(0, 2**32).map(Rng)


def family_and_design(rng: Rng) -> tuple[Brute, Design]:
    """A random family, compiled to diagrams or d-DNNF, and a random valid partial design of it, with random weights."""
    brute = Brute(random_family(rng))
    assume(brute.variants)
    way = "d-dnnf" if rng.random() < BY_D4 else "diagram"
    design = sumisura.compile(brute.family, way=way, cache=None, seed=rng.randint(0, 3)).start()
    target = rng.choice(brute.variants)
    for name in rng.sample(sorted(target), rng.randint(0, len(target))):
        design = design.choose(name, target[name], weight=rng.choice([None, 1, 5, 1000]))
    return brute, design


def weights_of(design: Design) -> dict[str, int]:
    structure = design.engine.structure
    return {name: int(design.weight[number]) for name, number in structure.numbers.items()}


@MANY
@given(randoms)
def test_every_option_is_what_brute_force_says(rng: Rng) -> None:
    brute, design = family_and_design(rng)
    now = min(brute.price(variant) for variant in brute.completions(design.choices))
    assert design.price == now
    for variable, values in design.options().items():
        for value, option in values.items():
            best = brute.repair(design.choices, weights_of(design), variable, value)
            expected = (False, 0, -1, True) if best is None else (best[0] == 0, best[1] - now, best[0], True)
            assert tuple(option) == expected, (variable, value)


@MANY
@given(randoms)
def test_a_repair_is_what_its_option_promised(rng: Rng) -> None:
    brute, design = family_and_design(rng)
    for variable, values in design.options().items():
        for value, option in values.items():
            if option.give_up < 0:
                continue
            after = design.repair(variable, value)
            assert after.choices[variable] == value
            assert after.price == design.price + option.price_delta
            assert brute.completions(after.choices)
            assert after.is_complete or not design.is_complete
            lost = [n for n, v in design.choices.items() if n != variable and after.choices.get(n) != v]
            assert sum(weights_of(design)[name] for name in lost) == option.give_up


@MANY
@given(randoms)
def test_counts_and_completions(rng: Rng) -> None:
    brute, design = family_and_design(rng)
    left = brute.completions(design.choices)
    assert design.count() == len(left)
    defaults = {
        v.name: v.default for v in brute.family.variables if v.default and v.name not in design.choices
    }

    def departures(variant: Choices) -> int:
        return sum(variant[name] != value for name, value in defaults.items())

    cost = min((departures(variant), brute.price(variant)) for variant in left)
    finished = dict(design.complete().choices)
    assert (departures(finished), brute.price(finished)) == cost
    cheapest = dict(design.cheapest().choices)
    assert brute.price(cheapest) == min(brute.price(variant) for variant in left)
    assert finished in left
    assert cheapest in left


@MANY
@given(randoms)
def test_the_best_variants_are_the_best(rng: Rng) -> None:
    brute, design = family_and_design(rng)
    space_columns = design.engine.structure.columns
    weights = np.array([[rng.choice([0.0, rng.uniform(-3, 3)]) for _ in space_columns] for _ in range(5)])
    at = {column: number for number, column in enumerate(space_columns)}

    def liked(row: np.ndarray, variant: Choices) -> float:
        return sum(row[at[item]] for item in variant.items())

    bests = sumisura.compile(brute.family, cache=None).best(weights)
    for row, score, best in zip(weights, bests.scores, bests, strict=True):
        assert dict(best.choices) in brute.variants
        assert score == pytest.approx(liked(row, best.choices))
        assert score == pytest.approx(max(liked(row, variant) for variant in brute.variants))
    finished = design.complete(weights[0])
    left = brute.completions(design.choices)
    assert dict(finished.choices) in left
    assert liked(weights[0], finished.choices) == pytest.approx(max(liked(weights[0], v) for v in left))


@MANY
@given(randoms)
def test_an_explanation_holds_and_nothing_can_be_left_out(rng: Rng) -> None:
    brute, design = family_and_design(rng)
    for variable, values in design.options().items():
        for value, option in values.items():
            conflict = design.why(variable, value)
            if option.available:
                assert conflict == ({}, ())
                continue
            wanted = {**conflict.choices, variable: value}
            assert not brute.completions(wanted)
            for name in conflict.choices:
                assert brute.completions({n: v for n, v in wanted.items() if n != name})
            assert_minimal_rules(brute, conflict.rules, wanted)


def assert_minimal_rules(brute: Brute, rules: tuple[Rule, ...], wanted: Choices) -> None:
    numbers = [brute.family.rules.index(rule) for rule in rules]
    assert not any(wanted.items() <= variant.items() for variant in brute.allowed(numbers))
    for left in combinations(numbers, len(numbers) - 1):
        assert any(wanted.items() <= variant.items() for variant in brute.allowed(list(left)))


@MANY
@given(randoms)
def test_a_contradiction_names_the_fewest_rules(rng: Rng) -> None:
    family = random_family(rng, 3)
    more = random_family(rng, 3)
    fitting = [rule for rule in more.rules if _fits(rule, family)]
    renamed = tuple(
        type(rule)(f"x{at}", rule.reason, rule.scope, rule.rows, rule.forbids)
        for at, rule in enumerate(fitting)
    )
    family = type(family)("c", "C", "EUR", family.variables, rules=(*family.rules, *renamed))
    brute = Brute(family)
    if brute.variants:
        sumisura.compile(family, cache=None)
        return
    with pytest.raises(Contradiction) as raised:
        sumisura.compile(family, cache=None)
    numbers = [family.rules.index(rule) for rule in raised.value.rules]
    assert not list(brute.allowed(numbers))
    for smaller in combinations(range(len(family.rules)), len(numbers) - 1):
        assert next(brute.allowed(list(smaller)), None) is not None


def _fits(rule: Rule, family: Family) -> bool:
    domains = {variable.name: {value.name for value in variable.values} for variable in family.variables}
    known = all(name in domains for name in rule.scope)
    return (
        bool(rule.scope)
        and known
        and all(v in domains[n] for row in rule.rows for n, v in zip(rule.scope, row, strict=True))
    )
