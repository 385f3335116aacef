"""The wired shop with the example brands, on SQLite, and a person in front of it."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from litestar.testing import TestClient

from person import Person
from sumisura.app import wired
from sumisura.kernel import Role
from sumisura.settings import Settings
from sumisura.usecases import publish
from sumisura.usecases.services import Services
from sumisura.usecases.sign_in import add_staff
from sumisura.web.server import build

BRANDS = Path(__file__).parents[2] / "examples" / "brands"
PASSWORD = "a password of the tests"


@dataclass
class Ticking:
    """The machine's clock, moved on by hand."""

    ahead: float = 0.0

    def now(self):
        from datetime import UTC, datetime, timedelta

        return datetime.now(UTC) + timedelta(seconds=self.ahead)


@pytest.fixture
def clock():
    return Ticking()


@pytest.fixture
def services(tmp_path, clock):
    with wired(Settings(data=tmp_path, demo=True), clock=clock) as made:
        for path in sorted(BRANDS.iterdir()):
            publish.publish(made, publish.read_folder(path))
        for role in (Role.OWNER, Role.OPERATOR, Role.MAKER):
            add_staff(made, "indigo", f"{role}@indigo.example", PASSWORD, role)
        yield made


@pytest.fixture
def visit(services: Services):
    """Makes a person with a browser of their own."""
    opened = []

    def come() -> Person:
        client = TestClient(build(services))
        client.__enter__()
        opened.append(client)
        return Person(client)

    yield come
    for client in opened:
        client.__exit__(None, None, None)


@pytest.fixture
def person(visit):
    return visit()
