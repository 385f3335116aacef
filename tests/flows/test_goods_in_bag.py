"""A finished good is bought like all else: today's price, one bag, one order, one ticket; and no notice that is not due."""

from dataclasses import replace

import pytest

from guests import MEASURES, Customer
from person import minor
from shopping import ADDRESS
from shopping import bag as fill
from sumisura.kernel import BrandId, NotFound, OrderState, PartyId, Role
from sumisura.orders.testpay import OK
from sumisura.taste import repo as tastes
from sumisura.taste.model import ItemId
from sumisura.trust.members import Member
from sumisura.usecases import brands
from sumisura.usecases.office import operate
from sumisura.usecases.services import Visitor
from sumisura.usecases.shop import bag, checkout, configure, finishing, ordered
from sumisura.usecases.shop.as_it_is import family_of
from sumisura.usecases.shop.checkout import Unfinished, Wish

BELT = "belt-hemp"
OPERATOR = Member(PartyId("stf_1"), BrandId("indigo"), frozenset({Role.OPERATOR}), "vlt_1", "")


def change(customer, id_, **new):
    """The brand changes one of its goods."""
    with customer.services.store.write() as tx:
        item = tastes.item(tx, customer.brand.id, ItemId(id_))
        tastes.save_items(tx, customer.brand.id, [replace(item, **new)])


@pytest.fixture
def belts(customer):
    """The belts as they were, again, when the test is over."""
    someone = customer()
    with someone.services.store.read() as tx:
        before = [tastes.item(tx, "indigo", ItemId(one)) for one in (BELT, "belt-black")]
    yield someone
    with someone.services.store.write() as tx:
        tastes.save_items(tx, "indigo", before)


def pair_of_jeans(customer):
    design = customer.design()
    finishing.finish(customer.services, customer.visitor, design)
    configure.write(customer.services, customer.visitor, design, MEASURES)
    bag.add(customer.services, customer.visitor, design)


def test_a_good_stands_in_the_bag_as_what_it_is(customer):
    ada = customer()
    ada.put(BELT)
    view = ada.bag()
    (line,) = view.lines
    assert (line.family.title, line.quantity) == ("Woven hemp belt", 1)
    assert line.facts == [("Piece", "As it is")]
    assert line.total.amount == view.total.amount == 3500
    assert line.quote.tax.amount == 631, "22 % of what 35.00 holds"
    assert view.orderable
    assert not view.custom_made


def test_the_same_good_twice_is_two_of_one_line_and_another_its_own(customer):
    ada = customer()
    for good in (BELT, BELT, "tee-ecru"):
        ada.put(good)
    lines = {line.family.name: line for line in ada.bag().lines}
    assert {name: line.quantity for name, line in lines.items()} == {BELT: 2, "tee-ecru": 1}
    bag.change(ada.services, ada.visitor, lines["tee-ecru"].id, 0)
    assert ada.bag().total.amount == 7000
    assert bag.count(ada.services, ada.visitor) == 2


def test_a_good_and_a_design_are_one_order_with_a_ticket_each(customer):
    ada = customer()
    pair_of_jeans(ada)
    ada.put(BELT)
    view = ada.bag()
    assert view.custom_made
    order = ada.buy()
    assert order.state is OrderState.PAID
    assert order.total == view.total
    assert ada.bag().lines == []
    shown = ordered.show(ada.services, ada.visitor, order.id)
    assert sorted(line.family.title for line in shown.lines) == ["Jeans, cut for one", "Woven hemp belt"]
    sheet = operate.order_sheet(ada.services, ada.brand, OPERATOR, order.id)
    (belt,) = [one for one in sheet.tickets if one.title == "Woven hemp belt"]
    assert [(row.label, row.value, row.departs) for row in belt.rows] == [("Piece", "As it is", False)]


@pytest.mark.parametrize("id_", ["jeans", "jeans/evening", "jeans:fabric=hemp-12", "nothing", "", BELT + " "])
def test_only_a_finished_good_can_be_bought_as_it_is(customer, id_):
    ada = customer()
    with pytest.raises(NotFound):
        ada.put(id_)
    assert ada.bag().lines == []


def test_what_is_sold_out_cannot_be_bought(belts):
    change(belts, BELT, stock=0)
    with pytest.raises(NotFound, match=BELT):
        belts.put(BELT)
    assert belts.bag().lines == []
    change(belts, BELT, stock=1)
    belts.put(BELT)
    assert len(belts.bag().lines) == 1


