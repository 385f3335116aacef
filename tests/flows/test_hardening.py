"""Whatever is sent, a clear page comes back; and every answer keeps to itself."""

import re
from itertools import product
from urllib.parse import quote_from_bytes

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from litestar.routes import HTTPRoute

from shopping import bag, begin, place
from sumisura.web.security import HEADERS
from sumisura.web.server import LARGEST_BODY, build

EVERYWHERE = (
    "/",
    "/indigo",
    "/indigo/bag",
    "/indigo/orders",
    "/indigo/designs",
    "/indigo/office/sign-in",
    "/indigo/office",
    "/health",
    "/static/sumisura.css",
    "/static/vendor/htmx.min.js",
    "/static/nothing.css",
    "/nothing",
    "/indigo/nothing/at/all",
    "/indigo/orders/ord_0",
    "/indigo/designs/dsn_0",
)


def assert_kept_to_itself(answer):
    for name, value in HEADERS.items():
        if name != "Content-Security-Policy":
            assert answer.headers[name] == value, name
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    if "text/html" in answer.headers.get("content-type", "") and answer.text:
        assert answer.headers["cache-control"] == "no-store"
        nonce = re.search(r"'nonce-([\w-]+)'", policy)[1]
        for element in re.findall(r"<style[^>]*>", answer.text) + re.findall(
            r"<script(?![^>]*src=)[^>]*>", answer.text
        ):
            assert f'nonce="{nonce}"' in element
        outside_drawings = re.sub(r"<svg.*?</svg>", "", answer.text, flags=re.DOTALL)
        assert not re.search(r"<[^>]+\sstyle=", outside_drawings), "no inline style"
        assert not re.search(r"<[^>]+\son\w+=", answer.text), "no inline script"
        assert not re.search(r"javascript:", answer.text)


@pytest.mark.parametrize("path", EVERYWHERE)
def test_every_answer_keeps_to_itself(person, path):
    assert_kept_to_itself(person.client.get(path, follow_redirects=False))


def test_pages_with_a_design_a_bag_and_a_nonce_of_their_own(person):
    begin(person)
    first, second = (person.client.get(place(person)) for _ in range(2))
    assert_kept_to_itself(first)
    assert first.headers["content-security-policy"] != second.headers["content-security-policy"]
    bag(person)
    assert_kept_to_itself(person.client.get("/indigo/bag"))
    assert_kept_to_itself(person.client.get("/indigo/checkout"))


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "POST", "TRACE"])
def test_another_method_is_told_so(person, method):
    answer = person.client.request(method, "/indigo/bag")
    assert answer.status_code == 405
    assert_kept_to_itself(answer)


def test_cookies_are_for_us_alone(visit):
    plain, secure = visit(), visit("https://shop.example")
    begin(plain)
    answer = plain.client.get("/aurea")
    said = answer.headers["set-cookie"]
    assert "HttpOnly" in said
    assert "samesite=lax" in said.lower()
    assert "path=/" in said.lower()
    assert "domain" not in said.lower()
    assert "secure" not in said.lower()
    said = secure.client.get("/aurea").headers["set-cookie"]
    assert said.startswith("__Host-visit-aurea=")
    assert "secure" in said.lower()
    begin(secure, "aurea")


def test_what_is_too_much_is_refused(person):
    begin(person)
    csrf = person.page.field("csrf")
    answer = person.client.post(
        place(person) + "/fields", data={"csrf": csrf, "field.name": "x" * LARGEST_BODY}
    )
    assert answer.status_code == 413
    assert "That is too much at once" in answer.text
    answer = person.client.post(place(person) + "/fields", data={"csrf": csrf, "field.waist": "8" * 200_000})
    assert answer.status_code == 422


BYTES = [
    b"",
    b"=",
    b"&&&",
    b"csrf",
    b"%",
    b"%zz=%zz",
    b"\x00=\x00",
    b"option=%00",
    b"option=%ff%fe",
    b"\xff\xfe=\xff",
    b"option=rise%3Ahigh&option=rise%3Alow",
    b"{" * 500,
    "option=\N{PILE OF POO}".encode(),
]


@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "application/json", "multipart/form-data", "text/plain", ""]
)
def test_a_form_that_is_none_gets_a_clear_page(person, kind):
    begin(person, "bastone")
    paths = (place(person) + "/choose", "/bastone/checkout/order", "/bastone/office/session")
    for path, content in product(paths, BYTES):
        answer = person.client.post(path, content=content, headers={"content-type": kind} if kind else {})
        assert 400 <= answer.status_code < 500, (path, content, answer.status_code)
        assert "<h1" in answer.text


STRANGE = ("%00", "%ff", "a%00b", "%F0%9F%92%A9", "x" * 3000, "..%2f..%2fetc", "%2e%2e", "'--", "*")


def test_a_strange_address_gets_a_clear_page(person):
    begin(person, "bastone")
    design = place(person)
    for raw in STRANGE:
        for path in (
            f"/{raw}",
            f"/bastone/designs/{raw}",
            f"/bastone/orders/{raw}",
            f"/{raw}/bag",
            f"/static/{raw}",
            f"/bastone/office/families/{raw}",
            f"{design}?why={raw}",
            f"{design}?why=bun:{raw}",
            f"{design}?did={raw}",
        ):
            answer = person.client.get(path)
            assert answer.status_code < 500, (path, answer.status_code)
            assert_kept_to_itself(answer)


def test_any_form_at_all_never_breaks_us(person, services):
    """Hypothesis writes the forms; the page's own key is in them, so that they are let in."""
    bag(person, "bastone")
    line = re.search(r'id="line-([^"]+)"', person.page.html)[1]
    begin(person, "bastone")
    design, csrf, client = place(person).rsplit("/", 1)[1], person.page.field("csrf"), person.client
    paths = [
        route.path_format
        for route in build(services).routes
        if isinstance(route, HTTPRoute) and "POST" in route.methods and "session" not in route.path_format
    ]
    names = st.sampled_from(
        [
            "option",
            "variable",
            "quantity",
            "key",
            "method",
            "country",
            "name",
            "state",
            "token",
            "field.name",
            "understood",
        ]
    )
    texts = st.one_of(
        st.binary(max_size=40),
        st.text(max_size=40).map(lambda text: text.encode("utf-8", "surrogatepass")),
        st.sampled_from(
            [
                b"bun:hold",
                b"pickles:hold",
                b"bun",
                b"test-ok",
                b"IT",
                b"yes",
                b"1",
                b"99",
                b"9" * 50,
                b"1e9",
                b":",
            ]
        ),
    )
    ids = st.sampled_from([design, line, "x", "%00", "ord_0", "burger"])

    @settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.sampled_from(paths), ids, st.lists(st.tuples(names, texts), max_size=5), st.booleans())
    def posted(path, id_, fields, htmx):
        at = path.format(brand="bastone", design=id_, line=id_, order=id_, family=id_)
        pairs = [(b"csrf", csrf.encode()), *((name.encode(), text) for name, text in fields)]
        body = "&".join(f"{quote_from_bytes(name)}={quote_from_bytes(text)}" for name, text in pairs)
        headers = {"content-type": "application/x-www-form-urlencoded"} | (
            {"hx-request": "true"} if htmx else {}
        )
        answer = client.post(at, content=body, headers=headers, follow_redirects=False)
        assert answer.status_code < 500, (at, body, answer.text[:300])
        assert_kept_to_itself(answer)

    posted()
