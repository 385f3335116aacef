"""The machine's clock was a day ahead, and is put right: nobody waits for that day to come."""

from datetime import timedelta

import pytest
from litestar.testing import TestClient

from programs import ORDER, admitted
from shopping import bag, buy
from sumisura import worker
from sumisura.api import build
from sumisura.usecases import replies, tidy


@pytest.fixture
def program(services):
    with TestClient(build(services)) as client:
        yield admitted(services, client)


def test_a_request_that_broke_off_is_taken_up_under_its_key(services, program, clock, monkeypatch):
    customer = program.customer()
    design = program.design(customer).rsplit("/", 1)[1]
    program.post(f"{customer}/cart/lines", {"design": design})
    clock.advance(days=1)
    with monkeypatch.context() as dying:
        dying.setattr(
            replies, "_keep", lambda *_: None
        )  # its process dies before it has written its answer down
        assert program.post(f"{customer}/orders", ORDER, key="one").status_code == 201
    assert program.post(f"{customer}/orders", ORDER, key="one").status_code == 409
    clock.advance(days=-1)
    again = program.post(f"{customer}/orders", ORDER, key="one")
    assert again.status_code == 201, again.text
    assert [one["id"] for one in program.get(f"{customer}/orders").json()["items"]] == [again.json()["id"]]


def test_the_worker_goes_on_tidying(services, clock, monkeypatch):
    tidied = []
    monkeypatch.setattr(tidy, "tidy", lambda _, brand: tidied.append(brand))
    ahead = worker.turn(services, None) + timedelta(days=1)
    tidied.clear()
    worker.turn(services, ahead)
    assert tidied


def test_an_order_of_tomorrow_is_paid_and_called_off_today(services, person, clock):
    clock.advance(days=1)
    where = buy(bag(person), method="test-slow")
    clock.advance(days=-1)
    worker.turn(services, None)
    person.open(where)
    person.press("Cancel")
    assert "cancelled" in person.page.text.lower()