def test_what_sold_out_in_the_bag_cannot_be_ordered(belts):
    belts.put(BELT)
    change(belts, BELT, stock=0)
    with pytest.raises(Unfinished, match="Woven hemp belt: none left"):
        belts.buy()
    (line,) = belts.bag().lines
    bag.change(belts.services, belts.visitor, line.id, 4)
    change(belts, BELT, stock=3)
    with pytest.raises(Unfinished, match="3 left"):
        belts.buy()
    bag.change(belts.services, belts.visitor, line.id, 3)
    assert belts.buy().state is OrderState.PAID


def test_the_price_is_todays_and_a_shown_one_holds_as_long_as_it_binds(belts, customer, moment):
    eve = customer()
    belts.put(BELT)
    change(belts, BELT, price=4200)
    eve.put(BELT)
    assert (belts.bag().total.amount, eve.bag().total.amount) == (3500, 4200)
    moment.advance(days=15)
    (line,) = belts.bag().lines
    assert line.expired
    assert not belts.bag().orderable
    assert line.today.amount == 4200
    bag.requote(belts.services, belts.visitor, line.id)
    assert belts.bag().total.amount == 4200
    assert belts.buy().total.amount == 4200


def wish(customer, *, understood):
    address = dict.fromkeys(checkout.ADDRESS, "ada@example.org")
    return Wish(f"form-{customer.visitor.party}", address, "IT", OK, understood=understood)


def test_goods_alone_need_no_notice_on_what_is_custom_made(customer):
    ada = customer()
    ada.put(BELT)
    made = checkout.order(ada.services, ada.visitor, wish(ada, understood=False))
    assert made.state is OrderState.PAID
    again = checkout.order(ada.services, ada.visitor, wish(ada, understood=False))
    assert again.id == made.id, "sent again it is the same order"


def test_with_a_design_beside_them_the_notice_has_to_be_read(customer):
    ada = customer()
    ada.put(BELT)
    pair_of_jeans(ada)
    with pytest.raises(Unfinished) as refused:
        checkout.order(ada.services, ada.visitor, wish(ada, understood=False))
    assert set(refused.value.problems) == {"understood"}
    assert len(ada.bag().lines) == 2
    assert checkout.order(ada.services, ada.visitor, wish(ada, understood=True)).state is OrderState.PAID


def test_one_without_a_pseudonym_finds_an_empty_bag(customer):
    nobody = customer()
    nobody.visitor = replace(nobody.visitor, party=PartyId(""))
    assert bag.count(nobody.services, nobody.visitor) == 0


def test_what_is_bought_tells_of_taste_only_where_that_was_agreed(customer):
    """S85: the good itself is what was bought."""
    quiet, open_ = customer(), customer().agree("purchases")
    before = customer().agree("purchases").ranking()
    for one in (quiet, open_):
        one.put(BELT)
        one.buy()
    assert quiet.taste().sources[3].signals == 0
    assert open_.ranking() != before
    assert open_.ranking()[0] == BELT
    assert quiet.ranking() == customer().ranking()


def test_the_pages_say_the_same(person, services):
    """By plain forms: the item's page, the bag, a checkout without the notice, the order."""
    person.open("/indigo/item?id=belt-hemp")
    person.press("Put in the bag")
    assert person.at == "/indigo/bag"
    assert "Woven hemp belt" in person.page.text
    person.open("/indigo/checkout")
    assert "Made for you alone" not in person.page.text
    assert 'name="understood"' not in person.page.html
    assert minor(person.page.button("Buy for").text) == 3500
    person.press("Buy for", **{**ADDRESS, "understood": None})
    assert person.at.startswith("/indigo/orders/ord_"), person.page.text[:300]
    assert "Woven hemp belt" in person.page.text
    fill(person)
    person.open("/indigo/checkout")
    assert "Made for you alone" in person.page.text
    assert 'name="understood"' in person.page.html


def test_a_good_of_one_brand_is_none_of_anothers(customer):
    ada = customer("bastone")
    with pytest.raises(NotFound):
        ada.put(BELT)


def test_goods_are_a_family_of_one_variant(customer):
    ada = customer()
    family = family_of(ada.guest().cloth.items[BELT], "EUR")
    space = ada.services.shelf.compile(family)
    assert space.count() == 1
    assert space.start().price == 3500
    with ada.services.store.read() as tx:
        other = brands.load(tx, BrandId("aurea"))
    assert Customer(ada.services, Visitor(other, ada.visitor.party)).bag().lines == []
