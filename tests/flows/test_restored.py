"""A shop that was restored elsewhere: its pages, its orders, and whoever was erased after the backup."""

import io
import re
import shutil
from datetime import timedelta

from litestar.testing import TestClient
from rich.console import Console

from person import Person
from shopping import bag, buy
from sumisura.app import bulk, wired
from sumisura.cli import keeping
from sumisura.kernel import BrandId, OrderId
from sumisura.orders import repo as orders
from sumisura.settings import Settings
from sumisura.usecases import brands
from sumisura.usecases.my_data import erasing
from sumisura.usecases.operate import backing_up
from sumisura.usecases.services import Visitor
from sumisura.web.server import build

INDIGO = BrandId("indigo")


def bought(person):
    return buy(bag(person))


def party_of(services, address):
    with services.store.read() as tx:
        placed, _ = orders.order(tx, INDIGO, OrderId(re.search(r"ord_\w+", address)[0]))
    return placed.party


def test_the_shop_goes_on_elsewhere_and_the_erased_stay_erased(services, rests, database, visit, tmp_path):
    """S110, S97: every page a customer had is there; whoever was erased after the backup is not."""
    ada, eve = visit(), visit()
    at_ada, at_eve = bought(ada), bought(eve)
    gone = party_of(services, at_eve)
    file, _ = backing_up.back_up(services, bulk(rests), tmp_path, services.clock.now() + timedelta(days=9))
    with services.store.read() as tx:
        shop = brands.load(tx, INDIGO)
    erasing.erase(services, Visitor(shop, gone))
    there = Settings(data=tmp_path / "there", demo=True, database=database)
    there.data.mkdir()
    for name in ("keys.json", "erasures.jsonl"):
        shutil.copy(rests.data / name, there.data)
    said = io.StringIO()
    assert keeping.restore(there, file, [], Console(file=said, width=200))
    assert "1 erased again" in said.getvalue()
    with wired(there) as restored, TestClient(build(restored), base_url="http://testserver.local") as client:
        client.cookies.update(ada.client.cookies)
        again = Person(client)
        for path in ("/indigo", at_ada):
            again.open(path)
            assert again.status == 200
        bought(again)
        client.cookies.clear()
        client.cookies.update(eve.client.cookies)
        again.open(at_eve)
        assert again.status == 404
        with restored.store.read() as tx:
            assert restored.erasures.erased(tx, INDIGO, gone)
