"""What friends like, and what is chosen near: only theirs who agreed, never of too few, and gone exactly with a withdrawal."""

import numpy as np
import pytest

from guests import Customer, ids
from sumisura.kernel import BadInput, BrandId, PartyId
from sumisura.taste import repo as tastes
from sumisura.taste.crowd.model import FEWEST
from sumisura.usecases import brands
from sumisura.usecases.learning import crowds
from sumisura.usecases.my_data import cutting
from sumisura.usecases.services import Visitor
from sumisura.usecases.tasting import circles, wishes

TEE, SILK = "tee-striped", "shirt-silk"


def befriend(one, *others):
    """They name each other."""
    with one.services.store.write() as tx:
        brand, me = one.brand.id, one.visitor.party
        tastes.name_friends(tx, brand, me, [other.visitor.party for other in others])
        for other in others:
            tastes.name_friends(tx, brand, other.visitor.party, [me])


def likes(customer, *items):
    for item in items:
        customer.say("liked", item)
    return customer


@pytest.fixture
def circle(customer):
    """Somebody with friends who agreed to show what they like, and like one thing."""

    def gather(number, *items, sources=("stated", "friends")):
        me = customer().agree("friends")
        friends = [likes(customer().agree(*sources), *(items or (TEE,))) for _ in range(number)]
        befriend(me, *friends)
        return me, friends

    return gather


def row(customer, name):
    return next((one for one in customer.home().rows if one.name == name), None)


def test_nothing_of_four_friends_is_shown_or_used(circle, customer):
    """S85: under five nobody can be hidden among the others."""
    me, _ = circle(FEWEST - 1)
    stranger = customer().agree("friends")
    assert row(me, "friends") is None
    assert me.ranking() == stranger.ranking()
    assert np.array_equal(me.guest().taste.scores, stranger.guest().taste.scores)


def test_what_five_friends_like_is_shown_with_their_number_and_moves_the_ranking(circle, customer):
    me, _ = circle(FEWEST)
    found = row(me, "friends")
    assert ids(found.cards) == [TEE]
    assert found.rests_on == "Five friends liked it"
    assert me.ranking()[0] == TEE
    assert me.ranking() != customer().agree("friends").ranking()
    (thread,) = [one for one in found.cards[0].threads if one.name == "friends"]
    assert thread.amount > 0
    assert sum(one.amount for one in found.cards[0].threads) == pytest.approx(found.cards[0].score, abs=1e-9)


def test_what_fewer_than_five_of_them_like_stays_hidden(circle):
    me, friends = circle(FEWEST + 1)
    for friend in friends[: FEWEST - 1]:
        friend.say("liked", SILK)
    assert ids(row(me, "friends").cards) == [TEE]
    before = me.guest().taste.scores[me.guest().taste.population.row[SILK]]
    friends[FEWEST].say("liked", SILK)
    assert SILK in ids(row(me, "friends").cards)
    assert me.guest().taste.scores[me.guest().taste.population.row[SILK]] > before


def test_it_needs_both_to_name_each_other_and_both_to_agree(circle, customer):
    me, friends = circle(FEWEST)
    assert row(me, "friends")
    with me.services.store.write() as tx:
        tastes.name_friends(tx, me.brand.id, friends[0].visitor.party, [])
    assert row(me, "friends") is None, "one no longer names me"
    befriend(me, *friends)
    assert row(me, "friends")
    me.withdraw("friends")
    assert row(me, "friends") is None, "I did not agree"
    quiet, _ = circle(FEWEST, sources=("stated",))
    assert row(quiet, "friends") is None, "they did not agree"
    lonely = customer().agree("friends")
    with me.services.store.write() as tx:
        tastes.name_friends(tx, me.brand.id, lonely.visitor.party, [one.visitor.party for one in friends])
    assert row(lonely, "friends") is None, "only I name them"


def test_a_friends_withdrawal_takes_out_exactly_what_was_theirs(circle, customer):
    """S85: the seventh's yes and no leave what six alone had made, to the last bit."""
    me, friends = circle(FEWEST + 1)
    before = me.home().rows, me.guest().taste.scores
    late = likes(customer().agree("stated", "friends"), TEE, SILK)
    befriend(me, *friends, late)
    with_late = row(me, "friends").rests_on
    assert with_late == "Seven friends liked it"
    assert not np.array_equal(me.guest().taste.scores, before[1]) or with_late != before[0][-1].rests_on
    late.withdraw("friends")
    assert me.home().rows == before[0]
    assert np.array_equal(me.guest().taste.scores, before[1])


def test_who_takes_back_what_they_told_is_no_longer_counted_for_it(circle):
    me, friends = circle(FEWEST)
    friends[0].withdraw("stated")
    assert row(me, "friends") is None
    friends[0].agree("stated")
    assert row(me, "friends")


def test_what_friends_refuse_or_dislike_is_not_what_they_like(circle):
    me, friends = circle(FEWEST)
    for friend in friends:
        friend.say("passed", SILK, value=-1.0)
        friend.refuse("belt-black")
    assert ids(row(me, "friends").cards) == [TEE]


def test_what_i_refused_is_not_shown_though_all_my_friends_like_it(circle):
    me, _ = circle(FEWEST)
    me.refuse(TEE)
    assert row(me, "friends") is None
    assert TEE not in me.ranking()


def test_no_friend_is_named_anywhere(circle):
    me, friends = circle(FEWEST)
    text = repr(me.home()) + repr(me.taste()) + repr(me.proof(TEE))
    assert not any(friend.visitor.party in text for friend in friends)


