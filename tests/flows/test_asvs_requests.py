"""What a request may do to us, and what an answer may do to a browser (OWASP ASVS V3, V5, V7, V12, V14)."""

import gzip
import io
import re
import zipfile
from urllib.parse import quote

import pytest
from litestar.routes import HTTPRoute
from litestar.testing import TestClient

from shopping import ADDRESS, PASSWORD, bag, begin, buy, place
from sumisura import api
from sumisura.usecases.my_data import importing
from sumisura.web import office_maker
from sumisura.web.security import HEADERS
from sumisura.web.server import LARGEST_BODY, build

CANARY = "Zanzarelle"
NONCE = re.compile(r"'nonce-([\w-]{22,})'")


def gets(services):
    """Every path that is opened."""
    return sorted(
        route.path_format
        for route in build(services).routes
        if isinstance(route, HTTPRoute) and "GET" in route.methods
    )


def assert_policy(answer):
    """A policy that lets no script in but our own files and what bears the nonce; gives the nonce, "" for no page."""
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    for loose in ("unsafe", "*", "http:", "https:", "blob:"):
        assert loose not in policy, policy
    if "text/html" not in answer.headers.get("content-type", ""):
        return ""
    for directive in ("base-uri 'none'", "form-action 'self'", "object-src 'none'"):
        assert directive in policy
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return NONCE.search(policy)[1]


def assert_headers(answer):
    for name, value in HEADERS.items():
        if name != "Content-Security-Policy":
            assert answer.headers[name] == value, name


def test_every_page_and_every_error_has_a_policy_with_a_nonce_of_its_own(services, staff):
    """ASVS 14.4: a visitor with an order, and an owner, open every route there is; and what is not there."""
    person = staff("owner")
    bag(person)
    order = buy(person).rsplit("/", 1)[1]
    begin(person)
    names = {
        "brand": "indigo",
        "design": place(person).rsplit("/", 1)[1],
        "order": order,
        "family": "jeans",
        "event": "evt_0",
        "file_path": "sumisura.css",
    }
    paths = [path.format(**names) for path in gets(services)]
    paths += ["/nothing", "/indigo/nothing/here", "/static/nothing", "/indigo/orders/ord_0", "/workbench/0"]
    nonces = []
    for path in paths:
        answer = person.client.get(path, follow_redirects=False)
        assert answer.status_code < 500, path
        assert_headers(answer)
        nonce = assert_policy(answer)
        if nonce:
            nonces.append(nonce)
            inline = re.findall(r"<(?:style|script)(?![^>]*\bsrc=)[^>]*>", answer.text)
            assert all(f'nonce="{nonce}"' in element for element in inline), path
    assert len(nonces) > 35
    assert len(set(nonces)) == len(nonces), "no nonce is used twice"


def test_the_api_keeps_to_itself_too(services):
    with TestClient(build(services, api=api.build(services)), base_url="https://shop.example") as client:
        for path in (
            "/api/v1/indigo/families",
            "/api/v1/nothing/families",
            "/api/nothing",
            "/api/openapi.json",
        ):
            answer = client.get(path, headers={"origin": "https://elsewhere.example"})
            assert_headers(answer)
            assert_policy(answer)
            assert answer.headers["cache-control"] == "no-store"
            assert answer.headers["content-disposition"].startswith("attachment; filename="), (
                "no page of ours"
            )
            assert "strict-transport-security" in answer.headers
            assert "access-control-allow-origin" not in answer.headers, "no other site's script reads it"
            assert "set-cookie" not in answer.headers


def test_every_cookie_over_https_is_bound_to_this_host(services, visit):
    """ASVS 3.4: the visitor's, the staff's, and the one that says a profile is held."""
    person = visit("https://shop.example")
    said = []

    def keep(response):
        said.extend(response.headers.get_list("set-cookie"))

    person.client.event_hooks["response"].append(keep)
    begin(person)
    person.client.post("/indigo/held/leave", data={"csrf": person.page.field("csrf")})
    person.open("/indigo/office/sign-in")
    person.press("Sign in", email="owner@indigo.example", password=PASSWORD)
    assert person.at == "/indigo/office/orders"
    assert {text.partition("=")[0] for text in said} == {
        "__Host-visit-indigo",
        "__Host-staff-indigo",
        "__Host-held-indigo",
    }
    for text in said:
        parts = {part.strip().lower() for part in text.split(";")[1:]}
        assert {"secure", "httponly", "samesite=lax", "path=/"} <= parts, text
        assert not any(part.startswith("domain") for part in parts), text
        assert text.startswith("__Host-staff-") is not any(part.startswith("max-age") for part in parts)


ELSEWHERE = (
    "https://elsewhere.example/indigo/taste",
    "//elsewhere.example",
    "/\\elsewhere.example",
    "\\\\elsewhere.example",
    "/indigo//elsewhere.example",
    "/indigo/..//elsewhere.example",
    "javascript:alert(1)",
    "/aurea/taste",
    "/indigo@elsewhere.example",
    "/indigo.elsewhere.example",
)
SPLIT = (
    "/indigo/search?q=a\r\nSet-Cookie: planted=1",
    "/indigo/search?q=a\nX-Planted: 1",
    "/indigo/search?q=a\x00\x0b\x7f",
    "/indigo/search?q=é日本",
    "/indigo/taste#a\r\nX-Planted: 1",
)


