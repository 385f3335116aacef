"""Who may do what: every form is ours, every office page has its roles, nobody meets another's things."""

import base64
import json
import re
from contextlib import suppress
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from litestar.routes import HTTPRoute

from shopping import ADDRESS, PASSWORD, bag, begin, buy, place
from sumisura.kernel import FixedClock, TooMany
from sumisura.trust.sessions import Door
from sumisura.web.server import build


def posts(services):
    """Every path that takes a form."""
    return sorted(
        route.path_format
        for route in build(services).routes
        if isinstance(route, HTTPRoute) and "POST" in route.methods
    )


OPEN = {"/{brand}/tokens/verify", "/{brand}/held/ranking", "/{brand}/held/report"}
"""Read no cookie, and change nothing of anybody's: other sites' servers, and any device, may ask."""


@pytest.fixture
def world(visit, staff):
    """A visitor with a design, a bag and an order, and an owner who is signed in, in one browser."""
    person = staff("owner")
    bag(person)
    order = buy(person)
    bag(person)
    line = re.search(r'id="line-([^"]+)"', person.page.html)[1]
    begin(person)
    design = place(person).rsplit("/", 1)[1]
    csrf = person.page.field("csrf")
    person.open("/indigo/office/orders")
    return {
        "person": person,
        "order": order.rsplit("/", 1)[1],
        "line": line,
        "design": design,
        "csrf": csrf,
        "office csrf": person.page.field("csrf"),
    }


def filled(path, world):
    names = {
        **{name: world[name] for name in ("order", "line", "design")},
        "brand": "indigo",
        "family": "jeans",
    }
    return path.format(**names)


def refusals(path):
    """How a form is turned away; the workbench has no design of a shop, whoever asks."""
    return {400, 403, 410} if path.startswith("/workbench/") and "{" in path else {400, 403}


def state(services):
    """Everything that rests in the shop but what is counted by the by."""
    with services.store.read() as tx:
        kinds = ("cart", "order", "draft", "session", "payment-intent", "refund-due")
        return [(one.id, one.version) for kind in kinds for one in tx.records.page("indigo", kind, limit=500)]


def test_every_form_needs_the_pages_own_key(world, services, visit):
    client = world["person"].client
    stranger = visit()
    begin(stranger)
    other = world["person"]
    other.open("/aurea")
    wrong = {
        "none": "",
        "made up": "0" * 64,
        "another browser's": stranger.page.field("csrf"),
        "another brand's": other.page.field("csrf"),
        "half a character": "\ud800",
    }
    before = state(services)
    paths = [path for path in posts(services) if path not in OPEN]
    assert len(paths) >= 17
    for path in paths:
        for kind, token in wrong.items():
            data = {"csrf": token, "option": "rise:high", "quantity": "2", "state": "making", "email": "x"}
            content = "&".join(f"{name}={text}" for name, text in data.items()).encode(
                "utf-8", "surrogatepass"
            )
            answer = client.post(
                filled(path, world),
                content=content,
                headers={"content-type": "application/x-www-form-urlencoded"},
            )
            assert answer.status_code in refusals(path), (path, kind, answer.status_code)
    assert state(services) == before


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_form_from_another_site_is_refused_even_with_the_key(world, services, site):
    client, before = world["person"].client, state(services)
    for path in posts(services):
        if path in OPEN:
            continue
        token = world["office csrf"] if "/office/" in path and "session" not in path else world["csrf"]
        answer = client.post(
            filled(path, world),
            data={"csrf": token, "option": "rise:high", "quantity": "2", "state": "making"},
            files={"file": ("mine.json", b"{}")}
            if path.endswith(("/look", "/draft", "/bring"))
            else None,  # it takes a file
            headers={"Sec-Fetch-Site": site},
        )
        assert answer.status_code in refusals(path) - {400}, path
    assert state(services) == before


def test_the_key_of_the_shop_is_not_the_key_of_the_office(world, services):
    client = world["person"].client
    at = f"/indigo/office/orders/{world['order']}/advance"
    assert client.post(at, data={"csrf": world["csrf"], "state": "making"}).status_code == 403


