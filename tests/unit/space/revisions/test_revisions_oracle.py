"""S44, S58: what became possible and impossible, and what a design gives up, equal brute force on random revisions."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product

import numba
import pytest

import sumisura
from spaces import Brute, random_family
from sumisura.kernel import BrandId, DesignId, Family, PartyId, Rule, Value, Variable
from sumisura.kernel.time import Rng
from sumisura.space import draft as drafting
from sumisura.space.draft import Draft, Step
from sumisura.space.expressions import parse
from sumisura.space.revisions import Example, compare, migrate

pytestmark = pytest.mark.oracle
PAIRS = 15 if numba.config.DISABLE_JIT else 60


def revised(rng: Rng, family: Family) -> Family:
    """The family with a few parts added, removed or changed."""
    for _ in range(rng.randint(1, 4)):
        family = rng.choice([_fewer_options, _more_options, _fewer_rules, _more_rules, _another, _without])(
            rng, family
        )
    return replace(family, surcharges=())


def _with(family: Family, variable: Variable) -> Family:
    return replace(
        family, variables=tuple(variable if one.name == variable.name else one for one in family.variables)
    )


def _fewer_options(rng: Rng, family: Family) -> Family:
    one = rng.choice(family.variables)
    gone = rng.choice(one.values).name
    if len(one.values) == 1:
        return family
    left = tuple(value for value in one.values if value.name != gone)
    return _saying(_with(family, replace(one, values=left, default=None)))


def _more_options(rng: Rng, family: Family) -> Family:
    one = rng.choice(family.variables)
    return _with(family, replace(one, values=(*one.values, Value(f"new{len(one.values)}"))))


def _fewer_rules(rng: Rng, family: Family) -> Family:
    return replace(family, rules=family.rules[1:])


def _more_rules(rng: Rng, family: Family) -> Family:
    one, two = rng.choice(family.variables), rng.choice(family.variables)
    text = f"{one.name} = {rng.choice(one.values).name} implies {two.name} = {rng.choice(two.values).name}"
    return replace(family, rules=(*family.rules, Rule(f"n{rng.random()}", "new", expression=text)))


def _another(rng: Rng, family: Family) -> Family:
    """One more choice, which hangs together with another one."""
    fresh = Variable(f"w{rng.randint(0, 1)}", "New", (Value("0"), Value("1"), Value("2")))
    if any(one.name == fresh.name for one in family.variables):
        return family
    other = rng.choice(family.variables)
    cells = list(product([value.name for value in other.values], ["0", "1", "2"]))
    rows = tuple(rng.sample(cells, rng.randint(1, len(cells))))
    rule = Rule(f"m{rng.random()}", "new", (other.name, fresh.name), rows, forbids=rng.random() < 0.5)
    return replace(family, variables=(*family.variables, fresh), rules=(*family.rules, rule))


def _without(rng: Rng, family: Family) -> Family:
    if len(family.variables) < 3:
        return family
    return _saying(replace(family, variables=family.variables[:-1]))


def _saying(family: Family) -> Family:
    """Only the rules that still speak of what is there."""
    return replace(family, rules=tuple(rule for rule in family.rules if _speaks(rule, family)))


def _speaks(rule: Rule, family: Family) -> bool:
    if rule.expression:
        try:
            return bool(parse(rule.expression, family))
        except sumisura.kernel.BadInput:
            return False
    known = {one.name: {value.name for value in one.values} for one in family.variables}
    return all(name in known for name in rule.scope) and all(
        cell in known[name] for row in rule.rows for name, cell in zip(rule.scope, row, strict=True)
    )


@pytest.fixture(scope="module")
def pairs() -> list[tuple[Brute, Brute]]:
    """Random families beside a revision, each with a variant."""

    def every() -> Iterator[tuple[Brute, Brute]]:
        for seed in range(10 * PAIRS):
            rng = Rng(seed)
            old = replace(random_family(rng, 4), surcharges=())
            yield Brute(old), Brute(revised(rng, old))

    held = ((old, new) for old, new in every() if old.variants and new.variants)
    return [pair for pair, _ in zip(held, range(PAIRS), strict=False)]


def over(names: tuple[str, ...], variants: list[dict[str, str]]) -> set[tuple[str, ...]]:
    return {tuple(variant[name] for name in names) for variant in variants}


def test_what_became_possible_and_impossible_is_exact(pairs) -> None:
    differing = projected = 0
    for old, new in pairs:
        found = compare(old.family, new.family)
        names = found.counted.choices
        before, after = over(names, old.variants), over(names, new.variants)
        counts = (found.counted.old, found.counted.new, found.counted.both)
        assert counts == (len(before), len(after), len(before & after))
        assert (found.counted.lost, found.counted.won) == (len(before - after), len(after - before))
        _shown(found.lost, names, before - after)
        _shown(found.won, names, after - before)
        differing += bool(found.counted.lost or found.counted.won)
        projected += bool(found.counted.only_old or found.counted.only_new)
    assert differing > PAIRS // 3
    assert projected > PAIRS // 4


def _shown(example: Example | None, names: tuple[str, ...], possible: set[tuple[str, ...]]) -> None:
    """There is an example exactly where there is one to give, and it is one."""
    assert (example is not None) == bool(possible)
    if example:
        assert tuple(example.choices[name] for name in names) in possible
        assert example.because


def test_a_design_gives_up_as_little_as_can_be(pairs) -> None:
    moved_at_all = 0
    for seed, (old, new) in enumerate(pairs):
        rng, space = Rng(seed), sumisura.compile(new.family, cache=None)
        stood = rng.choice(old.variants)
        touched = {name: value for name, value in stood.items() if rng.random() < 0.5}
        rest = {name: value for name, value in stood.items() if name not in touched}
        draft = Draft(
            DesignId("d"), BrandId("b"), PartyId("p"), "random", old.family.digest, Step(touched, rest)
        )
        moved = migrate(old.family, space, draft, new.family.digest)
        after = moved.choices
        assert after in new.variants, "whole, and makeable"
        assert moved.family == new.family.digest
        assert _given_up(touched, rest, after) == min(_given_up(touched, rest, one) for one in new.variants)
        lost = {name for name, value in stood.items() if after.get(name) != value}
        assert {one.variable for one in (moved.news.lost if moved.news else ())} == lost
        back = migrate(new.family, sumisura.compile(old.family, cache=None), moved, old.family.digest)
        assert (back.choices, back.now.touched) == (stood, touched), "as if nothing had been"
        moved_at_all += bool(lost)
    assert moved_at_all > PAIRS // 4


def _given_up(
    touched: Mapping[str, str], rest: Mapping[str, str], after: Mapping[str, str]
) -> tuple[int, int]:
    return tuple(sum(after.get(name) != value for name, value in some.items()) for some in (touched, rest))


def test_a_design_that_was_open_stays_open_and_can_go_on(pairs) -> None:
    for seed, (old, new) in enumerate(pairs[:20]):
        rng, space = Rng(seed), sumisura.compile(new.family, cache=None)
        stood = rng.choice(old.variants)
        touched = {name: stood[name] for name in list(stood)[:1]}
        draft = Draft(DesignId("d"), BrandId("b"), PartyId("p"), "random", old.family.digest, Step(touched))
        moved = migrate(old.family, space, draft, new.family.digest)
        if len(old.family.variables) > 1:
            assert len(moved.choices) <= 1
        assert drafting.finish(space, moved).choices in new.variants
