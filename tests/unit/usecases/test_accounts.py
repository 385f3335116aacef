"""Sealing by the worker's turn, retention that the log tells of, and what happens when something used was not granted. Shows S99."""

from datetime import UTC, datetime

import pytest

from sumisura.app import wired
from sumisura.journal.read import entries
from sumisura.kernel import Brand, BrandId, Event, EventId, FixedClock, PartyId
from sumisura.settings import Settings
from sumisura.trust.audit.model import FORGOTTEN
from sumisura.trust.purposes import PURPOSES
from sumisura.usecases import accounts, brands
from sumisura.usecases.tidy import tidy
from sumisura.worker import turn

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
LUCIA = Brand(BrandId("lucia"), "Lucia", "EUR")


@pytest.fixture
def services(tmp_path):
    with wired(Settings(data=tmp_path, demo=True), clock=FixedClock(NOON)) as made:
        with made.store.write() as tx:
            brands.save(tx, LUCIA)
        yield made


def happen(services, kind="decision.made", purpose="visit", number=1):
    for _ in range(number):
        id_ = EventId(services.ids.new("evt"))
        event = Event(id_, LUCIA.id, kind, services.clock.now(), PartyId("pty_1"), "s", "visit", purpose)
        with services.store.write() as tx:
            tx.ledger.append([event])


def kinds(services):
    with services.store.read() as tx:
        return [one.event.kind for one in entries(tx, LUCIA.id, limit=9_999)]


def test_the_workers_turn_seals(services):
    happen(services, number=3)
    turn(services)
    assert accounts.head(services, LUCIA.id).size == 3
    assert accounts.check(services, LUCIA).sound


def test_what_its_purpose_no_longer_keeps_is_forgotten_and_the_log_says_so(services):
    """Decisions go after 30 days, grants stay ten years: ranges of leaves, no name, and the log is sound."""
    happen(services, number=3)
    happen(services, "grant.given", "consent")
    happen(services, number=2)
    accounts.seal(services, LUCIA.id)
    head = accounts.head(services, LUCIA.id).note
    services.clock.advance(days=PURPOSES["visit"].keep_days, seconds=1)
    happen(services)
    tidy(services, LUCIA.id)
    accounts.seal(services, LUCIA.id)
    assert kinds(services) == ["grant.given", "decision.made", FORGOTTEN]
    report = accounts.check(services, LUCIA, head)
    assert report.sound, report.findings
    assert (report.size, report.forgotten) == (8, 5)
    with services.store.read() as tx:
        told = entries(tx, LUCIA.id)[-1].event
    assert told.context["leaves"] == [[0, 2], [4, 5]]
    assert told.context["why"] == "retention visit"
    assert told.party == ""


def test_what_was_never_sealed_is_forgotten_without_a_word(services):
    happen(services, number=3)
    services.clock.advance(days=31)
    tidy(services, LUCIA.id)
    accounts.seal(services, LUCIA.id)
    assert kinds(services) == []
    assert accounts.check(services, LUCIA).sound


def test_that_something_was_forgotten_is_never_forgotten(services):
    happen(services, number=2)
    accounts.seal(services, LUCIA.id)
    services.clock.advance(days=31)
    tidy(services, LUCIA.id)
    accounts.seal(services, LUCIA.id)
    services.clock.advance(days=365 * 20)
    tidy(services, LUCIA.id)
    accounts.seal(services, LUCIA.id)
    assert kinds(services) == [FORGOTTEN]
    assert accounts.check(services, LUCIA).sound


def test_a_harmed_log_keeps_nobody_from_being_forgotten(services):
    happen(services, number=2)
    accounts.seal(services, LUCIA.id)
    with services.store.write() as tx:
        tx.records.put(LUCIA.id, "audit-tile", "0-0000000000", b"{", version=1)
    services.clock.advance(days=31)
    assert tidy(services, LUCIA.id).events == 2
    assert not accounts.check(services, LUCIA).sound
    turn(services)  # and the worker goes on


def test_an_id_of_long_ago_is_not_waited_for(services):
    assert not accounts._fresh(services, "evt_nothing")
    assert accounts._fresh(services, services.ids.new("evt"))
    services.clock.advance(seconds=3)
    assert not accounts._fresh(services, "evt_" + f"{int(NOON.timestamp() * 1000):012x}" + "0" * 20)