SEES, GOES, MAY_NOT, NOT_FOUND = 200, 303, 403, 404
WHO = ("nobody", "maker", "operator", "owner", "other owner")
OFFICE = {
    ("GET", "/{brand}/office"): (GOES, GOES, GOES, GOES, GOES),
    ("GET", "/{brand}/office/orders"): (GOES, SEES, SEES, SEES, GOES),
    ("GET", "/{brand}/office/orders/{order}"): (GOES, SEES, SEES, SEES, GOES),
    ("GET", "/{brand}/office/families"): (GOES, MAY_NOT, SEES, SEES, GOES),
    ("GET", "/{brand}/office/families/{family}"): (GOES, MAY_NOT, SEES, SEES, GOES),
    ("GET", "/{brand}/office/families/{family}/check"): (GOES, MAY_NOT, SEES, SEES, GOES),
    ("GET", "/{brand}/office/families/{family}/revisions"): (GOES, MAY_NOT, SEES, SEES, GOES),
    ("GET", "/{brand}/office/families/{family}/compare"): (GOES, MAY_NOT, SEES, SEES, GOES),
    ("POST", "/{brand}/office/families/{family}/draft"): (GOES, MAY_NOT, 422, 422, GOES),  # no family file
    ("POST", "/{brand}/office/families/{family}/publish"): (GOES, MAY_NOT, NOT_FOUND, NOT_FOUND, GOES),
    ("POST", "/{brand}/office/families/{family}/rollback"): (GOES, MAY_NOT, 422, 422, GOES),
    ("POST", "/{brand}/office/families/{family}/move"): (GOES, MAY_NOT, GOES, GOES, GOES),
    ("GET", "/{brand}/office/wanted"): (GOES, MAY_NOT, SEES, SEES, GOES),
    ("GET", "/{brand}/office/arms"): (GOES, MAY_NOT, SEES, SEES, GOES),
    ("GET", "/{brand}/office/frontier"): (GOES, MAY_NOT, SEES, SEES, GOES),
    ("POST", "/{brand}/office/minimal"): (GOES, MAY_NOT, MAY_NOT, GOES, GOES),
    ("GET", "/{brand}/office/aggregates"): (GOES, MAY_NOT, SEES, SEES, GOES),
    ("GET", "/{brand}/office/trust"): (GOES, MAY_NOT, SEES, SEES, GOES),
    ("GET", "/{brand}/office/greet"): (GOES, MAY_NOT, SEES, SEES, GOES),
    ("GET", "/{brand}/office/background"): (GOES, MAY_NOT, MAY_NOT, SEES, GOES),
    ("POST", "/{brand}/office/background/now"): (GOES, MAY_NOT, MAY_NOT, 404, GOES),  # no duty
    ("GET", "/{brand}/office/webhooks"): (GOES, MAY_NOT, MAY_NOT, SEES, GOES),
    ("POST", "/{brand}/office/webhooks/new"): (GOES, MAY_NOT, MAY_NOT, 422, GOES),  # no address
    ("POST", "/{brand}/office/webhooks/deed"): (GOES, MAY_NOT, MAY_NOT, 422, GOES),  # no button
    ("POST", "/{brand}/office/greeting"): (GOES, MAY_NOT, 404, 404, GOES),
    ("POST", "/{brand}/office/orders/{order}/advance cancelled"): (GOES, MAY_NOT, GOES, GOES, GOES),
    ("POST", "/{brand}/office/orders/{order}/advance making"): (GOES, GOES, GOES, GOES, GOES),
    ("POST", "/{brand}/office/sign-out"): (GOES, GOES, GOES, GOES, GOES),
}
"""What each answers to each; who is not signed in *there* is sent to the sign-in form."""
AJAR = {"/{brand}/office/sign-in", "/{brand}/office/session"}


def test_the_table_of_the_office_is_complete(services):
    there = {
        (method, route.path_format)
        for route in build(services).routes
        if isinstance(route, HTTPRoute) and "/office" in route.path_format
        for method in route.methods & {"GET", "POST"}
    }
    told = {(method, path.split()[0]) for method, path in OFFICE}
    assert {(method, path) for method, path in there if path not in AJAR} == told


@pytest.mark.parametrize("who", WHO)
def test_every_page_of_the_office_has_its_roles(services, staff, visit, who):
    buyer = visit()
    bag(buyer)
    clerk = {
        "nobody": visit,
        "other owner": lambda: staff("owner", "bastone"),
    }.get(who, lambda: staff(who))()
    csrf = ""
    for (method, path), expected in OFFICE.items():
        if method == "POST" and "advance" in path:
            bag(buyer)
            order = buy(buyer).rsplit("/", 1)[1]
        elif method == "GET":
            order = _an_order(services, buyer)
        at, _, wanted = path.partition(" ")
        at = at.format(brand="indigo", order=order, family="jeans")
        if who in {"maker", "operator", "owner"}:
            clerk.open("/indigo/office/orders")
            csrf = clerk.page.field("csrf")
        answer = clerk.client.request(
            method,
            at,
            data={"csrf": csrf, "state": wanted} if method == "POST" else None,
            files={"file": ("jeans.yaml", b"family: [")} if path.endswith("/draft") else None,
            follow_redirects=False,
        )
        assert answer.status_code == expected[WHO.index(who)], (who, method, path)
        if who in {"nobody", "other owner"}:
            assert urlsplit(answer.headers["location"]).path == "/indigo/office/sign-in"
        if "advance" in path:
            assert _state(services, order) == (
                wanted if answer.headers.get("location", "").endswith(order) else "paid"
            )


