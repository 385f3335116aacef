"""What a list is drawn from stays small, however much came on offer at once."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import numpy as np

from sumisura.taste.model import Item, ItemId, Kind
from sumisura.usecases.tasting import ranking

NOW = datetime(2026, 11, 22, tzinfo=UTC)


@dataclass
class Someone:
    """As much of a guest as telling what is new takes."""

    since: list
    scores: np.ndarray
    mask: np.ndarray = field(init=False)

    def __post_init__(self):
        self.mask = np.ones(len(self.since), np.bool_)
        self.taste = SimpleNamespace(scores=self.scores)
        items = [Item(ItemId(f"g-{row}"), Kind.GOOD, "G", since=at) for row, at in enumerate(self.since)]
        dated = [row for row, at in enumerate(self.since) if at]
        self.cloth = SimpleNamespace(rows=dict(enumerate(items)), dated=dated)


def new(who):
    return ranking._new(who, NOW).tolist()


def test_new_is_what_came_lately_and_may_be_shown():
    who = Someone([None, NOW, NOW - timedelta(days=99), NOW - timedelta(days=3)], np.zeros(4))
    assert new(who) == [1, 3]
    who.mask[1] = False
    assert new(who) == [3]
    assert new(Someone([None], np.zeros(1))) == []


def test_of_a_whole_catalogue_that_came_today_the_best_are_new():
    scores = np.random.default_rng(1).normal(size=3 * ranking.MOST)
    found = new(Someone([NOW] * len(scores), scores))
    assert len(found) == ranking.MOST
    assert min(scores[found]) > np.delete(scores, found).max()
