"""The bag: two designs never share a line, and no price changes by itself."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from shopping import BRANDS, bag, buy, place
from sumisura.kernel import Span
from sumisura.pricing.model import PriceBook
from sumisura.usecases.bringing_in import publish


def lines(page):
    return re.findall(r'id="line-([^"]+)"', page.html)


def total(page):
    return re.findall(r'<tr><th scope="row">Total</th><td class="num">(.*?)</td>', page.html)[-1]


def quantities(page):
    return re.findall(r'name="quantity" type="number"[^>]*value="(\d+)"', page.html)


def test_two_designs_never_merge_and_the_same_design_does(person):
    bag(person, "bastone")
    bag(person, "bastone", "pickles:hold")
    assert quantities(person.page) == ["1", "1"]
    bag(person, "bastone", "pickles:hold")
    assert sorted(quantities(person.page)) == ["1", "2"]


def test_other_words_are_another_line(person):
    bag(person, "indigo", **{"field.waist": "84"})
    bag(person, "indigo", **{"field.waist": "85"})
    bag(person, "indigo", **{"field.waist": "85"})
    assert sorted(quantities(person.page)) == ["1", "2"]


def test_so_many_of_a_line_and_out_it_goes(person):
    bag(person, "bastone")
    assert total(person.page) == "€9.50"
    person.press("Change", quantity="3")
    assert total(person.page) == "€28.50"
    for wrong in ("-1", "1.5", "x", "", "1000", "٣x"):
        person.press("Change", quantity=wrong)
        assert person.status == 422, wrong
        person.open("/bastone/bag")
        assert quantities(person.page) == ["3"]
    person.press("Take out")
    assert "Nothing in it yet" in person.page.text


def test_a_price_book_changed_after_bagging_leaves_the_bags_price(person, services):
    bag(person, "bastone")
    folder = publish.read_folder(BRANDS / "bastone")
    now = Span(datetime(2026, 2, 1, tzinfo=UTC))
    closed = tuple(replace(book, valid=Span(book.valid.start, now.start)) for book in folder.prices.books)
    dearer = PriceBook("burger-dearer", "burger", now, base=1900)
    publish.publish(services, replace(folder, prices=replace(folder.prices, books=(*closed, dearer))))
    person.open("/bastone/bag")
    assert total(person.page) == "€9.50"
    assert "That price has run out" not in person.page.text
    buy(person)
    assert "€9.50" in person.page.text
    bag(person, "bastone")
    assert total(person.page) == "€19"


def test_an_expired_price_is_changed_only_when_asked(person, clock, services):
    bag(person, "bastone")
    clock.advance(days=15)
    folder = publish.read_folder(BRANDS / "bastone")
    spans = [
        replace(book, valid=Span(book.valid.start, datetime(2026, 2, 1, tzinfo=UTC)))
        for book in folder.prices.books
    ]
    dearer = PriceBook("burger-dearer", "burger", Span(datetime(2026, 2, 1, tzinfo=UTC)), base=1000)
    publish.publish(services, replace(folder, prices=replace(folder.prices, books=(*spans, dearer))))
    person.open("/bastone/bag")
    assert total(person.page) == "€9.50"
    assert "Today it is €10" in person.page.text
    assert "Go on to order" not in person.page.links
    person.open("/bastone/checkout")
    assert person.at == "/bastone/bag", "nothing expired reaches the checkout"
    person.press("Take today’s price")
    assert total(person.page) == "€10"
    buy(person)


def test_a_price_that_runs_out_at_the_checkout_is_not_charged(person, clock):
    bag(person, "bastone")
    person.follow("Go on to order")
    clock.advance(days=15)
    from shopping import ADDRESS

    person.press("Buy for", **ADDRESS)
    assert person.status in {200, 410, 422}
    person.open("/bastone/orders")
    assert "ord_" not in person.page.html
    person.open("/bastone/bag")
    assert len(lines(person.page)) == 1


def test_going_on_shaping_keeps_every_choice_and_word(person):
    bag(person, "indigo", "fabric:selvedge-14", **{"field.waist": "91.5"})
    person.press("Go on shaping it")
    assert person.page.button(value="fabric:selvedge-14").attributes["aria-pressed"] == "true"
    assert person.page.field("field.waist") == "91.5"


@pytest.mark.parametrize("brand", ["indigo", "aurea", "volta"])
def test_what_is_unfinished_cannot_be_put_in(person, brand):
    from shopping import begin

    begin(person, brand)
    answer = person.client.post(place(person) + "/bag", data={"csrf": person.page.field("csrf")})
    assert answer.status_code == 422
    assert "not finished yet" in answer.text
    person.open(f"/{brand}/bag")
    assert "Nothing in it yet" in person.page.text


def test_the_burger_is_the_same_for_everyone_and_holding_pickles_is_one_tap(visit, staff):
    """S78, S79."""
    kept = set()
    for _ in range(3):
        person = visit()
        bag(person, "bastone")
        kept.add(tuple(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", person.page.html)))
        assert total(person.page) == "€9.50"
    assert len(kept) == 1
    assert len(kept.pop()) >= 7
    person = visit()
    from shopping import begin

    begin(person, "bastone")
    whole = person.page.price
    person.press(value="pickles:hold")
    assert person.page.price == whole, "holding pickles has its own price rule: none"
    person.press("Put in the bag")
    number = buy(person).rsplit("/", 1)[1]
    clerk = staff("owner", "bastone")
    clerk.open(f"/bastone/office/orders/{number}")
    assert "HOLD PICKLES" in clerk.page.text
    first = re.search(r'<article class="ticket".*?</article>', clerk.page.html, re.DOTALL)[0]
    assert first.index("HOLD PICKLES") < first.index("ticket__parts"), "it stands first and large"