def test_friends_find_each_other_by_a_code_that_says_nothing_of_them(customer):
    """One names the other by code; it counts once both did, and only while both agree to be found."""
    me = customer().agree("friends")
    friends = [likes(customer().agree("stated", "friends"), TEE) for _ in range(FEWEST)]
    for friend in friends:
        code = circles.code(me.services, friend.visitor)
        assert friend.visitor.party not in code
        circles.befriend(me.services, me.visitor, f" {code.lower()} ")
    assert row(me, "friends") is None, "they have not named me yet"
    for friend in friends:
        circles.befriend(me.services, friend.visitor, circles.code(me.services, me.visitor))
    assert ids(row(me, "friends").cards) == [TEE]
    hidden = customer().agree("stated")
    for code in (circles.code(me.services, hidden.visitor), "0000-0000-0000", "", "x" * 999):
        with pytest.raises(BadInput, match="nobody bears that code"):
            circles.befriend(me.services, me.visitor, code)
    friends[0].withdraw("friends")
    assert row(me, "friends") is None
    with pytest.raises(BadInput):
        circles.befriend(me.services, me.visitor, circles.code(me.services, friends[0].visitor))


# ---- near


@pytest.fixture(scope="module")
def vicenza(shop):
    """Twelve people of a region who bought the apron, and thirty of another who bought the cap."""
    with shop.store.read() as tx:
        brand = brands.load(tx, BrandId("indigo"))
    for place, number, item in (("IT-34", 12, "scarf-wool"), ("DE-BY", 30, "cap-denim")):
        for _ in range(number):
            one = Customer(shop, Visitor(brand, PartyId(shop.ids.new("pty"))))
            one.agree("purchases", "place", improve=True)
            wishes.serve(shop, one.visitor, cell=place)
            one.say("bought", item, "purchases")
    crowds.refresh(shop, BrandId("indigo"))
    return shop


def lives(customer, cell, *sources):
    customer.agree(*sources)
    wishes.serve(customer.services, customer.visitor, cell=cell)
    return customer


def test_what_is_chosen_near_is_shown_and_moves_the_ranking(vicenza, customer):
    """S103."""
    here, there = (lives(customer(), cell, "place") for cell in ("IT-34", "DE-BY"))
    near = row(here, "near")
    assert near.title == "Chosen near IT-34"
    assert ids(near.cards) == ["scarf-wool"]
    assert ids(row(there, "near").cards) == ["cap-denim"]
    assert here.ranking().index("scarf-wool") < there.ranking().index("scarf-wool")
    assert {thread.name for card in near.cards for thread in card.threads} >= {"place"}


def test_without_the_grant_a_place_is_neither_kept_nor_shown_nor_used(vicenza, customer):
    here, nowhere = customer().agree("stated"), customer().agree("stated")
    with pytest.raises(BadInput, match="have not switched your place on"):
        wishes.serve(here.services, here.visitor, cell="IT-34")
    assert here.guest().manners.cell == ""
    sure = lives(customer(), "DE-BY", "stated", "place")
    assert row(sure, "near")
    assert "apron-selvedge" not in sure.ranking()
    sure.withdraw("place")
    assert row(sure, "near") is None
    assert sure.ranking() == nowhere.ranking()
    assert "apron-selvedge" in sure.ranking(), "their region bounds nothing any more"
    sure.agree("place")
    assert row(sure, "near"), "sewn back within the hour"
    wishes.serve(sure.services, sure.visitor, cell="")


def test_a_region_goes_with_the_source_it_belongs_to(vicenza, customer):
    """What is deleted of a source that was cut is all of it: the region they named, too."""
    here = lives(customer(), "IT-34", "stated", "place")
    for sources, left in (({"stated"}, "IT-34"), ({"place"}, "")):
        with vicenza.store.write() as tx:
            cutting.drop(vicenza, tx, here.brand.id, here.visitor.party, sources)
        assert here.guest().manners.cell == left


@pytest.mark.parametrize("cell", ["36015 Schio", "Via Roma 1", "it_34", "@999999,1", "IT-34-VI", "x" * 400])
def test_nothing_finer_than_a_region_is_a_place(vicenza, customer, cell):
    """S103: a postcode or an address names no place, and no page falls over it."""
    here = customer().agree("place")
    with pytest.raises(BadInput) as refused:
        wishes.serve(here.services, here.visitor, cell=cell)
    assert cell not in str(refused.value), "it may be an address: it is not repeated"
    assert here.guest().manners.cell == ""
    assert row(here, "near") is None
    assert here.home().rows[0].cards


def test_a_region_where_too_few_live_tells_of_the_country_or_nothing(vicenza, customer):
    assert ids(row(lives(customer(), "IT-25", "place"), "near").cards) == ["scarf-wool"], "of all Italy"
    assert row(lives(customer(), "FR-75", "place"), "near") is None


def test_what_is_in_stock_elsewhere_is_not_proposed_to_who_named_their_region(vicenza, customer):
    """S103: the workshop apron lies in Veneto alone; who named no region sees it, and asks where it is."""
    here, there = (lives(customer(), cell, "stated", "place") for cell in ("IT-34", "DE-BY"))
    assert "apron-selvedge" in here.ranking()
    assert "apron-selvedge" not in there.ranking()
    assert "apron-selvedge" in customer().agree("stated").ranking()