def _an_order(services, buyer):
    with services.store.read() as tx:
        found = tx.records.page("indigo", "order")
    return found[0].id if found else buy(buyer).rsplit("/", 1)[1]


def _state(services, order):
    from sumisura.orders import repo

    with services.store.read() as tx:
        return repo.order(tx, "indigo", order)[0].state.value


def test_an_orders_life_by_role(staff, visit):
    buyer = visit()
    bag(buyer)
    at = buyer and buy(buyer)
    order = at.rsplit("/", 1)[1]
    maker = staff("maker")
    maker.open(f"/indigo/office/orders/{order}")
    assert "Cancel and give the money back" not in maker.page.text
    for press, then in (
        ("Begin making", "It is being made"),
        ("It has been sent", "It is on its way"),
        ("It has arrived", "It is with you"),
    ):
        maker.press(press)
        buyer.open(at)
        assert then in buyer.page.text
        assert "Cancel this order" not in buyer.page.text
    answer = maker.client.post(
        f"/indigo/office/orders/{order}/advance", data={"csrf": maker.page.field("csrf"), "state": "making"}
    )
    assert answer.status_code == 409
    assert "Nothing follows that" in answer.text
    for nonsense in ("", "paid", "placed", "nothing"):
        answer = maker.client.post(
            f"/indigo/office/orders/{order}/advance",
            data={"csrf": maker.page.field("csrf"), "state": nonsense},
        )
        assert answer.status_code == 422


def test_a_button_pressed_twice_is_no_error(staff, visit):
    buyer = visit()
    bag(buyer)
    order = buy(buyer).rsplit("/", 1)[1]
    maker = staff("maker")
    maker.open(f"/indigo/office/orders/{order}")
    data = {"csrf": maker.page.field("csrf"), "state": "making"}
    for _ in range(2):
        assert maker.client.post(f"/indigo/office/orders/{order}/advance", data=data).status_code == 200


def test_a_design_of_another_brand_is_not_found(person):
    begin(person, "indigo")
    design = place(person).rsplit("/", 1)[1]
    begin(person, "aurea")
    csrf = person.page.field("csrf")
    assert person.client.get(f"/aurea/designs/{design}").status_code == 404
    for act in ("choose", "anyway", "retract", "finish", "unfinish", "undo", "fields", "bag"):
        data = {"csrf": csrf, "option": "metal:silver", "variable": "metal", "field.words": "x"}
        assert person.client.post(f"/aurea/designs/{design}/{act}", data=data).status_code == 404, act


def test_a_planted_cookie_is_never_adopted(visit, services):
    """Session fixation, at the shop's door: the attacker's own session, and a token that opens nothing."""
    attacker, victim = visit(), visit()
    begin(attacker)
    planted = "ab" * 32
    victim.client.cookies.set("visit-indigo", planted)
    begin(victim)
    assert victim.client.cookies.get("visit-indigo", domain="testserver.local") != planted
    with services.store.read() as tx:
        assert services.sessions.find(tx, "indigo", planted, Door.VISIT) is None
        parties = {one.id for one in tx.records.page("indigo", "session")}
    assert len(parties) == 2


def test_signing_in_makes_a_new_session_and_ends_the_old(staff):
    clerk = staff("owner")
    before = clerk.client.cookies["staff-indigo"]
    clerk.open("/indigo/office/sign-in")
    clerk.press("Sign in", email="maker@indigo.example", password=PASSWORD)
    after = clerk.client.cookies["staff-indigo"]
    assert after != before
    clerk.client.cookies.clear()
    clerk.client.cookies.set("staff-indigo", before)
    answer = clerk.client.get("/indigo/office/orders", follow_redirects=False)
    assert answer.status_code == 303
    clerk.client.cookies.clear()
    clerk.client.cookies.set("staff-indigo", after)
    assert clerk.client.get("/indigo/office/orders").status_code == 200


def test_signing_out_ends_the_session_for_every_copy_of_the_cookie(staff):
    clerk = staff("owner")
    token = clerk.client.cookies["staff-indigo"]
    clerk.press("Sign out")
    clerk.client.cookies.set("staff-indigo", token)
    assert clerk.client.get("/indigo/office/orders", follow_redirects=False).status_code == 303


