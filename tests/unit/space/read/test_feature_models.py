"""S77: a feature model and its family hold the same products, one variant for each."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models import Node, Product, Small, bounds, feature_ide, small, uvl
from spaces import Brute
from sumisura.kernel import Family
from sumisura.kernel.time import Rng
from sumisura.space.compiling import compile as compiled
from sumisura.space.errors import Contradiction
from sumisura.space.read.feature_ide import read_feature_ide
from sumisura.space.read.uvl import read_uvl

randoms = st.integers(0, 2**32).map(Rng)
MANY = settings(max_examples=400, deadline=None)


def count(family: Family) -> int:
    try:
        return compiled(family, cache=None).start().count()
    except Contradiction:
        return 0


def decoded(model: Small, variant: dict[str, str]) -> Product:
    """The product a variant stands for: what it names, what that stands below, and what always comes with it."""
    found = {node.name: 0 for node in model.nodes} | {model.root.name: 1}
    numbers = {}
    for variable, value in variant.items():
        name = variable.split("-")[0]
        node = next((node for node in model.nodes if node.name == name), None)
        if node is None or value in {"no", "none", "0"}:
            continue
        if value in found:
            found[value] = max(1, found[value])
        elif value.isdigit() and node.number:
            numbers[f"{name}="] = int(value)
        elif value.isdigit():
            found[name] = int(value)
        found[name] = max(1, found[name])
    for _ in model.nodes:
        for node in model.nodes:
            _close(node, found)
    return found | numbers


def _close(node: Node, found: Product) -> None:
    for kind, members in node.groups:
        if any(found[member.name] for member in members):
            found[node.name] = max(1, found[node.name])
        if found[node.name] and bounds(kind, len(members)) == (len(members),) * 2:
            for member in members:
                found[member.name] = max(1, found[member.name])


def key(product: Product) -> tuple[tuple[str, int], ...]:
    return tuple(sorted((name, number) for name, number in product.items() if number))


@pytest.mark.oracle
@MANY
@given(randoms)
def test_every_product_is_one_variant(rng: Rng) -> None:
    model = small(rng, 8)
    reading = read_uvl(uvl(model).encode(), Path("small.uvl"))
    told = [note for note in reading.notes if "choices of its own" not in note.what]
    assert not told
    products = list(model.products())
    assert count(reading.family) == len(products)
    variants = Brute(reading.family).variants
    assert {key(decoded(model, each)) for each in variants} == set(map(key, products))
    assert len(variants) == len(products)


@pytest.mark.oracle
@settings(max_examples=200, deadline=None)
@given(randoms)
def test_feature_ide_says_the_same(rng: Rng) -> None:
    model = small(rng, 9, plain=True)
    for node in model.nodes:
        node.groups = node.groups[:1]
    names = {node.name for node in model.nodes}
    model.constraints = [each for each in model.constraints if _named(each) <= names]
    reading = read_feature_ide(feature_ide(model).encode(), Path("small.xml"))
    assert count(reading.family) == len(list(model.products()))


def _named(formula: tuple) -> set[str]:
    if formula[0] == "has":
        return {formula[1]}
    return {name for part in formula[1:] for name in _named(part)}
