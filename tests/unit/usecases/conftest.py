"""A shop of one small family, on a clock that moves when told."""

from datetime import UTC, datetime

import pytest

from sumisura.app import wired
from sumisura.kernel import Brand, BrandId, Family, Field, FixedClock, PartyId, Value, Variable
from sumisura.settings import Settings
from sumisura.usecases.bringing_in.publish import publish_family
from sumisura.usecases.services import Visitor

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SHOP = Brand(BrandId("lucia"), "Lucia", "EUR")
RINGS = Family(
    "rings",
    "Rings",
    "EUR",
    (Variable("metal", "Metal", (Value("silver"), Value("gold", price=40_000)), default="silver"),),
    fields=(Field("engraving", "Engraving", personal=True, max_length=40),),
    base_price=9_000,
    starts_complete=True,
)


@pytest.fixture
def services(tmp_path):
    with wired(Settings(data=tmp_path, demo=True), clock=FixedClock(NOON)) as made:
        yield made


@pytest.fixture
def shop(services):
    publish_family(services, SHOP, RINGS)
    return SHOP


@pytest.fixture
def ada(shop):
    return Visitor(shop, PartyId("pty_ada"))


@pytest.fixture
def eve(shop):
    return Visitor(shop, PartyId("pty_eve"))
