"""What friends and neighbours like becomes evidence: only enough of them, by their share, of its own source."""

from dataclasses import replace

import numpy as np
import pytest

from sumisura.kernel import PartyId
from sumisura.taste import repo as tastes
from sumisura.taste.crowd.friends import Liked
from sumisura.taste.crowd.local import gather
from sumisura.taste.crowd.model import FEWEST
from sumisura.taste.crowd.whole import Crowd
from sumisura.taste.model import MEANINGS, Item, ItemId, Kind, Manners
from sumisura.trust.grants import Grants
from sumisura.usecases.services import Visitor
from sumisura.usecases.tasting import circles
from sumisura.usecases.tasting.signals import signal, tell

ITEMS = [Item(ItemId(name), Kind.GOOD, name.capitalize()) for name in ("belt", "cap", "shirt")]


def agree(services, visitor, *sources):
    with services.store.write() as tx:
        for source in sources:
            Grants(services.ids).give(tx, visitor.brand.id, visitor.party, "personalise", source, "v1")


def friends_of(services, me, number, *liked):
    found = [Visitor(me.brand, PartyId(f"pty_friend_{at}")) for at in range(number)]
    agree(services, me, "friends")
    with services.store.write() as tx:
        tastes.name_friends(tx, me.brand.id, me.party, [one.party for one in found])
        for one in found:
            tastes.name_friends(tx, me.brand.id, one.party, [me.party])
    for one in found:
        agree(services, one, "friends", "stated")
        for name in liked:
            tell(services, one, signal(services, "liked", ItemId(name), "stated"))
    return found


def like(services, me):
    with services.store.read() as tx:
        return circles.friends_like(services, tx, me, ITEMS)


@pytest.mark.parametrize(
    ("number", "seen"), [(0, 0), (FEWEST - 1, 0), (FEWEST, FEWEST), (FEWEST + 2, FEWEST + 2)]
)
def test_friends_are_counted_from_the_fewest_on(services, ada, number, seen):
    friends_of(services, ada, number, "cap")
    found = like(services, ada)
    assert found.friends == seen
    assert found.counts.tolist() == [0, seen, 0]


def test_a_friend_counts_once_for_a_thing_however_often_they_say_so_and_tokens_are_no_things(services, ada):
    friends = friends_of(services, ada, FEWEST, "cap", "cap", "colour=red", "gone")
    tell(services, friends[0], signal(services, "passed", ItemId("belt"), "stated"))
    found = like(services, ada)
    assert found.counts.tolist() == [0, FEWEST, 0]
    assert found.share.tolist() == [0.0, 1.0, 0.0]


@pytest.mark.parametrize(
    ("what", "more"), [("viewed", {}), ("searched", {}), ("refused", {}), ("rated", {"value": -0.5})]
)
def test_what_a_friend_looked_at_or_does_not_want_is_not_told_as_liked(services, ada, what, more):
    """What somebody glanced at is nobody else's business, and no liking."""
    for friend in friends_of(services, ada, FEWEST):
        agree(services, friend, "visit")
        source = "visit" if what in {"viewed", "searched"} else "stated"
        tell(services, friend, signal(services, what, ItemId("cap"), source, **more))
    assert like(services, ada).counts.tolist() == [0, 0, 0]


def test_a_friend_who_liked_it_once_and_refused_it_does_not_count(services, ada):
    friends = friends_of(services, ada, FEWEST + 1, "cap")
    tell(services, friends[0], signal(services, "refused", ItemId("cap"), "stated"))
    assert like(services, ada).counts.tolist() == [0, FEWEST, 0]


def test_what_a_friend_got_for_somebody_else_is_not_told_as_liked(services, ada):
    for friend in friends_of(services, ada, FEWEST):
        with services.store.write() as tx:
            tastes.save_manners(tx, friend.brand.id, friend.party, Manners(occasion="gift"), 0)
        tell(services, friend, signal(services, "liked", ItemId("cap"), "stated"))
    assert like(services, ada).counts.tolist() == [0, 0, 0]


def test_oneself_is_no_friend_of_oneself(services, ada):
    friends_of(services, ada, FEWEST - 1, "cap")
    with services.store.write() as tx:
        named = [*tastes.friends(tx, ada.brand.id, ada.party), ada.party]
        tastes.name_friends(tx, ada.brand.id, ada.party, named)
    agree(services, ada, "stated")
    tell(services, ada, signal(services, "liked", ItemId("cap"), "stated"))
    assert like(services, ada).friends == 0


def test_each_shown_liking_is_one_signal_weighed_by_its_share(services):
    found = Liked(10, np.array([0, 5, 10]), np.array([0.2, 0.5, 1.0]))
    told = list(circles.friend_signals(services, found, ITEMS))
    assert [(one.item, one.source, one.what) for one in told] == [
        ("cap", "friends", "friend"),
        ("shirt", "friends", "friend"),
    ]
    meaning = MEANINGS["friend"]
    assert [one.weight for one in told] == [meaning.weight * 0.5, meaning.weight]
    assert {one.value for one in told} == {meaning.value}
    assert len({one.id for one in told}) == 2


def test_the_row_of_friends_is_most_liked_first_and_silent_where_nothing_is(services):
    found = Liked(10, np.array([5, 0, 10]), np.array([0.5, 0.2, 1.0]))
    assert circles.friends_row(found, ITEMS) == (["shirt", "belt"], "Ten friends liked it")
    nothing = replace(found, counts=np.zeros(3, np.int64))
    assert circles.friends_row(nothing, ITEMS) == ((), "")


@pytest.fixture
def crowd():
    """Thirty of IT-34 chose the cap, sixty of DE-BY the belt; of the shirt nobody near."""
    places = gather([("IT-34", {1})] * 30 + [("DE-BY", {0})] * 60, items=3)
    return Crowd(("belt", "cap", "shirt"), np.array([60, 30, 0]), np.zeros(3), places, 90, 90, 0, None)


def test_what_is_chosen_near_more_than_elsewhere_comes_most_first(services, crowd):
    found = circles.nearest(crowd, "IT-34", 5)
    assert list(found) == ["cap"]
    assert found["cap"] == pytest.approx(crowd.near("IT-34").lift[1])
    (told,) = circles.place_signals(services, crowd, "IT-34")
    assert (told.item, told.source, told.what) == ("cap", "place", "near")
    assert 0 < told.value < MEANINGS["near"].value
    assert circles.nearest(crowd, "DE-BY", 5).keys() == {"belt"}
    assert circles.nearest(crowd, "DE-BY", 0) == {}


@pytest.mark.parametrize("cell", ["36015 Schio", "", "FR-75", "@0,0"])
def test_nothing_is_near_a_place_that_is_none_or_empty(services, crowd, cell):
    assert circles.nearest(crowd, cell, 5) == {}
    assert list(circles.place_signals(services, crowd, cell)) == []


def test_a_code_is_the_same_for_one_person_and_tells_nothing(services, ada, eve):
    mine = circles.code(services, ada)
    assert mine == circles.code(services, ada)
    assert mine != circles.code(services, eve)
    assert "ada" not in mine.lower().replace("-", "") or len(mine) == 14
    there = Visitor(replace(ada.brand, id="elsewhere"), ada.party)
    assert circles.code(services, there) != mine, "no brand can follow somebody to another"
