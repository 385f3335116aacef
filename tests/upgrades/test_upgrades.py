"""What an earlier release wrote is whole and in use after an upgrade, on both engines (S97, S110).

Each folder beside this file is an installation as a release left it; ``make.py`` says how it came about.
"""

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from litestar.testing import TestClient
from sqlalchemy import Connection, MetaData, create_engine, insert, select

import sumisura.store.sql
from engines import fresh_database
from person import Person
from programs import Program
from resting import outside
from shopping import PASSWORD, buy
from sumisura import api
from sumisura.app import wired
from sumisura.kernel import BrandId, FixedClock, PartyId
from sumisura.orders import repo as orders
from sumisura.orders.token import verify
from sumisura.settings import Settings
from sumisura.store.sql.tables import events, metadata, record_keys, records
from sumisura.taste import repo as tastes
from sumisura.trust.grants import Grants
from sumisura.usecases import accounts
from sumisura.usecases.shop import browse
from sumisura.web.server import build

HERE = Path(__file__).parent
FROZEN = sorted(path.parent for path in HERE.glob("*/shop.sql"))
MIGRATIONS = Path(sumisura.store.sql.__file__).parent / "migrations"
REVISIONS = sorted(one.revision for one in ScriptDirectory(str(MIGRATIONS)).walk_revisions())
INDIGO = BrandId("indigo")
Rows = dict[str, set[tuple[object, ...]]]


def config(connection: Connection) -> Config:
    """Alembic at the product's own revisions."""
    found = Config()
    found.set_main_option("script_location", str(MIGRATIONS))
    found.set_main_option("path_separator", "os")
    found.attributes["connection"] = connection
    return found


def restored(folder: Path, settings: Settings, revision: str = "") -> None:
    """Put a frozen installation where the settings say: as it was, or in the schema of an earlier revision."""
    settings.data.mkdir()
    shutil.copyfile(folder / "erasures.jsonl", settings.data / "erasures.jsonl")
    shutil.copyfile(folder / "keys.json", settings.key_file)
    settings.key_file.chmod(0o600)
    with closing(sqlite3.connect(":memory:")) as then:
        then.executescript((folder / "shop.sql").read_text("utf-8"))
        ((last,),) = then.execute("SELECT version_num FROM alembic_version").fetchall()
        with outside(settings) as connection:
            command.upgrade(config(connection), revision or last)
            then.row_factory = sqlite3.Row
            filled(then, connection, *() if (revision or last) > "0001" else ("friends",))


def filled(then: sqlite3.Connection, connection: Connection, *unkeyed: str) -> None:
    """Fill the tables there are, with the columns they have; records of some kinds had no keys yet."""
    kept = MetaData()
    kept.reflect(connection)
    for name in ("records", "record_keys", "events"):
        table = kept.tables[name]
        rows = [dict(row) for row in then.execute(f"SELECT * FROM {name}")]  # noqa: S608 - a name of ours
        rows = [{column: row[column] for column in table.columns.keys()} for row in rows]  # noqa: SIM118
        if name == "record_keys":
            rows = [row | {"single": bool(row["single"])} for row in rows if row["kind"] not in unkeyed]
        elif name == "records":
            rows = [row | ({"keyed": ""} if row["kind"] in unkeyed else {}) for row in rows]
        connection.execute(insert(table), rows)


def order_of(services, address):
    with services.store.read() as tx:
        order, _ = orders.order(tx, INDIGO, address.rsplit("/", 1)[1].partition("?")[0])
    return {"state": order.state, "total": order.total.amount, "token": order.lines[0].token}


def everything(connection: Connection) -> Rows:
    """Every row of every table, but the store's own note of how far transactions were lifted."""
    own = {
        records: records.c.brand != "",
        record_keys: record_keys.c.brand != "",
        events: events.c.brand != "",
    }
    found = {
        table.name: connection.execute(select(table).where(wanted)).all() for table, wanted in own.items()
    }
    return {name: {tuple(row) for row in rows} for name, rows in found.items()}


