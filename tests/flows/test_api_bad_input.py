"""What a program sends that cannot be used: a stable code, a useful sentence, and nothing changed."""

import json

import pytest
from litestar.testing import TestClient

from programs import ORDER, admitted
from sumisura.api import build
from sumisura.api.server import LARGEST_BODY


@pytest.fixture(scope="module")
def client(shop):
    with TestClient(build(shop)) as opened:
        yield opened


@pytest.fixture(scope="module")
def program(shop, client):
    return admitted(shop, client)


@pytest.fixture
def customer(program):
    return program.customer()


def problem(answer, status, code):
    """The problem details of an answer, which must be these."""
    assert answer.headers["content-type"].startswith("application/problem+json"), answer.text
    body = answer.json()
    assert (answer.status_code, body["status"], body["code"]) == (status, status, code), answer.text
    assert body["type"] == f"urn:sumisura:problem:{code}"
    assert len(body["detail"]) > 20
    return body


def test_malformed_json(program):
    answer = program.ask("POST", "/families/jeans/options", content=b'{"choices": {')
    assert "no JSON" in problem(answer, 400, "unreadable")["detail"]


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "application/x-www-form-urlencoded", ""])
def test_what_says_itself_that_it_is_no_json(client, program, kind):
    """ASVS 13.1.5, 13.2.5."""
    headers = {"authorization": f"Bearer {program.secret}", "content-type": kind}
    answer = client.post("/v1/indigo/families/jeans/options", content=b'{"choices": {}}', headers=headers)
    assert "application/json" in problem(answer, 415, "http_415")["detail"]


def test_wrong_types_name_the_place(program, customer):
    answer = program.post(f"{customer}/designs", {"family": 7})
    body = problem(answer, 400, "unreadable")
    assert [(one["where"], one["detail"]) for one in body["errors"]] == [
        ("body.family", "Expected `str`, got `int`")
    ]
    assert program.get(f"{customer}/designs").json()["items"] == []


def test_unknown_fields_are_no_silence(program, customer):
    answer = program.post(f"{customer}/designs", {"family": "jeans", "colour": "red"})
    assert "colour" in problem(answer, 400, "unreadable")["detail"]
    assert program.get(f"{customer}/designs").json()["items"] == []


def test_a_huge_body(program):
    answer = program.ask("POST", "/families/jeans/options", content=b" " * (LARGEST_BODY + 1))
    problem(answer, 413, "http_413")


def test_numbers_out_of_their_range(program, customer):
    problem(program.put(f"{customer}/cart/lines/x", {"quantity": -1}), 400, "unreadable")
    problem(program.get("/orders", params={"limit": 0}), 400, "unreadable")
    problem(program.get("/orders", params={"limit": "many"}), 400, "unreadable")
    problem(program.get("/orders", params={"state": "lost"}), 400, "unreadable")


def test_an_idempotency_key_answers_once_and_never_for_something_else(program, customer):
    first = program.post(f"{customer}/designs", {"family": "jeans"}, key="k")
    again = program.post(f"{customer}/designs", {"family": "jeans"}, key="k")
    assert (again.status_code, again.json()) == (first.status_code, first.json())
    assert again.headers["idempotent-replayed"] == "true"
    assert "idempotent-replayed" not in first.headers
    other = program.post(f"{customer}/designs", {"family": "jeans", "preset": "x"}, key="k")
    problem(other, 422, "idempotency_key_reused")
    assert len(program.get(f"{customer}/designs").json()["items"]) == 1
    problem(program.post(f"{customer}/designs", {"family": "jeans"}, key="k" * 201), 422, "bad_input")


def test_what_failed_under_a_key_may_be_sent_again(program, customer):
    problem(program.post(f"{customer}/designs", {"family": "nothing"}, key="f"), 404, "not_found")
    problem(program.post(f"{customer}/designs", {"family": "nothing"}, key="f"), 404, "not_found")
    assert program.post(f"{customer}/designs", {"family": "jeans"}, key="f").status_code == 201


def test_a_replayed_order_is_one_order(program, customer):
    order = program.bought(customer)
    again = program.post(f"{customer}/orders", ORDER, key=customer)
    assert again.json() == order
    assert len(program.get(f"{customer}/orders").json()["items"]) == 1


