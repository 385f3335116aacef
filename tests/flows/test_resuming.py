"""Go on anywhere: with another device, and from a program into the shop's own pages. Shows S24."""

import re

from litestar.testing import TestClient

from programs import admitted
from shopping import bag, begin, place
from sumisura.api import build
from sumisura.kernel import BrandId
from sumisura.trust.sessions import KIND
from sumisura.usecases import tidy

CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b")


def code_of(person):
    person.open("/indigo/designs")
    return CODE.search(person.press("Go on with another device").text)[0]


def enter(person, code, link=""):
    person.open(f"/indigo/resume{link}")
    return person.press("Go on here", code=code)


def test_a_design_goes_on_where_it_stood_and_so_does_the_bag(visit):
    desk, phone = visit(), visit()
    bag(desk)
    begin(desk)
    design = place(desk)
    desk.press(value="fabric:hemp-12")
    enter(phone, code_of(desk).lower().replace("-", " "))
    assert phone.at == "/indigo/designs"
    phone.open(design)
    assert phone.page.button(value="fabric:hemp-12").attributes["aria-pressed"] == "true"
    phone.press(value="leg:wide")
    desk.open(design)
    assert desk.page.button(value="leg:wide").attributes["aria-pressed"] == "true"
    assert "Your designs" in phone.open("/indigo/designs").text
    assert "1 ×" in phone.open("/indigo/bag").text or "Jeans, cut for one" in phone.page.text


def test_a_code_works_once_for_minutes_and_the_latest_alone(visit, clock):
    desk, phone, other = visit(), visit(), visit()
    begin(desk)
    first = code_of(desk)
    second = code_of(desk)
    assert "leads nowhere" in enter(phone, first).text
    assert phone.status == 404
    enter(phone, second)
    assert phone.at == "/indigo/designs"
    assert "leads nowhere" in enter(other, second).text
    late = code_of(desk)
    clock.advance(minutes=11)
    assert "leads nowhere" in enter(other, late).text


def test_a_link_fills_in_the_code_and_does_nothing_before_the_button(visit):
    desk, phone = visit(), visit()
    begin(desk)
    code = code_of(desk)
    page = phone.open(f"/indigo/resume?code={code}")
    assert page.field("code") == code
    assert phone.open("/indigo/designs").text.count("Go on shaping it") == 0
    phone.open(f"/indigo/resume?code={code}")
    phone.press("Go on here")
    assert phone.page.text.count("Go on shaping it") == 1


def test_the_browsers_own_cookie_is_not_adopted(visit):
    desk, phone = visit(), visit()
    begin(desk)
    begin(phone)
    before = phone.client.cookies["visit-indigo"]
    enter(phone, code_of(desk))
    after = phone.client.cookies["visit-indigo"]
    assert len({before, after, desk.client.cookies["visit-indigo"]}) == 3


def test_codes_are_not_to_be_guessed_at_speed(visit):
    phone = visit()
    for _ in range(10):
        enter(phone, "0000-0000-0000")
        assert phone.status == 404
    enter(phone, "0000-0000-0000")
    assert phone.status == 429


def test_whose_visit_is_over_is_found_by_no_code(visit, services):
    desk, phone = visit(), visit()
    begin(desk)
    code = code_of(desk)
    with services.store.write() as tx:
        for record in tx.records.page(BrandId("indigo"), KIND):
            tx.records.delete(BrandId("indigo"), KIND, record.id)
    assert "leads nowhere" in enter(phone, code).text


def test_what_one_device_leaves_stays_for_the_other(visit, services, clock):
    """The first device's visit is over after thirty days; the second one goes on."""
    desk, phone = visit(), visit()
    begin(desk)
    design = place(desk)
    clock.advance(days=20)
    enter(phone, code_of(desk))
    clock.advance(days=15)
    tidy.tidy(services, BrandId("indigo"))
    assert phone.open(design).text
    assert phone.open("/indigo/designs").text.count("Go on shaping it") == 1
    clock.advance(days=20)
    tidy.tidy(services, BrandId("indigo"))
    assert phone.open("/indigo/designs").text.count("Go on shaping it") == 0


def test_a_program_hands_its_customer_over_to_the_shops_pages(visit, services):
    phone = visit()
    with TestClient(build(services)) as client:
        program = admitted(services, client)
        customer = program.customer()
        program.design(customer)
        code = program.post(f"{customer}/codes").json()["code"]
    enter(phone, code)
    assert phone.page.text.count("Go on shaping it") == 1
