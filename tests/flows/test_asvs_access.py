"""Access, by the running app's own routes: a route that nobody decided on fails here (OWASP ASVS V3, V4)."""

import re
from urllib.parse import urlsplit

import pytest
from litestar.routes import HTTPRoute

from shopping import PASSWORD, bag, begin, buy, place
from sumisura.kernel import PartyId, Role
from sumisura.trust.sessions import Door
from sumisura.usecases.office.sign_in import add_staff
from sumisura.web.server import build

SIGN_IN = {"/{brand}/office/sign-in", "/{brand}/office/session"}
LINKED = {"design"}
"""Opens to whoever has its link; the words in it do not (tests/flows/test_configuring.py)."""
OWN = {"line", "order"} | LINKED
"""What a visitor has for themselves."""
CANARY = "Zanzarelle"
COMMON = {
    "brand",
    "family",
    "item",
    "file_path",
    "name",
    "event",
    "kind",
    "source",
    "level",
    "what",
    "variable",
}
"""What is the shop's, or told to anyone as far as it concerns them."""
MISSING = {
    "design": "dsn_0",
    "line": "tok_0",
    "order": "ord_0",
    "family": "jeans",
}
FORM = {
    "option": "rise:high",
    "variable": "rise",
    "quantity": "2",
    "state": "making",
    "field.waist": "90",
    "title": "mine",
}


def routes(services):
    """(method, path) of everything that answers a browser."""
    return sorted(
        (method, route.path_format)
        for route in build(services).routes
        if isinstance(route, HTTPRoute)
        for method in route.methods & {"GET", "POST"}
    )


def named(path):
    return set(re.findall(r"{(\w+)}", path))


def office(services):
    return [(method, path) for method, path in routes(services) if "/office" in path and path not in SIGN_IN]


def at(path, **names):
    return path.format(**{name: names.get(name, MISSING.get(name, "x")) for name in named(path)})


def ask(client, method, path, csrf=""):
    file = path.endswith(("/draft", "/look"))
    return client.request(
        method,
        path,
        data={"csrf": csrf, **FORM} if method == "POST" else None,
        files={"file": ("jeans.yaml", b"family: [")} if file else None,
        follow_redirects=False,
    )


def resting(services, brand="indigo"):
    """Everything of the shop that a form could change."""
    kinds = ("cart", "order", "draft", "staff", "family", "brand", "price-book", "test-payment", "refund-due")
    with services.store.read() as tx:
        return [
            (kind, one.id, one.version) for kind in kinds for one in tx.records.page(brand, kind, limit=500)
        ]


def test_every_name_in_an_address_is_somebodys_or_everybodys(services):
    unknown = {name for _, path in routes(services) for name in named(path)} - OWN - COMMON
    assert unknown == set(), "say whose it is, in OWN or COMMON"


@pytest.fixture
def houses(services):
    """Staff of every role in another house; and who they are there."""
    for role in (Role.OPERATOR, Role.MAKER):
        add_staff(services, "bastone", f"{role}@bastone.example", PASSWORD, role)


@pytest.mark.parametrize("role", ["maker", "operator", "owner"])
def test_no_role_of_another_brand_opens_anything_of_this_one(services, houses, staff, visit, role):
    """Neither by its own cookie, nor by that cookie under this brand's name."""
    buyer = visit()
    bag(buyer)
    order = buy(buyer).rsplit("/", 1)[1]
    clerk = staff(role, "bastone")
    csrf = clerk.page.field("csrf")
    before = resting(services)
    for planted in (False, True):
        if planted:
            clerk.client.cookies.set("staff-indigo", clerk.client.cookies["staff-bastone"])
        for method, path in office(services):
            answer = ask(clerk.client, method, at(path, brand="indigo", order=order), csrf)
            assert answer.status_code == 303, (method, path)
            assert urlsplit(answer.headers["location"]).path == "/indigo/office/sign-in"
    assert resting(services) == before
    assert ask(clerk.client, "GET", "/bastone/office/orders").status_code == 200, "its own is open all along"


def test_an_order_of_another_brand_is_not_found_by_its_staff(services, staff, visit):
    buyer = visit()
    bag(buyer)
    order = buy(buyer).rsplit("/", 1)[1]
    clerk = staff("owner", "bastone")
    csrf = clerk.page.field("csrf")
    for method, path in office(services):
        if "order" in named(path):
            answer = ask(clerk.client, method, at(path, brand="bastone", order=order), csrf)
            assert answer.status_code == 404, (method, path)