def test_an_order_without_a_key_or_an_address(program, customer):
    design = program.design(customer)
    program.post(f"{customer}/cart/lines", {"design": design.rsplit("/", 1)[1]})
    problem(program.post(f"{customer}/orders", ORDER), 422, "bad_input")
    gaps = {**ORDER, "recipient": {**ORDER["recipient"], "street": " ", "email": "nowhere"}}
    body = problem(program.post(f"{customer}/orders", gaps, key=f"{customer}g"), 422, "unfinished")
    assert {one["where"] for one in body["errors"]} == {"body.recipient.street", "body.recipient.email"}
    problem(
        program.post(f"{customer}/orders", {**ORDER, "notice_read": False}, key=f"{customer}n"),
        422,
        "unfinished",
    )
    body = problem(
        program.post(f"{customer}/orders", {**ORDER, "payment_method": "card"}, key=f"{customer}c"),
        422,
        "unfinished",
    )
    assert [one["where"] for one in body["errors"]] == ["body.payment_method"]
    assert "test-ok" in body["detail"]
    assert len(program.get(f"{customer}/cart").json()["lines"]) == 1
    assert program.get(f"{customer}/orders").json()["items"] == []


def test_a_declined_order_is_declined_again_under_its_key(program, customer):
    design = program.design(customer)
    program.post(f"{customer}/cart/lines", {"design": design.rsplit("/", 1)[1]})
    declined = {**ORDER, "payment_method": "test-declined"}
    for _ in range(2):
        body = problem(program.post(f"{customer}/orders", declined, key=f"{customer}d"), 422, "unfinished")
        assert "declined" in body["detail"]
    assert len(program.get(f"{customer}/cart").json()["lines"]) == 1


def test_a_design_is_begun_with_all_its_choices_or_not_at_all(program, customer):
    hemp = {"fabric": "hemp-12"}
    looked = program.post("/families/jeans/options", {"choices": hemp}).json()["options"]
    against = next(
        {each["variable"]: one["value"]}
        for each in looked
        for one in each["options"]
        if one["state"] == "unavailable" and each["variable"] != "fabric"
    )
    for choices, status, code in (
        ({"fabric": "tweed"}, 422, "bad_input"),
        ({"sky": "blue"}, 422, "bad_input"),
        (hemp | against, 409, "unavailable"),
    ):
        problem(program.post(f"{customer}/designs", {"family": "jeans", "choices": choices}), status, code)
    assert program.get(f"{customer}/designs").json()["items"] == []
    begun = program.post(f"{customer}/designs", {"family": "jeans", "choices": hemp}).json()
    fabrics = next(each["options"] for each in begun["options"] if each["variable"] == "fabric")
    assert [one["value"] for one in fabrics if one["state"] == "chosen"] == ["hemp-12"]


def test_a_parameter_that_is_not_known_is_refused_by_its_name(program):
    body = problem(program.get("/orders", params={"stat": "paid"}), 422, "bad_input")
    assert body["detail"].startswith("query.stat: ")
    assert "state" in body["detail"]
    body = problem(program.get("/orders", params={"state": "lost"}), 400, "unreadable")
    assert [one["where"] for one in body["errors"]] == ["query.state"]
    body = problem(program.ask("POST", "/families/jeans/options", content=b""), 400, "unreadable")
    assert [one["where"] for one in body["errors"]] == ["body"]


def test_cursors_are_of_one_list_of_one_brand(shop, client, program, customer):
    for number in range(2):
        program.bought(customer, key=str(number))
    cursor = program.get("/orders", params={"limit": 1}).json()["next"]
    assert program.get("/orders", params={"cursor": cursor}).status_code == 200
    other = admitted(shop, client, "bastone")
    problem(other.get("/orders", params={"cursor": cursor}), 422, "bad_input")
    problem(program.get(f"{customer}/orders", params={"cursor": cursor}), 422, "bad_input")
    problem(program.get("/events", params={"cursor": cursor}), 422, "bad_input")
    for made_up in ("x", "AAAA", cursor[:-2], "%00"):
        problem(program.get("/orders", params={"cursor": made_up}), 422, "bad_input")


def test_unknown_things_and_unknown_addresses(program, customer):
    for path in (
        "/families/none",
        f"{customer}/designs/none",
        f"{customer}/orders/none",
        "/orders/none",
        "/customers/none/cart",
    ):
        problem(program.get(path), 404, "not_found")
    problem(program.get("/nowhere/at/all"), 404, "http_404")
    problem(program.ask("DELETE", "/families"), 405, "http_405")


def test_events_that_are_none_leave_the_others(program):
    answer = program.post("/events", [{"specversion": "0.3"}])
    problem(answer, 400, "unreadable")
    problem(program.post("/events", []), 400, "unreadable")


def test_a_key_asks_no_more_than_its_rate_and_is_told_how_much_is_left(program):
    answer = program.get("/families")
    burst = answer.headers["ratelimit-policy"]
    assert burst.startswith('"key";q=2000')
    assert 0 <= int(answer.headers["ratelimit"].split("r=")[1].split(";")[0]) < 2000


def test_the_description_is_openapi_and_names_no_secret(client, program):
    text = client.get("/openapi.json").text
    described = json.loads(text)
    assert described["openapi"].startswith("3.1")
    assert program.secret not in text
