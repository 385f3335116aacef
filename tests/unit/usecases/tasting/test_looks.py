"""Complete the look: goods of another kind than what is there or in the bag, one refusal silences it."""

from dataclasses import replace

import pytest

from sumisura.taste import repo as tastes
from sumisura.taste.model import Item, ItemId, Kind
from sumisura.taste.serving.looks import LOOK
from sumisura.usecases.shop import bag, configure, goods
from sumisura.usecases.tasting import agreeing, looks, wishes
from sumisura.usecases.tasting.guests import guest
from sumisura.usecases.tasting.signals import signal, tell

GOODS = (
    Item(ItemId("box-gold"), Kind.GOOD, "Gilded box", tokens=("metal=gold",), price=900),
    Item(ItemId("box-oak"), Kind.GOOD, "Oak box", tokens=("material=oak",), price=700),
    Item(ItemId("chain-gold"), Kind.GOOD, "Gold chain", tokens=("metal=gold",), price=9_000),
    Item(ItemId("chain-silver"), Kind.GOOD, "Silver chain", tokens=("metal=silver",), price=4_000),
    Item(ItemId("cloth-blue"), Kind.GOOD, "Blue cloth", tokens=("colour=blue",), price=300),
    Item(ItemId("shoes-1"), Kind.GOOD, "Shoes", tokens=("metal=gold",), family="boots", price=1),
    Item(ItemId("dish-1"), Kind.GOOD, "Dish", tokens=("metal=gold",), price=800, stock=0),
)


@pytest.fixture
def stocked(services, ada):
    with services.store.write() as tx:
        tastes.save_items(tx, ada.brand.id, GOODS)
    return replace(services, mass_share=0.0)


def look(services, visitor, id_):
    with services.store.read() as tx:
        who = guest(services, tx, visitor)
        return looks.row(services, tx, who, who.cloth.items[ItemId(id_)])


def shown(services, visitor, id_):
    found = look(services, visitor, id_)
    return [card.item.id for card in found.cards] if found else []


def gold_ring(services, visitor):
    with services.store.write() as tx:
        gold = Item(
            ItemId("rings/sun"), Kind.PRESET, "The sun", tokens=("metal=gold",), family="rings",
            choices={"metal": "gold"},
        )  # fmt: skip
        tastes.save_items(tx, visitor.brand.id, [gold])
    return "rings/sun"


def test_like_goes_with_like_one_of_a_kind_and_only_what_belongs_and_is_there(stocked, ada):
    found = look(stocked, ada, gold_ring(stocked, ada))
    assert [card.item.id for card in found.cards] == ["box-gold", "chain-gold", "cloth-blue"]
    assert found.rests_on == "Gold, like the sun."
    assert (found.name, found.title) == ("look", "Complete the look")


def test_where_nothing_is_alike_it_is_said_plainly(stocked, ada):
    assert look(stocked, ada, "cloth-blue").rests_on == "To go with Blue cloth."


def test_what_is_in_the_bag_is_not_proposed_a_second_time(stocked, ada, eve):
    sun = gold_ring(stocked, ada)
    goods.put_in_bag(stocked, ada, ItemId("chain-silver"))
    assert shown(stocked, ada, sun) == ["box-gold", "cloth-blue"], "a chain is there already"
    assert "chain-gold" in shown(stocked, eve, sun)


def test_what_is_refused_makes_room_and_the_whole_offer_can_be_silenced(stocked, ada):
    sun = gold_ring(stocked, ada)
    wishes.tell(stocked, ada, "chain-gold", "refused")
    assert shown(stocked, ada, sun) == ["box-gold", "chain-silver", "cloth-blue"]
    wishes.tell(stocked, ada, LOOK, "refused")
    assert look(stocked, ada, sun) is None
    assert look(stocked, ada, "box-oak") is None


def test_taste_has_a_part_where_it_was_agreed_to(stocked, ada, eve):
    plain = shown(stocked, ada, "box-oak")
    assert plain == ["chain-gold", "cloth-blue"]
    agreeing.grant(stocked, ada, "stated", on=True)
    tell(stocked, ada, signal(stocked, "liked", ItemId("metal=silver"), "stated"))
    assert shown(stocked, ada, "box-oak")[0] == "chain-silver"
    assert shown(stocked, eve, "box-oak") == plain


def test_a_brand_without_goods_completes_nothing(services, ada):
    assert look(services, ada, "rings") is None


def test_a_design_in_the_bag_counts_as_its_kind(stocked, ada):
    design = configure.start(stocked, ada, "rings")
    bag.add(stocked, ada, design)
    assert "rings" not in shown(stocked, ada, "box-oak")
    assert shown(stocked, ada, "box-oak")
