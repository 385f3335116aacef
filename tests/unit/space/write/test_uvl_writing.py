"""S77: a family written as UVL and read again has the same variants."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models import small, uvl
from shared import shared
from spaces import EXAMPLES, Brute, example_families, random_family
from sumisura.kernel import Family, Measure, Rule, Value, Variable
from sumisura.kernel.time import Rng
from sumisura.space.compiling import compile as compiled
from sumisura.space.errors import Contradiction
from sumisura.space.read import read_family
from sumisura.space.read.uvl import read_uvl
from sumisura.space.space import Space
from sumisura.space.write import write_family
from sumisura.space.write.uvl import write_uvl
from sumisura.space.write.uvl_names import Features

randoms = st.integers(0, 2**32).map(Rng)
Column = tuple[str, str]


def again(family: Family) -> Family:
    reading = read_uvl(write_uvl(family, "x.uvl").files["x.uvl"].encode(), Path("x.uvl"))
    assert not reading.notes
    return reading.family


def columns(family: Family, read: Family) -> dict[Column, Column]:
    """Which value of the family read is which of the family written; those without a choice are left out."""
    features = Features.of(family)
    shown = {
        (variable.label, value.label): (variable.name, value.name)
        for variable in read.variables
        for value in variable.values
    }
    found = {}
    for variable in family.variables:
        for value in variable.values:
            own = features.choices[variable.name]
            label = features.values.get((variable.name, value.name), value.name.capitalize())
            if (own, label) in shown:
                found[variable.name, value.name] = shown[own, label]
    return found


def space(family: Family) -> Space | None:
    try:
        return compiled(family, cache=None)
    except Contradiction:
        return None


def same(family: Family) -> None:
    """As many variants in all, and as many with each value."""
    read = again(family)
    one, other = space(family), space(read)
    if one is None or other is None:
        assert one is other
        return
    assert one.start().count() == other.start().count()
    pairs = list(columns(family, read).items())
    for (variable, value), (name, known) in pairs[:: 1 + len(pairs) // 40]:
        left, right = one.start().options()[variable][value], other.start().options()[name][known]
        assert left.available == right.available
        if left.available:
            assert one.start().choose(variable, value).count() == other.start().choose(name, known).count()


@pytest.mark.parametrize("path", example_families(), ids=lambda path: path.stem)
def test_the_example_brands(path: Path) -> None:
    same(read_family(path))


@pytest.mark.oracle
@settings(max_examples=60, deadline=None)
@given(randoms)
def test_any_family(rng: Rng) -> None:
    family = random_family(rng, 4)
    same(family)
    found = columns(family, read := again(family))
    kept = {
        frozenset(found[item] for item in variant.items() if item in found)
        for variant in Brute(family).variants
    }
    assert kept == {frozenset(variant.items() & set(found.values())) for variant in Brute(read).variants}


@pytest.mark.oracle
@settings(max_examples=60, deadline=None)
@given(randoms)
def test_any_feature_model(rng: Rng) -> None:
    same(read_uvl(uvl(small(rng, 9)).encode(), Path("s.uvl")).family)


@pytest.mark.parametrize("name", ["bike", "dm_mobile_phone.csv", "e_shop", "berkeleydb", "pc-richmond"])
def test_published_models(name: str) -> None:
    family = read_family(shared(f"data/config/fm/uvl/{name}.uvl"))
    assert compiled(family, cache=None).start().count() == compiled(again(family), cache=None).start().count()


def yes_no(rule: str) -> Family:
    values = (Value("no"), Value("yes", attributes={"w": Measure(0.75, "kg")}))
    variables = tuple(Variable(f"v{at}", "", values) for at in range(20))
    return Family("wide", "Wide", "EUR", variables, rules=(Rule("r", "Not too heavy.", expression=rule),))


@pytest.mark.parametrize(
    "rule", ["sum(w) <= 9 kg", "sum(w) = 9 kg", "sum(w) != 9 kg", "v0 = yes or sum(w) > 9 kg"]
)
def test_sums_stay_exact(rule: str) -> None:
    same(yes_no(rule))


def test_wide_tables_are_split() -> None:
    sizes = tuple(Value(f"size-{at}") for at in range(40))
    variables = tuple(Variable(name, name, sizes) for name in ("coat", "shirt", "shoe"))
    rows = tuple(
        (one.name, two.name, three.name) for one in sizes[::3] for two in sizes[::4] for three in sizes[::7]
    )
    family = Family(
        "big", "Big", "EUR", variables, rules=(Rule("r", "So.", ("coat", "shirt", "shoe"), rows),)
    )
    text = write_uvl(family, "big.uvl").files["big.uvl"]
    assert max(map(len, text.splitlines())) < 1000
    assert compiled(again(family), cache=None).start().count() == len(rows)


def test_prices_and_what_is_lost() -> None:
    jeans = read_family(EXAMPLES / "indigo" / "jeans.yaml")
    written = write_family(jeans, "jeans.uvl")
    assert any("units" in note for note in written.notes)
    read = again(jeans)
    assert read.base_price == jeans.base_price
    for (variable, value), (name, known) in columns(jeans, read).items():
        assert jeans.variable(variable).value(value).price == read.variable(name).value(known).price
