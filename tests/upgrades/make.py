"""Freeze a small installation of this release, for later releases to open: ``python tests/upgrades/make.py``.

Run it once, on the commit that is released. It writes a folder named by the version: the database as SQL, the keys (of
this test alone), the register of erasures, and what people held in their hands then (``held.json``).
"""

import json
import re
import shutil
import sqlite3
import sys
import tempfile
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from litestar.testing import TestClient

from person import Person
from programs import admitted
from shopping import BRANDS, PASSWORD, bag, begin, buy, place
from sumisura import api
from sumisura.app import wired
from sumisura.kernel import FixedClock, OrderState, PartyId, Role
from sumisura.orders import repo as orders
from sumisura.orders.lifecycle import advance
from sumisura.settings import Settings
from sumisura.trust.sessions import Door
from sumisura.usecases import accounts
from sumisura.usecases.bringing_in import publish
from sumisura.usecases.my_data import erasing
from sumisura.usecases.office.sign_in import add_staff
from sumisura.usecases.services import Services, Visitor
from sumisura.usecases.shop import browse
from sumisura.usecases.tasting import agreeing, circles, wishes
from sumisura.web.server import build

HERE = Path(__file__).parent
THEN = datetime(2026, 11, 29, 11, tzinfo=UTC)
"""When everything in it happened."""
INDIGO = "indigo"


def main() -> None:
    """Make the installation, and write down what is left of it."""
    target = HERE / version("sumisura")
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        with wired(Settings(data=data, demo=True, mass_share=0.0), clock=FixedClock(THEN)) as services:
            held = lived(services)
        target.mkdir(exist_ok=True)
        for name in ("keys.json", "erasures.jsonl"):
            shutil.copyfile(data / name, target / name)
        with sqlite3.connect(data / "sumisura.sqlite") as database:
            dump = "\n".join(database.iterdump()) + "\n"
    (target / "shop.sql").write_text(re.sub(r"X'([0-9A-F]+)'", legible, dump), "utf-8")
    (target / "held.json").write_text(json.dumps(held, indent=2) + "\n", "utf-8")


def legible(blob: re.Match[str]) -> str:
    """A body as its text: half the size, and its history can be read."""
    text = bytes.fromhex(blob[1]).decode().replace("'", "''")
    return f"CAST('{text}' AS BLOB)"


def lived(services: Services) -> dict[str, Any]:
    """Let people and a program do what they do, and say what they hold in their hands afterwards."""
    publish.publish(services, publish.read_folder(BRANDS / INDIGO))
    add_staff(services, INDIGO, f"owner@{INDIGO}.example", PASSWORD, Role.OWNER)
    with TestClient(build(services), base_url="http://testserver.local") as client:
        ada = customer(services, Person(client))
    with TestClient(build(services), base_url="http://testserver.local") as client:
        friend(services, Person(client), ada["code"])
    with TestClient(build(services), base_url="http://testserver.local") as client:
        erased(services, Person(client))
    with TestClient(api.build(services)) as client:
        program = admitted(services, client)
        there = program.customer()
        bought = program.bought(there)
        key = {"secret": program.secret, "customer": there, "order": bought["id"]}
    accounts.seal(services, INDIGO)
    head = accounts.head(services, INDIGO)
    return {
        "at": THEN.isoformat(),
        "ada": ada,
        "program": key,
        "checkpoint": head.note,
    }


def customer(services: Services, ada: Person) -> dict[str, Any]:
    """Agrees, tells, designs, orders twice (one is delivered), fills a bag, and leaves a design unfinished."""
    begin(ada)
    visitor = visitor_of(services, ada)
    agreeing.grant_many(services, visitor, ("stated", "visit", "purchases", "friends"), True)
    wishes.tell(services, visitor, "belt-hemp", "liked")
    wishes.tell(services, visitor, "socks-boot", "refused")
    code = circles.code(services, visitor)
    bag(ada, INDIGO, "inscription:named", **{"field.name": "ADA"})
    delivered = buy(ada)
    deliver(services, delivered)
    bag(ada, INDIGO, "thread:gold")
    ordered = buy(ada)
    bag(ada, INDIGO, "thread:copper", **{"field.inseam": "88"})
    begin(ada)
    ada.press(value="thread:red")
    design = place(ada)
    return {
        "party": visitor.party,
        "code": code,
        "cookies": dict(ada.client.cookies),
        "orders": {one: order_of(services, one) for one in (delivered, ordered)},
        "bag": in_bag(services, visitor),
        "design": design,
    }


def order_of(services: Services, place_: str) -> dict[str, Any]:
    """How an order stood."""
    with services.store.read() as tx:
        order, _ = orders.order(tx, INDIGO, place_.rsplit("/", 1)[1].partition("?")[0])
    return {"state": order.state, "total": order.total.amount, "token": order.lines[0].token}


def in_bag(services: Services, visitor: Visitor) -> dict[str, Any]:
    """What the bag held."""
    with services.store.read() as tx:
        cart, _ = orders.cart(tx, INDIGO, visitor.party)
    return {"total": cart.lines[0].total.amount, "token": cart.lines[0].token}


def deliver(services: Services, place_: str) -> None:
    """Take an order through its life."""
    id_ = place_.rsplit("/", 1)[1].partition("?")[0]
    for state in (OrderState.MAKING, OrderState.SHIPPED, OrderState.DELIVERED):
        with services.store.write() as tx:
            found, known = orders.order(tx, INDIGO, id_)
            orders.save(tx, advance(found, state, services.clock.now()), known)


def friend(services: Services, bob: Person, code: str) -> None:
    """Somebody who names her a friend."""
    begin(bob)
    visitor = visitor_of(services, bob)
    agreeing.grant_many(services, visitor, ("friends",), False)
    circles.befriend(services, visitor, code)


def erased(services: Services, eve: Person) -> None:
    """Somebody who orders, and then asks to be forgotten."""
    begin(eve)
    visitor = visitor_of(services, eve)
    agreeing.grant_many(services, visitor, ("stated",), True)
    wishes.tell(services, visitor, "belt-black", "liked")
    erasing.erase(services, visitor)


def visitor_of(services: Services, person: Person) -> Visitor:
    """Who the shop thinks this person is."""
    token = next(text for name, text in person.client.cookies.items() if name.endswith(f"visit-{INDIGO}"))
    with services.store.read() as tx:
        party = services.sessions.find(tx, INDIGO, token, Door.VISIT).party
    return Visitor(browse.brand(services, INDIGO), PartyId(party))


if __name__ == "__main__":
    main()
