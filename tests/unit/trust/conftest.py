"""What trust's tests share: a real store, a clock that moves when told, and chance with a seed."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sumisura.kernel import BrandId, FixedClock, Ids, Rng
from sumisura.store.ports import Store
from sumisura.store.sqlite import open_sqlite
from sumisura.trust.keys import Keyring
from sumisura.trust.vault import Vault


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = open_sqlite(Path(tmp_path_factory.mktemp("trust"), "shop.sqlite"))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def rng() -> Rng:
    return Rng(7)


@pytest.fixture(scope="module")
def clock() -> FixedClock:
    return FixedClock(datetime(2026, 3, 1, 12, tzinfo=UTC))


@pytest.fixture(scope="module")
def ids(clock: FixedClock, rng: Rng) -> Ids:
    return Ids(clock, rng)


@pytest.fixture(scope="module")
def keyring() -> Keyring:
    return Keyring.fresh(Rng(1))


@pytest.fixture(scope="module")
def vault(keyring: Keyring, ids: Ids, rng: Rng) -> Vault:
    return Vault(keyring, ids, rng)


@pytest.fixture
def brand(ids: Ids) -> BrandId:
    """A brand of this test's own."""
    return BrandId(ids.new("brand"))
