"""What is over is forgotten, when its purpose says and not before."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from sumisura.app import wired
from sumisura.kernel import Brand, BrandId, Event, EventId, FixedClock, PartyId
from sumisura.settings import Settings
from sumisura.store.codec import encode
from sumisura.store.ports import NOBODY
from sumisura.trust.gate import CURSOR
from sumisura.trust.purposes import PURPOSES
from sumisura.trust.sessions import Door
from sumisura.usecases import brands
from sumisura.usecases.background.duties import HOUR
from sumisura.usecases.learning import crowds
from sumisura.usecases.my_data.erasing import SWEEP
from sumisura.usecases.tidy import tidy
from sumisura.worker import turn

INDIGO, LUCIA = BrandId("indigo"), BrandId("lucia")
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def services(tmp_path):
    with wired(Settings(data=tmp_path, demo=True), clock=FixedClock(NOON)) as made:
        yield made


def kept(services):
    with services.store.read() as tx:
        return {entry.event.id for entry in tx.ledger.read(INDIGO)}


def happened(services, id_, purpose, at):
    event = Event(EventId(id_), INDIGO, "k", at, PartyId("pty_1"), "s", "visit", purpose)
    with services.store.write() as tx:
        tx.ledger.append([event])


def opened(services, *shops):
    with services.store.write() as tx:
        for shop in shops:
            brands.save(tx, Brand(shop, str(shop), "EUR"))


def test_each_purpose_keeps_its_events_as_long_as_it_says(services):
    for purpose in PURPOSES.values():
        long = timedelta(days=purpose.keep_days)
        happened(services, f"{purpose.name} just within", purpose.name, NOON - long)
        happened(services, f"{purpose.name} just over", purpose.name, NOON - long - timedelta(seconds=1))
    assert tidy(services, INDIGO).events == len(PURPOSES)
    assert kept(services) == {f"{name} just within" for name in PURPOSES}


def test_sessions_that_are_over_go(services):
    with services.store.write() as tx:
        services.sessions.open(tx, INDIGO, PartyId("pty_1"), Door.STAFF)
        services.sessions.open(tx, INDIGO, PartyId("pty_2"), Door.VISIT)
    assert tidy(services, INDIGO).sessions == 0
    services.clock.advance(hours=1)
    assert tidy(services, INDIGO).sessions == 1
    services.clock.advance(days=30)
    assert tidy(services, INDIGO).sessions == 1


def test_a_shredded_key_is_in_no_byte_of_the_database(services, tmp_path):
    opened(services, INDIGO)
    party = PartyId("pty_1")
    with services.store.write() as tx:
        services.vault.put(tx, INDIGO, party, "engraving", "For ever yours")
        found = tx.records.find(INDIGO, "vault_key", "party", party)[0]
    box = json.loads(found.body)["box"].encode()
    turn(services)

    def seen():
        return sum(path.read_bytes().count(box) for path in tmp_path.glob("sumisura.sqlite*"))

    assert seen() >= 1
    with services.store.write() as tx:
        assert services.vault.erase_party(tx, INDIGO, party) == 1
    services.clock.advance(hours=1)
    turn(services)
    assert seen() == 0


def test_the_worker_tidies_once_an_hour(services):
    opened(services, INDIGO)
    old = NOON - timedelta(days=400)
    happened(services, "first", "visit", old)
    turn(services)
    assert kept(services) == set()
    happened(services, "second", "visit", old)
    services.clock.advance(seconds=HOUR.total_seconds() - 1)
    turn(services)
    assert kept(services) == {"second"}
    services.clock.advance(seconds=1)
    turn(services)
    assert kept(services) == set()


def test_the_files_are_scrubbed_once_however_many_brands(services, monkeypatch):
    scrubbed = []
    monkeypatch.setattr(type(services.store), "scrub", lambda _: scrubbed.append(1))
    opened(services, LUCIA, INDIGO)
    happened(services, "old", "visit", NOON - timedelta(days=400))
    turn(services)
    assert kept(services) == set()
    assert scrubbed == [1]


def test_who_has_not_asked_for_an_hour_is_no_longer_in_the_file_of_rates(services):
    services.limits.take("login", INDIGO, "192.0.2.7")
    services.clock.advance(hours=1)
    turn(services)
    services.clock.advance(minutes=1)
    turn(services)
    assert services.limits.forget() == 0


@pytest.mark.parametrize("broken", [INDIGO, LUCIA])
def test_a_duty_that_fails_costs_only_itself_and_its_brand(services, broken, capfd):
    """The other brand is swept and tidied, and the broken one is tidied, too; what failed is said."""
    opened(services, LUCIA, INDIGO)
    with services.store.write() as tx:
        tx.records.put(NOBODY, CURSOR, f"{broken}/{crowds.READER}", b"{", version=0)
        for brand in (LUCIA, INDIGO):
            tx.records.put(brand, SWEEP, "pty_1", encode(NOON - timedelta(hours=1)), version=0)
    happened(services, "old", "visit", NOON - timedelta(days=400))
    turn(services)
    with services.store.read() as tx:
        assert [tx.records.get(brand, SWEEP, "pty_1") for brand in (LUCIA, INDIGO)] == [None, None]
    assert "old" not in kept(services)
    said = "".join(capfd.readouterr())
    assert broken in said
    assert "worker.turn_" in said
