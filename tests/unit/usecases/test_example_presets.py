"""The presets and goods of the example brands: every preset can be made, every good shares tastes with the options."""

import csv
from pathlib import Path

import pytest

from sumisura.space.compiling import compile as compile_family
from sumisura.space.read import read_family
from sumisura.usecases.bringing_in.presets import read_presets

BRANDS = Path(__file__).parents[3] / "examples" / "brands"
NAMES = {"indigo": "jeans", "bastone": "burger", "aurea": "ring", "volta": "car"}
ATTRIBUTES = {"colour", "material", "style", "occasion", "taste", "texture"}


def family(brand):
    return read_family(BRANDS / brand / f"{NAMES[brand]}.yaml")


@pytest.mark.parametrize("brand", NAMES)
def test_every_preset_can_be_made_as_it_is(brand):
    own = family(brand)
    space = compile_family(own)
    presets = read_presets(BRANDS / brand / "presets.yaml", [own])
    assert 6 <= len(presets) <= 10
    for preset in presets:
        design = space.start()
        for variable, value in preset.choices.items():
            design = design.choose(variable, value)
        assert {**design.choices, **preset.choices} == dict(design.choices), preset.name


@pytest.mark.parametrize("brand", NAMES)
def test_goods_are_described_with_the_words_of_the_options(brand):
    tags = {tag for variable in family(brand).variables for value in variable.values for tag in value.tags}
    with (BRANDS / brand / "goods.csv").open(newline="", encoding="utf-8") as file:
        goods = list(csv.DictReader(file))
    assert 12 <= len(goods) <= 25
    assert len({good["id"] for good in goods}) == len(goods)
    for good in goods:
        own = {f"{name}={good[name]}" for name in ATTRIBUTES & good.keys()}
        assert own & tags, good["id"]
        assert float(good["price"]) > 0
        assert good["family"] == NAMES[brand]