@pytest.mark.parametrize("who", ["a stranger", "the owner of the shop", "the same browser in another shop"])
def test_what_is_one_visitors_is_nobody_elses(services, visit, staff, who):
    """Insecure direct references (ASVS 4.2.1): a bag and an order open to nobody else, whoever knows their address.

    A design opens to whoever has its link, in its own shop alone: that is how it is shown to a friend, who changes
    a copy (`test_shared_design`).
    """
    buyer = visit()
    bag(buyer)
    order = buy(buyer).rsplit("/", 1)[1]
    bag(buyer, "indigo", "inscription:named", **{"field.name": CANARY})
    line = re.search(r'id="line-([^"]+)"', buyer.page.html)[1]
    begin(buyer)
    design = place(buyer).rsplit("/", 1)[1]
    other = {"a stranger": visit, "the owner of the shop": lambda: staff("owner")}.get(who, lambda: buyer)()
    brand = "aurea" if other is buyer else "indigo"
    begin(other, brand)
    csrf, before = other.page.field("csrf"), resting(services)
    asked = [one for one in routes(services) if named(one[1]) & OWN and one[1].startswith("/{brand}")]
    asked = [one for one in asked if "/office" not in one[1]]
    assert len(asked) >= 15
    for method, path in asked:
        if named(path) & LINKED and brand == "indigo":
            continue
        there = at(path, brand=brand, order=order, line=line, design=design)
        answer = ask(other.client, method, there, csrf)
        assert answer.status_code in {404, 422}, (method, path, answer.status_code)
        assert not any(secret in answer.text for secret in (CANARY, "Ada Byron", "Via Roma")), path
    assert resting(services) == before


def test_a_method_in_disguise_is_not_obeyed(services, staff):
    """ASVS 4.1.1, 13.2.1: what a request may do hangs on its verb alone."""
    clerk = staff("maker")
    before = resting(services)
    for name in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"):
        answer = clerk.client.get("/indigo/office/sign-out", headers={name: "POST"})
        assert answer.status_code == 405
        answer = clerk.client.get("/indigo/office/orders?_method=DELETE", headers={name: "DELETE"})
        assert answer.status_code == 200
    for method, path in office(services):
        if method == "POST":
            for verb in ("GET", "PUT", "PATCH", "DELETE"):
                assert clerk.client.request(verb, at(path, brand="indigo")).status_code == 405, (verb, path)
    assert resting(services) == before


def test_a_planted_staff_cookie_is_never_adopted(visit, services, staff):
    """ASVS 3.2.1: signing in opens another session, whatever cookie was there before."""
    attacker = staff("maker")
    for planted in ("cd" * 32, attacker.client.cookies["staff-indigo"]):
        victim = visit()
        victim.client.cookies.set("staff-indigo", planted, domain="testserver.local", path="/")
        victim.client.get("/indigo/office/sign-in")
        victim.open("/indigo/office/sign-in")
        victim.press("Sign in", email="owner@indigo.example", password=PASSWORD)
        token = victim.client.cookies["staff-indigo"]
        assert token != planted
        with services.store.read() as tx:
            assert services.sessions.find(tx, "indigo", planted, Door.STAFF) is None, (
                "and the old one is over"
            )
            assert services.sessions.find(tx, "indigo", token, Door.STAFF) is not None


def test_a_form_of_before_the_sign_in_is_not_one_of_after_it(staff, services, visit):
    """The key of a form is bound to the session: a new session, new keys."""
    clerk = visit()
    clerk.open("/indigo/office/sign-in")
    before = clerk.page.field("csrf")
    clerk.press("Sign in", email="owner@indigo.example", password=PASSWORD)
    first = clerk.page.field("csrf")
    clerk.press("Sign out")
    clerk.press("Sign in", email="owner@indigo.example", password=PASSWORD)
    second = clerk.page.field("csrf")
    assert len({before, first, second}) == 3
    for old in (before, first):
        answer = clerk.client.post("/indigo/office/minimal", data={"csrf": old, "on": "yes"})
        assert answer.status_code == 403
    assert clerk.client.get("/indigo/office/orders").status_code == 200


def test_signing_out_everywhere_and_losing_a_role_hold_at_once(staff, services):
    """ASVS 3.3.3, 4.1.1: rights are read at each request, and sessions are ended where they are kept."""
    here, there = staff("operator"), staff("operator")
    with services.store.read() as tx:
        token = here.client.cookies["staff-indigo"]
        member = services.sessions.find(tx, "indigo", token, Door.STAFF).party
    assert here.client.get("/indigo/office/families").status_code == 200
    with services.store.write() as tx:
        services.staff.set_roles(tx, "indigo", member, [Role.MAKER])
    assert here.client.get("/indigo/office/families").status_code == 403
    with services.store.write() as tx:
        services.staff.set_active(tx, "indigo", member, active=False)
    assert here.client.get("/indigo/office/orders", follow_redirects=False).status_code == 303
    with services.store.write() as tx:
        services.staff.set_active(tx, "indigo", member, active=True)
        assert services.sessions.close_all(tx, "indigo", PartyId(member)) == 2
    for one in (here, there):
        assert one.client.get("/indigo/office/orders", follow_redirects=False).status_code == 303
