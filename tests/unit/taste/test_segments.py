"""Behavioural segments: found again where they were planted, and made of behaviour alone (S38)."""

from dataclasses import fields
from datetime import timedelta

import numpy as np
import pytest

from sumisura.taste.learning.segments import LEAST, NONE, Segments, last_visit, segmented, walked
from sumisura.taste.model import ItemId, Signal
from tasting import NOW

ITEMS = [f"i{row}" for row in range(30)]
DEMOGRAPHIC = (
    "age",
    "sex",
    "gender",
    "income",
    "race",
    "religion",
    "postcode",
    "birth",
    "name",
    "party",
    "country",
)


def crowd(seed=0, count=150, kinds=3):
    """Customers of planted kinds, each of which wants ten things of its own mostly."""
    rng, told, planted = np.random.default_rng(seed), {}, []
    for number in range(count):
        kind = number % kinds
        own = [f"i{kind * 10 + row}" for row in rng.choice(10, size=6, replace=False)]
        told[f"p{number}"] = [signal(item) for item in [*own, str(rng.choice(ITEMS))]]
        planted.append(kind)
    return told, np.array(planted)


def signal(item, value=1.0, source="visit", at=NOW):
    return Signal(f"{item}{source}", at, source, ItemId(item), "viewed", value)


def test_planted_kinds_are_found_again():
    told, planted = crowd()
    found = segmented(told, np.random.default_rng(1), most=3)
    assert found
    # without the last act, which is noise: one number has no memory, and the latest act counts for much in it
    numbers = np.array([walked(found, acts[:-1]) for acts in told.values()])
    shares = [np.bincount(numbers[planted == kind], minlength=3).max() / 50 for kind in range(3)]
    assert min(shares) > 0.85
    assert len({np.bincount(numbers[planted == kind]).argmax() for kind in range(3)}) == 3


def test_each_is_ranked_by_what_its_kind_wants():
    told, _ = crowd()
    found = segmented(told, np.random.default_rng(1), most=3)
    assert found
    number = found.after("i3", 1.0)
    best = np.argsort(-found.scores(ITEMS, number))[:10]
    assert len({row for row in best.tolist() if row < 10}) >= 8
    assert found.scores(["never seen"], number)[0] < found.scores(ITEMS, number).min()


def test_every_segment_has_enough_people():
    told, _ = crowd(count=61)
    found = segmented(told, np.random.default_rng(1), most=6)
    assert found
    assert found.sizes.min() >= LEAST
    assert segmented(dict(list(told.items())[: 2 * LEAST - 1]), np.random.default_rng(1)) is None


def test_segments_are_made_of_items_and_qualities_alone():
    """No column says who anybody is: the features are what was wanted, and the fit is told nothing else."""
    told, _ = crowd()
    found = segmented(told, np.random.default_rng(1))
    assert found
    assert set(found.items) == {one.item for signals in told.values() for one in signals}
    assert [one.name for one in fields(Segments)] == ["items", "likes", "wants", "sizes"]
    assert not any(word in field.name for field in fields(Signal) for word in DEMOGRAPHIC)
    renamed = {f"other{number}": signals for number, signals in enumerate(told.values())}
    assert segmented(renamed, np.random.default_rng(1)).version == found.version


def test_an_act_about_nothing_known_says_nothing():
    told, _ = crowd()
    found = segmented(told, np.random.default_rng(1))
    assert found
    assert found.after("never seen", 1.0) == NONE
    assert found.after("never seen", 1.0, 1) == 1


def test_a_file_gives_the_same_back():
    told, _ = crowd()
    found = segmented(told, np.random.default_rng(1))
    assert found
    again = Segments.from_bytes(found.to_bytes())
    assert again.version == found.version
    assert again.scores(ITEMS, 0) == pytest.approx(found.scores(ITEMS, 0))


def test_the_last_visit_is_what_was_done_that_day():
    told = [signal("i1", at=NOW - timedelta(days=3)), signal("i2"), signal("i3", source="stated")]
    assert [one.item for one in last_visit(told)] == ["i2"]
    assert [one.item for one in last_visit(told[2:])] == ["i3"]
    assert last_visit([]) == []
