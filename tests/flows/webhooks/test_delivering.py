"""What happens is told, signed, until it arrives; a bad endpoint costs nobody else anything (S110)."""

import json
import threading
import time
from datetime import timedelta

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from receivers import receiving, wait_for
from sumisura.kernel import BadInput, NotFound
from sumisura.trust.vault import VALUES, Vault
from sumisura.usecases.webhooks import delivering, endpoints, following
from sumisura.webhooks.model import State
from sumisura.webhooks.posting import HttpSender
from sumisura.webhooks.schedule import GIVE_UP, PAUSES


def told(services, brand):
    """Follow, and send what is due."""
    following.catch_up(services, brand.id)
    return delivering.deliver(services, brand.id)


def latest(services, brand, endpoint):
    return endpoints.deliveries(services, brand, endpoint.id)[0]


def test_an_event_arrives_once_signed_and_without_a_name(services, brand, receiver, happen):
    happen()  # before anyone wanted to hear of it
    added = endpoints.add(services, brand, receiver.url)
    paid = happen("order.placed", total=12900, lines=1, by="pty_clerk")
    happen("design.chose", purpose="visit")
    assert told(services, brand) == 1
    assert told(services, brand) == 0
    (got,) = receiver.got
    assert got.path == "/hooks"
    assert got.headers["content-type"].startswith("application/cloudevents+json")
    assert json.loads(got.body) == {
        "specversion": "1.0",
        "id": paid.id,
        "source": "/indigo",
        "type": "org.sumisura.order.placed",
        "subject": "ord_1",
        "time": paid.at.isoformat().replace("+00:00", "Z"),
        "datacontenttype": "application/json",
        "data": {"customer": "pty_1", "total": 12900, "lines": 1},
    }
    assert got.headers["webhook-id"] == paid.id
    Webhook(added.secret).verify(got.body, got.headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(added.secret).verify(got.body.replace(b"12900", b"1"), got.headers)
    sent = latest(services, brand, added.endpoint)
    assert (sent.state, [one.status for one in sent.attempts]) == (State.DELIVERED, [200])


def test_only_what_was_asked_for_goes_there(services, brand, receiver, happen):
    endpoints.add(services, brand, receiver.url, ["order.shipped"])
    happen("order.paid")
    shipped = happen("order.shipped")
    told(services, brand)
    assert receiver.ids == [shipped.id]


def test_a_receiver_that_is_down_gets_it_when_it_is_up_again(services, brand, happen, clock):
    with receiving() as up:
        url, port = up.url, int(up.url.split(":")[2].split("/")[0])
    added = endpoints.add(services, brand, url)
    paid = happen()
    told(services, brand)
    down = latest(services, brand, added.endpoint)
    assert (down.state, down.attempts[0].status) == (State.WAITING, 0)
    assert "no answer" in down.attempts[0].what
    assert told(services, brand) == 0, "it is not tried before its time"
    with receiving(port=port) as up:
        clock.advance(7)
        told(services, brand)
        assert up.ids == [paid.id]
    assert latest(services, brand, added.endpoint).state is State.DELIVERED
    assert endpoints.every(services, brand)[0].failing is None


def test_a_refused_event_is_tried_again_under_the_same_id_until_it_is_dead_and_once_more_by_hand(
    services, brand, receiver, happen, clock
):
    added = endpoints.add(services, brand, receiver.url)
    paid = happen()
    receiver.answers, receiver.says = [500] * (len(PAUSES) + 1), b"<b>no</b>\x00room"
    told(services, brand)
    for pause in PAUSES:
        clock.advance(pause.total_seconds() * 0.99)
        assert told(services, brand) == 0
        clock.advance(pause.total_seconds() * 0.25)
        assert told(services, brand) == 1
    dead = latest(services, brand, added.endpoint)
    assert (dead.state, dead.due, dead.tries) == (State.DEAD, None, len(PAUSES) + 1)
    assert {one.excerpt for one in dead.attempts} == {"<b>no</b> room"}
    clock.advance(10**6)
    assert told(services, brand) == 0
    endpoints.retry(services, brand, dead.id)
    told(services, brand)
    assert set(receiver.ids) == {paid.id}
    assert len(receiver.ids) == len(PAUSES) + 2
    assert latest(services, brand, added.endpoint).state is State.DELIVERED


def test_a_receiver_may_ask_us_to_wait(services, brand, receiver, happen, clock):
    added = endpoints.add(services, brand, receiver.url)
    happen()
    receiver.answers, receiver.more = [503], {"Retry-After": "3600"}
    told(services, brand)
    due = latest(services, brand, added.endpoint).due
    assert timedelta(seconds=3590) < due - clock.now() <= timedelta(seconds=3600)


def test_410_is_the_end_until_somebody_says_otherwise(services, brand, receiver, happen):
    added = endpoints.add(services, brand, receiver.url)
    happen()
    receiver.answers = [410]
    told(services, brand)
    happen()
    assert told(services, brand) == 0
    (gone,) = endpoints.every(services, brand)
    assert "410" in gone.off
    assert latest(services, brand, gone).state is State.DEAD
    with pytest.raises(BadInput):
        endpoints.test(services, brand, gone.id)
    endpoints.switch(services, brand, gone.id, on=True)
    again = endpoints.test(services, brand, added.endpoint.id)
    told(services, brand)
    assert receiver.ids[-1] == again.event


def test_a_redirect_is_not_followed(services, brand, receiver, happen):
    with receiving() as elsewhere:
        added = endpoints.add(services, brand, receiver.url)
        happen()
        receiver.answers, receiver.more = [307], {"Location": elsewhere.url}
        told(services, brand)
        assert elsewhere.got == []
    assert latest(services, brand, added.endpoint).state is State.WAITING


def test_an_endpoint_that_fails_for_days_is_switched_off_and_what_waits_goes_when_it_is_on(
    services, brand, receiver, happen, clock
):
    added = endpoints.add(services, brand, receiver.url)
    happen()
    receiver.answers = [500, 500]
    told(services, brand)
    clock.advance(GIVE_UP.total_seconds())
    told(services, brand)
    (off,) = endpoints.every(services, brand)
    assert "5 days" in off.off
    clock.advance(10**6)
    assert told(services, brand) == 0
    endpoints.switch(services, brand, off.id, on=True)
    told(services, brand)
    assert latest(services, brand, added.endpoint).state is State.DELIVERED


def test_both_secrets_sign_while_a_receiver_changes_over(services, brand, receiver, happen, clock):
    old = endpoints.add(services, brand, receiver.url)
    new = endpoints.rotate(services, brand, old.endpoint.id)
    happen()
    told(services, brand)
    for secret in (old.secret, new.secret):
        Webhook(secret).verify(receiver.got[0].body, receiver.got[0].headers)
    clock.advance(endpoints.OVERLAP.total_seconds())
    endpoints.test(services, brand, new.endpoint.id)
    told(services, brand)
    assert len(receiver.got[1].headers["webhook-signature"].split()) == 1
    newest = endpoints.rotate(services, brand, new.endpoint.id, timedelta())
    assert len(newest.endpoint.secrets) == 1


def test_no_secret_rests_in_the_open_and_none_outlasts_its_endpoint(services, brand, receiver, tmp_path):
    added = endpoints.add(services, brand, receiver.url)
    with services.store.read() as tx:
        bodies = [
            one.body for kind in ("webhook-endpoint", VALUES) for one in tx.records.page(brand.id, kind)
        ]
    assert len(bodies) == 2
    assert not any(added.secret[6:].encode() in body for body in bodies)
    ref = added.endpoint.secrets[0].ref
    endpoints.test(services, brand, added.endpoint.id)
    endpoints.remove(services, brand, added.endpoint.id)
    assert told(services, brand) == 0
    vault: Vault = services.vault
    with services.store.read() as tx, pytest.raises(NotFound):
        vault.get(tx, brand.id, ref)
    with pytest.raises(NotFound):
        endpoints.deliveries(services, brand, added.endpoint.id)


def test_what_was_erased_before_it_arrived_is_not_told(services, brand, receiver, happen, clock):
    added = endpoints.add(services, brand, receiver.url)
    event = happen()
    receiver.answers = [500]
    told(services, brand)
    with services.store.write() as tx:
        tx.ledger.erase(brand.id, [event.id])
    clock.advance(7)
    told(services, brand)
    assert len(receiver.got) == 1
    assert latest(services, brand, added.endpoint).state is State.GONE


def test_a_slow_endpoint_stalls_nobody(services, brand, receiver, happen):
    with receiving() as slow:
        slow.pause = 1.5
        endpoints.add(services, brand, slow.url)
        endpoints.add(services, brand, receiver.url)
        happen()
        following.catch_up(services, brand.id)
        with delivering.Post(services) as post:
            began = time.monotonic()
            assert post.turn(brand.id) == 2
            while not receiver.got:
                assert time.monotonic() - began < 1.0
                time.sleep(0.01)
            assert post.turn(brand.id) == 0, "the slow one is still at work, and is spoken to once at a time"
        assert len(slow.got) == 1


def test_a_worker_that_stops_waits_for_one_answer_alone_and_the_rest_is_not_lost(
    services, brand, receiver, happen, clock
):
    endpoints.add(services, brand, receiver.url)
    events = [happen().id for _ in range(3)]
    following.catch_up(services, brand.id)
    receiver.pause, stop = 0.3, threading.Event()
    with delivering.Post(services, stop) as post:
        post.turn(brand.id)
        wait_for(lambda: receiver.got)
        stop.set()
    assert len(receiver.got) == 1
    receiver.pause = 0
    assert told(services, brand) == 0
    clock.advance(delivering.LEASE.total_seconds() + 1)
    told(services, brand)
    assert sorted(receiver.ids) == sorted(events)


def test_an_answer_that_drips_is_left(services, brand, receiver, happen):
    object.__setattr__(services, "sender", HttpSender(demo=True, whole=0.4))
    added = endpoints.add(services, brand, receiver.url)
    happen()
    receiver.drip = 0.1
    began = time.monotonic()
    told(services, brand)
    assert time.monotonic() - began < 2
    assert "too long" in latest(services, brand, added.endpoint).attempts[0].what


def test_what_became_of_a_delivery_is_forgotten_after_a_month(services, brand, receiver, clock):
    added = endpoints.add(services, brand, receiver.url)
    endpoints.test(services, brand, added.endpoint.id)
    clock.advance(delivering.KEPT.total_seconds() - 60)
    assert delivering.tidy(services, brand.id) == 0
    clock.advance(120)
    assert delivering.tidy(services, brand.id) == 1
    assert told(services, brand) == 0


def test_bad_wishes_change_nothing(services, brand, receiver):
    with pytest.raises(BadInput, match="not published"):
        endpoints.add(services, brand, receiver.url, ["staff.added"])
    with pytest.raises(NotFound):
        endpoints.rotate(services, brand, "whk_none")
    with pytest.raises(NotFound):
        endpoints.retry(services, brand, "whk_none.dlv_none")
    assert list(endpoints.every(services, brand)) == []
    added = endpoints.add(services, brand, receiver.url)
    with pytest.raises(BadInput):
        endpoints.rotate(services, brand, added.endpoint.id, timedelta(days=-1))
