"""What somebody wrote for the maker alone is found nowhere in clear (S55's words, S79's ticket)."""

import re

import pytest
from litestar._parsers import parse_url_encoded_form_data

from resting import left
from shopping import ADDRESS, bag, begin, buy, place
from sumisura.app import wired
from sumisura.kernel import BadInput
from sumisura.settings import Settings

CANARY = "Zanzarelle"
HOUSE = "Vicolo Zufolo 77"


def engraved(person):
    """A pair of jeans with a name in it, as far as the bag."""
    return bag(person, "indigo", "inscription:named", **{"field.name": CANARY, "field.waist": "97.5"})


def test_the_words_reach_the_makers_ticket_and_no_other_place(visit, person, services, staff, rests, capfd):
    engraved(person)
    pages = [person.page.html]
    order = buy(person, street=HOUSE).rsplit("/", 1)[1]
    pages.append(person.page.html)
    person.open("/indigo/designs")
    pages.append(person.page.html)
    for page in pages:
        assert CANARY not in page, "not even on the buyer's own list and order: over a shoulder it is read"
    for role in ("maker", "operator", "owner"):
        clerk = staff(role)
        clerk.open("/indigo/office/orders")
        assert CANARY not in clerk.page.html
        clerk.open(f"/indigo/office/orders/{order}")
        assert CANARY in clerk.page.text
        assert "97.5" in clerk.page.text
    assert services.navigation.settle(5)
    services.store.scrub()
    bytes_ = b"".join(left(rests).values())
    assert len(bytes_) > 100_000
    for secret in (CANARY, HOUSE, ADDRESS["name"], ADDRESS["email"], "owner@indigo.example"):
        assert secret.encode() not in bytes_, secret
        assert secret.encode().hex().encode() not in bytes_, secret
    logged = capfd.readouterr()
    assert CANARY not in logged.out + logged.err
    assert HOUSE not in logged.out + logged.err
    with services.store.read() as tx:
        assert len(tx.ledger.read("indigo", limit=10_000)) > 10, "there are events to look through"


def test_a_failure_on_our_side_tells_the_log_nothing_personal(person, services, monkeypatch, capfd):
    from sumisura.usecases.shop import checkout

    bag(person, "bastone")
    person.follow("Go on to order")

    def broken(*_, **__):
        address = dict(ADDRESS, street=HOUSE)
        raise RuntimeError(f"boom with {len(address)} fields")

    monkeypatch.setattr(checkout, "order_from", broken)
    capfd.readouterr()
    person.press("Buy for", **{**ADDRESS, "street": HOUSE})
    assert person.status == 500
    assert "Something broke on our side" in person.page.text
    assert "boom" not in person.page.html
    logged = capfd.readouterr()
    assert "request.broken" in logged.out + logged.err
    assert HOUSE not in logged.out + logged.err
    assert ADDRESS["email"] not in logged.out + logged.err


NASTY = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{7*7}}",
    "'-alert(1)-'",
    "</title><b>",
]


@pytest.mark.parametrize("text", NASTY)
def test_nothing_written_becomes_markup(person, staff, text):
    begin(person, "indigo")
    design = place(person)
    csrf = person.page.field("csrf")
    fields = dict.fromkeys(("field.name", "field.waist", "field.hip"), text)
    for act, more in (("fields", {}), ("choose", {"option": text}), ("choose", {"option": f"fabric:{text}"})):
        answer = person.client.post(f"{design}/{act}", data={"csrf": csrf, **more, **fields})
        assert answer.status_code < 500
        assert_inert(answer.text, text)
    assert_inert(person.client.get(f"{design}?why={text}").text, text)
    assert_inert(person.client.get(f"{design}?did={text}").text, text)
    assert_inert(person.client.get(f"/{text}/office").text, text)
    bag(person, "bastone")
    line = re.search(r'id="line-([^"]+)"', person.page.html)[1]
    assert_inert(
        person.client.post(
            f"/bastone/bag/{line}/quantity", data={"csrf": person.page.field("csrf"), "quantity": text}
        ).text,
        text,
    )
    person.open("/bastone/checkout")
    person.press("Buy for", **{**dict.fromkeys(ADDRESS, text), "email": "nowhere"})
    assert person.status == 422
    assert_inert(person.page.html, text)
    person.press("Buy for", **{**dict.fromkeys(ADDRESS, text), "email": f"{text}@x", "understood": "yes"})
    assert "/orders/ord_" in person.at
    assert_inert(person.page.html, text)
    clerk = staff("owner", "bastone")
    clerk.open(f"/bastone/office/orders/{person.at.rsplit('/', 1)[1]}")
    assert text in clerk.page.text, "it is read as it was written"
    assert_inert(clerk.page.html, text)
    clerk.open("/indigo/office/sign-in")
    clerk.press("Sign in", email=text, password=text)
    assert_inert(clerk.page.html, text)


def assert_inert(html, text):
    assert text == "{{7*7}}" or text not in html
    assert text != "{{7*7}}" or ">49<" not in html


def test_production_refuses_what_the_demo_may(tmp_path):
    with wired(Settings(data=tmp_path, demo=True)):
        pass
    with pytest.raises(Exception, match="demo") as refused, wired(Settings(data=tmp_path)):
        pass
    assert "demo" in str(refused.value)


def test_a_weak_password_is_refused_in_production(services):
    from sumisura.kernel import Role
    from sumisura.usecases.office.sign_in import add_staff

    with pytest.raises(BadInput):
        add_staff(services, "indigo", "new@indigo.example", "password", Role.OWNER)


def test_no_form_stays_in_memory_once_it_is_answered(person, staff):
    """What Litestar keeps of forms would hold the last thousand passwords and addresses."""
    parse_url_encoded_form_data.cache_clear()
    engraved(person)
    buy(person, street=HOUSE)
    staff("owner").open("/indigo/office/orders")
    assert parse_url_encoded_form_data.cache_info().currsize == 0
