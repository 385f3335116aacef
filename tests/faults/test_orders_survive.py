"""No acknowledged order is lost and none is doubled, whatever dies."""

from collections.abc import Callable
from pathlib import Path

import pytest
import shop_orders
from child import opened
from harness import KEYS_A_ROUND, Tally, run
from servers import OwnServer

from engines import fresh_database
from sumisura.kernel import BrandId
from sumisura.store.ports import Transaction

BRAND = BrandId("indigo")


def assert_nothing_lost(tally: Tally, rounds: int) -> None:
    assert tally.acknowledged == rounds * KEYS_A_ROUND
    assert (tally.lost, tally.doubled, tally.contradicted) == (0, 0, 0)
    assert tally.retried > 0  # something did die in the midst


def test_orders_survive_kills_and_failing_commits_on_sqlite(tmp_path: Path) -> None:
    assert_nothing_lost(run(6, str(tmp_path / "shop.sqlite")), 6)


@pytest.mark.xdist_group("postgres")
def test_orders_survive_kills_and_failing_commits_on_postgres() -> None:
    assert_nothing_lost(run(5, fresh_database("faults")), 5)


@pytest.mark.xdist_group("postgres")
def test_orders_survive_the_death_of_the_server() -> None:
    with OwnServer() as server:
        assert_nothing_lost(run(3, server.url, server=server), 3)


def test_the_harness_sees_what_careless_code_does(tmp_path: Path) -> None:
    tally = run(1, str(tmp_path / "shop.sqlite"), orders="careless_orders", faults=("fail-after",))
    assert tally.lost > 0
    assert tally.doubled > 0
    assert tally.contradicted > 0


@pytest.mark.parametrize(
    ("harm", "found"),
    [
        (lambda tx, order: tx.records.delete(BRAND, "order", order), "paid without an order"),
        (lambda tx, order: tx.records.delete(BRAND, "test-payment", order), "paid without a trace"),
    ],
)
def test_the_audit_sees_money_without_an_order_and_an_order_without_money(
    tmp_path: Path, harm: Callable[[Transaction, str], None], found: str
) -> None:
    store = opened(str(tmp_path / "shop.sqlite"))
    orders = [shop_orders.placing(store)(f"key-{number}") for number in range(2)]
    assert sorted(shop_orders.audit(store)) == ["key-0", "key-1"]
    with store.write() as tx:
        harm(tx, orders[0])
    with pytest.raises(AssertionError, match=found):
        shop_orders.audit(store)
    store.close()
