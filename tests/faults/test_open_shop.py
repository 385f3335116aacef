"""The product as it is run, under faults of every kind: nothing acknowledged is lost or doubled, and all comes back.

`make soak` does the same for longer, with every fault (``benchmarks/soak_faults.py``).
"""

import shutil
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path

import httpx
import pytest
from disk import can_mount
from litestar.testing import TestClient
from people import BRAND, BegunAnewError, Crowd, Told
from reckoning import reckon
from storm import furnished, run

from programs import Program
from sumisura import api
from sumisura.app import wired
from sumisura.orders.testpay import KIND as PAYMENT
from sumisura.settings import Settings
from sumisura.store.ports import Transaction
from sumisura.web.server import build

SHORT = {
    "sqlite": ("web", "disk", "clock-back", "slow"),
    "postgres": ("database", "worker", "disk", "clock"),
}
LONGEST = 30
"""Seconds that nobody may wait for a page, whatever else this machine does; by far most are there in one."""


@pytest.mark.parametrize(
    "engine", ["sqlite", pytest.param("postgres", marks=pytest.mark.xdist_group("postgres"))]
)
def test_the_open_shop_survives(engine: str) -> None:
    faults = [fault for fault in SHORT[engine] if fault != "disk" or can_mount()]
    tally = run(engine, len(faults), faults=faults, long=2)
    assert tally.broken == []
    assert min(len(tally.told.orders), len(tally.told.grants), tally.told.signed_in) > 0
    assert max(tally.worst.values()) < LONGEST
    assert tally.told.statuses["503"] > 0 or not can_mount()  # something was refused, and clearly
    if not can_mount():
        pytest.skip("all but the full disk was tried: a disk to be filled takes leave to mount one")


def test_a_lost_draft_is_forgiven_only_where_the_server_died() -> None:
    crowd = Crowd("http://nobody.example", ("", ""), 1)
    with pytest.raises(AssertionError), crowd.drafting():
        raise AssertionError
    with pytest.raises(BegunAnewError), crowd.drafting(), crowd.losing_drafts():
        raise AssertionError
    with crowd.losing_drafts(), pytest.raises(BegunAnewError), crowd.drafting():
        raise AssertionError
    with pytest.raises(AssertionError), crowd.drafting():
        raise AssertionError


@pytest.fixture(scope="module")
def furnished_shop(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Told]:
    """A shop with one order and one grant, and what was told of both."""
    folder, told = tmp_path_factory.mktemp("shop") / "data", Told()
    settings = Settings(data=folder, demo=True)
    key = furnished(settings)
    with wired(settings) as services, TestClient(build(services, api=api.build(services))) as client:
        program = Program(
            httpx.Client(transport=client._transport, base_url="http://testserver.local/api"), BRAND, *key
        )
        customer = program.customer()
        told.orders["one"].add(str(program.bought(customer)["id"]))
        version = program.get("/consent-words").json()["version"]
        agreed = {"granted": True, "version": version}
        program.put(f"{customer}/consent/personalise/stated", agreed).raise_for_status()
        told.grants[customer, "stated"] = True
    return folder, told


@pytest.fixture
def shop(furnished_shop: tuple[Path, Told], tmp_path: Path) -> tuple[Settings, Told]:
    """A copy of it, to be harmed."""
    folder, told = furnished_shop
    return Settings(data=Path(shutil.copytree(folder, tmp_path / "data")), demo=True), deepcopy(told)


def test_the_reckoning_finds_nothing_where_all_is_well(shop: tuple[Settings, Told]) -> None:
    assert reckon(*shop).broken == []


@pytest.mark.parametrize(
    ("harm", "found"),
    [
        (lambda tx, order: tx.records.delete(BRAND, "order", order), "1 orders lost"),
        (lambda tx, order: tx.records.delete(BRAND, PAYMENT, order), "paid without a trace"),
        (lambda tx, order: [tx.records.delete(BRAND, "grants", one.id) for one in tx.records.page(BRAND, "grants", limit=9)], "0 grants stand"),
    ],
)  # fmt: skip
def test_the_reckoning_sees_what_is_gone(
    shop: tuple[Settings, Told], harm: Callable[[Transaction, str], None], found: str
) -> None:
    settings, told = shop
    with wired(settings) as services, services.store.write() as tx:
        harm(tx, min(told.orders["one"]))
    assert any(found in one for one in reckon(settings, told).broken)


def test_the_reckoning_sees_an_order_that_nobody_knows(shop: tuple[Settings, Told]) -> None:
    settings, told = shop
    told.orders["one"] = {"ord_another"}
    broken = reckon(settings, told).broken
    assert "1 orders lost" in broken
    assert any("nobody was told of" in one for one in broken)
