"""S77: what is not compiled still answers: available exactly, the rest within bounds that say so."""

from dataclasses import replace

import numba
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import sumisura
from spaces import Brute, random_family, session
from sumisura import Bounds, Contradiction, Design
from sumisura.kernel import Family, Rule, Value, Variable
from sumisura.kernel.time import Rng
from sumisura.space.compiling import compile as compile_family
from sumisura.space.model import NEVER

pytestmark = pytest.mark.oracle
JIT = not numba.config.DISABLE_JIT
MANY = settings(max_examples=100 if JIT else 8, deadline=None)
randoms = st.integers(0, 2**32).map(Rng)


def searched(rng: Rng) -> tuple[Brute, Design]:
    """A random family that is searched, and a partial design of it."""
    brute = Brute(random_family(rng))
    assume(brute.variants)
    design = sumisura.compile(brute.family, way="search", cache=None).start()
    target = rng.choice(brute.variants)
    for name in rng.sample(sorted(target), rng.randint(0, len(target))):
        design = design.choose(name, target[name])
    return brute, design


@MANY
@given(randoms)
def test_what_goes_is_exact_and_the_rest_is_bounded(rng: Rng) -> None:
    brute, design = searched(rng)
    weights = {v.name: v.weight for v in brute.family.variables}
    now = min(brute.price(variant) for variant in brute.completions(design.choices))
    assert design.price <= now
    for variable, values in design.options().items():
        for value, option in values.items():
            best = brute.repair(design.choices, weights, variable, value)
            assert option.available == (best is not None and best[0] == 0)
            assert (option.give_up == NEVER) == (best is None)
            if best is None:
                continue
            assert option.give_up >= best[0]
            if option.exact:
                assert (option.give_up, option.price_delta) == (best[0], best[1] - now)


@MANY
@given(randoms)
def test_counts_are_bounds_and_completions_can_be_made(rng: Rng) -> None:
    brute, design = searched(rng)
    left = brute.completions(design.choices)
    count = design.count()
    if isinstance(count, Bounds):
        assert count.low <= len(left) <= count.high
    else:
        assert count == len(left)
    liked = np.array([rng.uniform(-3, 3) for _ in design.engine.structure.columns])
    for finished in (design.complete(), design.cheapest(), design.complete(liked)):
        assert dict(finished.choices) in left
    assert finished.price == brute.price(dict(finished.choices))


@MANY
@given(randoms)
def test_repairs_have_what_was_asked_and_give_up_no_more_than_was_said(rng: Rng) -> None:
    brute, design = searched(rng)
    weights = {v.name: v.weight for v in brute.family.variables}
    for variable, values in design.options().items():
        for value, option in values.items():
            if option.give_up == NEVER:
                continue
            after = design.repair(variable, value)
            assert after.choices[variable] == value
            assert brute.completions(after.choices)
            lost = [n for n, v in design.choices.items() if n != variable and after.choices.get(n) != v]
            assert sum(weights[name] for name in lost) <= option.give_up


def two_halves() -> Family:
    """A component whose diagram is large in any order, beside a small one."""
    bits = tuple(Variable(f"b{n}", "Bit", (Value("0"), Value("1"))) for n in range(16))
    sizes = tuple(
        Variable(f"s{n}", "Size", (Value("S"), Value("M", price=300), Value("L"))) for n in range(3)
    )
    crossed = tuple(Rule(f"r{n}", "", (f"b{n}", f"b{15 - n}"), (("0", "0"), ("1", "1"))) for n in range(8))
    sums = Rule("sum", "", expression=" or ".join(f"b{n} = 1 and b{(n * 7 + 3) % 16} = 0" for n in range(16)))
    close = Rule("close", "", ("s0", "s1"), (("S", "L"), ("L", "S")), forbids=True)
    return Family("halves", "Halves", "EUR", (*bits, *sizes), (*crossed, sums, close))


@pytest.mark.skipif(not JIT, reason="large diagrams need compiled kernels")
def test_only_the_component_that_does_not_fit_is_searched_and_says_why() -> None:
    family = two_halves()
    mixed = compile_family(family, budget=24, seconds=1e-3, cache=None)
    whole = compile_family(family, way="diagram", cache=None)
    assert {way.how for way in mixed.ways} == {"diagram", "search"}
    left = next(way.left for way in mixed.ways if way.how == "search")
    assert [how for how, _ in left] == ["diagram", "d-dnnf"]
    assert "24 diagram nodes" in left[0][1]
    assert not mixed.is_exact
    count = mixed.count()
    assert isinstance(count, Bounds)
    assert count.low <= whole.count() <= count.high
    for number in range(12):
        session(mixed, Rng(number), 6)
    one, two = mixed.start().choose("s0", "S"), whole.start().choose("s0", "S")
    assert one.options()["s1"] == two.options()["s1"], "what is compiled beside it stays exact"
    assert one.sweep().available.tolist() == two.sweep().available.tolist()


def test_rules_that_cannot_hold_are_a_contradiction_in_every_way() -> None:
    family = two_halves()
    never = replace(family, rules=(*family.rules, Rule("never", "", expression="b0 = 0 and b15 = 1")))
    for way in ("diagram", "d-dnnf", "search"):
        with pytest.raises(Contradiction, match="never"):
            compile_family(never, way=way, cache=None)
