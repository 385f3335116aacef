"""S27: the taste as of any day is the same fold over fewer signals; what was learned since is named."""

from datetime import UTC, timedelta, timezone

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sumisura.taste.serving.rewind import changes, days, until
from sumisura.taste.state import Taste
from wardrobe import NOW, TOKENS, population, signal, wardrobe

ITEMS = wardrobe()
POPULATION = population(ITEMS)
TOLD = [
    signal("viewed", "jeans/1", day=20, source="visit"),
    signal("liked", "material=hemp", day=9),
    signal("bought", "good-8", day=4, source="purchases"),
    signal("refused", "material=leather", day=1),
]


@given(st.permutations(TOLD), st.integers(0, 25))
def test_rewinding_is_never_having_heard_the_rest(signals, day):
    at = NOW - timedelta(days=day)
    kept = until(signals, at)
    only = [one for one in TOLD if one.at <= at]
    assert {one.id for one in kept} == {one.id for one in only}
    assert np.array_equal(Taste.of(POPULATION, kept, at).scores, Taste.of(POPULATION, only, at).scores)


def test_the_tape_of_days():
    found = days([*TOLD, TOLD[0]], UTC)
    assert [number for _, number in found] == [1, 1, 1, 1]
    assert found == sorted(found)
    assert sum(number for _, number in days(TOLD, timezone(timedelta(hours=13)))) == 4


def test_a_day_begins_where_the_shop_is():
    late = [signal("viewed", "jeans/1")]
    assert days(late, timezone(timedelta(hours=13)))[0][0] > days(late, UTC)[0][0]


def test_what_changed_since_and_because_of_what():
    then = Taste.of(POPULATION, until(TOLD, NOW - timedelta(days=6)), NOW)
    now = Taste.of(POPULATION, TOLD, NOW)
    rows = range(POPULATION.size)
    found = changes(then, now, rows, most=4)
    moves = np.abs(now.scores - then.scores)
    assert [abs(change.now - change.then) for change in found] == sorted(moves, reverse=True)[:4]
    new = {"bought:good-8:4:purchases", "refused:material=leather:1:stated"}
    assert {signal.id for change in found for signal in change.because} <= new
    leather = next(change for change in changes(then, now, [POPULATION.row["material=leather"]]))
    assert leather.now < leather.then
    assert leather.because[0].id == "refused:material=leather:1:stated"


def test_nothing_new_changes_nothing():
    taste = Taste.of(POPULATION, TOLD, NOW)
    assert changes(taste, Taste.of(POPULATION, TOLD, NOW), [POPULATION.row[name] for name in TOKENS]) == []
