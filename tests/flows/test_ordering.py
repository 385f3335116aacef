"""From the bag to the maker: nothing is bought twice, nothing written is lost, nothing paid is forgotten."""

import re

import pytest

from shopping import ADDRESS, bag, buy
from sumisura.orders.ports import PaymentState
from sumisura.worker import turn


def payments(services, brand="bastone"):
    with services.store.read() as tx:
        keys = [one.id for one in tx.records.page(brand, "test-payment")]
    return [services.payments.find(brand, key) for key in keys]


def placed(services, brand="bastone"):
    from sumisura.orders import repo

    with services.store.read() as tx:
        return repo.orders(tx, brand)


def test_what_was_written_is_kept_when_something_is_missing(person, services):
    bag(person, "bastone")
    person.follow("Go on to order")
    person.press("Buy for", **{**ADDRESS, "street": " ", "email": "nowhere", "understood": None})
    assert person.status == 422
    assert "Street and number: please fill this in." in person.page.text
    assert "E-mail: this is no address." in person.page.text
    assert "Please read what holds for goods made for you alone." in person.page.text
    assert person.page.field("name") == "Ada Byron"
    assert person.page.field("email") == "nowhere"
    assert placed(services) == []
    person.press("Buy for", street="Via Roma 1", email="ada@example.org", understood="yes")
    assert person.at.startswith("/bastone/orders/ord_")


@pytest.mark.parametrize(
    "change", [{"country": "US"}, {"country": "<script>"}, {"name": "x" * 121}, {"understood": "perhaps"}]
)
def test_what_cannot_be_is_refused(person, services, change):
    bag(person, "bastone")
    person.follow("Go on to order")
    person.press("Buy for", **{**ADDRESS, **change})
    assert person.status == 422
    assert placed(services) == []


def test_the_form_sent_twice_is_one_order_and_one_payment(person, services):
    bag(person, "bastone")
    person.follow("Go on to order")
    form = next(one for one in person.page.forms if "key" in one.fields)
    data = {**form.fields, **ADDRESS}
    places = {person.client.post(form.action, data=data).url.path for _ in range(3)}
    assert len(places) == 1
    assert len(placed(services)) == len(payments(services)) == 1


def test_a_key_of_another_form_orders_nothing_new_but_a_new_form_does(person, services):
    bag(person, "bastone")
    buy(person)
    bag(person, "bastone", "pickles:hold")
    buy(person)
    assert len(placed(services)) == 2


def test_declined_puts_everything_back_in_the_bag(person, services):
    bag(person, "bastone")
    bag(person, "bastone", "pickles:hold")
    person.press("Change", quantity="3")
    person.open("/bastone/checkout")
    person.press("Buy for", **ADDRESS, method="test-declined")
    assert person.status == 422
    assert "declined" in person.page.text
    assert person.page.field("street") == "Via Roma 1"
    person.press("Buy for", understood="yes", method="test-ok")
    assert "It is yours to be made" in person.page.text
    assert sorted(re.findall(r"(\d) × The Bastone", person.page.text)) == ["1", "3"]
    paid = [one.state for one in payments(services)]
    assert sorted(paid) == [PaymentState.CHARGED, PaymentState.DECLINED]


def test_a_provider_that_answers_late_is_asked_by_the_worker(person, services):
    bag(person, "bastone")
    at = buy(person, method="test-slow")
    assert "you need not pay again" in person.page.text
    turn(services)
    person.open(at)
    assert "It is yours to be made" in person.page.text
    assert [one.state for one in payments(services)] == [PaymentState.CHARGED]
    turn(services)
    assert len(payments(services)) == 1


@pytest.mark.parametrize("method", ["test-ok", "test-slow"])
def test_calling_off_gives_the_money_back(person, services, method):
    bag(person, "bastone")
    at = buy(person, method=method)
    person.press("Cancel this order")
    assert "This order was cancelled" in person.page.text
    assert [one.state for one in payments(services)] == [PaymentState.REFUNDED]
    turn(services)
    person.open(at)
    assert "This order was cancelled" in person.page.text
    assert [one.state for one in payments(services)] == [PaymentState.REFUNDED]


def test_pressing_cancel_twice_is_one_refund(person, services):
    bag(person, "bastone")
    at = buy(person)
    csrf = person.page.field("csrf")
    for _ in range(2):
        answer = person.client.post(f"{at}/cancel", data={"csrf": csrf}, follow_redirects=True)
        assert answer.status_code == 200
    assert [one.state for one in payments(services)] == [PaymentState.REFUNDED]


def test_called_off_where_the_request_was_lost_is_never_charged(person, services, clock):
    """The provider never heard of it: the worker may not charge what was called off meanwhile."""
    from sumisura.usecases.services import Visitor
    from sumisura.usecases.shop import checkout, settling

    bag(person, "bastone")
    with services.store.read() as tx:
        from sumisura.usecases import brands

        brand = brands.load(tx, "bastone")
        party = tx.records.page("bastone", "cart")[0].id
    address = {name: ADDRESS[name] for name in checkout.ADDRESS}
    wish = checkout.Wish("k", address, "IT", "test-lost", understood=True)
    order = checkout.order(services, Visitor(brand, party), wish)
    settling.call_off(services, order)
    turn(services)
    assert payments(services) == [None]
    clock.advance(days=2)
    turn(services)
    assert payments(services) == [None]
    with services.store.read() as tx:
        assert list(tx.records.page("bastone", settling.DEBT)) == []
        assert list(tx.records.page("bastone", settling.INTENT)) == []


def test_one_payment_that_is_stuck_does_not_hold_up_the_others(person, visit, services, monkeypatch):
    from sumisura.kernel import BadInput

    bag(person, "bastone")
    buy(person, method="test-slow")
    other = visit()
    bag(other, "bastone")
    at = buy(other, method="test-slow")
    poisoned = min(one.id for one in placed(services))
    charge = services.payments.charge

    def picky(brand, key, amount, method):
        if key == poisoned:
            raise BadInput("the provider does not understand this order")
        return charge(brand, key, amount, method)

    monkeypatch.setattr(services.payments, "charge", picky)
    turn(services)
    other.open(at)
    assert "It is yours to be made" in other.page.text


def test_who_ordered_sees_it_and_nobody_else(person, visit):
    bag(person, "bastone")
    at = buy(person)
    person.open("/bastone/orders")
    assert at in person.page.html
    stranger = visit()
    for path in (at, "/bastone/orders", "/bastone/bag"):
        stranger.open(path)
        assert "Ada" not in stranger.page.html
    stranger.open(at)
    assert stranger.status == 404
    bag(stranger, "bastone")
    csrf = stranger.page.field("csrf")
    assert stranger.client.post(f"{at}/cancel", data={"csrf": csrf}).status_code == 404
    person.open(at.replace("bastone", "indigo"))
    assert person.status == 404


def test_taxes_follow_the_country_and_the_total_does_not(person):
    bag(person)
    person.follow("Go on to order")
    wanted = next(one for one in person.page.buttons if one.text.startswith("Buy for")).text
    person.press("Buy for", **ADDRESS, country="DE")
    assert wanted.removeprefix("Buy for ") in person.page.text
    assert "19%" in person.page.text
    assert "Germany" in person.page.text
