"""S56, S59, S72: from needs to designs: exactly what brute force finds, or the nearest by the lightest needs given up."""

from fractions import Fraction

import numba
import numpy as np
import pytest

import sumisura
from measured import holds, lightest, measured_families, random_needs, reader
from sumisura.kernel import BadInput, Family, Measure, Rule, Value, Variable
from sumisura.kernel.time import Rng
from sumisura.space.errors import NotSwept
from sumisura.space.sweeps.frontier import frontier
from sumisura.space.sweeps.measures import Highest, LeadDays, Price, Total
from sumisura.space.sweeps.meeting import meet
from sumisura.space.sweeps.needs import AtLeast, AtMost, Tagged
from sumisura.space.sweeps.ranked import ranked
from sumisura.space.sweeps.sampling import sample, shares
from sumisura.space.sweeps.variants import variants

MANY = 10 if numba.config.DISABLE_JIT else 80


@pytest.mark.oracle
@pytest.mark.parametrize("seed", range(2))
def test_what_fits_is_what_brute_force_finds(seed: int) -> None:
    rng, met = Rng(seed), 0
    for brute in measured_families(seed, MANY):
        space, needs = sumisura.compile(brute.family, cache=None), random_needs(rng, brute)
        weights = np.array([rng.uniform(-2, 2) for _ in space.columns]) if rng.random() < 0.5 else None
        at = {column: number for number, column in enumerate(space.columns)}

        def worth(variant, weights=weights, at=at, brute=brute):
            return (
                -brute.price(variant)
                if weights is None
                else sum(weights[at[item]] for item in variant.items())
            )

        left = [one for one in brute.variants if all(holds(brute, need, one) for need in needs)]
        answer = meet(space.start(), needs, weights, apart=1)
        met += bool(left)
        assert bool(answer.fits) == bool(left)
        assert bool(answer.nearest) != bool(left)
        assert len(answer.fits) == min(3, len(left))
        best = sorted(map(worth, left), reverse=True)
        for fit, expected in zip(answer.fits, best, strict=False):
            assert dict(fit.variant.design.choices) in left
            assert fit.variant.price == brute.price(fit.variant.design.choices)
            assert worth(fit.variant.design.choices) == pytest.approx(expected, abs=1e-9)
            assert not fit.unmet
            assert fit.within < 1e-9
    assert numba.config.DISABLE_JIT or 0.2 * MANY < met < 0.95 * MANY, "a few families say little"


@pytest.mark.oracle
def test_the_nearest_gives_up_the_lightest_needs_and_comes_as_near_as_can_be() -> None:
    rng, unmet = Rng(5), 0
    for brute in measured_families(5, MANY):
        space, needs = sumisura.compile(brute.family, cache=None), random_needs(rng, brute)
        answer, expected = meet(space.start(), needs), lightest(brute, needs)
        if answer.fits:
            assert expected == [frozenset()]
            continue
        unmet += 1
        given = [frozenset(needs.index(reading.need) for reading in near.unmet) for near in answer.nearest]
        assert given == expected[:3]
        for near, some in zip(answer.nearest, given, strict=True):
            assert dict(near.variant.design.choices) in brute.variants
            if len(some) == 1:
                _nearest_of_one(brute, needs, next(iter(some)), near)
    assert unmet > 0.1 * MANY


def _nearest_of_one(brute, needs, number, near) -> None:
    need = needs[number]
    kept = [other for at, other in enumerate(needs) if at != number]
    left = [one for one in brute.variants if all(holds(brute, other, one) for other in kept)]
    if not isinstance(need, AtMost | AtLeast):
        return
    values = [value for one in left if (value := reader(brute, need.measure)(one)) is not None]
    reached = near.unmet[0].value
    if values:
        assert reached == (min(values) if isinstance(need, AtMost) else max(values))
    else:
        assert reached is None


@pytest.mark.oracle
def test_further_ones_differ_in_as_many_choices_as_asked() -> None:
    for brute in measured_families(8, MANY // 2):
        start = sumisura.compile(brute.family, cache=None).start()
        fits = [fit.variant.design.choices for fit in meet(start, [], most=4, apart=2).fits]
        for at, one in enumerate(fits):
            for other in fits[:at]:
                assert sum(one[name] != other[name] for name in one) >= 2
        if len(fits) < 4:  # no other would have been far enough from each
            for variant in brute.variants:
                assert min(sum(one[name] != variant[name] for name in one) for one in fits) < 2


def test_choices_already_made_stand() -> None:
    size = Variable("size", "Size", (Value("S"), Value("L", price=500)))
    dye = Variable("dye", "Dye", (Value("raw"), Value("red", price=200)))
    start = sumisura.compile(Family("tee", "Tee", "EUR", (size, dye), base_price=1900), cache=None).start()
    large = start.choose("size", "L", weight=9)
    near = meet(large, [AtMost(Price(), Fraction(2000))]).nearest[0]
    assert dict(near.variant.design.choices) == {"size": "L", "dye": "raw"}
    assert near.unmet[0].value == 2400
    assert near.variant.design.weight.tolist() == [9, 1]


def test_unknown_names_and_too_many_needs_are_told() -> None:
    wool = Value("wool", attributes={"warmth": Measure(8, "tog")}, tags=("care=hand",))
    start = sumisura.compile(
        Family("hat", "Hat", "EUR", (Variable("yarn", "Yarn", (wool,)),)), cache=None
    ).start()
    with pytest.raises(BadInput, match=r'no attribute|has an attribute "warmht".*Did you mean "warmth"'):
        meet(start, [AtMost(Total("warmht"), Fraction(1))])
    with pytest.raises(BadInput, match=r'tag "care=hnad".*Did you mean "care=hand"'):
        meet(start, [Tagged("care=hnad")])
    with pytest.raises(BadInput, match="9 needs are too many"):
        meet(start, [AtMost(LeadDays(), Fraction(1))] * 9)
    assert meet(start, [AtLeast(Highest("warmth"), Fraction(8))]).fits


def test_a_family_that_is_searched_says_that_it_cannot_be_swept() -> None:
    pair = tuple(Variable(name, name, (Value("1"), Value("2"))) for name in ("a", "b"))
    rule = Rule("r", "They differ.", ("a", "b"), (("1", "1"),), forbids=True)
    start = sumisura.compile(Family("x", "X", "EUR", pair, (rule,)), cache=None, way="search").start()
    questions = [
        lambda: meet(start, []),
        lambda: ranked(start),
        lambda: variants(start, 2, diverse=1),
        lambda: sample(start, 1, np.random.default_rng(1)),
        lambda: shares(start),
        lambda: frontier(start, Price(), LeadDays()),
    ]
    for question in questions:
        with pytest.raises(NotSwept, match="part of it is searched, not compiled"):
            question()
