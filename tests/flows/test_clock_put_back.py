"""The machine's clock was a day ahead, and is put right: nobody waits for that day to come."""

from dataclasses import replace
from threading import Event

import pytest
from litestar.testing import TestClient

from programs import ORDER, admitted
from shopping import bag, buy
from sumisura import worker
from sumisura.api import build
from sumisura.kernel import BrandId
from sumisura.usecases import replies
from sumisura.usecases.background import leases, running
from sumisura.usecases.background.duties import TIDY

INDIGO = BrandId("indigo")


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
    program.get("/families")  # told to wait for some seconds, as after too many requests, and for no day
    clock.advance(seconds=10)
    again = program.post(f"{customer}/orders", ORDER, key="one")
    assert again.status_code == 201, again.text
    assert [one["id"] for one in program.get(f"{customer}/orders").json()["items"]] == [again.json()["id"]]


@pytest.mark.parametrize("left", ["done", "failed", "taken"])
def test_the_worker_goes_on(services, clock, monkeypatch, left):
    """Its duties were done, failed, or were taken by a worker that died, while the clock was ahead."""
    acts = []
    duty = replace(TIDY, act=lambda *_: acts.append(left))
    broken = replace(TIDY, act=lambda *_: 1 / 0)
    clock.advance(days=1)
    if left == "taken":
        assert leases.take(services, INDIGO, duty, "wrk_dead")
    else:
        running.scheduled(services, INDIGO, duty if left == "done" else broken, "wrk_1", Event())
    acts.clear()
    clock.advance(days=-1)
    for _ in range(4):  # what was deserted is taken up at the second look, and is tidied once an hour
        running.scheduled(services, INDIGO, duty, "wrk_2", Event())
        clock.advance(minutes=40)
    assert acts


def test_an_order_of_tomorrow_is_paid_and_called_off_today(services, person, clock):
    clock.advance(days=1)
    where = buy(bag(person), method="test-slow")
    clock.advance(days=-1)
    worker.turn(services)
    person.open(where)
    person.press("Cancel")
    assert "cancelled" in person.page.text.lower()
