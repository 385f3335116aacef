"""S77: samples fall as exact counts say, and shares are those counts."""

from collections import Counter
from math import exp, log

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chisquare

import sumisura
from measured import measured_families
from shared import shared
from sumisura import Design, read_family
from sumisura.kernel import BadInput, Family, Value, Variable
from sumisura.kernel.time import Rng
from sumisura.space.kernels.chances import plus, ratio, times
from sumisura.space.sweeps.sampling import sample, shares

JIT = not numba.config.DISABLE_JIT
MANY, DRAWN = (30, 3000) if JIT else (5, 1000)
SURE = 1e-6
"""Below this p-value in a hundred tests, something is wrong."""


def key(design: Design) -> tuple[str, ...]:
    return tuple(design.choices.values())


@pytest.mark.oracle
@pytest.mark.parametrize("weighted", [False, True])
def test_samples_fall_as_brute_force_counts(weighted: bool) -> None:
    rng = Rng(11)
    for brute in measured_families(11, MANY):
        space = sumisura.compile(brute.family, cache=None)
        weights = np.array([rng.uniform(-1, 1) if weighted else 0.0 for _ in space.columns])
        at = {column: number for number, column in enumerate(space.columns)}
        target = rng.choice(brute.variants)
        name = rng.choice(sorted(target))
        design = space.start().choose(name, target[name])
        left = brute.completions(design.choices)
        due = np.array([exp(sum(weights[at[item]] for item in variant.items())) for variant in left])
        drawn = sample(
            design, DRAWN, np.random.default_rng(rng.randint(0, 99)), weights if weighted else None
        )
        seen = Counter(map(key, drawn))
        assert set(seen) <= {tuple(variant.values()) for variant in left}
        counts = np.array([seen[tuple(variant.values())] for variant in left])
        if len(left) > 1:
            assert chisquare(counts, DRAWN * due / due.sum()).pvalue > SURE
        _shares_are_exact(design, weights if weighted else None, left, due / due.sum())


def _shares_are_exact(design, weights, left, chance) -> None:
    expected = np.zeros(len(design.engine.structure.columns))
    at = {column: number for number, column in enumerate(design.engine.structure.columns)}
    for variant, each in zip(left, chance, strict=True):
        for item in variant.items():
            expected[at[item]] += each
    assert shares(design, weights) == pytest.approx(expected, abs=1e-12)


@pytest.mark.skipif(not JIT, reason="plain numpy warns where a count passes any float")
@pytest.mark.oracle
def test_numbers_past_any_float_keep_their_digits() -> None:
    variables = tuple(
        Variable(f"v{number}", "V", tuple(Value(str(value)) for value in range(9))) for number in range(600)
    )
    space = sumisura.compile(Family("wide", "Wide", "EUR", variables), cache=None)
    assert len(str(space.count())) > 500
    assert shares(space.start()) == pytest.approx(np.full(5400, 1 / 9), abs=1e-13)
    lean = np.tile([0.0] * 8 + [-800.0], 600)  # exp(-800 * 600) is no float either
    assert shares(space.start(), lean) == pytest.approx(np.tile([1 / 8] * 8 + [0.0], 600), abs=1e-13)
    drawn = sample(space.start(), 50, np.random.default_rng(1)).values
    assert chisquare(np.bincount(drawn.ravel(), minlength=9)).pvalue > SURE


@pytest.mark.oracle
@pytest.mark.skipif(not JIT, reason="large diagrams need compiled kernels")
def test_a_published_range_is_sampled_by_its_exact_counts() -> None:
    space = sumisura.compile(read_family(shared("data/config/renault/small/contraintes.xml")), cache=None)
    share, whole = shares(space.start()), space.count()
    drawn = sample(space.start(), 20_000, np.random.default_rng(4)).values
    first = space.engine.structure.first
    for number, variable in enumerate(space.family.variables):
        counts = [_count(space.start(), variable.name, value.name) for value in variable.values]
        columns = slice(first[number], first[number + 1])
        assert share[columns] == pytest.approx(np.array(counts) / whole, abs=1e-12)
        seen = np.bincount(drawn[:, number], minlength=len(counts))
        can = np.array(counts) > 0
        assert not seen[~can].any()
        if can.sum() > 1:
            assert chisquare(seen[can], 20_000 * share[columns][can]).pvalue > SURE


def _count(start: Design, variable: str, value: str) -> int:
    if not start.options()[variable][value].available:
        return 0
    return start.choose(variable, value).count()


def test_the_same_chance_draws_the_same() -> None:
    for brute in measured_families(3, 5):
        start = sumisura.compile(brute.family, cache=None).start()
        one, other = (sample(start, 20, np.random.default_rng(9)) for _ in range(2))
        assert list(map(key, one)) == list(map(key, other))
        assert len(sample(start, 0, np.random.default_rng(9))) == 0


def test_fewer_than_none_are_refused() -> None:
    start = sumisura.compile(
        Family("x", "X", "EUR", (Variable("a", "A", (Value("1"),)),)), cache=None
    ).start()
    with pytest.raises(BadInput, match="-1 variants"):
        sample(start, -1, np.random.default_rng(1))
    with pytest.raises(BadInput, match="shape"):
        shares(start, [1.0, 2.0])


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 10**400), st.integers(1, 10**400))
def test_pairs_add_and_multiply_like_numbers_of_any_size(one: int, other: int) -> None:
    def pair(number: int) -> tuple[float, int]:
        power = number.bit_length()
        return float(number / (1 << power)) if power < 1000 else (number >> power - 60) / 2.0**60, power

    def close(found: tuple[float, int], number: int) -> bool:
        if number == 0:
            return found[0] == 0.0
        return abs(log(found[0]) + found[1] * log(2) - log(number)) < 1e-12 * max(1, log(number))

    assert close(plus(*pair(one), *pair(other)), one + other)
    assert close(times(*pair(one), *pair(other)), one * other)
    if one <= other:
        expected = 0.0 if one * 10**300 < other else one / other
        assert ratio(*pair(one), *pair(other)) == pytest.approx(expected, rel=1e-12, abs=1e-300)