def test_a_visitors_cookie_opens_no_office_and_the_other_way_round(staff, person, services):
    begin(person)
    person.client.cookies.set("staff-indigo", person.client.cookies["visit-indigo"])
    assert person.client.get("/indigo/office/orders", follow_redirects=False).status_code == 303
    clerk = staff("owner")
    clerk.client.cookies.set("visit-indigo", clerk.client.cookies["staff-indigo"])
    clerk.open("/indigo/designs")
    assert "dsn_" not in clerk.page.html


def test_too_many_sign_ins_are_told_to_wait(person):
    person.open("/indigo/office/sign-in")
    statuses = []
    for _ in range(7):
        person.press("Sign in", email="owner@indigo.example", password="wrong")
        statuses.append(person.status)
    assert statuses[:5] == [401] * 5
    assert statuses[5:] == [429] * 2
    answer = person.client.post(
        "/indigo/office/session",
        data={"csrf": person.page.field("csrf"), "email": "owner@indigo.example", "password": PASSWORD},
    )
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= 60


@pytest.mark.parametrize("kind", ["token", "quote", "verify"])
def test_too_many_tokens_and_quotes_are_told_to_wait(person, services, clock, kind):
    bag(person, "bastone")
    line = re.search(r'id="line-([^"]+)"', person.page.html)[1]
    begin(person, "bastone")
    at = {
        "token": place(person) + "/bag",
        "quote": f"/bastone/bag/{line}/again",
        "verify": "/bastone/tokens/verify",
    }
    services.limits.clock = FixedClock(clock.now())  # or the bucket would fill again meanwhile
    with suppress(TooMany):
        while True:
            services.limits.take("quote" if kind == "quote" else "token", "bastone", "testclient")
    answer = person.client.post(at[kind], data={"csrf": person.page.field("csrf"), "token": "x"})
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) >= 1
    services.limits.clock = FixedClock(clock.now() + timedelta(minutes=5))
    answer = person.client.post(at[kind], data={"csrf": person.page.field("csrf"), "token": "x"})
    assert answer.status_code != 429


def token_of(services, brand):
    with services.store.read() as tx:
        return json.loads(tx.records.page(brand, "cart")[0].body)["lines"][0]["token"]


def test_a_token_is_vouched_for_to_any_cart(person, services, visit):
    bag(person, "indigo", "fabric:selvedge-14", **{"field.waist": "91.5"})
    answer = visit().client.post("/indigo/tokens/verify", data={"token": token_of(services, "indigo")})
    assert answer.status_code == 200
    said = answer.json()
    assert said["choices"]["fabric"] == "selvedge-14"
    assert said["total"] > 0
    assert "waist" in said["personal"]
    assert "91.5" not in answer.text
    assert "vlt_" not in answer.text


def test_a_token_that_is_not_good_is_refused_and_logged(person, services, clock, capsys):
    bag(person, "bastone")
    good = token_of(services, "bastone")
    altered = good[:-20] + ("A" if good[-20] != "A" else "B") + good[-19:]
    head, body, seal = good.split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=="))
    cheaper = base64.urlsafe_b64encode(json.dumps({**claims, "total": 1}).encode()).decode().rstrip("=")
    unsigned = base64.urlsafe_b64encode(b'{"alg":"none","typ":"design+jwt"}').decode().rstrip("=")
    forged = [
        altered,
        f"{head}.{cheaper}.{seal}",
        f"{unsigned}.{cheaper}.",
        "",
        "x",
        "a.b.c",
        "\x00",
        "é" * 9000,
    ]
    tries = [("bastone", token, 400, "forged") for token in forged]
    tries.append(("indigo", good, 403, "wrong_brand"))
    for brand, token, status, code in tries:
        capsys.readouterr()
        answer = person.client.post(f"/{brand}/tokens/verify", data={"token": token})
        assert (answer.status_code, code in answer.text) == (status, True), token[:40]
        logged = capsys.readouterr()
        assert "token.refused" in logged.out + logged.err
        assert code in logged.out + logged.err
    clock.advance(days=15)
    assert person.client.post("/bastone/tokens/verify", data={"token": good}).status_code == 410


def test_a_bag_whose_record_was_altered_orders_nothing(person, services):
    """Someone writes into the database: the seal on each line still decides."""
    bag(person, "bastone")
    with services.store.write() as tx:
        record = tx.records.page("bastone", "cart")[0]
        body = record.body.replace(b'"amount":950', b'"amount":1')
        assert body != record.body
        tx.records.put("bastone", "cart", record.id, body, version=record.version)
    person.open("/bastone/checkout")
    if person.status == 200:
        person.press("Buy for", **ADDRESS)
    assert person.status in {400, 422}
    with services.store.read() as tx:
        assert list(tx.records.page("bastone", "order")) == []
        assert list(tx.records.page("bastone", "test-payment")) == []
