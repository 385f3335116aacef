"""What a program can do for a customer, from the first look to the order and back out. Shows S24, S27, S97, S98, S100."""

import json
from datetime import UTC, datetime

import pytest
from litestar.testing import TestClient

from programs import ORDER, admitted
from receivers import wait_for
from sumisura.api import build
from sumisura.app import wired


@pytest.fixture(scope="module")
def services(moved_in, tmp_path_factory):
    folder = tmp_path_factory.mktemp("api") / "data"
    with moved_in(folder, mass_share=0.0) as settings, wired(settings) as made:
        yield made


@pytest.fixture(scope="module")
def client(services):
    with TestClient(build(services)) as opened:
        yield opened


@pytest.fixture(scope="module")
def program(services, client):
    return admitted(services, client)


@pytest.fixture
def customer(program):
    return program.customer()


def test_from_the_first_look_to_the_order(program, customer):
    found = program.get("/families").json()["items"]
    assert [one["name"] for one in found] == ["jeans"]
    family = program.get("/families/jeans").json()
    assert found[0]["revision"] == family["revision"]
    design = program.design(customer)
    stands = program.get(design).json()
    assert stands["quote"]["total"] == stands["price"]
    assert sum(line["amount"]["amount"] for line in stands["quote"]["lines"]) == stands["price"]["amount"]
    cart = program.post(f"{customer}/cart/lines", {"design": stands["id"]}).json()
    assert cart["orderable"]
    assert cart["total"] == stands["price"]
    order = program.post(f"{customer}/orders", ORDER, key="a").json()
    assert (order["state"], order["total"]) == ("paid", stands["price"])
    assert order["lines"][0]["choices"] == stands["choices"]
    assert program.get(f"{customer}/cart").json()["lines"] == []
    assert program.get(f"{customer}/orders/{order['id']}").json() == order
    assert "Ada" not in json.dumps(order)


def test_every_option_from_any_point_is_what_a_kept_design_says(program, customer):
    begun = program.post(f"{customer}/designs", {"family": "jeans"}).json()
    chosen = program.post(
        f"{customer}/designs/{begun['id']}/choices", {"variable": "fabric", "value": "hemp-12"}
    ).json()
    looked = program.post("/families/jeans/options", {"choices": chosen["choices"]}).json()
    assert looked["options"] == chosen["options"]
    assert (looked["price"], looked["variants"]) == (chosen["price"], chosen["variants"])


def test_what_cannot_be_had_says_why_and_what_would_have_to_go(program, customer):
    begun = program.post(f"{customer}/designs", {"family": "jeans"}).json()
    design = f"{customer}/designs/{begun['id']}"
    stands = program.post(f"{design}/choices", {"variable": "fabric", "value": "hemp-12"}).json()
    variable, value = next(
        (choice["variable"], option["value"])
        for choice in stands["options"]
        for option in choice["options"]
        if option["state"] == "unavailable"
    )
    refused = program.post(f"{design}/choices", {"variable": variable, "value": value}).json()
    assert refused["choices"] == stands["choices"]
    assert refused["conflict"]["reasons"]
    asked = program.get(f"{design}/explanation", params={"option": f"{variable}:{value}"}).json()
    assert asked["reasons"] == refused["conflict"]["reasons"]
    had = program.post(f"{design}/choices", {"variable": variable, "value": value, "anyway": True}).json()
    assert had["choices"][variable] == value
    assert had["price"]["amount"] - stands["price"]["amount"] == asked["price"]["amount"]


def test_a_sealed_design_is_worth_its_price(services, client):
    program = admitted(services, client, "bastone")
    family = program.get("/families").json()["items"][0]["name"]
    stands = program.post(f"/families/{family}/options", {"finish": True}).json()
    here = {"choices": stands["choices"]}
    quote = program.post(f"/families/{family}/quotes", here).json()
    sealed = program.post(f"/families/{family}/tokens", here).json()
    assert sealed["quote"]["total"] == quote["total"] == stands["price"]
    claims = program.post("/tokens/verify", {"token": sealed["token"]}).json()
    assert (claims["choices"], claims["total"]) == (stands["choices"], quote["total"])
    head, body, seal = sealed["token"].split(".")
    forged = program.post("/tokens/verify", {"token": f"{head}.{body}.{seal[::-1]}"})
    assert (forged.status_code, forged.json()["code"]) == (400, "forged"), forged.text


def test_body_measures_are_kept_for_somebody_or_not_sent(program):
    refused = program.post("/families/jeans/options", {"texts": {"waist": "84"}})
    assert (refused.status_code, refused.json()["code"]) == (422, "bad_input")
    assert "personal" in refused.json()["detail"]


def test_a_design_is_gone_on_with_anywhere(program, customer):
    """S24: what was begun is found, and resumed, by whoever asks for that customer."""
    design = program.design(customer)
    sketch = program.get(f"{customer}/designs").json()["items"][0]
    assert design.endswith(sketch["id"])
    assert sketch["done"] == sketch["total"]


