"""S77: every variant in order, each once; the k best; and sets as good and as diverse as promised."""

from itertools import combinations, islice, pairwise

import numba
import numpy as np
import pytest

import sumisura
from measured import measured_families
from shared import shared
from spaces import Brute, Choices
from sumisura import read_family
from sumisura.kernel import BadInput, Family, Value, Variable
from sumisura.kernel.time import Rng
from sumisura.space.sweeps.ranked import ranked
from sumisura.space.sweeps.variants import variants

JIT = not numba.config.DISABLE_JIT
MANY = 60 if JIT else 8


@pytest.mark.oracle
def test_every_completion_comes_once_in_order() -> None:
    rng = Rng(21)
    for brute in measured_families(21, MANY):
        space = sumisura.compile(brute.family, cache=None, seed=rng.randint(0, 3))
        target = rng.choice(brute.variants)
        name = rng.choice(sorted(target))
        design = rng.choice([space.start(), space.start().choose(name, target[name])])
        left = brute.completions(design.choices)
        found = list(ranked(design))
        assert [one.price for one in found] == sorted(map(brute.price, left))
        assert all(one.price == brute.price(one.design.choices) for one in found)
        assert sorted(map(items, found)) == sorted(tuple(sorted(one.items())) for one in left)
        weights = np.array([rng.choice([0.0, rng.uniform(-3, 3)]) for _ in space.columns])
        liked = list(ranked(design, weights))
        assert [one.weight for one in liked] == pytest.approx(
            sorted((one.weight for one in liked), reverse=True)
        )
        assert sorted(map(items, liked)) == sorted(map(items, found))
        assert all(one.weight == pytest.approx(worth(space, weights, one.design.choices)) for one in liked)


def items(one) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(one.design.choices.items()))


def worth(space, weights, variant: Choices) -> float:
    at = {column: number for number, column in enumerate(space.columns)}
    return sum(weights[at[item]] for item in variant.items())


@pytest.mark.oracle
def test_the_diverse_are_the_best_one_by_one_and_half_as_good_as_any_set() -> None:
    rng = Rng(31)
    for brute in measured_families(31, MANY, most=4):
        space = sumisura.compile(brute.family, cache=None)
        weights, diverse = np.array([rng.uniform(-2, 2) for _ in space.columns]), rng.choice([0.3, 1.0, 4.0])
        found = [dict(one.design.choices) for one in variants(space.start(), 3, weights, diverse=diverse)]
        assert len({tuple(one.items()) for one in found}) == min(3, len(brute.variants))

        def gain(one, before, space=space, weights=weights, diverse=diverse):
            return worth(space, weights, one) / 2 + diverse * sum(differing(one, other) for other in before)

        for at, one in enumerate(found):
            rest = [other for other in brute.variants if other not in found[:at]]
            assert gain(one, found[:at]) == pytest.approx(
                max(gain(other, found[:at]) for other in rest), abs=1e-9
            )
        if 3 <= len(brute.variants) <= 14:
            _half_as_good(brute, found, lambda one, s=space, w=weights: worth(s, w, one), diverse)


def _half_as_good(brute: Brute, found, worth_of, diverse: float) -> None:
    worst = min(map(worth_of, brute.variants))

    def total(some) -> float:
        pairs = sum(differing(one, other) for one, other in combinations(some, 2))
        return sum(worth_of(one) - worst for one in some) + diverse * pairs

    assert 2 * total(found) >= max(map(total, combinations(brute.variants, 3))) - 1e-9


def differing(one: Choices, other: Choices) -> int:
    return sum(one[name] != other[name] for name in one)


@pytest.mark.skipif(not JIT, reason="large diagrams need compiled kernels")
def test_a_published_range_is_walked_without_being_listed() -> None:
    space = sumisura.compile(read_family(shared("data/config/renault/medium/contraintes.xml")), cache=None)
    weights = np.random.default_rng(3).normal(size=len(space.columns))
    found = list(islice(ranked(space.start(), weights), 300))
    assert len({items(one) for one in found}) == 300
    assert found[0].weight == pytest.approx(space.best([weights]).scores[0])
    scores = [one.weight for one in found]
    assert all(one >= other - 1e-9 for one, other in pairwise(scores))
    for one in found[::30]:
        assert space.start().choose_all(one.design.choices).is_complete  # every one can be made


def test_bad_numbers_are_refused() -> None:
    start = sumisura.compile(
        Family("x", "X", "EUR", (Variable("a", "A", (Value("1"),)),)), cache=None
    ).start()
    for k, diverse in [(-1, 0.0), (2, -1.0), (2, float("nan"))]:
        with pytest.raises(BadInput, match="0 or more"):
            variants(start, k, diverse=diverse)
    assert variants(start, 0) == ()
    assert len(variants(start, 5, diverse=2.0)) == 1
