"""S73: the frontier of two measures is what no variant is better than in both, by brute force."""

from dataclasses import replace
from fractions import Fraction

import numba
import pytest

import sumisura
from measured import measured_families, reader
from sumisura.kernel import BadInput, Family, Measure, Value, Variable
from sumisura.kernel.time import Rng
from sumisura.space.errors import TooManyTradeOffs
from sumisura.space.sweeps import labels
from sumisura.space.sweeps.frontier import Frontier, More, frontier
from sumisura.space.sweeps.measures import LeadDays, Price, Total

MANY = 8 if numba.config.DISABLE_JIT else 60
AIMS = [(Price(), LeadDays()), (More(Total("weight")), Price()), (LeadDays(), Total("weight"))]


def of(aim):
    return (aim.of, -1) if isinstance(aim, More) else (aim, 1)


def best(brute, aims, left) -> list[tuple[Fraction, Fraction]]:
    """Brute force: the pairs that no other is as good as, less being better."""
    pairs = sorted({tuple(sign * reader(brute, kind)(one) for kind, sign in map(of, aims)) for one in left})
    return [p for p in pairs if not any(q != p and q[0] <= p[0] and q[1] <= p[1] for q in pairs)]


def pairs_of(found: Frontier, aims) -> list[tuple[Fraction, Fraction]]:
    (_, one), (_, other) = map(of, aims)
    return [(one * point.one, other * point.other) for point in found.points]


@pytest.mark.oracle
@pytest.mark.parametrize("aims", AIMS)
def test_the_frontier_is_brute_forces(aims) -> None:
    rng = Rng(41)
    for brute in measured_families(41, MANY):
        start = sumisura.compile(brute.family, cache=None).start()
        target = rng.choice(brute.variants)
        name = rng.choice(sorted(target))
        design = rng.choice([start, start.choose(name, target[name])])
        expected = best(brute, aims, brute.completions(design.choices))
        found = frontier(design, *aims)
        assert found.exact
        assert pairs_of(found, aims) == expected
        for point in found.points:
            choices = point.variant.design.choices
            assert choices in brute.completions(design.choices)
            assert [reader(brute, kind)(choices) for kind, _ in map(of, aims)] == [point.one, point.other]


@pytest.mark.oracle
@pytest.mark.parametrize("aims", AIMS)
def test_a_thinned_frontier_says_what_it_loses_and_loses_the_least(aims) -> None:
    for brute in measured_families(43, MANY):
        start = sumisura.compile(brute.family, cache=None).start()
        whole = best(brute, aims, brute.variants)
        found = frontier(start, *aims, most=3)
        kept = pairs_of(found, aims)
        assert len(kept) <= 3
        assert found.exact == (len(whole) <= 3)
        assert set(kept) <= set(whole)
        assert {kept[0], kept[-1]} == {whole[0], whole[-1]}
        covered(whole, kept, found.within)
        if not found.exact:  # no third point would have lost less
            losses = [loss_of(whole, {whole[0], middle, whole[-1]}) for middle in whole]
            assert found.within == (0, min(losses))


def covered(whole, kept, within) -> None:
    for one, other in whole:
        assert any(p <= one + within[0] and q <= other + within[1] for p, q in kept)


def loss_of(whole, kept) -> Fraction:
    return max(min(q - other for p, q in kept if p <= one) for one, other in whole)


@pytest.mark.oracle
def test_a_rounded_frontier_is_within_what_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    rounded = 0
    for brute in measured_families(47, MANY):
        start = sumisura.compile(brute.family, cache=None).start()
        whole = best(brute, AIMS[0], brute.variants)
        monkeypatch.setattr(labels, "ROOM", 3 * start.engine.circuit.nodes)
        try:
            found = frontier(start, *AIMS[0])
        except TooManyTradeOffs as error:
            assert error.sums == 2  # noqa: PT017 - room for fewer labels than there are nodes and gaps
            continue
        rounded += not found.exact
        covered(whole, pairs_of(found, AIMS[0]), found.within)
    assert rounded or numba.config.DISABLE_JIT


def test_units_that_do_not_go_together_and_too_few_points_are_told() -> None:
    heavy = Value("a", attributes={"weight": Measure(1, "kg")})
    long = Value("b", attributes={"weight": Measure(1, "m")})
    start = sumisura.compile(
        Family("x", "X", "EUR", (Variable("a", "A", (heavy, long)),)), cache=None
    ).start()
    with pytest.raises(BadInput, match="do not go together"):
        frontier(start, Price(), Total("weight"))
    with pytest.raises(BadInput, match="two ends"):
        frontier(start, Price(), LeadDays(), most=1)
    fine = replace(long, attributes={"weight": Measure(1e-15, "kg")})
    start = sumisura.compile(
        Family("x", "X", "EUR", (Variable("a", "A", (heavy, fine)),)), cache=None
    ).start()
    with pytest.raises(BadInput, match="too fine"):
        frontier(start, Price(), Total("weight"))