def test_a_customer_is_shown_what_fits_them_once_they_agreed_and_why(program, customer):
    before = program.get(f"{customer}/recommendations").json()
    assert before["fit"] == "everyone"
    told = {"about": "belt-hemp", "what": "liked"}
    refused = program.post(f"{customer}/signals", told).json()
    assert not refused["kept"]
    assert "no consent" in refused["reason"]
    words = program.get("/consent-words").json()
    yes = {"granted": True, "version": words["version"]}
    agreed = program.put(f"{customer}/consent/personalise/stated", yes).json()
    assert [(one["purpose"], one["source"]) for one in agreed["grants"]] == [("personalise", "stated")]
    assert program.post(f"{customer}/signals", told).json()["kept"]
    first = program.get(f"{customer}/recommendations").json()["rows"][0]["items"][0]
    assert first["id"] == "belt-hemp"
    assert abs(sum(one["amount"] for one in first["reasons"]) - first["score"]) < 1e-9
    proof = program.get(f"{customer}/items/belt-hemp/proof").json()
    assert (proof["place"], abs(proof["residual"]) < 1e-9) == (1, True)
    assert program.get(f"{customer}/search", params={"words": "belt"}).json()["personal"]
    gone = program.put(f"{customer}/consent/personalise/stated", {"granted": False}).json()
    assert gone["grants"] == []
    after = program.get(f"{customer}/recommendations").json()
    assert [one["id"] for one in after["rows"][0]["items"]] == [
        one["id"] for one in before["rows"][0]["items"]
    ]


def test_nobody_agrees_to_words_they_were_not_shown(program, customer):
    refused = program.put(f"{customer}/consent/personalise/stated", {"granted": True, "version": "2019-01"})
    assert (refused.status_code, refused.json()["code"]) == (422, "bad_input")
    assert program.get(f"{customer}/consent").json()["grants"] == []


def test_all_that_is_kept_can_be_had_and_then_be_gone(program, customer):
    order = program.bought(customer)
    kept = program.get(f"{customer}/data").json()
    assert kept["party"] == customer.rsplit("/", 1)[1]
    assert [one["id"] for one in kept["orders"]] == [order["id"]]
    done = program.ask("DELETE", customer).json()
    assert done["retained_orders"] == 1
    assert program.get(f"{customer}/cart").status_code == 404
    assert program.get(f"/orders/{order['id']}").json()["customer"] != order["customer"]


def test_the_brand_moves_an_order_on_and_reads_where_it_goes(program, customer):
    order = program.bought(customer)
    where = program.get(f"/orders/{order['id']}/recipient").json()
    assert where["lines"][0] == "Ada Byron"
    for _ in range(2):
        moved = program.put(f"/orders/{order['id']}/state", {"state": "making"})
        assert moved.json()["state"] == "making"
    late = program.post(f"{customer}/orders/{order['id']}/cancellation")
    assert late.status_code == 409, late.text


def test_a_list_is_read_page_by_page_without_a_gap(program, customer):
    ids = [program.bought(customer, key=f"n{number}")["id"] for number in range(3)]
    seen, cursor = [], ""
    while cursor is not None:
        page = program.get(f"{customer}/orders", params={"cursor": cursor, "limit": 2}).json()
        seen += [one["id"] for one in page["items"]]
        cursor = page["next"]
    assert seen == ids[::-1]


def test_who_follows_the_events_misses_none_and_sees_none_twice(program, customer):
    """A transaction that is open elsewhere on the server holds news back for a moment: who asks again has them."""
    seen, cursor = [], ""

    def followed(order):
        nonlocal cursor
        page = program.get("/events", params={"cursor": cursor, "limit": 2}).json()
        seen.extend(page["items"])
        cursor = page["next"]
        return [one["type"] for one in seen if one["subject"] == order["id"]]

    for order in [program.bought(customer, key=f"f{number}") for number in range(2)]:
        wait_for(lambda order=order: len(followed(order)) >= 2)
        assert followed(order) == ["org.sumisura.order.placed", "org.sumisura.order.paid"]
    assert len({one["id"] for one in seen}) == len(seen)


def test_an_event_from_the_till_counts_once(program, customer):
    words = program.get("/consent-words").json()["version"]
    program.put(f"{customer}/consent", {"sources": ["stated"], "version": words})
    event = {
        "specversion": "1.0",
        "id": customer,
        "source": "/till/3",
        "type": "org.sumisura.touch",
        "time": datetime.now(UTC).isoformat(),
        "data": {"at": "till", "customer": customer.rsplit("/", 1)[1], "item": "belt-hemp", "what": "liked"},
    }
    other = {**event, "id": f"{customer}b", "data": {**event["data"], "item": "no-such-thing"}}
    first = program.post("/events", [event, other]).json()["events"]
    again = program.post("/events", event).json()["events"]
    assert [one["kept"] for one in first] == [True, False]
    assert first[1]["detail"]
    assert again == [{**first[0], "again": True}]
    for kind, body in (
        ("application/cloudevents+json", {**event, "traceparent": "00-1-1-01"}),
        ("application/cloudevents-batch+json; charset=utf-8", [event]),
    ):
        sent = program.client.post(
            f"/v1/{program.brand}/events",
            content=json.dumps(body),
            headers={"authorization": f"Bearer {program.secret}", "content-type": kind},
        )
        assert sent.json()["events"] == again, sent.text


