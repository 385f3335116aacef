"""Who may ask what: every route, with no key, another brand's, a revoked one, and one without its scope."""

import pytest
from litestar.routes import HTTPRoute
from litestar.testing import TestClient

from programs import admitted
from sumisura.api import build
from sumisura.api.door import SCOPE
from sumisura.kernel import NotFound
from sumisura.trust.api_keys import Scope
from sumisura.trust.sessions import Door
from sumisura.usecases.office import api_keys
from sumisura.usecases.shop import browse

NAMES = {
    "brand": "indigo",
    "family": "jeans",
    "customer": "pty_0",
    "design": "dsn_0",
    "line": "tok_0",
    "order": "ord_0",
    "item": "jeans",
    "purpose": "personalise",
    "source": "stated",
    "webhook": "whk_0",
    "delivery": "whk_0.dlv_0",
}


def routes(app):
    """(method, path, scope) of every route that answers programs."""
    return [
        (method, route.path_format, handler.opt[SCOPE])
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
        for method in handler.http_methods
        if SCOPE in handler.opt
    ]


@pytest.fixture(scope="module")
def app(shop):
    return build(shop)


@pytest.fixture(autouse=True)
def rested(noon):
    """Who knocked too often before has waited long enough."""
    noon.advance(hours=1)


@pytest.fixture(scope="module")
def client(app):
    with TestClient(app) as opened:
        yield opened


def refusals(client, app, secret):
    """Status and code of every route's answer to a key."""
    headers = {"authorization": f"Bearer {secret}"} if secret else {}
    for method, path, scope in routes(app):
        answer = client.request(method, path.format(**NAMES), headers=headers, json={})
        yield method, path, scope, (answer.status_code, answer.json().get("code"))


def test_every_route_has_a_scope(app):
    assert len(routes(app)) > 30
    bare = [
        route.path_format
        for route in app.routes
        if isinstance(route, HTTPRoute) and not route.path_format.startswith("/openapi.json")
        if any(SCOPE not in one.opt for one in route.route_handlers if "OPTIONS" not in one.http_methods)
    ]
    assert bare == []


@pytest.mark.parametrize("secret", ["", "nonsense", "sumi_key_" + "0" * 32 + "_" + "0" * 64])
def test_nothing_answers_without_a_key(client, app, secret):
    found = list(refusals(client, app, secret))
    assert {answer for *_, answer in found} <= {(401, "bad_key"), (429, "too_many")}


def test_a_key_opens_its_own_brand_alone(client, app, shop):
    other = admitted(shop, client, "bastone")
    assert other.get("/families").status_code == 200
    found = list(refusals(client, app, other.secret))
    assert {answer for *_, answer in found} <= {(401, "bad_key"), (429, "too_many")}


def test_a_key_that_was_found_lying_about_is_revoked_as_it_is_and_not_repeated(client, shop):
    program, indigo = admitted(shop, client), browse.brand(shop, "indigo")
    with pytest.raises(NotFound) as refused:
        api_keys.revoke(shop, browse.brand(shop, "bastone"), program.secret)
    assert program.secret.rsplit("_", 1)[1] not in str(refused.value)
    assert api_keys.revoke(shop, indigo, program.secret).id == program.id
    assert program.get("/families").status_code == 401


def test_a_revoked_key_opens_nothing_from_the_next_request_on(client, app, shop):
    program = admitted(shop, client)
    assert program.get("/families").status_code == 200
    api_keys.revoke(shop, browse.brand(shop, "indigo"), program.id)
    answer = program.get("/families")
    assert (answer.status_code, answer.json()["code"]) == (401, "bad_key")
    assert "revoked" in answer.json()["detail"]
    assert answer.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize("scope", list(Scope))
def test_a_key_does_what_its_scope_says_and_nothing_else(client, app, shop, scope):
    program = admitted(shop, client, scopes=[scope])
    for method, path, needed, answer in refusals(client, app, program.secret):
        if needed is scope:
            assert answer[0] not in {401, 403}, (method, path, answer)
        else:
            assert answer == (403, "out_of_scope"), (method, path, answer)


def test_one_customer_cannot_be_asked_for_anothers_things(client, shop):
    program = admitted(shop, client)
    ada, eve = program.customer(), program.customer()
    order = program.bought(ada)
    for path in (f"{eve}/orders/{order['id']}", f"{eve}/orders/{order['id']}/cancellation"):
        answer = program.ask("POST" if path.endswith("cancellation") else "GET", path)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert program.get(f"{eve}/designs").json()["items"] == []
    other = admitted(shop, client, "bastone")
    assert other.get(f"{ada}/orders").status_code == 404
    assert other.get(f"/orders/{order['id']}").status_code == 404


def test_a_customers_id_opens_no_page(client, shop, visit):
    """It is no secret, so it must be no session either."""
    program = admitted(shop, client)
    id_ = program.customer().rsplit("/", 1)[1]
    with shop.store.read() as tx:
        brand = browse.brand(shop, "indigo").id
        assert shop.sessions.find(tx, brand, id_, Door.VISIT) is None
        assert shop.sessions.find(tx, brand, id_, Door.STAFF) is None
        assert shop.sessions.find(tx, brand, id_, Door.API) is not None
