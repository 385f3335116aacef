"""The example brands: what their makers promise about them is true."""

from pathlib import Path

import pytest

from sumisura.kernel import Family
from sumisura.pricing.read import read_prices
from sumisura.space.compiling import compile as compile_family
from sumisura.space.expressions import parse
from sumisura.space.read import read_brand, read_family

BRANDS = Path(__file__).parents[4] / "examples" / "brands"
NAMES = {"indigo": "jeans", "bastone": "burger", "aurea": "ring", "volta": "car"}
SEVEN = ("bun", "patty", "cheese", "lettuce", "pickles", "onions", "sauce")


def family(brand: str) -> Family:
    return read_family(BRANDS / brand / f"{NAMES[brand]}.yaml")


@pytest.mark.parametrize("name", NAMES)
def test_every_brand_reads_with_its_prices(name: str) -> None:
    brand, own = read_brand(BRANDS / name / "brand.yaml"), family(name)
    prices = read_prices(BRANDS / name / "prices.yaml", [own])
    assert brand.id == name
    assert brand.story
    assert own.currency == brand.currency
    assert own.returns
    assert own.preview
    assert prices.books
    assert {rate.country for rate in prices.taxes.rates} >= set(brand.destinations)


@pytest.mark.parametrize("name", NAMES)
def test_every_rule_says_why_and_every_default_is_buildable(name: str) -> None:
    own = family(name)
    default = {variable.name: str(variable.default) for variable in own.variables}
    for rule in own.rules:
        assert rule.reason.endswith((".", "…")), rule.name
        if rule.expression:
            assert parse(rule.expression, own).holds(default), rule.name
        else:
            assert (tuple(default[each] for each in rule.scope) in rule.rows) != rule.forbids, rule.name
    assert any(rule.standard for rule in own.rules)


@pytest.mark.parametrize(
    ("name", "variants"), [("indigo", 10**6), ("bastone", 10**6), ("aurea", 10**6), ("volta", 10**20)]
)
def test_there_is_much_to_choose_from(name: str, variants: int) -> None:
    space = compile_family(family(name))
    assert space.count() >= variants
    assert space.nodes < 20_000


@pytest.mark.parametrize("name", NAMES)
def test_every_value_can_be_had(name: str) -> None:
    options = compile_family(family(name)).start().options()
    assert all(option.available for values in options.values() for option in values.values())


def test_s78_the_default_is_seven_parts_and_ready_to_order() -> None:
    burger = family("bastone")
    assert burger.starts_complete
    assert tuple(variable.name for variable in burger.variables[:7]) == SEVEN
    assert all(burger.variable(part).default != "hold" for part in SEVEN)
    extras = [variable.default for variable in burger.variables if variable.name not in SEVEN]
    assert set(extras) <= {"without", "none", "through"}


def test_s79_every_part_can_be_held_reaches_the_kitchen_and_has_its_price() -> None:
    burger = family("bastone")
    for part in SEVEN:
        held = burger.variable(part).value("hold")
        assert held.maker_note.startswith(f"HOLD {part.upper()[:5]}")
        assert held.price == (-50 if part == "cheese" else 0)


@pytest.mark.parametrize("part", SEVEN)
def test_s79_holding_one_part_never_needs_another_change(part: str) -> None:
    burger = family("bastone")
    choices = {variable.name: str(variable.default) for variable in burger.variables} | {part: "hold"}
    assert all(parse(rule.expression, burger).holds(choices) for rule in burger.rules)


def test_personal_fields_of_the_jeans_have_limits() -> None:
    jeans = family("indigo")
    assert {field.name for field in jeans.fields if field.personal} == {"waist", "hip", "inseam", "name"}
    numbers = [field for field in jeans.fields if field.kind == "number"]
    assert all(field.unit == "cm" and field.minimum < field.maximum for field in numbers)


def test_no_emerald_in_a_tension_setting() -> None:
    space = compile_family(family("aurea"))
    option = space.start().choose("stone", "emerald").options()["setting"]["tension"]
    assert not option.available
    reasons = [
        rule.reason for rule in space.start().choose("stone", "emerald").why("setting", "tension").rules
    ]
    assert any("mer" in reason for reason in reasons)