def test_a_customer_is_named_by_the_merchants_own_key(program, services):
    """As tills and files name them, so that what was brought in serves them; the key itself rests nowhere."""
    key = "card-4711-Zanzarelle"
    named = program.put("/customers", {"key": key})
    assert named.status_code == 200, named.text
    party = named.json()["id"]
    assert program.put("/customers", {"key": f" {key} "}).json() == named.json()
    assert program.put("/customers", {"key": "card-4712"}).json()["id"] != party
    customer = f"/customers/{party}"
    words = program.get("/consent-words").json()["version"]
    program.put(f"{customer}/consent", {"sources": ["stated"], "version": words})
    event = {
        "specversion": "1.0",
        "id": "named-by-key",
        "source": "/till/3",
        "type": "org.sumisura.touch",
        "time": datetime.now(UTC).isoformat(),
        "data": {"at": "till", "customer": key, "item": "belt-hemp", "what": "liked"},
    }
    (told,) = program.post("/events", event).json()["events"]
    assert told["kept"], told
    kept = program.get(f"{customer}/data")
    assert [one["item"] for one in kept.json()["signals"]] == ["belt-hemp"]
    assert key not in kept.text
    assert program.ask("DELETE", customer).status_code == 200
    other = program.put("/customers", {"key": key}).json()["id"]
    assert other != party, "after an erasure the key names somebody new"
    assert program.get(f"/customers/{other}/data").json()["signals"] == []


@pytest.mark.parametrize("body", [{}, {"key": ""}, {"key": "  "}, {"key": 7}, {"key": "a", "name": "Ada"}])
def test_a_key_that_says_nothing_names_nobody(program, body):
    assert program.put("/customers", body).status_code in {400, 422}


def test_an_event_in_binary_mode_counts_as_any_other(program, customer):
    """CloudEvents HTTP Protocol Binding 1.0.2, §3.1: its attributes stand in headers, its data is the body."""
    words = program.get("/consent-words").json()["version"]
    program.put(f"{customer}/consent", {"sources": ["stated"], "version": words})
    data = {"at": "till", "customer": customer.rsplit("/", 1)[1], "item": "belt-hemp", "what": "liked"}
    headers = {
        "authorization": f"Bearer {program.secret}",
        "content-type": "application/json; charset=utf-8",
        "ce-specversion": "1.0",
        "ce-id": f"{customer}%20binary",
        "ce-source": "/till/3",
        "ce-type": "org.sumisura.touch",
        "ce-time": datetime.now(UTC).isoformat(),
    }
    at = f"/v1/{program.brand}/events"
    (told,) = program.client.post(at, content=json.dumps(data), headers=headers).json()["events"]
    assert (told["kept"], told["again"], told["id"]) == (True, False, f"{customer} binary")
    structured = {name.removeprefix("ce-"): value for name, value in headers.items() if "ce-" in name}
    again = program.post("/events", {**structured, "id": f"{customer} binary", "data": data}).json()["events"]
    assert again == [{**told, "again": True}]
    for wrong in ({"ce-specversion": "0.3"}, {"ce-time": "noon"}, {"ce-type": "org.other"}):
        answer = program.client.post(at, content=json.dumps(data), headers=headers | wrong)
        assert answer.status_code == 400, answer.text
    assert program.client.post(at, content="{", headers=headers).status_code == 400


def test_a_program_says_where_events_go(program):
    added = program.post("/webhooks", {"url": "https://example.org/hook", "kinds": ["order.paid"]}).json()
    id_ = added["webhook"]["id"]
    assert added["secret"].startswith("whsec_")
    assert added["webhook"]["kinds"] == ["order.paid"]
    assert added["secret"] not in program.get("/webhooks").text
    other = program.post(f"/webhooks/{id_}/secret", {"overlap_hours": 0}).json()["secret"]
    assert other != added["secret"]
    waits = program.post(f"/webhooks/{id_}/tests").json()
    assert program.get(f"/webhooks/{id_}/deliveries").json()["items"] == [waits]
    assert program.put(f"/webhooks/{id_}", {"enabled": False}).json()["off"]
    assert program.post(f"/webhooks/{id_}/tests").status_code == 422
    assert program.ask("DELETE", f"/webhooks/{id_}").json()["id"] == id_
    assert program.get(f"/webhooks/{id_}/deliveries").status_code == 404
    inside = program.post("/webhooks", {"url": "https://169.254.169.254/latest"})
    assert (inside.status_code, inside.json()["code"]) == (422, "bad_target"), inside.text


def test_every_rule_names_the_choices_it_is_about(program):
    family = program.get("/families/jeans").json()
    names = {one["name"] for one in family["variables"]}
    assert family["rules"]
    for rule in family["rules"]:
        assert rule["variables"], rule["name"]
        assert set(rule["variables"]) <= names | {one["name"] for one in family["fields"]}