@pytest.mark.parametrize("asking", [{}, {"hx-request": "true"}, {"X-Held-To": "yes"}])
def test_going_back_leads_to_our_own_pages_and_writes_no_header(person, asking):
    """Open redirects and split headers (ASVS 5.1.5, 5.3.1), by every way an answer says where to go on."""
    begin(person)
    csrf = person.page.field("csrf")
    for back in (*ELSEWHERE, *SPLIT):
        answer = person.client.post(
            "/indigo/taste/manners", data={"csrf": csrf, "back": back}, headers=asking, follow_redirects=False
        )
        assert answer.status_code in {200, 201, 303}, back
        to = answer.headers.get("location", "") or answer.headers.get("x-held-to", "")
        assert re.fullmatch(r"/indigo(/(search|taste)([?#][!-~]*)?)?", to), (back, to)
        assert "set-cookie" not in answer.headers
        assert "x-planted" not in answer.headers
    for source in ("é", "日本", "a\r\nX-Planted: 1"):
        answer = person.client.post(
            "/indigo/data/forget",
            data={"csrf": csrf, "entry": "evt_0", "source": source},
            headers=asking,
            follow_redirects=False,
        )
        assert answer.status_code < 500, source
        assert "x-planted" not in answer.headers


def test_no_address_writes_a_header_or_leads_away(person, staff):
    clerk = staff("owner")
    csrf = clerk.page.field("csrf")
    for name in ("a%0d%0aX-Planted:1", "%2f%2felsewhere.example", "%5celsewhere.example", "%00", "日本"):
        for path in (f"/indigo/office/families/{name}/move", f"/indigo/office/orders/{name}/advance"):
            answer = clerk.client.post(path, data={"csrf": csrf, "state": "making"}, follow_redirects=False)
            assert answer.status_code < 500, path
            assert "x-planted" not in answer.headers
            assert answer.headers.get("location", "/indigo/office/").startswith("/indigo/office/")
        answer = person.client.get(f"/{name}/office", follow_redirects=False)
        assert answer.status_code in {404, 422}
        assert "x-planted" not in answer.headers
    answer = person.client.get(
        "/indigo/office", headers={"host": "elsewhere.example"}, follow_redirects=False
    )
    assert answer.headers["location"] == "/indigo/office/sign-in", "whatever host was named"


OUTSIDE = (
    "../server.py", "..%2fserver.py", "%2e%2e/%2e%2e/settings.py", "....//server.py", "..\\server.py", "%5c..%5cserver.py",
    "/etc/passwd", "//etc/passwd", "sumisura.css%00.py", "vendor/../../server.py", "vendor/", "", ".", "vendor",
    "..%252fserver.py", "%c0%ae%c0%ae/server.py", "file:///etc/passwd", "sumisura.css%20",
)  # fmt: skip


@pytest.mark.parametrize("path", OUTSIDE)
def test_no_file_but_a_published_one_is_read(person, path):
    """ASVS 12.3: the names of the published files are known beforehand."""
    answer = person.client.get(f"/static/{path}")
    assert answer.status_code in {404, 405}, path
    assert not any(text in answer.text for text in ("import ", "root:", "Traceback"))


def zipped():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("jeans.yaml", b"0" * 20_000_000)
    return packed.getvalue()


