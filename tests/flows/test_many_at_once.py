"""Impatient people and many people: nobody is shown that somebody else was faster."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from shopping import ADDRESS, bag, begin, chosen, place
from sumisura.orders import repo
from sumisura.orders.ports import PaymentState

HANDS = 8


@pytest.fixture
def hands(visit):
    """Eight browsers that share one person's cookies, and a way to have all of them act at once."""

    def grow(person):
        clients = [visit().client for _ in range(HANDS)]
        for client in clients:
            client.cookies = person.client.cookies

        def at_once(act):
            with ThreadPoolExecutor(HANDS) as pool:
                return list(pool.map(act, clients, range(HANDS)))

        return at_once

    return grow


def fine(answers):
    assert [answer.status_code for answer in answers] == [200] * HANDS, [a.text[-600:] for a in answers]


def test_eight_clicks_at_once_all_count(person, hands):
    begin(person)
    person.press("Finish it for me")  # so they go together
    wanted = [f"{name}:{value}" for name, value in chosen(person.page).items()][:HANDS]
    begin(person)
    design, csrf = place(person), person.page.field("csrf")

    def click(client, number):
        return client.post(
            f"{design}/choose", data={"csrf": csrf, "option": wanted[number]}, follow_redirects=True
        )

    fine(hands(person)(click))
    person.open(design)
    assert {f"{name}:{value}" for name, value in chosen(person.page).items()} == set(wanted)


def test_eight_presses_on_the_bag_put_eight_in_one_line(person, hands):
    begin(person, "bastone")
    design, csrf = place(person), person.page.field("csrf")
    fine(
        hands(person)(
            lambda client, _: client.post(f"{design}/bag", data={"csrf": csrf}, follow_redirects=True)
        )
    )
    person.open("/bastone/bag")
    assert re.findall(r'name="quantity" type="number"[^>]*value="(\d+)"', person.page.html) == ["8"]


def test_eight_presses_on_buy_are_one_order_paid_once(person, hands, services):
    bag(person, "bastone")
    person.follow("Go on to order")
    form = next(one for one in person.page.forms if "key" in one.fields)
    data = {**form.fields, **ADDRESS}
    answers = hands(person)(lambda client, _: client.post(form.action, data=data, follow_redirects=True))
    fine(answers)
    assert len({answer.url.path for answer in answers}) == 1
    with services.store.read() as tx:
        placed = repo.orders(tx, "bastone")
        assert len(placed) == len(tx.records.page("bastone", "test-payment")) == 1
    at = answers[0].url.path
    csrf = person.page.field("csrf")
    fine(
        hands(person)(
            lambda client, _: client.post(f"{at}/cancel", data={"csrf": csrf}, follow_redirects=True)
        )
    )
    assert services.payments.find("bastone", placed[0].id).state is PaymentState.REFUNDED


def test_eight_people_shop_side_by_side(visit, services):
    people = [visit() for _ in range(HANDS)]

    def shop(person):
        for _ in range(3):
            bag(person, "bastone", "pickles:hold")
        person.follow("Go on to order")
        person.press("Buy for", **ADDRESS)
        return person.page.text

    with ThreadPoolExecutor(HANDS) as pool:
        texts = list(pool.map(shop, people))
    assert all("It is yours to be made" in text and "3 × The Bastone" in text for text in texts)
    with services.store.read() as tx:
        assert len(repo.orders(tx, "bastone")) == HANDS


def test_a_clerk_with_eight_tabs_is_not_told_of_changes(staff, visit, hands, services, clock):
    buyer = visit()
    bag(buyer)
    buyer.follow("Go on to order")
    buyer.press("Buy for", **ADDRESS)
    order = buyer.at.rsplit("/", 1)[1]
    clerk = staff("maker")
    clerk.open(f"/indigo/office/orders/{order}")
    data = {"csrf": clerk.page.field("csrf"), "state": "making"}
    clock.advance(minutes=2)  # so that every request wants to note that the session is in use
    act = hands(clerk)
    fine(
        act(
            lambda client, _: client.post(
                f"/indigo/office/orders/{order}/advance", data=data, follow_redirects=True
            )
        )
    )
    with services.store.read() as tx:
        kinds = [entry.event.kind for entry in tx.ledger.read("indigo", limit=10_000)]
    assert kinds.count("order.making") == 1