def as_frozen(folder: Path) -> Rows:
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        metadata.create_all(connection)
        with closing(sqlite3.connect(":memory:")) as then:
            then.executescript((folder / "shop.sql").read_text("utf-8"))
            then.row_factory = sqlite3.Row
            filled(then, connection)
        found = everything(connection)
    engine.dispose()
    return found


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def engine(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module", params=FROZEN, ids=lambda folder: folder.name)
def folder(request: pytest.FixtureRequest) -> Path:
    return request.param


@pytest.fixture(scope="module")
def settings(engine: str, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Settings]:
    """Makes the settings of a new place."""

    def made() -> Settings:
        database = fresh_database("upgraded") if engine == "postgres" else ""
        data = tmp_path_factory.mktemp("upgraded") / "data"
        return Settings(data=data, demo=True, database=database, mass_share=0.0)

    return made


@pytest.fixture(scope="module")
def held(folder):
    """What people held in their hands when it was frozen."""
    return json.loads((folder / "held.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def services(folder, settings, held):
    place = settings()
    restored(folder, place)
    with wired(place, clock=FixedClock(datetime.fromisoformat(held["at"]))) as made:
        yield made


@pytest.fixture
def ada(services, held):
    """The customer, with the cookies she had."""
    with TestClient(build(services), base_url="http://testserver.local") as client:
        client.cookies.update(held["ada"]["cookies"])
        yield Person(client)


@pytest.mark.parametrize("revision", REVISIONS)
def test_every_row_comes_through_each_migration(folder, settings, revision):
    """From whatever revision an installation stands at, with data, to this release's."""
    place = settings()
    restored(folder, place, revision)
    with wired(place):
        pass
    with outside(place) as connection:
        assert everything(connection) == as_frozen(folder)


def test_a_customer_comes_back_to_orders_bag_and_design(ada, services, held):
    then = held["ada"]
    for address, order in then["orders"].items():
        page = ada.open(address)
        assert ada.status == 200
        assert f"€{order['total'] // 100}" in page.text
        assert "Jeans, cut for one" in page.text
        assert order_of(services, address) == order
    assert f"€{then['bag']['total'] // 100}" in ada.open("/indigo/bag").text
    page = ada.open(then["design"])
    assert ada.status == 200
    assert "thread:red" in {one.value for one in page.buttons if one.attributes.get("aria-pressed") == "true"}


def test_every_token_verifies(services, held):
    """Also those in somebody's hands: what was signed then is signed still."""
    then = held["ada"]
    for one in (then["bag"], *then["orders"].values()):
        claims = verify(one["token"], services.keyring, brand=INDIGO, at=services.clock.now())
        assert claims.total.amount == one["total"]


def test_what_is_in_the_bag_is_ordered_at_its_price(ada):
    ada.open("/indigo/bag")
    assert "/indigo/orders/ord_" in buy(ada)
    assert "It is yours to be made" in ada.page.text


def test_consents_and_signals_stand(services, held):
    party = PartyId(held["ada"]["party"])
    with services.store.read() as tx:
        grants = Grants(services.ids).of(tx, INDIGO, party).grants
        told = tastes.signals(tx, INDIGO, party)
    assert {one.source for one in grants} == {"stated", "visit", "purchases", "friends"}
    assert {"belt-hemp", "socks-boot"} <= {one.item for one in told}
    assert "purchases" in {one.source for one in told}


def test_staff_sign_in_and_read_what_was_written_for_the_maker(services, held):
    with TestClient(build(services), base_url="http://testserver.local") as client:
        clerk = Person(client)
        clerk.open("/indigo/office/sign-in")
        clerk.press("Sign in", email="owner@indigo.example", password=PASSWORD)
        clerk.open(f"/indigo/office/orders/{next(iter(held['ada']['orders'])).rsplit('/', 1)[1]}")
        assert "ADA" in clerk.page.text
        assert "Via Roma 1" in clerk.page.text


def test_a_programs_key_opens_its_customers_order_and_places_another(services, held):
    then = held["program"]
    with TestClient(api.build(services)) as client:
        program = Program(client, INDIGO, "", then["secret"])
        assert program.get(f"/orders/{then['order']}").json()["id"] == then["order"]
        assert program.bought(then["customer"], "again")["id"] != then["order"]


def test_the_log_goes_on_from_the_head_that_was_kept(services, held):
    brand = browse.brand(services, INDIGO)
    report = accounts.check(services, brand, held["checkpoint"])
    assert not report.findings
    accounts.seal(services, INDIGO)
    assert not accounts.check(services, brand, held["checkpoint"]).findings


def test_who_was_erased_stays_erased(services):
    assert [line.brand for line in services.erasures.read()] == [INDIGO]