LAUGHS = b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><instance>&b;</instance>'
OUTER = b'<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]><instance>&a;</instance>'
BOMBS = {
    "zip.yaml": zipped(),
    "zip.zip": zipped(),
    "gzip.csv": gzip.compress(b"a,b\n" * 5_000_000),
    "laughs.xml": LAUGHS,
    "outer.xml": OUTER,
    "deep.yaml": b"[" * 100_000,
    "aliases.yaml": b"a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b,*b,*b]\n",
    "tags.yaml": b'!!python/object/apply:os.system ["true"]\n',
    "deep.json": b"[" * 100_000,
    "../../../../etc/cron.d/jeans.yaml": b"family: x\n",
    "picture.png": b"\x89PNG\r\n\x1a\n" + bytes(200),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_wherever_a_file_is_taken(staff, rests, name):
    """ASVS 12.1, 12.2, 5.5: the office's draft and one's own data; the workbench has its own in test_workbench.py."""
    clerk = staff("owner")
    office, shown = clerk.page.field("csrf"), "/indigo/office/families/jeans/revisions"
    begin(clerk)
    shop = clerk.page.field("csrf")
    before = {path for path in rests.data.rglob("*") if path.suffix in {".yaml", ".xml", ".png", ".zip"}}
    sent = {"file": (name, BOMBS[name])}
    drafted = clerk.client.post(
        "/indigo/office/families/jeans/draft", data={"csrf": office, "note": ""}, files=sent
    )
    looked = clerk.client.post("/indigo/data/import/look", data={"csrf": shop}, files=sent)
    for answer in (drafted, looked):
        assert 400 <= answer.status_code < 500, answer.status_code
        assert "root:" not in answer.text
        assert_policy(answer)
    assert clerk.client.get(shown).status_code == 200
    assert {
        path for path in rests.data.rglob("*") if path.suffix in {".yaml", ".xml", ".png", ".zip"}
    } == before


def test_every_form_and_every_file_has_a_largest_size(services, staff):
    """ASVS 12.1.1: one byte too many is refused before anything is done with it."""
    clerk = staff("owner")
    large = {
        "/indigo/office/families/jeans/draft": office_maker.LARGEST_FORM,
        "/indigo/data/import/look": 2 * importing.LARGEST,
    }
    for path, most in large.items():
        answer = clerk.client.post(path, data={"csrf": "x"}, files={"file": ("a.yaml", b"a" * most)})
        assert answer.status_code == 413, path
        assert_policy(answer)
    for route in build(services).routes:
        if not isinstance(route, HTTPRoute) or "POST" not in route.methods:
            continue
        handler = (
            route.route_handler_map["POST"][0]
            if isinstance(route.route_handler_map["POST"], tuple)
            else route.route_handler_map["POST"]
        )
        assert handler.resolve_request_max_body_size() <= 64_000_000, route.path_format
    path = "/indigo/office/session"
    answer = clerk.client.post(path, data={"csrf": "x", "email": "a" * LARGEST_BODY})
    assert answer.status_code == 413


def test_a_form_of_very_many_parts_or_names_is_refused(person):
    """A thousand parts are more than any form of ours has."""
    begin(person)
    many = {f"field{n}": (None, b"x") for n in range(3000)}
    answer = person.client.post("/indigo/data/import/look", files=many)
    assert 400 <= answer.status_code < 500


def test_an_error_of_ours_tells_the_reader_nothing_and_the_log_no_secret(
    person, services, monkeypatch, capfd
):
    """ASVS 7.1, 7.4.1: no trace, no query, no word of the request; the log has kind and place."""
    from sumisura.usecases.office import sign_in

    person.open("/indigo/office/sign-in")
    csrf = person.page.field("csrf")

    def broken(*_, **__):
        raise ExceptionGroup(CANARY, [RuntimeError(f"select {CANARY} {PASSWORD}")])

    monkeypatch.setattr(type(services.staff), "sign_in", broken)
    assert sign_in.sign_in
    capfd.readouterr()
    form = {"csrf": csrf, "email": ADDRESS["email"], "password": PASSWORD}
    answer = person.client.post("/indigo/office/session", data=form)
    assert answer.status_code == 500
    assert_policy(answer)
    for told in ("Traceback", "RuntimeError", ".py", "sqlite", "litestar", CANARY, PASSWORD):
        assert told not in answer.text
        assert told not in str(answer.headers)
    logged = "".join(capfd.readouterr())
    assert "request.broken" in logged
    token = person.client.cookies["visit-indigo"]
    for secret in (CANARY, PASSWORD, ADDRESS["email"], csrf, token):
        assert secret not in logged


def test_no_answer_names_what_it_is_made_with(person):
    """ASVS 14.3.3."""
    for path in ("/", "/indigo", "/nothing", "/health"):
        answer = person.client.get(path)
        assert "server" not in answer.headers
        assert "x-powered-by" not in answer.headers


def test_a_key_never_stands_in_an_address(services):
    """ASVS 3.1.1, 13.1.3: a key in a query is no key."""
    with TestClient(build(services, api=api.build(services))) as client:
        for name in ("key", "token", "api_key", "access_token", "authorization"):
            answer = client.get(f"/api/v1/indigo/families?{name}={quote('sumi_key_' + '0' * 32)}")
            assert answer.status_code in {400, 401}


def test_who_is_let_in_and_who_is_turned_away_is_written_down(staff, person, services, capfd):
    """ASVS 7.1.3, 7.2: by pseudonym, route and reason, without a word of what was typed."""
    capfd.readouterr()
    clerk = staff("maker")
    person.open("/indigo/office/sign-in")
    person.press("Sign in", email=ADDRESS["email"], password=CANARY)
    clerk.client.get("/indigo/office/families")
    clerk.client.post("/indigo/office/minimal", data={"csrf": "x"})
    person.client.get("/indigo/office/orders", follow_redirects=False)
    clerk.press("Sign out")
    with TestClient(build(services, api=api.build(services))) as client:
        client.get(
            "/api/v1/indigo/customers/pty_whoever/orders", headers={"authorization": f"Bearer {CANARY}"}
        )
    logged = "".join(capfd.readouterr())
    for told in ("staff.signed_in", "staff.signed_out", "staff.sign_in_refused", "wrong_credentials"):
        assert told in logged, told
    for told in (
        "not_signed_in",
        "forbidden",
        "bad_key",
        "/{brand}/office/families",
        "/{brand}/office/minimal",
    ):
        assert told in logged, told
    for secret in (ADDRESS["email"], CANARY, PASSWORD, "maker@indigo.example", "pty_whoever"):
        assert secret not in logged, secret
