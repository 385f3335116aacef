"""A brand to which things happen, without a shop around it; and where others hear of it."""

from datetime import UTC, datetime

import pytest

from engines import fresh_database
from receivers import receiving
from sumisura.app import wired
from sumisura.kernel import Brand, BrandId, Event, EventId, PartyId
from sumisura.settings import Settings
from sumisura.usecases import brands


class Moving:
    """The machine's clock, moved on by hand: signatures are checked against the machine's."""

    def __init__(self):
        self.ahead = 0.0

    def now(self):
        return datetime.fromtimestamp(datetime.now(UTC).timestamp() + self.ahead, UTC)

    def advance(self, seconds):
        self.ahead += seconds


@pytest.fixture
def clock():
    return Moving()


@pytest.fixture(params=["sqlite", "postgres"])
def database(request):
    """The address of a fresh one; "" for SQLite."""
    return fresh_database("webhooks") if request.param == "postgres" else ""


@pytest.fixture
def services(database, tmp_path, clock):
    with wired(Settings(data=tmp_path, demo=True, database=database), clock=clock) as made:
        yield made


@pytest.fixture
def brand(services):
    made = Brand(BrandId("indigo"), "Indigo", "EUR")
    with services.store.write() as tx:
        brands.save(tx, made)
    return made


@pytest.fixture
def receiver():
    with receiving() as made:
        yield made


@pytest.fixture
def happen(services, brand):
    """Has something happen to an order."""

    def act(kind="order.paid", order="ord_1", purpose="order", **context):
        event = Event(
            EventId(services.ids.new("evt")),
            brand.id,
            kind,
            services.clock.now(),
            PartyId("pty_1"),
            order,
            "purchases",
            purpose,
            context,
        )
        with services.store.write() as tx:
            assert services.gate.collect(tx, event) == ()
        return event

    return act
