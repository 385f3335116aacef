"""The database is away, or its disk is full: pages and programs are told so in words for them, and when to come again."""

from contextlib import contextmanager
from dataclasses import replace
from urllib.parse import unquote

import pytest
from litestar.testing import TestClient

from sumisura import api
from sumisura.store.errors import StoreAway
from sumisura.web.server import build

INSIDE = 'connection to server on socket "/run/pg/.s.PGSQL.5432" failed'


class Away:
    """A store that does not answer."""

    @contextmanager
    def read(self):
        raise StoreAway(INSIDE)
        yield

    write = read

    def at_head(self):
        raise StoreAway(INSIDE)


@pytest.fixture
def client(services):
    away = replace(services, store=Away())
    with TestClient(build(away, api=api.build(away)), base_url="http://testserver.local") as opened:
        yield opened


def told(answer, form):
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert answer.headers["content-type"].startswith(form)
    assert "store_away" in answer.text
    assert "Wait a moment, and send the same again" in answer.text
    assert "socket" not in answer.text + unquote(str(answer.headers))


@pytest.mark.parametrize("path", ["/indigo", "/indigo/bag", "/indigo/office/orders", "/indigo/privacy"])
def test_a_page_says_what_is_going_on(client, path):
    told(client.get(path), "text/html")


def test_a_form_does(client):
    told(client.post("/indigo/checkout/order", data={"key": "one"}), "text/html")


def test_a_program_is_told(client):
    headers = {"authorization": "Bearer key"}
    told(client.get("/api/v1/indigo/families", headers=headers), "application/problem+json")


def test_a_script_of_a_page_is_told(client):
    told(client.post("/indigo/held/ranking", json={}), "application/problem+json")


def test_who_sends_requests_is_told_and_what_broke_is_in_the_log(client, capsys):
    answer = client.get("/ready")
    assert (answer.status_code, answer.json()["why"]) == (503, ["the store does not answer"])
    client.get("/indigo")
    assert "request.failed" in (said := capsys.readouterr().out)
    assert "connection to server on socket" in said
