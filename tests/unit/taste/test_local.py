"""S103: what people near choose, never finer than about 50 km, never from too few."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sumisura.kernel import BadInput
from sumisura.taste.crowd.local import KILOMETRES, cell, gather, near, region, wider, within_reach

POINT = st.tuples(st.floats(-80, 80), st.floats(-180, 179.999))


def kilometres(one, other):
    """Great-circle distance (haversine), the oracle."""
    (a, b), (c, d) = np.radians(one), np.radians(other)
    h = np.sin((c - a) / 2) ** 2 + np.cos(a) * np.cos(c) * np.sin((d - b) / 2) ** 2
    return 2 * 6371 * np.arcsin(np.sqrt(h))


@given(POINT, st.floats(-0.7, 0.7), st.floats(-0.9, 0.9))
def test_points_of_one_cell_are_near_and_cells_are_coarse(point, up, along):
    other = (float(np.clip(point[0] + up, -80, 80)), float(np.clip(point[1] + along, -180, 179.9)))
    if cell(*point) == cell(*other):
        assert kilometres(point, other) < 1.5 * KILOMETRES


def test_a_cell_holds_about_fifty_kilometres():
    rng = np.random.default_rng(0)
    points = np.c_[rng.uniform(44, 47, 20_000), rng.uniform(8, 13, 20_000)]
    area = kilometres((44, 8), (47, 8)) * kilometres((45.5, 8), (45.5, 13))
    cells = len({cell(*point) for point in points})
    assert 0.7 < area / cells / KILOMETRES**2 < 1.3


@pytest.mark.parametrize("place", ["36015", "Schio", "45.71,11.36", "IT-34-VI", "@1", "", "#25,4"])
def test_nothing_finer_is_taken(place):
    with pytest.raises(BadInput) as raised:
        region(place)
    assert not place or place not in str(raised.value)


@pytest.mark.parametrize("point", [(91, 0), (0, 181), (float("nan"), 0)])
def test_what_is_no_place(point):
    with pytest.raises(BadInput):
        cell(*point)


@given(POINT)
def test_a_cell_lies_in_one_block_and_a_block_in_the_whole(point):
    block = wider(cell(*point))
    assert block.startswith("#")
    assert wider(block) == ""


def test_few_parties_back_off_to_the_wider_place():
    milan, lodi = cell(45.46, 9.19), cell(45.0, 9.6)
    assert milan != lodi
    assert wider(milan) == wider(lodi)
    here = gather([(milan, {0})] * 4 + [(lodi, {0})] * 4 + [("DE", {1})] * 50, items=2)
    assert near(here, milan).place == wider(milan)
    assert near(here, milan).parties == 8
    assert near(here, milan).lift[0] > 0
    assert near(here, "FR-75").place == ""
    assert not near(here, "FR-75").lift.any()


def test_local_is_shrunken_to_the_whole():
    few = gather([("IT-34", {0})] * 6 + [("DE-BY", {1})] * 500, items=2)
    many = gather([("IT-34", {0})] * 600 + [("DE-BY", {1})] * 500, items=2)
    share = np.exp(near(few, "IT-34").lift[0]) * 6.5 / 507
    assert 6.5 / 507 < share < 0.3
    assert near(many, "IT-34").lift[1] < -3


def test_the_choice_of_a_few_neighbours_raises_nothing():
    here = gather([("IT-34", {0, 1})] * 4 + [("IT-34", {0})] * 6 + [("DE", {0})] * 100, items=2)
    assert near(here, "IT-34").lift[1] <= 0


@given(st.lists(st.tuples(st.sampled_from(["IT-34", "IT-25", "DE"]), st.sets(st.integers(0, 3))), max_size=8))
def test_tallies_merge_and_subtract_exactly(parties):
    whole = gather(parties, 4)
    assert gather(parties[:3], 4) + gather(parties[3:], 4) == whole
    assert whole - gather(parties[:2], 4) == gather(parties[2:], 4)


def test_local_stock():
    places = [(), ("IT-34",), ("IT",), ("DE",)]
    assert within_reach(places, "IT-34").tolist() == [True, True, True, False]
