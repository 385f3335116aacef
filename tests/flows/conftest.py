"""The wired shop with the example brands, and people in front of it.

The shop stands on SQLite; a test that asks for ``engine`` may have it on Postgres, too.
"""

import shutil
import socket
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
import uvicorn
from litestar.testing import TestClient

from denim import BOLD, QUIET, current
from engines import fresh_database
from guests import NOON, Customer
from person import Person
from shopping import PASSWORD, furnish
from sumisura import api
from sumisura.app import wired
from sumisura.kernel import BrandId, FixedClock, PartyId
from sumisura.settings import Settings
from sumisura.usecases import brands
from sumisura.usecases.learning import sales
from sumisura.usecases.learning.fitting_designs import fit_designs
from sumisura.usecases.services import Services, Visitor
from sumisura.web.server import build


@dataclass
class Ticking:
    """The machine's clock, moved on by hand."""

    ahead: float = 0.0

    def now(self):
        return datetime.now(UTC) + timedelta(seconds=self.ahead)

    def advance(self, **delta):
        self.ahead += timedelta(**delta).total_seconds()


@pytest.fixture(scope="session")
def furnished(tmp_path_factory):
    """A folder with everything in it, to be copied."""
    folder = tmp_path_factory.mktemp("furnished")
    with wired(Settings(data=folder, demo=True)) as made:
        furnish(made)
    return folder


@pytest.fixture
def clock():
    return Ticking()


@pytest.fixture
def engine():
    return "sqlite"


@pytest.fixture
def data(furnished, tmp_path):
    """The folder the shop of this test rests in."""
    return Path(shutil.copytree(furnished, tmp_path / "data"))


@pytest.fixture
def services(data, clock, engine):
    database = fresh_database("flows") if engine == "postgres" else ""
    made_for = Settings(
        data=data, demo=True, database=database, mass_share=0.0
    )  # chance has tests of its own
    with wired(made_for, clock=clock) as made:
        if database:
            furnish(made)
        yield made


@pytest.fixture(scope="module")
def noon():
    """The clock of the shop that a module shares."""
    return FixedClock(NOON)


@pytest.fixture
def moment(noon):
    """The same clock, put back where it was when the test is over."""
    noon.at = NOON
    yield noon
    noon.at = NOON


@pytest.fixture(scope="module")
def shop(furnished, tmp_path_factory, noon):
    """One shop for the tests of a module, each of which brings its own customers; it is fitted to all who agree."""
    folder = shutil.copytree(furnished, tmp_path_factory.mktemp("shop") / "data")
    with wired(Settings(data=folder, demo=True, mass_share=0.0), clock=noon) as made:
        yield made


@pytest.fixture(scope="module")
def address(shop):
    """A real server, with the pages and the API below them."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        config = uvicorn.Config(build(shop, api=api.build(shop)), log_level="error", lifespan="off")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [door]})
        thread.start()
        yield f"http://127.0.0.1:{door.getsockname()[1]}"
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def sold(shop):
    """A shop that sold two sorts of jeans, and learned from it."""
    space = current(shop)
    with shop.store.write() as tx:
        for choices in (BOLD, QUIET):
            whole = space.start().choose_all(choices).complete().choices
            sales.add(tx, "indigo", "jeans", whole, times=40)
    assert fit_designs(shop, "indigo", np.random.default_rng(0))["jeans"] == 80
    return shop


@pytest.fixture
def customer(shop):
    """Makes somebody who has never been here."""

    def come(brand: str = "indigo", services: Services = shop) -> Customer:
        with services.store.read() as tx:
            found = brands.load(tx, BrandId(brand))
        return Customer(services, Visitor(found, PartyId(services.ids.new("pty"))))

    return come


@pytest.fixture
def visit(services: Services):
    """Makes a person with a browser of their own."""
    opened = []

    def come(address: str = "http://testserver.local") -> Person:
        client = TestClient(build(services), base_url=address)
        client.__enter__()
        opened.append(client)
        return Person(client)

    yield come
    for client in opened:
        client.__exit__(None, None, None)


@pytest.fixture
def person(visit):
    return visit()


@pytest.fixture
def staff(visit):
    """Makes somebody who is signed in at a back office."""

    def come(role: str = "owner", brand: str = "indigo") -> Person:
        clerk = visit()
        clerk.open(f"/{brand}/office/sign-in")
        clerk.press("Sign in", email=f"{role}@{brand}.example", password=PASSWORD)
        assert clerk.at == f"/{brand}/office/orders", clerk.page.text
        return clerk

    return come
