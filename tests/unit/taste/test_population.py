from dataclasses import replace

import numpy as np
import pytest

from sumisura.taste.errors import BadPopulation
from sumisura.taste.model import Item, ItemId, Kind
from sumisura.taste.population import PLAIN, Population, Strength
from sumisura.taste.state import Taste
from tasting import NOW, random_population, random_signals

POPULATION = random_population()


def test_it_is_kept_as_bytes_and_comes_back_the_same():
    back = Population.from_bytes(POPULATION.to_bytes())
    signals = random_signals()
    assert (
        Taste.of(back, signals, NOW).scores.tobytes() == Taste.of(POPULATION, signals, NOW).scores.tobytes()
    )
    assert back.strengths == POPULATION.strengths
    assert back.to_bytes() == POPULATION.to_bytes()


@pytest.mark.parametrize("body", [b"", b"PK\x03\x04", b"anything"])
def test_what_is_no_population_is_said_to_be_none(body):
    with pytest.raises(BadPopulation, match="Train again"):
        Population.from_bytes(body)


@pytest.mark.parametrize(
    "change",
    [{"mean": np.zeros(3)}, {"vectors": np.full((40, 6), np.nan)}, {"ease": np.zeros((50, 50), np.float32)}],
)
def test_arrays_that_do_not_fit_are_refused(change):
    with pytest.raises(BadPopulation):
        replace(POPULATION, **change)


def test_a_new_item_is_what_its_tokens_are():
    names = (*POPULATION.items[:-2], "colour=red", "cut=slim")
    population = replace(POPULATION, items=names)
    new = Item(ItemId("belt"), Kind.GOOD, "Belt", tokens=("colour=red", "cut=slim", "never=seen"))
    blank = Item(ItemId("blank"), Kind.GOOD, "Blank")
    wider = population.extended([new, blank])
    assert wider.vectors[wider.row["belt"]] == pytest.approx(POPULATION.vectors[-2:].mean(axis=0))
    assert not wider.vectors[wider.row["blank"]].any()
    assert wider.extended([new]) is wider
    taste = Taste.of(wider, random_signals(), NOW)
    assert taste.scores[: POPULATION.size] == pytest.approx(
        Taste.of(population, random_signals(), NOW).scores
    )
    assert taste.parts([wider.row["belt"]]).sum() == pytest.approx(taste.scores[wider.row["belt"]])


def test_a_source_that_nothing_is_known_about_is_plain():
    assert POPULATION.strength("retina") == PLAIN
    assert POPULATION.strength("purchases") == Strength(2.0, 100.0)
