"""The owner's page: an address in, its secret once, what was sent, and every button."""

import re

import pytest
from litestar.testing import TestClient
from standardwebhooks import Webhook

from person import Person
from shopping import PASSWORD
from sumisura.kernel import Role
from sumisura.usecases.office.sign_in import add_staff
from sumisura.usecases.webhooks import delivering, endpoints, following
from sumisura.web.server import build

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def owner(services, brand):
    add_staff(services, brand.id, "owner@indigo.example", PASSWORD, Role.OWNER)
    with TestClient(build(services), base_url="http://testserver.local") as client:
        clerk = Person(client)
        clerk.open("/indigo/office/sign-in")
        clerk.press("Sign in", email="owner@indigo.example", password=PASSWORD)
        yield clerk


def test_the_owner_adds_tests_rotates_switches_and_removes(services, brand, owner, receiver, happen):
    owner.open("/indigo/office/webhooks")
    owner.press("Add", url="https://10.0.0.1/hooks", **{"order.shipped": "yes"})
    assert owner.status == 422
    assert "private" in owner.page.html
    assert "https://10.0.0.1/hooks" in owner.page.html, "what was written is kept"
    assert 'name="order.shipped" value="yes" checked' in owner.page.html
    owner.open("/indigo/office/webhooks")
    owner.press("Add", url=receiver.url, **{"order.paid": "yes"})
    secret = re.search(r"whsec_[\w+/=]+", owner.page.html)[0]
    owner.open("/indigo/office/webhooks")
    assert "whsec_" not in owner.page.html
    (one,) = endpoints.every(services, brand)
    assert one.kinds == ("order.paid",)
    receiver.answers, receiver.says = [500], b"<script>alert(1)</script>"
    happen()
    following.catch_up(services, brand.id)
    delivering.deliver(services, brand.id)
    owner.open("/indigo/office/webhooks")
    assert "it answered 500" in owner.page.html
    assert "<script>alert(1)" not in owner.page.html
    owner.press("Send again")
    delivering.deliver(services, brand.id)
    Webhook(secret).verify(receiver.got[-1].body, receiver.got[-1].headers)
    owner.press("New secret")
    assert re.search(r"whsec_[\w+/=]+", owner.page.html)[0] != secret
    owner.press("Send a test")
    owner.press("Switch off")
    assert "It was switched off here" in owner.page.html
    assert delivering.deliver(services, brand.id) == 0
    owner.press("Switch on")
    delivering.deliver(services, brand.id)
    assert b"webhook.test" in receiver.got[-1].body
    owner.press("Remove")
    assert "Nobody else hears" in owner.page.html


def test_a_deed_that_no_button_does_is_refused(services, owner):
    owner.open("/indigo/office/webhooks")
    key = owner.page.field("csrf")
    for deed, status in (("drop", 422), ("test", 404), ("retry", 404)):
        answer = owner.client.post(
            "/indigo/office/webhooks/deed", data={"csrf": key, "deed": deed, "id": "whk_0"}
        )
        assert answer.status_code == status
