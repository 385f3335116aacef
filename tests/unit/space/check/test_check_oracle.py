"""S44, S58: every finding equals brute force, on random families."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from math import prod

import numba
import pytest

from spaces import Brute, random_family
from sumisura.kernel import Family, Rule, Surcharge
from sumisura.kernel.time import Rng
from sumisura.space.check import Code, Report, check
from sumisura.space.errors import TooLarge

pytestmark = pytest.mark.oracle
CASES = 20 if numba.config.DISABLE_JIT else 100
EXPRESSIONS = ("{0} = {1} implies {2} != {3}", "{0} != {1} and {2} != {3}", "{0} = {1} or {2} = {3}")


def full_family(rng: Rng) -> Family:
    """A random family with rules that repeat, weaken and join one another, so that there is something to find."""
    family = random_family(rng, 4)
    rules = list(family.rules)
    for number in range(rng.randint(0, 3)):
        one, two = rng.choice(family.variables), rng.choice(family.variables)
        cells = (one.name, rng.choice(one.values).name, two.name, rng.choice(two.values).name)
        text = rng.choice(EXPRESSIONS).format(*cells)
        rules.append(Rule(f"x{number}", rng.choice(["", "because"]), expression=text))
    if rules and rng.random() < 0.5:
        rules.append(replace(rng.choice(rules), name="again"))
    return replace(family, rules=tuple(rules))


@pytest.fixture(scope="module")
def cases() -> list[tuple[Brute, Report]]:
    """Random families beside their reports."""
    families = [full_family(Rng(seed)) for seed in range(CASES)]
    return [(Brute(family), check(family)) for family in families]


@pytest.fixture(scope="module")
def makeable(cases) -> list[tuple[Brute, Report]]:
    """Those that hold a variant."""
    return [(brute, report) for brute, report in cases if brute.variants]


def variants(brute: Brute, rules: list[int]) -> list[dict[str, str]]:
    return list(brute.allowed(rules))


def of(report: Report, *codes: Code) -> dict[str, tuple[str, ...]]:
    return {one.about: one.rules for one in report.findings if one.code in codes}


def implied(brute: Brute, rule: int, by: list[int]) -> bool:
    return variants(brute, by) == variants(brute, [*by, rule])


def at(brute: Brute, names: tuple[str, ...]) -> list[int]:
    return [number for number, rule in enumerate(brute.family.rules) if rule.name in names]


def test_a_contradiction_names_the_fewest_rules_that_cannot_hold(cases) -> None:
    barren = [(brute, report) for brute, report in cases if not brute.variants]
    assert len(barren) >= CASES // 20
    for brute, report in barren:
        (one,) = (one for one in report.findings if one.code is Code.CONTRADICTION)
        assert report.variants == 0
        named = at(brute, one.rules)
        assert not variants(brute, named)
        assert all(variants(brute, [other for other in named if other != rule]) for rule in named)


def test_dead_options_and_forced_choices(makeable) -> None:
    for brute, report in makeable:
        gone = [one for one in report.findings if one.code in {Code.DEAD, Code.FORCED}]
        assert {pair for one in gone for pair in one.values} == set(dead(brute))
        for one in gone:
            if one.code is Code.FORCED:
                assert len({variant[one.about] for variant in brute.variants}) == 1
            else:
                excluded_by_these_alone(brute, *one.values, at(brute, one.rules))


def excluded_by_these_alone(brute: Brute, pair: tuple[str, str], rules: list[int]) -> None:
    name, value = pair
    assert all(variant[name] != value for variant in brute.allowed(rules))
    for rule in rules:
        fewer = [other for other in rules if other != rule]
        assert any(variant[name] == value for variant in brute.allowed(fewer)), "minimal"


def dead(brute: Brute) -> Iterator[tuple[str, str]]:
    for variable in brute.family.variables:
        for value in variable.values:
            if all(variant[variable.name] != value.name for variant in brute.variants):
                yield variable.name, value.name


def test_redundant_shadowed_and_idle_rules(makeable) -> None:
    for brute, report in makeable:
        everything = list(range(len(brute.family.rules)))
        idle, shadowed = of(report, Code.IDLE), of(report, Code.SHADOWED)
        repeated = of(report, Code.REDUNDANT)
        for rule in everything:
            name, others = brute.family.rules[rule].name, [other for other in everything if other != rule]
            assert implied(brute, rule, others) == (name in idle or name in shadowed or name in repeated)
            assert (name in idle) == implied(brute, rule, [])
            if name in repeated:
                by = at(brute, repeated[name])
                assert implied(brute, rule, by)
                assert not any(implied(brute, rule, [other for other in by if other != one]) for one in by)
            if name in shadowed:
                assert implied(brute, rule, at(brute, shadowed[name]))


def test_every_rule_that_may_go_may_go_with_the_others(makeable) -> None:
    for brute, report in makeable:
        going = {one.about for one in report.findings if one.mend.startswith(f'Remove "{one.about}"')}
        kept = [number for number, rule in enumerate(brute.family.rules) if rule.name not in going]
        assert variants(brute, kept) == brute.variants
        for rule in kept:
            assert not implied(brute, rule, [other for other in kept if other != rule]), "none is left"


def test_surcharges_that_are_never_due(makeable) -> None:
    for brute, report in makeable:
        never = {one.name for one in brute.family.surcharges if not due(brute, one)}
        found = of(report, Code.NEVER_DUE)
        assert set(found) == never
        for one in brute.family.surcharges:
            if one.name in found:
                assert not due(brute, one, at(brute, found[one.name]))


def due(brute: Brute, surcharge: Surcharge, rules: list[int] | None = None) -> bool:
    among = brute.variants if rules is None else variants(brute, rules)
    return any(all(variant[name] in some for name, some in surcharge.when.items()) for variant in among)


def test_what_the_pictures_draw_is_exact(makeable) -> None:
    for brute, report in makeable:
        cells = prod(len(variable.values) for variable in brute.family.variables)
        assert (report.variants, report.combinations) == (len(brute.variants), cells)
        assert {one.rule: one.share for one in report.bites} == {
            rule.name: 1 - Fraction(len(variants(brute, [number])), cells)
            for number, rule in enumerate(brute.family.rules)
        }
        for one in report.freedom:
            values = [value.name for value in brute.family.variable(one.variable).values]
            having = [sum(variant[one.variable] == value for variant in brute.variants) for value in values]
            assert [share for _, share in one.shares] == [Fraction(n, len(brute.variants)) for n in having]


def test_a_family_that_does_not_compile_is_checked_all_the_same(cases) -> None:
    def never(_: Family) -> None:
        raise TooLarge(["v0"], 1)

    for brute, plain in cases:
        uncounted = check(brute.family, compiles=never)
        if brute.variants:
            assert uncounted.findings == plain.findings
            assert uncounted.variants is None
            assert uncounted.unfinished
        else:
            assert {one.code for one in uncounted.findings} == {one.code for one in plain.findings}
