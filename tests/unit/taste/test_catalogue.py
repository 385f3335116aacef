"""Families, options and goods share taste through tokens."""

from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopping import BRANDS
from sumisura.files.rows import Row
from sumisura.kernel import BadInput, Measure, Value
from sumisura.space.read import read_family
from sumisura.taste.catalogue import family_item, option_tokens, options, preset_item, token
from sumisura.taste.goods import good
from sumisura.taste.model import Kind

FAMILIES = [
    read_family(path)
    for path in sorted(BRANDS.glob("*/*.yaml"))
    if path.stem not in {"brand", "prices", "presets"}
]


@pytest.mark.parametrize("family", FAMILIES, ids=lambda one: one.name)
def test_every_option_is_an_item_once(family):
    found = list(options(family))
    assert len(found) == len({item.id for item in found}) == sum(len(one.values) for one in family.variables)
    for item in found:
        assert item.kind is Kind.OPTION
        assert item.id == f"{family.name}:{item.tokens[0]}"
        assert not any("#" in one or one.count("=") != 1 for one in item.tokens), item.tokens


@pytest.mark.parametrize("family", FAMILIES, ids=lambda one: one.name)
def test_a_family_is_like_its_default(family):
    item = family_item(family)
    assert set(item.choices) == {one.name for one in family.variables if one.default}
    of = {f"{family.name}:{name}={value}" for name, value in item.choices.items()}
    assert set(item.tokens) == {one for option in options(family) if option.id in of for one in option.tokens}


def test_how_a_picture_is_drawn_is_no_quality():
    value = Value(
        "stone",
        attributes={"weight": Measure(13.0, "oz")},
        look={"colour": "#24365f", "fade": "0.38", "texture": "twill", "selvedge": "true"},
        tags=("style=plain",),
    )
    assert option_tokens("wash", value) == ("wash=stone", "style=plain", "texture=twill", "weight=13-oz")


def test_a_preset_is_like_all_that_is_chosen_in_it():
    family = FAMILIES[0]
    variable = family.variables[0]
    value = variable.values[0]
    item = preset_item(family, "one", "One", {variable.name: value.name}, price=100)
    assert (item.kind, item.id, item.tokens) == (
        Kind.PRESET,
        f"{family.name}/one",
        option_tokens(variable.name, value),
    )
    with pytest.raises(KeyError):
        preset_item(family, "one", "One", {variable.name: "no such value"})


@given(st.text(max_size=300), st.text(max_size=300))
def test_a_token_is_one_quality_and_one_value_or_nothing(name, value):
    found = token(name, value)
    assert found == "" or (found.count("=") == 1 and not any(map(str.isspace, found)) and len(found) <= 101)


def test_the_same_quality_is_spelled_one_way():
    assert token("Color", "Dark  Blue ") == token("colour", "dark blue") == "colour=dark-blue"


@given(
    st.dictionaries(
        st.sampled_from(["id", "title", "price", "stock", "since", "link", "x", ""]), st.text(max_size=40)
    )
)
def test_any_row_is_a_good_or_names_a_column(cells):
    item = problem = None
    try:
        item = good(Row(2, cells), "EUR", UTC)
    except BadInput as found:
        problem = found
    assert problem.where if item is None else item.id and item.title and item.price >= 0


def test_a_column_by_our_name_comes_before_its_synonym():
    item = good(Row(2, {"id": "a", "sku": "b", "name": "Belt", "color": "#1d2b4f"}), "EUR", UTC)
    assert (item.id, item.title, item.tokens, item.look) == ("a", "Belt", (), {"colour": "#1d2b4f"})
