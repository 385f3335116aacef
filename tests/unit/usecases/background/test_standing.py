"""Figures say how far readers are behind, what waits to be sent, and which other systems fail (S110)."""

from datetime import UTC, datetime

import pytest

from sumisura.app import wired
from sumisura.journal.append import record
from sumisura.kernel import Brand, BrandId, Event, EventId, FixedClock, PartyId
from sumisura.settings import Settings
from sumisura.usecases import accounts, brands
from sumisura.usecases.background import standing
from sumisura.usecases.webhooks import following
from sumisura.webhooks import repo
from sumisura.webhooks.model import Endpoint

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SHOP = BrandId("lucia")


@pytest.fixture
def services(tmp_path):
    with wired(Settings(data=tmp_path, demo=True), clock=FixedClock(NOON)) as made:
        with made.store.write() as tx:
            brands.save(tx, Brand(SHOP, "Lucia", "EUR"))
        yield made


def paid(number):
    party = PartyId("pty_1")
    return Event(
        EventId(f"evt_{number}"), SHOP, "order.paid", NOON, party, f"ord_{number}", "purchases", "order"
    )


def endpoint(name, off="", failing=None):
    return Endpoint(name, SHOP, "https://erp.example", ("order.paid",), (), NOON, off, failing)


def told(services):
    """name{labels} → number, of what is told now."""
    standing.tell(services)
    lines = services.figures.page().decode().splitlines()
    split = (line.rpartition(" ") for line in lines if not line.startswith("#"))
    return {name.removeprefix("sumisura_"): float(number) for name, _, number in split}


def behind(figures, reader):
    return figures[f'journal_reader_behind_events{{brand="lucia",reader="{reader}"}}']


def test_readers_are_behind_until_they_have_read(services):
    with services.store.write() as tx:
        record(tx, *map(paid, range(7)))
    assert {
        behind(told(services), reader) for reader in ("audit", "crowd", "refusals", "wanted", "webhooks")
    } == {7}
    accounts.seal(services, SHOP)
    following.follow(services, SHOP)
    found = told(services)
    assert [behind(found, reader) for reader in ("audit", "webhooks", "crowd")] == [0, 0, 7]


def test_what_waits_to_be_sent_and_who_fails(services):
    with services.store.write() as tx:
        repo.save_endpoint(tx, endpoint("whk_1"), 0)
        repo.save_endpoint(tx, endpoint("whk_2", failing=NOON), 0)
        repo.save_endpoint(tx, endpoint("whk_3", off="by hand"), 0)
        record(tx, *map(paid, range(3)))
    following.follow(services, SHOP)
    found = told(services)
    assert found['webhook_deliveries_waiting{brand="lucia"}'] == 6, "two that are not off, three each"
    states = {
        state: found[f'webhook_endpoints{{brand="lucia",state="{state}"}}'] for state in standing.STATES
    }
    assert states == {"well": 1, "failing": 1, "off": 1}
