"""Every example in ``docs/family.md`` is true."""

import re
from pathlib import Path

import pytest

from sumisura.kernel import Family
from sumisura.pricing.read import read_prices
from sumisura.space.compiling import compile as compile_family
from sumisura.space.expressions.units import UNITS
from sumisura.space.read import BadFamily, read_brand, read_family

TEXT = (Path(__file__).parents[4] / "docs" / "family.md").read_text()
BLOCKS = re.findall(r"```yaml ?(\w*)\n(.*?)```", TEXT, re.DOTALL)
FAMILIES = [text for kind, text in BLOCKS if not kind]


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text)
    return path


def cup(folder: Path) -> Family:
    return read_family(written(folder, "cup.yaml", FAMILIES[1]))


def test_the_smallest_family_reads_and_counts(tmp_path: Path) -> None:
    family = read_family(written(tmp_path, "mug.yaml", FAMILIES[0]))
    assert compile_family(family).count() == 4
    assert family.variable("glaze").value("blue").price == 250


def test_the_full_family_reads_and_counts(tmp_path: Path) -> None:
    assert len(FAMILIES) == 4
    # size × stamp without (1, inside) are 5, two handles, clay × glaze without (red, blue) are 3
    assert compile_family(cup(tmp_path)).count() == 5 * 2 * 3


def test_numbers_and_parts_read_as_the_page_says(tmp_path: Path) -> None:
    window = read_family(written(tmp_path, "window.yaml", FAMILIES[2]))
    assert [one.name for one in window.variable("width").values] == ["400-1199", "1200-1500", "1501-2400"]
    shelves = read_family(written(tmp_path, "shelves.yaml", FAMILIES[3]))
    assert [one.name for one in shelves.variables[2:4]] == ["shelf-1-wood", "shelf-1-depth"]
    assert compile_family(shelves).count() > 0


def test_brand_and_prices_read(tmp_path: Path) -> None:
    texts = dict(BLOCKS)
    brand = read_brand(written(tmp_path, "brand.yaml", texts["brand"]))
    prices = read_prices(written(tmp_path, "prices.yaml", texts["prices"]), [cup(tmp_path)])
    assert {rate.country for rate in prices.taxes.rates} == set(brand.destinations)


def test_the_messages_are_the_real_ones(tmp_path: Path) -> None:
    text = (
        FAMILIES[0].replace("  glaze:\n", "  glaze:\n    default: bleu\n").replace("choices:", "choices:", 1)
    )
    rules = "rules:\n  dark:\n    must: glaze = blue\n"
    with pytest.raises(BadFamily) as caught:
        read_family(written(tmp_path, "mug.yaml", text + rules))
    shown = re.sub(r":\d+,", ":N,", str(caught.value))
    assert shown == re.sub(r":\d+,", ":N,", TEXT.split("```text\n")[1].split("\n```")[0])


def test_every_unit_is_named() -> None:
    listed = re.search(r"Units convert within their kind \((.*?)\)\.", TEXT, re.DOTALL)
    assert listed
    named = set(re.split(r"[\s;,]+", listed[1]))
    aliases = {"mm2", "cm2", "m2", "inch", "day", "L", "EUR", "USD", "GBP", ""}
    assert set(UNITS) - aliases == named
