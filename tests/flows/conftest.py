"""The wired shop with the example brands, and people in front of it.

Every test runs twice: once with the shop on SQLite, once on a real Postgres.
"""

import shutil
import socket
import threading
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import httpx
import numpy as np
import pytest
import uvicorn
from argon2 import PasswordHasher
from litestar.testing import TestClient

from denim import BOLD, QUIET, current
from engines import copied_database, fresh_database
from guests import NOON, Customer
from person import Person
from serving import PATIENCE, serving
from shopping import PASSWORD, furnish
from sites import site
from sumisura import api
from sumisura.app import wired
from sumisura.kernel import BrandId, FixedClock, PartyId
from sumisura.settings import Settings
from sumisura.trust.passwords import Passwords
from sumisura.usecases import brands
from sumisura.usecases.learning import sales
from sumisura.usecases.learning.fitting_designs import fit_designs
from sumisura.usecases.services import Services, Visitor
from sumisura.web.server import build

TEMPLATE = "furnished"


@dataclass
class Ticking:
    """The machine's clock, moved on by hand."""

    ahead: float = 0.0

    def now(self):
        return datetime.now(UTC) + timedelta(seconds=self.ahead)

    def advance(self, **delta):
        self.ahead += timedelta(**delta).total_seconds()


def unguarded(services: Services) -> Services:
    """The same, with passwords that are hashed in no time; that it takes long elsewhere has tests of its own."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    return replace(services, staff=replace(services.staff, passwords=Passwords(services.rng, quick)))


@pytest.fixture(scope="session", params=["sqlite", "postgres"])
def engine(request):
    """What the shop rests on."""
    return request.param


@pytest.fixture(scope="session")
def furnished(engine, tmp_path_factory):
    """A folder, and on Postgres a database, with everything in it, to be copied."""
    folder = tmp_path_factory.mktemp("furnished")
    database = fresh_database(TEMPLATE) if engine == "postgres" else ""
    with wired(Settings(data=folder, demo=True, database=database)) as made:
        furnish(unguarded(made))
    return folder


@pytest.fixture(scope="session")
def moved_in(engine, furnished):
    """Furnishes another shop in a folder: its settings, for as long as the block lasts."""

    @contextmanager
    def into(folder, **more):
        shutil.copytree(furnished, folder)
        with copied_database(TEMPLATE) if engine == "postgres" else nullcontext("") as database:
            yield Settings(data=folder, demo=True, database=database, **more)

    return into


@pytest.fixture
def database(engine):
    """The address of an empty database; "" on SQLite."""
    return fresh_database("empty") if engine == "postgres" else ""


@pytest.fixture
def clock():
    return Ticking()


@pytest.fixture
def rests(moved_in, tmp_path):
    """Where the shop of this test rests."""
    # Chance has tests of its own.
    with moved_in(tmp_path / "data", mass_share=0.0) as settings:
        yield settings


@pytest.fixture
def services(rests, clock):
    with wired(rests, clock=clock) as made:
        yield unguarded(made)


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
def shop(moved_in, tmp_path_factory, noon):
    """One shop for the tests of a module, each of which brings its own customers; it is fitted to all who agree."""
    folder = tmp_path_factory.mktemp("shop") / "data"
    with moved_in(folder, mass_share=0.0) as settings, wired(settings, clock=noon) as made:
        yield unguarded(made)


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
        client = TestClient(site(services), base_url=address)
        client.__enter__()
        opened.append(client)
        return Person(client)

    yield come
    for client in opened:
        client.__exit__(None, None, None)


@pytest.fixture
def port():
    """One that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        return door.getsockname()[1]


@pytest.fixture
def beside(services, rests, port):
    """A browser at another process on the same store."""
    with (
        serving(rests, port),
        httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE) as client,
    ):
        yield Person(client)


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
