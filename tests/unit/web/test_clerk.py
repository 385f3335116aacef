"""A member of staff who reads does not wait for those who write."""

import random
from types import SimpleNamespace

import pytest

from sumisura.app import wired
from sumisura.kernel import Brand, BrandId, FixedClock, Role
from sumisura.settings import Settings
from sumisura.usecases import brands
from sumisura.usecases.office.sign_in import add_staff, sign_in
from sumisura.web.door import clerk


@pytest.fixture
def services(tmp_path):
    from datetime import UTC, datetime

    clock = FixedClock(datetime(2026, 3, 1, 12, tzinfo=UTC))
    with wired(Settings(data=tmp_path, demo=True), clock=clock, rng=random.Random(1)) as made:  # noqa: S311 - repeats
        yield made


def test_within_a_minute_nothing_is_written(services, monkeypatch):
    shop = Brand(BrandId("lucia"), "Lucia", "EUR")
    with services.store.write() as tx:
        brands.save(tx, shop)
    add_staff(services, shop.id, "o@lucia.example", "a password of the tests", Role.OWNER)
    opened = sign_in(services, shop, "192.0.2.7", "", "o@lucia.example", "a password of the tests")
    request = SimpleNamespace(
        scope={"state": {}}, url=SimpleNamespace(scheme="http"), cookies={"staff-lucia": opened.token}
    )
    store, written = services.store.store, []  # what is inside the one that measures
    write = store.write
    monkeypatch.setattr(store, "write", lambda **how: written.append(how) or write(**how))
    assert clerk(request, "lucia", services).member.id == opened.session.party
    assert not written
    services.clock.advance(minutes=29)
    clerk(request, "lucia", services)
    services.clock.advance(minutes=29)
    assert clerk(request, "lucia", services).member.id == opened.session.party, "it was noted to be in use"
    assert len(written) == 2
